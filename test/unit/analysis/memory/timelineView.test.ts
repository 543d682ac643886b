import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { MarkedTime } from '../../../../src/analysis/memory/cyclesView';
import { DrawnSeriesSet } from '../../../../src/analysis/memory/drawnSeries';
import { MinMaxPyramid } from '../../../../src/analysis/memory/minMaxPyramid';
import { viewTimeline } from '../../../../src/analysis/memory/timelineView';
import type { MemorySeries, SeriesMark } from '../../../../src/model/memorySeries';
import type { SeriesPoints, TimelineQuery } from '../../../../src/model/timeline';
import { cyclesFrom, mark, samplesAt, seriesOf } from '../../../helpers/memorySeriesSketch';

describe('min/max pyramid', () => {
  it('finds what a scan finds, in any range, however the column came', () => {
    const value = fc.oneof(fc.integer({ min: 0, max: 40 }), fc.constant(Number.NaN));
    fc.assert(
      fc.property(
        fc.array(value, { maxLength: 700 }),
        fc.array(fc.nat(700), { maxLength: 4 }),
        fc.array(fc.tuple(fc.nat(700), fc.nat(700)), { minLength: 1, maxLength: 20 }),
        (values, steps, ranges) => {
          const column = Float64Array.from(values);
          const pyramid = new MinMaxPyramid();
          for (const step of steps.sort((a, b) => a - b)) pyramid.extend(column.subarray(0, step));
          pyramid.extend(column);
          for (const [a, b] of ranges) {
            const start = Math.min(a, b, column.length);
            const end = Math.min(Math.max(a, b), column.length);
            pyramid.find(start, end);
            const rows = Array.from({ length: end - start }, (_, i) => start + i);
            const known = rows.filter((row) => !Number.isNaN(column[row]));
            const values = known.map((row) => column[row]!);
            const { lowest, highest } = pyramid;
            assert.deepEqual(
              known.length === 0 ? [lowest, highest] : [column[lowest], column[highest]],
              known.length === 0 ? [-1, -1] : [Math.min(...values), Math.max(...values)],
            );
            assert.ok(known.length === 0 || (known.includes(lowest) && known.includes(highest)));
            assert.equal(pyramid.firstKnown(start, end), known[0] ?? -1);
            assert.equal(pyramid.lastKnown(start, end), known.at(-1) ?? -1);
          }
        },
      ),
    );
  });

  it('costs a fifth of its column', () => {
    const column = new Float64Array(100_000);
    const pyramid = new MinMaxPyramid();
    pyramid.extend(column);
    assert.ok(pyramid.byteLength < column.byteLength * 0.21, String(pyramid.byteLength));
  });
});

describe('timeline', () => {
  it('keeps first, lowest, highest and last of every column, and every break that can be seen', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.integer({ min: 0, max: 3 }),
            fc.option(fc.integer({ min: 0, max: 30 }), { nil: null, freq: 4 }),
          ),
          { minLength: 1, maxLength: 300 },
        ),
        fc.array(fc.nat(450), { maxLength: 6 }),
        fc.integer({ min: 1, max: 12 }),
        fc.tuple(fc.integer({ min: -20, max: 450 }), fc.integer({ min: 1, max: 500 })),
        (rows, breakTimes, columns, [fromMs, lengthMs]) => {
          let time = 0;
          const timeMs = rows.map(([step]) => (time += step));
          const samples = samplesAt(timeMs, { HeapAlloc: rows.map(([, value]) => value) });
          const marks = breakTimes.sort((a, b) => a - b).map((at) => mark('gap', at));
          const query = { fromMs, toMs: fromMs + lengthMs, columns };
          checkAgainstScan(seriesOf({ samples, marks }), query);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('draws all points where they are few, with those around the window', () => {
    const series = seriesOf({ samples: samplesAt([0, 10, 20, 30, 40], { RSS: [1, 2, null, 4, 5] }) });
    const [rss] = view(series, { fromMs: 5, toMs: 25, columns: 100, series: ['rss'] }).series;
    assert.deepEqual(pointsOf(rss!), [
      [0, 1],
      [10, 2],
      [30, 4],
    ]);
    assert.equal(rss!.exact, true);
  });

  it('breaks lines at gaps and at other processes, and not at captures', () => {
    const marks = [mark('gap', 12), mark('capture', 25), mark('restart', 40)];
    const samples = samplesAt([0, 10, 20, 30, 40], { Goroutines: [1, 2, 3, 4, 1], NumGC: [1, 2, 3, 4, 5] });
    const [line] = view(seriesOf({ samples, marks }), { ...all, series: ['goroutines'] }).series;
    assert.deepEqual(pointsOf(line!), [
      [0, 1],
      [10, 2],
      [12, null],
      [20, 3],
      [30, 4],
      [40, null],
      [40, 1],
    ]);
  });

  it('breaks lines where a counter says that this is another process', () => {
    const samples = samplesAt([0, 10, 20], { Goroutines: [1, 2, 3], NumGC: [7, 8, 0] });
    const [line] = view(seriesOf({ samples }), { ...all, series: ['goroutines'] }).series;
    assert.deepEqual(pointsOf(line!), [
      [0, 1],
      [10, 2],
      [20, null],
      [20, 3],
    ]);
  });

  it('says nothing of what it has not, and nothing outside', () => {
    const series = seriesOf({ samples: samplesAt([0, 10], { RSS: [1, 2] }) });
    assert.deepEqual(
      view(series, { ...all, series: ['goroutines', 'rss'] }).series.map(({ name }) => name),
      ['rss'],
    );
    const [before] = view(series, { fromMs: -9, toMs: -5, columns: 4, series: ['rss'] }).series;
    assert.deepEqual(pointsOf(before!), [[0, 1]]);
    assert.deepEqual(view(seriesOf({}), { ...all, series: ['rss'] }).cycles, {
      kind: 'each',
      length: 0,
      index: new Uint32Array(0),
      timeMs: new Float64Array(0),
      sweepTermMs: new Float64Array(0),
      markMs: new Float64Array(0),
      markTermMs: new Float64Array(0),
      forced: new Uint8Array(0),
    });
  });
});

describe('cycles on the timeline', () => {
  const cycles = cyclesFrom([
    { timeMs: 0, sweepTermMs: 1, markMs: 20, markTermMs: 2 },
    { timeMs: 50, sweepTermMs: 0, markMs: 10, markTermMs: 4, forced: true },
    { timeMs: 70, sweepTermMs: 3, markMs: 10, markTermMs: 1 },
  ]);

  it('are shown each while there are as many columns', () => {
    const shown = view(seriesOf({ cycles }), { fromMs: 40, toMs: 80, columns: 2, series: [] }).cycles;
    assert.equal(shown.kind, 'each');
    assert.deepEqual(shown.kind === 'each' && [[...shown.index], [...shown.markMs], [...shown.forced]], [
      [1, 2],
      [10, 10],
      [1, 0],
    ]);
  });

  it('are counted by column else: how many began, how long they marked, the longest pause', () => {
    // Marking from 1 to 21, from 50 to 60 and from 73 to 83; columns of 40 ms.
    const shown = view(seriesOf({ cycles }), { fromMs: 0, toMs: 80, columns: 2, series: [] }).cycles;
    assert.deepEqual(shown, {
      kind: 'binned',
      count: Uint32Array.from([1, 2]),
      marking: Float64Array.from([20 / 40, 17 / 40]),
      maxPauseMs: Float64Array.from([2, 4]),
    });
    // A cycle that began before the column marks in it: from 10 to 21 of 10 to 40.
    const later = view(seriesOf({ cycles }), { fromMs: 10, toMs: 70, columns: 1, series: [] }).cycles;
    assert.deepEqual(later.kind === 'binned' && [...later.marking], [21 / 60]);
  });
});

const all = { fromMs: 0, toMs: 1000, columns: 100 };

function view(series: MemorySeries, query: TimelineQuery) {
  return viewTimeline(series, new DrawnSeriesSet(series), new MarkedTime(), query, []);
}

function pointsOf({ timeMs, value }: SeriesPoints): [number, number | null][] {
  return [...timeMs].map((time, at) => [time, Number.isNaN(value[at]!) ? null : value[at]!]);
}

/** Every column by a scan of all rows. */
function checkAgainstScan(series: MemorySeries, query: Omit<TimelineQuery, 'series'>): void {
  const [line] = view(series, { ...query, series: ['heapAlloc'] }).series;
  const known = [...series.samples.timeMs]
    .map((time, row): [number, number] => [time, series.samples.fields.HeapAlloc![row]!])
    .filter(([, value]) => !Number.isNaN(value));
  if (!line) {
    assert.equal(known.length, 0);
    return;
  }
  const shown = pointsOf(line);
  const { fromMs, toMs, columns } = query;
  const columnOf = (time: number) =>
    Math.min(
      columns - 1,
      Array.from({ length: columns }, (_, c) => c).findLastIndex(
        (c) => time >= fromMs + (c * (toMs - fromMs)) / columns,
      ),
    );
  const inside = known.filter(([time]) => time >= fromMs && time <= toMs);
  for (let column = 0; column < columns; column++) {
    const expected = inside.filter(([time]) => columnOf(time) === column);
    const found = shown.filter(
      (point): point is [number, number] =>
        point[1] !== null && point[0] >= fromMs && point[0] <= toMs && columnOf(point[0]) === column,
    );
    const four = (points: [number, number][]) => [
      points[0],
      points.at(-1),
      Math.min(...points.map(([, value]) => value)),
      Math.max(...points.map(([, value]) => value)),
    ];
    assert.deepEqual(four(found), four(expected));
    if (line.exact) assert.deepEqual(found, expected);
  }
  const outside = shown.filter(([time, value]) => value !== null && (time < fromMs || time > toMs));
  const before = known.findLast(([time]) => time < fromMs);
  const after = known.find(([time]) => time > toMs);
  assert.deepEqual(
    outside,
    [before, after].filter((point) => point !== undefined),
  );
  checkBreaks(series.marks, known, shown, columnOf);
  assert.ok(shown.length <= columns * 12 + columns * 3 + 3, String(shown.length));
}

/** A line is broken between two shown points exactly where a mark lies between them. */
function checkBreaks(
  marks: readonly SeriesMark[],
  known: readonly [number, number][],
  shown: readonly [number, number | null][],
  columnOf: (time: number) => number,
): void {
  for (const [at, [time, value]] of shown.entries()) {
    if (value !== null) continue;
    const [before] = shown[at - 1]!;
    const [after] = shown[at + 1]!;
    assert.ok(before <= time && time <= after);
    assert.ok(marks.some((one) => one.timeMs >= before && one.timeMs <= after));
  }
  for (const { timeMs } of marks) {
    const before = known.findLast(([time]) => time < timeMs);
    const after = known.find(([time]) => time >= timeMs);
    if (!before || !after || columnOf(before[0]) === columnOf(after[0])) continue;
    const start = shown.findLastIndex(([time, value]) => value !== null && time < timeMs);
    const end = shown.findIndex(([time, value]) => value !== null && time >= timeMs);
    if (start < 0 || end < 0) continue;
    assert.ok(
      shown.slice(start + 1, end).some(([, value]) => value === null),
      `no break at ${timeMs}`,
    );
  }
}
