import type { TimeSpan } from '../../model/finding';

/** Rows of a table from `start` up to, but without, `end`. */
export interface Rows {
  readonly start: number;
  readonly end: number;
}

/** Rows whose time lies within a span, both ends included; `timeMs` rises. null: all rows. */
export function rowsWithin(timeMs: Float64Array, span: TimeSpan | null): Rows {
  if (!span) return { start: 0, end: timeMs.length };
  const start = rowAtOrAfter(timeMs, span.fromMs);
  return { start, end: Math.max(start, rowAfter(timeMs, span.toMs)) };
}

/** First row at or after a moment; `timeMs.length` where there is none. */
export function rowAtOrAfter(timeMs: Float64Array, atMs: number, from = 0): number {
  let low = from;
  let high = timeMs.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (timeMs[middle]! < atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** First row after a moment; `timeMs.length` where there is none. */
export function rowAfter(timeMs: Float64Array, atMs: number, from = 0): number {
  let low = from;
  let high = timeMs.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (timeMs[middle]! <= atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Last row at or before a moment; -1 where there is none. */
export function rowAtOrBefore(timeMs: Float64Array, atMs: number): number {
  return rowAfter(timeMs, atMs) - 1;
}

/**
 * The time between the first and the last of these rows cut into `count` windows of the same length, as rows; a window may be
 * empty. What stands on a border belongs to the later window.
 */
export function equalWindows(timeMs: Float64Array, { start, end }: Rows, count: number): Rows[] {
  if (end <= start) return [];
  const fromMs = timeMs[start]!;
  const lengthMs = (timeMs[end - 1]! - fromMs) / count;
  const windows: Rows[] = [];
  let at = start;
  for (let window = 1; window <= count; window++) {
    const next = window === count ? end : Math.min(end, rowAtOrAfter(timeMs, fromMs + window * lengthMs, at));
    windows.push({ start: at, end: next });
    at = next;
  }
  return windows;
}

/** Those of the rows in which every one of these columns has a value. */
export function knownRows(columns: readonly Float64Array[], { start, end }: Rows): Uint32Array {
  const known = new Uint32Array(Math.max(0, end - start));
  let length = 0;
  for (let row = start; row < end; row++) known[length++] = row;
  for (const column of columns) {
    let kept = 0;
    for (let at = 0; at < length; at++) {
      known[kept] = known[at]!;
      if (!Number.isNaN(column[known[at]!]!)) kept++;
    }
    length = kept;
  }
  return known.subarray(0, length);
}

/** Rows whose value is known. */
export function countKnown(values: Float64Array | undefined, { start, end }: Rows): number {
  if (!values) return 0;
  let known = 0;
  for (let row = start; row < end; row++) if (!Number.isNaN(values[row]!)) known++;
  return known;
}

/** The first value of these rows that is known; null where none is. */
export function firstKnown(values: Float64Array | undefined, { start, end }: Rows): number | null {
  if (values) for (let row = start; row < end; row++) if (!Number.isNaN(values[row]!)) return values[row]!;
  return null;
}

/** The last value of these rows that is known; null where none is. */
export function lastKnown(values: Float64Array | undefined, { start, end }: Rows): number | null {
  if (values)
    for (let row = end - 1; row >= start; row--) if (!Number.isNaN(values[row]!)) return values[row]!;
  return null;
}
