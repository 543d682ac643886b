import type { SeriesPoints, TimelineView } from '../../../src/model/timeline';
import type { TimeWindow } from './timeWindow';

/** Position of the first time that is at least `timeMs`; the length where there is none. Times rise. */
export function firstAtOrAfter(times: ArrayLike<number>, timeMs: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (times[middle]! < timeMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Points of a window with one on each side, so that lines go on to its edges. `end` is behind the last. */
export function pointsIn(
  times: ArrayLike<number>,
  { fromMs, toMs }: TimeWindow,
): { readonly first: number; readonly end: number } {
  const first = Math.max(0, firstAtOrAfter(times, fromMs) - 1);
  let end = firstAtOrAfter(times, toMs);
  while (end < times.length && times[end]! <= toMs) end++;
  return { first, end: Math.min(times.length, end + 1) };
}

/** The value at or before a moment; NaN where there is none. */
export function valueAt({ timeMs: times, value }: SeriesPoints, timeMs: number): number {
  const after = firstAtOrAfter(times, timeMs);
  const at = times[after] === timeMs ? after : after - 1;
  return at < 0 ? Number.NaN : value[at]!;
}

/** Largest value of the points whose lines run through the window; 0 without any. */
export function largestIn({ timeMs, value }: SeriesPoints, window: TimeWindow): number {
  const { first, end } = pointsIn(timeMs, window);
  let largest = 0;
  for (let i = first; i < end; i++) {
    const each = value[i]!;
    if (each > largest && Number.isFinite(each)) largest = each;
  }
  return largest;
}

/** The moment that a cursor goes to from another: the next or last cycle or sample as drawn. null at the end. */
export function neighbourMoment(view: TimelineView, timeMs: number, by: -1 | 1): number | null {
  const columns = momentColumns(view);
  let best: number | null = null;
  for (const times of columns) {
    const found = by > 0 ? nextOf(times, timeMs) : lastBefore(times, timeMs);
    if (found === null) continue;
    if (best === null || (by > 0 ? found < best : found > best)) best = found;
  }
  return best;
}

/** The drawn moment that is nearest. */
export function nearestMoment(view: TimelineView, timeMs: number): number | null {
  let best: number | null = null;
  for (const times of momentColumns(view)) {
    const at = firstAtOrAfter(times, timeMs);
    for (const each of [times[at - 1], times[at]]) {
      if (each === undefined) continue;
      if (best === null || Math.abs(each - timeMs) < Math.abs(best - timeMs)) best = each;
    }
  }
  return best;
}

/** Cycles one by one where they are, else the points of all lines. */
function momentColumns({ cycles, series }: TimelineView): readonly ArrayLike<number>[] {
  if (cycles.kind === 'each' && cycles.length > 0) return [cycles.timeMs];
  return series.map(({ timeMs }) => timeMs);
}

function nextOf(times: ArrayLike<number>, timeMs: number): number | null {
  let at = firstAtOrAfter(times, timeMs);
  while (at < times.length && times[at]! <= timeMs) at++;
  return times[at] ?? null;
}

function lastBefore(times: ArrayLike<number>, timeMs: number): number | null {
  return times[firstAtOrAfter(times, timeMs) - 1] ?? null;
}

export function countPoints({ series }: TimelineView): number {
  return series.reduce((sum, { timeMs }) => sum + timeMs.length, 0);
}

/** Runs of points between breaks of a line. */
export function* piecesOf(
  value: Float64Array,
  first: number,
  end: number,
): Generator<{ readonly first: number; readonly end: number }> {
  let start = first;
  for (let i = first; i <= end; i++) {
    if (i < end && !Number.isNaN(value[i]!)) continue;
    if (i > start) yield { first: start, end: i };
    start = i + 1;
  }
}
