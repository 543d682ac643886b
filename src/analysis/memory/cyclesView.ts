import { GrowingFloat64 } from '../../base/growingColumns';
import type { GcCycles } from '../../model/memorySeries';
import type { CyclesView, TimelineQuery } from '../../model/timeline';
import type { DrawnSeries } from './drawnSeries';
import type { ColumnRows } from './timelineView';

const nsAMs = 1e6;

/** Time spent marking, added up before each cycle and behind the last one, in milliseconds. */
export class MarkedTime {
  readonly #before = new GrowingFloat64();

  extend({ length, markMs }: GcCycles): Float64Array {
    if (this.#before.length === 0) this.#before.push(0);
    for (let row = this.#before.length - 1; row < length; row++) {
      const marked = markMs[row]!;
      this.#before.push(this.#before.at(row) + (Number.isNaN(marked) ? 0 : marked));
    }
    return this.#before.view();
  }
}

/** `rows` are the columns in the cycles, `pauses` the drawn pauses of cycles, `marked` as MarkedTime says. */
export function viewCycles(
  cycles: GcCycles,
  rows: ColumnRows,
  query: TimelineQuery,
  pauses: DrawnSeries | null,
  marked: Float64Array,
): CyclesView {
  const start = rows[0]!;
  const end = rows[query.columns]!;
  return end - start <= query.columns
    ? eachCycle(cycles, start, end)
    : binnedCycles(cycles, rows, query, pauses, marked);
}

function eachCycle(cycles: GcCycles, start: number, end: number): CyclesView {
  return {
    kind: 'each',
    length: end - start,
    index: Uint32Array.from({ length: end - start }, (_, i) => start + i),
    timeMs: cycles.timeMs.slice(start, end),
    sweepTermMs: cycles.sweepTermMs.slice(start, end),
    markMs: cycles.markMs.slice(start, end),
    markTermMs: cycles.markTermMs.slice(start, end),
    forced: cycles.forced.slice(start, end),
  };
}

function binnedCycles(
  cycles: GcCycles,
  rows: ColumnRows,
  { fromMs, toMs, columns }: TimelineQuery,
  pauses: DrawnSeries | null,
  marked: Float64Array,
): CyclesView {
  const count = new Uint32Array(columns);
  const marking = new Float64Array(columns);
  const maxPauseMs = new Float64Array(columns);
  const widthMs = (toMs - fromMs) / columns;
  let before = markedUntil(cycles, marked, rows[0]!, fromMs);
  for (let column = 0; column < columns; column++) {
    const start = rows[column]!;
    const end = rows[column + 1]!;
    const until = markedUntil(cycles, marked, end, fromMs + (column + 1) * widthMs);
    count[column] = end - start;
    marking[column] = widthMs > 0 ? Math.min(1, Math.max(0, until - before) / widthMs) : 0;
    before = until;
    if (!pauses || start === end) continue;
    pauses.pyramid.find(start, end);
    const { highest } = pauses.pyramid;
    if (highest >= 0) maxPauseMs[column] = pauses.value[highest]! / nsAMs;
  }
  return { kind: 'binned', count, marking, maxPauseMs };
}

/** Marking until a moment, before which the cycles up to `row` began. The last of them may still be marking. */
function markedUntil(cycles: GcCycles, marked: Float64Array, row: number, atMs: number): number {
  if (row === 0) return 0;
  const last = row - 1;
  const stopped = cycles.sweepTermMs[last]!;
  const since = atMs - cycles.timeMs[last]! - (Number.isNaN(stopped) ? 0 : stopped);
  const ofLast = marked[row]! - marked[last]!;
  return marked[last]! + Math.max(0, Math.min(ofLast, since));
}
