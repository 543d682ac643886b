import type { TimeSpan } from '../../src/model/finding';
import type { TimelineSeries, TimelineView } from '../../src/model/timeline';
import { firstAtOrAfter } from './graph/points';

/** Moments of a view as rows: what lines and cycles have at exactly that moment. */
export interface TableRows {
  readonly timeMs: Float64Array;
  readonly columns: readonly TableColumn[];
  /** Whether these are all the moments that there are in this time. */
  readonly isWhole: boolean;
}

export interface TableColumn {
  readonly id: TimelineSeries | CycleColumn;
  /** NaN where it has none at that moment. */
  readonly value: Float64Array;
}

export const cycleColumnIds = ['sweepTermMs', 'markMs', 'markTermMs'] as const;
export type CycleColumn = (typeof cycleColumnIds)[number];

/** Rows within `span`, in order of time. Columns that have nothing there are left out. */
export function tableRows(view: TimelineView, span: TimeSpan): TableRows {
  const { cycles } = view;
  const each = cycles.kind === 'each' ? cycles : null;
  const sources = [...view.series.map(({ timeMs }) => timeMs), ...(each ? [each.timeMs] : [])];
  const timeMs = mergeTimes(sources, span);
  const columns: TableColumn[] = [];
  for (const { name, timeMs: times, value } of view.series) {
    addColumn(columns, name, timeMs, times, value);
  }
  if (each) for (const id of cycleColumnIds) addColumn(columns, id, timeMs, each.timeMs, each[id]);
  const isWhole = view.series.every(({ exact }) => exact) && (each !== null || cycles.kind === 'each');
  return { timeMs, columns, isWhole };
}

function mergeTimes(sources: readonly Float64Array[], { fromMs, toMs }: TimeSpan): Float64Array {
  const parts = sources.map((times) => {
    const first = firstAtOrAfter(times, fromMs);
    let end = firstAtOrAfter(times, toMs);
    while (end < times.length && times[end]! <= toMs) end++;
    return times.subarray(first, end);
  });
  const all = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  all.sort();
  let count = 0;
  for (let i = 0; i < all.length; i++) {
    if (count === 0 || all[i] !== all[count - 1]) all[count++] = all[i]!;
  }
  return all.subarray(0, count);
}

function addColumn(
  columns: TableColumn[],
  id: TableColumn['id'],
  rows: Float64Array,
  times: Float64Array,
  values: Float64Array,
): void {
  const value = new Float64Array(rows.length).fill(Number.NaN);
  let isEmpty = true;
  let at = rows.length === 0 ? 0 : firstAtOrAfter(times, rows[0]!);
  for (let row = 0; row < rows.length && at < times.length; row++) {
    // Of several at one moment the last: what holds from there on.
    while (at < times.length && times[at]! <= rows[row]!) {
      if (times[at] === rows[row] && !Number.isNaN(values[at]!)) {
        value[row] = values[at]!;
        isEmpty = false;
      }
      at++;
    }
  }
  if (!isEmpty) columns.push({ id, value });
}
