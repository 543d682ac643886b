import { grown } from '../../base/growingColumns';
import type { MemorySeries } from '../../model/memorySeries';
import type { Anomaly, SeriesPoints, TimelineQuery, TimelineView } from '../../model/timeline';
import { type MarkedTime, viewCycles } from './cyclesView';
import type { DrawnSeries, DrawnSeriesSet } from './drawnSeries';
import { firstBreakAfter } from './tableRuns';
import { rowAfter, rowAtOrAfter } from './windows';

/** First rows of the columns of a picture; column c is from `rows[c]` to before `rows[c + 1]`. */
export type ColumnRows = Uint32Array;

/** A column of the picture is at most this many rows: all of them are as good as the four that matter. */
const rowsOfExact = 4;
const mostColumns = 8192;

/** What a picture shows. `anomalies` are those of the whole series. */
export function viewTimeline(
  series: MemorySeries,
  drawn: DrawnSeriesSet,
  marked: MarkedTime,
  query: TimelineQuery,
  anomalies: readonly Anomaly[],
): TimelineView {
  const columns = Math.max(1, Math.min(mostColumns, Math.floor(query.columns)));
  const asked = { ...query, columns };
  const ofCycles = columnRows(series.cycles.timeMs, asked);
  const ofSamples = columnRows(series.samples.timeMs, asked);
  const lines = query.series.flatMap((name) => drawn.get(name) ?? []);
  const pauses = drawn.get('pause');
  return {
    fromMs: query.fromMs,
    toMs: query.toMs,
    series: lines.map((line) => seriesPoints(line, line.from === 'cycles' ? ofCycles : ofSamples)),
    cycles: viewCycles(
      series.cycles,
      ofCycles,
      asked,
      pauses?.from === 'cycles' ? pauses : null,
      marked.extend(series.cycles),
    ),
    anomalies: anomalies.filter(({ timeMs }) => timeMs >= query.fromMs && timeMs <= query.toMs),
  };
}

/** Where the columns of a picture begin in a table. The last one has the end of the window in it. */
function columnRows(timeMs: Float64Array, { fromMs, toMs, columns }: TimelineQuery): ColumnRows {
  const rows = new Uint32Array(columns + 1);
  const end = Math.max(rowAfter(timeMs, toMs), rowAtOrAfter(timeMs, fromMs));
  rows[0] = rowAtOrAfter(timeMs, fromMs);
  rows[columns] = end;
  const widthMs = (toMs - fromMs) / columns;
  const usual = Math.ceil((end - rows[0]!) / columns);
  for (let column = 1; column < columns; column++) {
    rows[column] = nearRow(timeMs, fromMs + column * widthMs, rows[column - 1]!, end, usual);
  }
  return rows;
}

/** As `rowAtOrAfter`, between `from` and `end`, by steps that grow from a guess: neighbours in memory rather than halves. */
function nearRow(timeMs: Float64Array, atMs: number, from: number, end: number, usual: number): number {
  let low = from;
  let high = Math.min(end, from + usual);
  let step = Math.max(1, usual >> 5);
  if (high < end && timeMs[high]! < atMs) {
    while (high < end && timeMs[high]! < atMs) {
      low = high + 1;
      high = Math.min(end, high + step);
      step *= 2;
    }
  } else {
    for (let at = high - step; at > low; at -= step) {
      if (timeMs[at]! < atMs) {
        low = at + 1;
        break;
      }
      high = at;
      step *= 2;
    }
  }
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (timeMs[middle]! < atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The points of a series that a picture needs: of each column the first, the lowest, the highest and the last, with the last point
 * before the window and the first one after it. Time grows with the columns and not with the rows.
 */
function seriesPoints(drawn: DrawnSeries, rows: ColumnRows): SeriesPoints {
  const { pyramid, points } = drawn;
  const columns = rows.length - 1;
  const start = rows[0]!;
  const end = rows[columns]!;
  const most = rowsOfExact * columns;
  const isExact = end - start <= most || points <= most;
  const out = new PointList(drawn, 2 + (isExact ? Math.min(points, end - start) : most));
  out.add(pyramid.lastKnown(0, start));
  if (isExact) {
    for (let row = pyramid.firstKnown(start, end); row >= 0; row = pyramid.firstKnown(row + 1, end))
      out.add(row);
  } else {
    const { breaks } = drawn;
    let at = firstBreakAfter(breaks, start);
    for (let column = 0; column < columns; column++) {
      at = addColumn(out, drawn, rows[column]!, rows[column + 1]!, at);
    }
  }
  out.add(pyramid.firstKnown(end, pyramid.length));
  return { name: drawn.name, ...out.finish(), exact: isExact };
}

/** Of a column with breaks: what is before the first, what is after the last, and what is between. Returns the next break. */
function addColumn(out: PointList, drawn: DrawnSeries, start: number, end: number, at: number): number {
  const { rows } = drawn.breaks;
  if (at >= rows.length || rows[at]! >= end) {
    addRows(out, drawn, start, end);
    return at;
  }
  const last = firstBreakAfter(drawn.breaks, end - 1, at) - 1;
  addRows(out, drawn, start, rows[at]!);
  if (last > at) addRows(out, drawn, rows[at]!, rows[last]!);
  addRows(out, drawn, rows[last]!, end);
  return last + 1;
}

function addRows(out: PointList, { pyramid }: DrawnSeries, start: number, end: number): void {
  if (start >= end) return;
  const first = pyramid.firstKnown(start, end);
  if (first < 0) return;
  pyramid.find(first, end);
  const { lowest, highest } = pyramid;
  out.add(first);
  out.add(Math.min(lowest, highest));
  out.add(Math.max(lowest, highest));
  out.add(pyramid.lastKnown(first, end));
}

/** Points in order, each once, with NaN where the line breaks between two of them. */
class PointList {
  readonly #drawn: DrawnSeries;
  #times: Float64Array;
  #values: Float64Array;
  #length = 0;
  #before = -1;
  /** The first behind `before`, and its row. */
  #nextBreak = 0;
  #nextBreakRow: number;

  constructor(drawn: DrawnSeries, room: number) {
    this.#drawn = drawn;
    this.#times = new Float64Array(room);
    this.#values = new Float64Array(room);
    this.#nextBreakRow = drawn.breaks.rows[0] ?? Number.POSITIVE_INFINITY;
  }

  /** -1 is no row. */
  add(row: number): void {
    if (row < 0 || row === this.#before) return;
    const { timeMs, value } = this.#drawn;
    if (row >= this.#nextBreakRow) this.#passBreaks(row);
    this.#push(timeMs[row]!, value[row]!);
    this.#before = row;
  }

  finish(): { timeMs: Float64Array; value: Float64Array } {
    return { timeMs: this.#times.slice(0, this.#length), value: this.#values.slice(0, this.#length) };
  }

  #passBreaks(row: number): void {
    const { timeMs, breaks } = this.#drawn;
    const next = firstBreakAfter(breaks, row, this.#nextBreak);
    if (this.#before >= 0) {
      const at = breaks.timeMs[next - 1]!;
      this.#push(Math.max(timeMs[this.#before]!, Math.min(at, timeMs[row]!)), Number.NaN);
    }
    this.#nextBreak = next;
    this.#nextBreakRow = breaks.rows[next] ?? Number.POSITIVE_INFINITY;
  }

  #push(timeMs: number, value: number): void {
    if (this.#length === this.#times.length) {
      this.#times = grown(this.#times);
      this.#values = grown(this.#values);
    }
    this.#times[this.#length] = timeMs;
    this.#values[this.#length++] = value;
  }
}
