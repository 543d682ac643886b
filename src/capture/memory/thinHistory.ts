import type { MemoryField } from '../../model/memoryFields';

/** A line of a history, as far as keeping it or not depends on it. */
export interface HistoryEntry {
  readonly kind: 'head' | 'sample' | 'mark' | 'capture';
  /** With its line feed. */
  readonly bytes: number;
  /** Whose peaks matter: values of `peakFields`, NaN where the sample has none. */
  readonly peaks: readonly number[];
}

export const peakFields = ['HeapLive', 'HeapAlloc', 'RSS'] as const satisfies readonly MemoryField[];

/** Of so many samples one after the other at most half are kept: those of the lowest and highest values. */
const bucketLength = 4 * peakFields.length;

/**
 * Which lines to keep so that at most `mostBytes` are left. The older half of the samples is thinned, as often as it takes; every
 * run of samples keeps its lowest and highest values of `peakFields`, so no peak is ever lost. The head, captures and the last
 * sample stay; marks go, oldest first, only where they alone are too much.
 */
export function thinHistory(entries: readonly HistoryEntry[], mostBytes: number): boolean[] {
  const kept = entries.map(() => true);
  let left = entries.reduce((sum, { bytes }) => sum + bytes, 0);
  const drop = (index: number) => {
    kept[index] = false;
    left -= entries[index]!.bytes;
  };
  while (left > mostBytes) {
    const runs = samplesInRuns(entries, kept);
    const before = left;
    for (const run of olderHalf(runs)) for (const index of dropped(entries, run)) drop(index);
    // What is left of the older half cannot be thinned any more: the rest follows, then runs are taken together.
    if (left === before) for (const run of runs) for (const index of dropped(entries, run)) drop(index);
    if (left === before) for (const index of dropped(entries, runs.flat())) drop(index);
    if (left === before) break;
  }
  for (let index = 0; left > mostBytes && index < entries.length; index++) {
    if (kept[index] && entries[index]!.kind === 'mark') drop(index);
  }
  return kept;
}

/** Positions of samples; a mark ends a run, because what is before and after it may be two processes. */
function samplesInRuns(entries: readonly HistoryEntry[], kept: readonly boolean[]): number[][] {
  const runs: number[][] = [[]];
  entries.forEach(({ kind }, index) => {
    if (!kept[index]) return;
    if (kind === 'sample') runs.at(-1)!.push(index);
    else if (kind === 'mark') runs.push([]);
  });
  return runs.filter(({ length }) => length > 0);
}

function olderHalf(runs: readonly number[][]): number[][] {
  let count = Math.ceil(runs.reduce((sum, { length }) => sum + length, 0) / 2);
  const older: number[][] = [];
  for (const run of runs) {
    if (count <= 0) break;
    older.push(run.slice(0, count));
    count -= run.length;
  }
  return older;
}

/** The last sample is what the newest line says, so the last bucket of a run keeps its end. */
function dropped(entries: readonly HistoryEntry[], run: readonly number[]): number[] {
  const out: number[] = [];
  for (let at = 0; at < run.length; at += bucketLength) {
    const bucket = run.slice(at, at + bucketLength);
    const isLast = at + bucketLength >= run.length;
    const keep = new Set([
      ...peakFields.flatMap((_, field) => extremes(bucket, (index) => entries[index]!.peaks[field]!)),
      ...(isLast ? [bucket.at(-1)!] : []),
    ]);
    // Samples without any of the numbers: every second.
    out.push(
      ...(keep.size === 0 || (isLast && keep.size === 1)
        ? bucket.filter((index, i) => i % 2 === 1 && !keep.has(index))
        : bucket.filter((index) => !keep.has(index))),
    );
  }
  return out;
}

function extremes(bucket: readonly number[], value: (index: number) => number): number[] {
  const known = bucket.filter((index) => !Number.isNaN(value(index)));
  if (known.length === 0) return [];
  const lowest = known.reduce((best, index) => (value(index) < value(best) ? index : best));
  const highest = known.reduce((best, index) => (value(index) > value(best) ? index : best));
  return [lowest, highest];
}
