import assert from 'node:assert/strict';
import { counterGrowth, counterRate, restartRows } from '../../../../src/analysis/memory/counterDelta';
import { floorGrowth, floorsOf, liveFloor, liveHeapOf } from '../../../../src/analysis/memory/liveFloor';
import {
  countKnown,
  equalWindows,
  firstKnown,
  lastKnown,
  rowAtOrBefore,
  rowsWithin,
} from '../../../../src/analysis/memory/windows';
import { cyclesFrom, MiB, mark, samplesAt, seriesOf } from '../../../helpers/memorySeriesSketch';

const times = Float64Array.from([0, 10, 10, 20, 40]);

describe('windows over rows', () => {
  it('takes both ends of a span in', () => {
    assert.deepEqual(rowsWithin(times, { fromMs: 10, toMs: 20 }), { start: 1, end: 4 });
    assert.deepEqual(rowsWithin(times, { fromMs: 21, toMs: 39 }), { start: 4, end: 4 });
    assert.deepEqual(rowsWithin(times, { fromMs: 30, toMs: 5 }), { start: 4, end: 4 });
    assert.deepEqual(rowsWithin(times, null), { start: 0, end: 5 });
  });

  it('finds the last of rows at the same moment, and none before the first', () => {
    assert.equal(rowAtOrBefore(times, 10), 2);
    assert.equal(rowAtOrBefore(times, -1), -1);
    assert.equal(rowAtOrBefore(times, 99), 4);
  });

  it('cuts time, not rows, into windows of the same length', () => {
    assert.deepEqual(equalWindows(times, { start: 0, end: 5 }, 4), [
      { start: 0, end: 1 },
      { start: 1, end: 3 },
      { start: 3, end: 4 },
      { start: 4, end: 5 },
    ]);
    assert.deepEqual(equalWindows(times, { start: 2, end: 2 }, 4), []);
  });

  it('counts and finds what is known', () => {
    const values = Float64Array.from([Number.NaN, 3, Number.NaN, 5, Number.NaN]);
    assert.equal(countKnown(values, { start: 0, end: 5 }), 2);
    assert.equal(firstKnown(values, { start: 0, end: 5 }), 3);
    assert.equal(lastKnown(values, { start: 0, end: 5 }), 5);
    assert.equal(lastKnown(values, { start: 0, end: 1 }), null);
    assert.equal(firstKnown(undefined, { start: 0, end: 5 }), null);
  });
});

describe('counters', () => {
  const all = { start: 0, end: 6 };
  const samples = samplesAt([0, 1000, 2000, 3000, 4000, 5000], {
    Mallocs: [10, 30, null, 5, 9, 10],
    Frees: [10, null, null, null, null, null],
  });

  it('sums what each process did, and nothing of what went back', () => {
    // 10 → 30 is 20 in 1 s; another process from 5 to 10 is 5 in 2 s.
    assert.deepEqual(counterGrowth(samples, 'Mallocs', all), { delta: 25, spanMs: 3000, restarts: 1 });
    assert.equal(counterRate(samples, 'Mallocs', all), 25 / 3);
  });

  it('does not count over a restart that the counter hides', () => {
    const restarts = restartRows(samples.timeMs, [mark('restart', 4500), mark('gap', 1500)]);
    assert.deepEqual([...restarts], [5]);
    assert.deepEqual(counterGrowth(samples, 'Mallocs', all, restarts), {
      delta: 24,
      spanMs: 2000,
      restarts: 2,
    });
  });

  it('says nothing of one value, or of none', () => {
    assert.equal(counterGrowth(samples, 'Frees', all), null);
    assert.equal(counterGrowth(samples, 'NumGC', all), null);
    assert.equal(counterRate(samples, 'Mallocs', { start: 3, end: 4 }), null);
  });
});

describe('floor of the live heap', () => {
  it('takes few collections each for itself', () => {
    const cycles = cyclesFrom(
      [100, 102, 104].map((live, at) => ({ timeMs: at * 60_000, heapLive: live * MiB })),
    );
    const live = liveHeapOf(seriesOf({ cycles }), null)!;
    assert.equal(live.how, 'live');
    assert.equal(floorGrowth(liveFloor(live)), 2 * MiB);
    assert.equal(floorGrowth(liveFloor({ ...live, rows: { start: 0, end: 2 } })), null);
  });

  it('takes the lowest of windows of many, at its own time', () => {
    // Two points a second over 10 s: the floor rises by 1 a second, every other point is 50 higher.
    const timeMs = Array.from({ length: 20 }, (_, i) => i * 500);
    const HeapLive = timeMs.map((time, i) => (i % 2 === 0 ? 0 : 50) + time / 1000);
    const live = liveHeapOf(seriesOf({ samples: samplesAt(timeMs, { HeapLive }) }), null)!;
    const floors = liveFloor(live);
    assert.deepEqual([...floors.timeMs], [0, 2000, 4000, 6000, 8000]);
    assert.deepEqual([...floors.value], [0, 2, 4, 6, 8]);
    assert.equal(floorGrowth(floors), 60);
  });

  it('trusts HeapAlloc only where collections were counted', () => {
    const timeMs = Array.from({ length: 16 }, (_, i) => i * 1000);
    const HeapAlloc = timeMs.map((_, i) => 100 + (i % 4) * 30);
    const NumGC = timeMs.map((_, i) => 3 + Math.floor(i / 2));
    const uncounted = liveHeapOf(seriesOf({ samples: samplesAt(timeMs, { HeapAlloc }) }), null)!;
    assert.deepEqual([uncounted.how, uncounted.collections], ['alloc', null]);
    assert.equal(liveFloor(uncounted).value.length, 0);
    const counted = liveHeapOf(seriesOf({ samples: samplesAt(timeMs, { HeapAlloc, NumGC }) }), null)!;
    // 7 collections: three windows of two.
    assert.equal(counted.collections, 7);
    assert.deepEqual([...liveFloor(counted).value], [100, 100, 100]);
    assert.equal(floorGrowth(liveFloor(counted)), 0);
  });

  it('leaves windows without a point out', () => {
    const floors = floorsOf(times, Float64Array.from([4, Number.NaN, Number.NaN, 2, 3]), [
      { start: 0, end: 1 },
      { start: 1, end: 3 },
      { start: 3, end: 5 },
    ]);
    assert.deepEqual([...floors.value], [4, 2]);
  });
});
