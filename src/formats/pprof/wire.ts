import { type ByteCursor, CursorError } from '../../base/byteCursor';

/** Wire types of protobuf that a profile may hold. */
export const VARINT = 0;
export const FIXED64 = 1;
export const BYTES = 2;
export const FIXED32 = 5;

/** Fields of google/pprof proto/profile.proto. */
export const ProfileField = {
  sampleType: 1,
  sample: 2,
  mapping: 3,
  location: 4,
  function: 5,
  stringTable: 6,
  dropFrames: 7,
  keepFrames: 8,
  timeNanos: 9,
  durationNanos: 10,
  periodType: 11,
  period: 12,
  comment: 13,
  defaultSampleType: 14,
  docUrl: 15,
} as const;

/** Skips a field's payload. Groups (3, 4) are unknown to Go's reader too. */
export function skipField(cursor: ByteCursor, wireType: number): void {
  if (wireType === VARINT) cursor.readVarint();
  else if (wireType === BYTES) cursor.skip(cursor.readLength());
  else if (wireType === FIXED64) cursor.skip(8);
  else if (wireType === FIXED32) cursor.skip(4);
  else throw new CursorError(`unknown wire type ${wireType}`, cursor.pos);
}

export function expectWireType(cursor: ByteCursor, actual: number, expected: number): void {
  if (actual !== expected) throw new CursorError(`wire type ${actual}, expected ${expected}`, cursor.pos);
}

/**
 * Calls `field(number, wireType)` for each field between the cursor's position and `end`, with the cursor at its
 * payload; the callee reads exactly that payload. Leaves the cursor at `end` and its own end as it was.
 */
export function readMessage(
  cursor: ByteCursor,
  end: number,
  field: (number: number, wireType: number) => void,
): void {
  const outerEnd = cursor.end;
  cursor.end = end;
  while (cursor.pos < end) {
    const tag = cursor.readUint();
    field(Math.floor(tag / 8), tag % 8);
  }
  cursor.end = outerEnd;
}
