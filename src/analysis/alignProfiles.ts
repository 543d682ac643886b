import { goRound } from '../base/goRound';
import { type Int64Column, isWide, nonZeroRows } from '../base/int64';
import { MessageError, message } from '../base/message';
import { knownUnit } from '../base/unitFamilies';
import type { Problem } from '../model/problem';
import type { Profile, ValueType } from '../model/profile';

/** Several profiles with the same value types, in the same units. */
export interface Aligned {
  readonly sampleTypes: readonly ValueType[];
  readonly defaultSampleIndex: number;
  readonly periodType: ValueType | null;
  /** Of each profile. */
  readonly periods: readonly number[];
  /** Of each profile, one column per value type. */
  readonly columns: readonly (readonly Int64Column[])[];
  readonly problems: readonly Problem[];
}

/**
 * Makes profiles fit together as google/pprof does (profile.CompatibilizeSampleTypes, measurement.ScaleProfiles): value
 * types that all have stay, in the order of the first profile; units become the finest among them. Throws a MessageError
 * that names the types where nothing is left, or where they count different things.
 */
export function alignProfiles(profiles: readonly Profile[]): Aligned {
  const [first] = profiles as [Profile, ...Profile[]];
  const names = first.sampleTypes
    .map(({ type }) => type)
    .filter((name) => profiles.every((profile) => positionOf(profile, name) >= 0));
  if (names.length === 0) throw nothingInCommon(profiles);
  const wanted = names.indexOf(first.sampleTypes[first.defaultSampleIndex]?.type ?? '');
  const sampleTypes = names.map((name) =>
    finest(profiles.map((profile) => profile.sampleTypes[positionOf(profile, name)]!)),
  );
  const periodType = commonPeriodType(profiles);
  return {
    sampleTypes,
    defaultSampleIndex: Math.max(0, wanted),
    periodType,
    periods: profiles.map((profile) =>
      Math.trunc(profile.period * ratioOf(profile.periodType?.unit ?? '', periodType?.unit ?? '')),
    ),
    columns: profiles.map((profile) => alignedColumns(profile, sampleTypes)),
    problems: leftOut(profiles, names),
  };
}

/**
 * Multiplies every column by its ratio, rounded as Go rounds (profile.ScaleN). As there, a sample is dropped (0 in all
 * columns) where those that were scaled are 0, even if one whose ratio is 1 is not.
 */
export function scaleColumns(
  columns: readonly Int64Column[],
  ratios: readonly number[],
): readonly Int64Column[] {
  if (ratios.every((ratio) => ratio === 1)) return columns;
  const scaled = columns.map((column, type) => (ratios[type] === 1 ? column : scale(column, ratios[type]!)));
  const isKept = nonZeroRows(
    scaled.filter((_, type) => ratios[type] !== 1),
    columns[0]!.length,
  );
  return scaled.map((column) => keepRows(column, isKept));
}

function scale(column: Int64Column, ratio: number): Int64Column {
  if (isWide(column)) {
    return BigInt64Array.from(column, (value) => BigInt.asIntN(64, BigInt(goRound(Number(value) * ratio))));
  }
  const scaled = Float64Array.from(column, (value) => goRound(value * ratio));
  const fits = scaled.reduce((sum, value) => sum + Math.abs(value), 0) <= Number.MAX_SAFE_INTEGER;
  return fits ? scaled : BigInt64Array.from(scaled, (value) => BigInt.asIntN(64, BigInt(value)));
}

function keepRows(column: Int64Column, isKept: Uint8Array): Int64Column {
  if (isWide(column)) return column.map((value, row) => (isKept[row] === 1 ? value : 0n));
  return column.map((value, row) => (isKept[row] === 1 ? value : 0));
}

function alignedColumns(profile: Profile, sampleTypes: readonly ValueType[]): readonly Int64Column[] {
  const places = sampleTypes.map(({ type }) => positionOf(profile, type));
  const columns = places.map((place) => profile.samples.values[place]!);
  return scaleColumns(
    columns,
    places.map((place, type) => ratioOf(profile.sampleTypes[place]!.unit, sampleTypes[type]!.unit)),
  );
}

function positionOf(profile: Profile, name: string): number {
  return profile.sampleTypes.findIndex(({ type }) => type === name);
}

/** What all periods count; '' in pprof where nothing was recorded, which fits nothing else. */
function commonPeriodType(profiles: readonly Profile[]): ValueType | null {
  const types = profiles.map(({ periodType }) => periodType ?? { type: '', unit: '' });
  for (const other of types) {
    if (singular(other.type) !== singular(types[0]!.type)) throw differentPeriods(types[0]!, other);
  }
  const common = finest(types);
  return common.type === '' && common.unit === '' ? null : common;
}

/** The first of the types, in the finest of their units. */
function finest(types: readonly ValueType[]): ValueType {
  let found = types[0]!;
  for (const other of types) {
    if (!areUnitsCompatible(found.unit, other.unit)) throw differentUnits(found, other);
    if (ratioOf(other.unit, found.unit) < 1) found = other;
  }
  return { type: types[0]!.type, unit: found.unit };
}

function areUnitsCompatible(a: string, b: string): boolean {
  return a === b || (knownUnit(a) !== undefined && knownUnit(a)?.family === knownUnit(b)?.family);
}

/** What a value is multiplied by to go from one unit to the other; 1 where they do not convert. */
function ratioOf(from: string, to: string): number {
  const source = knownUnit(from);
  const target = knownUnit(to);
  return source && target && source.family === target.family ? source.factor / target.factor : 1;
}

function singular(type: string): string {
  return type.replace(/s$/, '');
}

function nameOf({ type, unit }: ValueType): string {
  return unit === '' ? type : `${type}/${unit}`;
}

function listOf(profile: Profile): string {
  return profile.sampleTypes.map(nameOf).join(', ');
}

function leftOut(profiles: readonly Profile[], kept: readonly string[]): Problem[] {
  const dropped = new Set<string>();
  for (const { sampleTypes } of profiles) {
    for (const { type } of sampleTypes) if (!kept.includes(type)) dropped.add(type);
  }
  if (dropped.size === 0) return [];
  const problem = message(
    'align.typesLeftOut',
    'Not all of the profiles have these value types, so they are left out: {types}.',
    { types: [...dropped].join(', ') },
  );
  return [{ at: 'sample_type', message: problem }];
}

function nothingInCommon(profiles: readonly Profile[]): MessageError {
  const lists = [...new Set(profiles.map(listOf))];
  return new MessageError(
    message(
      'align.nothingInCommon',
      'The profiles have no value type in common: one has {first}, another {second}.',
      { first: lists[0]!, second: lists[1] ?? lists[0]! },
    ),
  );
}

function differentUnits(a: ValueType, b: ValueType): MessageError {
  return new MessageError(
    message(
      'align.differentUnits',
      'The profiles count in units that do not convert into each other: {first} and {second}.',
      { first: nameOf(a), second: nameOf(b) },
    ),
  );
}

function differentPeriods(a: ValueType, b: ValueType): MessageError {
  return new MessageError(
    message(
      'align.differentPeriods',
      'The profiles were sampled by different things, so their values do not fit together: one by "{first}", another by "{second}".',
      { first: nameOf(a), second: nameOf(b) },
    ),
  );
}
