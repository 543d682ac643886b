import type { ByteCursor } from '../../base/byteCursor';
import { GrowingUint32 } from '../../base/growingColumns';
import { malformed } from './malformed';
import { BYTES, expectWireType, ProfileField, skipField, VARINT } from './wire';

/** Where the messages of one table stand in the file. */
export interface Spans {
  readonly length: number;
  readonly start: Uint32Array;
  readonly size: Uint32Array;
}

/** One pass over the outermost level of a profile: where everything stands, and the single values. */
export interface Layout {
  readonly sampleTypes: Spans;
  readonly mappings: Spans;
  readonly functions: Spans;
  readonly locations: Spans;
  readonly strings: Spans;
  readonly sampleCount: number;
  readonly periodType: { readonly start: number; readonly size: number } | null;
  /** String indices, not yet checked. */
  readonly comments: readonly number[];
  readonly dropFrames: number;
  readonly keepFrames: number;
  readonly defaultSampleType: number;
  readonly docUrl: number;
  readonly timeNanos: bigint;
  readonly durationNanos: number;
  readonly period: number;
}

/** A second `time_nanos` means that two files were written one after the other; Go refuses them, as merging would lie. */
export class ConcatenatedProfiles extends Error {}

export function scanLayout(cursor: ByteCursor): Layout {
  const sampleTypes = new GrowingSpans();
  const mappings = new GrowingSpans();
  const functions = new GrowingSpans();
  const locations = new GrowingSpans();
  const strings = new GrowingSpans();
  const tables: readonly (GrowingSpans | undefined)[] = tablesByField({
    [ProfileField.sampleType]: sampleTypes,
    [ProfileField.mapping]: mappings,
    [ProfileField.location]: locations,
    [ProfileField.function]: functions,
    [ProfileField.stringTable]: strings,
  });
  const single = new Map<number, bigint>();
  const comments: number[] = [];
  let sampleCount = 0;
  let periodType: Layout['periodType'] = null;

  while (cursor.pos < cursor.end) {
    const tag = cursor.readUint();
    const field = Math.floor(tag / 8);
    const wireType = tag % 8;
    const table = field < tables.length ? tables[field] : undefined;
    if (field === ProfileField.sample || table || field === ProfileField.periodType) {
      expectWireType(cursor, wireType, BYTES);
      const size = cursor.readLength();
      if (field === ProfileField.sample) sampleCount++;
      else if (table) table.push(cursor.pos, size);
      else periodType = { start: cursor.pos, size };
      if (table === strings && strings.length === 1 && size !== 0) {
        throw malformed(cursor.pos, 'the first string is not empty');
      }
      cursor.pos += size;
    } else if (field === ProfileField.comment) {
      readComments(cursor, wireType, comments);
    } else if (field >= ProfileField.dropFrames && field <= ProfileField.docUrl) {
      expectWireType(cursor, wireType, VARINT);
      if (field === ProfileField.timeNanos && (single.get(field) ?? 0n) !== 0n) {
        throw new ConcatenatedProfiles();
      }
      cursor.readVarint();
      single.set(field, cursor.lastBigInt());
    } else skipField(cursor, wireType);
  }

  const number = (field: number) => Number(single.get(field) ?? 0n);
  return {
    sampleTypes: sampleTypes.finish(),
    mappings: mappings.finish(),
    functions: functions.finish(),
    locations: locations.finish(),
    strings: strings.finish(),
    sampleCount,
    periodType,
    comments,
    dropFrames: number(ProfileField.dropFrames),
    keepFrames: number(ProfileField.keepFrames),
    defaultSampleType: number(ProfileField.defaultSampleType),
    docUrl: number(ProfileField.docUrl),
    timeNanos: single.get(ProfileField.timeNanos) ?? 0n,
    durationNanos: number(ProfileField.durationNanos),
    period: number(ProfileField.period),
  };
}

class GrowingSpans {
  readonly #start = new GrowingUint32();
  readonly #size = new GrowingUint32();

  get length(): number {
    return this.#start.length;
  }

  push(start: number, size: number): void {
    this.#start.push(start);
    this.#size.push(size);
  }

  finish(): Spans {
    return { length: this.length, start: this.#start.finish(), size: this.#size.finish() };
  }
}

function tablesByField(tables: Readonly<Record<number, GrowingSpans>>): (GrowingSpans | undefined)[] {
  const byField: (GrowingSpans | undefined)[] = new Array(16).fill(undefined);
  for (const [field, table] of Object.entries(tables)) byField[Number(field)] = table;
  return byField;
}

function readComments(cursor: ByteCursor, wireType: number, into: number[]): void {
  if (wireType !== BYTES) {
    expectWireType(cursor, wireType, VARINT);
    into.push(cursor.readUint());
    return;
  }
  const size = cursor.readLength();
  const end = cursor.pos + size;
  const outerEnd = cursor.end;
  cursor.end = end;
  while (cursor.pos < end) into.push(cursor.readUint());
  cursor.end = outerEnd;
}
