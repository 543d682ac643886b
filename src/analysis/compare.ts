import { toNumber } from '../base/int64';
import { message } from '../base/message';
import { formatValue } from '../base/units';
import type { Problem } from '../model/problem';
import type { Profile } from '../model/profile';
import type { ComparisonFacts } from '../model/views';
import { type Aligned, alignProfiles, scaleColumns } from './alignProfiles';
import type { Part } from './joinSamples';
import { type Combined, combineParts, mergeProfiles } from './merge';
import { sumOf } from './total';

export interface Comparison {
  /** Several are merged first. */
  readonly base: readonly Profile[];
  readonly current: readonly Profile[];
  readonly mode: ComparisonFacts['mode'];
  readonly normalize: boolean;
}

export interface Compared extends Combined {
  readonly comparison: ComparisonFacts;
}

/**
 * The current side minus the base, as `go tool pprof -base` and `-diff_base` subtract (fetchProfiles in google/pprof
 * internal/driver/fetch.go): the samples of a `diffBase` carry the label `pprof::base=true` and stay beside those of the
 * current side, so that percentages can refer to the base; with `base` equal stacks cancel out. `normalize` scales the
 * current side, as pprof does, so that it sums up to what the base does.
 */
export function compareProfiles({ base, current, mode, normalize }: Comparison): Compared {
  const before = mergeProfiles(base);
  const after = mergeProfiles(current);
  const profiles = [after.value, before.value];
  const aligned = alignProfiles(profiles);
  const [currentColumns, baseColumns] = aligned.columns as [Part['columns'], Part['columns']];
  const baseTotals = baseColumns.map((column) => toNumber(sumOf(column)));
  const currentTotals = currentColumns.map((column) => toNumber(sumOf(column)));
  const ratios = baseTotals.map((total, type) =>
    currentTotals[type] === 0 ? 0 : total / currentTotals[type]!,
  );
  const parts: Part[] = [
    {
      profile: after.value,
      columns: normalize ? scaleColumns(currentColumns, ratios) : currentColumns,
      side: 'current',
      isLabelled: false,
    },
    { profile: before.value, columns: baseColumns, side: 'base', isLabelled: mode === 'diffBase' },
  ];
  return {
    value: combineParts(parts, aligned),
    problems: [
      ...before.problems,
      ...after.problems,
      ...aligned.problems,
      ...doubts(before.value, after.value, aligned, normalize),
    ],
    comparison: {
      mode,
      normalized: normalize,
      baseTotals,
      currentTotals,
      baseTimeMs: millisOf(before.value),
      currentTimeMs: millisOf(after.value),
    },
  };
}

function millisOf({ timeNanos }: Profile): number | null {
  return timeNanos === null ? null : Number(timeNanos / 1_000_000n);
}

/** Kinds whose values grow with the time of the recording. */
const recordedKinds: readonly Profile['kind'][] = ['cpu', 'block', 'mutex'];
/** Recordings whose lengths differ by more than this share are not compared without a word. */
const durationTolerance = 0.1;

/** What makes a difference mean less than it seems to. */
function doubts(base: Profile, current: Profile, { periods }: Aligned, normalize: boolean): Problem[] {
  return [
    ...kindDoubt(base, current),
    ...buildDoubt(base, current),
    ...periodDoubt(periods[1]!, periods[0]!),
    ...orderDoubt(base, current),
    ...(normalize ? [] : durationDoubt(base, current)),
  ];
}

function kindDoubt(base: Profile, current: Profile): Problem[] {
  if (base.kind === current.kind) return [];
  const said = message(
    'compare.differentKinds',
    'The base is a profile of the kind {base}, the other one of the kind {current}: they count different things.',
    { base: base.kind, current: current.kind },
  );
  return [{ at: 'sample_type', message: said }];
}

function buildDoubt(base: Profile, current: Profile): Problem[] {
  const [before, after] = [buildOf(base), buildOf(current)];
  if (before === '' || after === '' || before === after) return [];
  const said = message(
    'compare.differentBuilds',
    'The two profiles come from different builds (build ids {base} and {current}), so lines may have moved between them.',
    { base: before, current: after },
  );
  return [{ at: 'build_id', message: said }];
}

/** Build id of the main binary, '' unknown. */
function buildOf({ mappings, strings }: Profile): string {
  return mappings.length === 0 ? '' : strings.get(mappings.buildId[0]!);
}

function periodDoubt(base: number, current: number): Problem[] {
  if (base === current || base === 0 || current === 0) return [];
  const said = message(
    'compare.differentPeriods',
    'The two profiles were sampled at different rates ({base} and {current}).',
    { base, current },
  );
  return [{ at: 'period', message: said }];
}

function orderDoubt(base: Profile, current: Profile): Problem[] {
  if (base.timeNanos === null || current.timeNanos === null || base.timeNanos <= current.timeNanos) return [];
  const nanos = Number(base.timeNanos - current.timeNanos);
  const said = message(
    'compare.baseIsYounger',
    'The base was recorded {time} after the profile that it is compared with.',
    { time: formatValue(nanos, 'nanoseconds') },
  );
  return [{ at: 'time_nanos', message: said }];
}

function durationDoubt(base: Profile, current: Profile): Problem[] {
  const [before, after] = [base.durationNanos, current.durationNanos];
  if (!recordedKinds.includes(base.kind) || before <= 0 || after <= 0) return [];
  if (Math.abs(before - after) <= durationTolerance * Math.max(before, after)) return [];
  const said = message(
    'compare.differentDurations',
    'The base was recorded for {base}, the other profile for {current}: normalize the comparison to compare shares.',
    { base: formatValue(before, 'nanoseconds'), current: formatValue(after, 'nanoseconds') },
  );
  return [{ at: 'duration_nanos', message: said }];
}
