import assert from 'node:assert/strict';
import type { TimelineView } from '../../../../src/model/timeline';
import { columnRunsOf, isDashOn, runsOfLine } from '../../../../webview/timeline/graph/columns';
import {
  firstAtOrAfter,
  largestIn,
  nearestMoment,
  neighbourMoment,
  piecesOf,
  pointsIn,
  valueAt,
} from '../../../../webview/timeline/graph/points';

const line = (pairs: readonly (readonly [number, number])[]) => ({
  name: 'heapLive' as const,
  timeMs: Float64Array.from(pairs, ([time]) => time),
  value: Float64Array.from(pairs, ([, value]) => value),
  exact: true,
});

const view = (times: readonly number[], cycles: readonly number[]): TimelineView => ({
  fromMs: 0,
  toMs: 100,
  series: [line(times.map((time) => [time, 1]))],
  cycles: {
    kind: 'each',
    length: cycles.length,
    index: Uint32Array.from(cycles.keys()),
    timeMs: Float64Array.from(cycles),
    sweepTermMs: new Float64Array(cycles.length),
    markMs: new Float64Array(cycles.length),
    markTermMs: new Float64Array(cycles.length),
    forced: new Uint8Array(cycles.length),
  },
  anomalies: [],
});

describe('points of lines', () => {
  it('finds places in time, also where several have the same', () => {
    const times = [1, 3, 3, 3, 7];
    assert.deepEqual(
      [0, 1, 2, 3, 4, 8].map((time) => firstAtOrAfter(times, time)),
      [0, 0, 1, 1, 4, 5],
    );
    assert.deepEqual(pointsIn(times, { fromMs: 3, toMs: 3 }), { first: 0, end: 5 });
    assert.deepEqual(pointsIn(times, { fromMs: 4, toMs: 5 }), { first: 3, end: 5 });
    assert.deepEqual(pointsIn([], { fromMs: 4, toMs: 5 }), { first: 0, end: 0 });
  });

  it('holds a value until the next one, and knows none before the first', () => {
    const points = line([
      [10, 1],
      [20, 2],
      [30, Number.NaN],
    ]);
    assert.deepEqual(
      [5, 10, 15, 20, 29, 30].map((time) => valueAt(points, time)),
      [Number.NaN, 1, 1, 2, 2, Number.NaN],
    );
  });

  it('takes the largest of what a line passes in a window, its neighbours among it', () => {
    const points = line([
      [0, 9],
      [10, 1],
      [20, 2],
      [30, 8],
      [40, 99],
    ]);
    assert.equal(largestIn(points, { fromMs: 12, toMs: 18 }), 2);
    assert.equal(largestIn(points, { fromMs: 12, toMs: 21 }), 8);
    assert.equal(largestIn(line([[1, Number.POSITIVE_INFINITY]]), { fromMs: 0, toMs: 2 }), 0);
  });

  it('steps from cycle to cycle where there are cycles, else from sample to sample', () => {
    const cycles = view([1, 2, 3], [10, 20]);
    assert.deepEqual(
      [0, 10, 20].map((at) => neighbourMoment(cycles, at, 1)),
      [10, 20, null],
    );
    assert.deepEqual(
      [100, 20, 10].map((at) => neighbourMoment(cycles, at, -1)),
      [20, 10, null],
    );
    assert.equal(neighbourMoment(view([1, 2, 3], []), 2, 1), 3);
    assert.equal(nearestMoment(cycles, 14), 10);
    assert.equal(nearestMoment(view([], []), 14), null);
  });

  it('cuts a line where there is no value', () => {
    const { NaN: none } = Number;
    const pieces = [...piecesOf(Float64Array.of(none, 1, 2, none, none, 3), 0, 6)];
    assert.deepEqual(pieces, [
      { first: 1, end: 3 },
      { first: 5, end: 6 },
    ]);
  });
});

describe('lines with more points than pixels', () => {
  const place = { fromMs: 0, devicePerMs: 1, yOf: (value: number) => 100 - value };

  function runs(pairs: readonly (readonly [number, number])[]): string[] {
    const points = line(pairs);
    const found = columnRunsOf(100);
    runsOfLine(points.timeMs, points.value, 0, pairs.length, place, found);
    return Array.from(
      { length: found.length },
      (_, i) => `${found.column[i]}: ${found.top[i]}–${found.bottom[i]}`,
    );
  }

  it('covers of each column the lowest and the highest, joined with the column before', () => {
    assert.deepEqual(
      runs([
        [0, 10],
        [0.2, 90],
        [0.4, 20],
        [1, 30],
        [1.5, 25],
      ]),
      ['0: 10–90', '1: 70–80'],
    );
  });

  it('loses no peak, however narrow', () => {
    const flat = Array.from({ length: 1000 }, (_, i): [number, number] => [i / 100, i === 517 ? 99 : 1]);
    assert.ok(runs(flat).includes('5: 1–99'));
  });

  it('leaves a gap where there is no value', () => {
    assert.deepEqual(
      runs([
        [0, 10],
        [1, Number.NaN],
        [2, 50],
        [3, 60],
      ]),
      ['0: 90–90', '2: 50–50', '3: 40–50'],
    );
  });

  it('dashes by place, so that pieces fit together', () => {
    const dash = [3, 2];
    assert.deepEqual(
      Array.from({ length: 10 }, (_, x) => (isDashOn(x, dash, 1) ? '#' : '.')).join(''),
      '###..###..',
    );
    assert.equal(isDashOn(-1, dash, 1), false);
    assert.equal(isDashOn(7, [], 1), true);
  });
});
