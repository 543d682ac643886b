import assert from 'node:assert/strict';
import { findAnomalies } from '../../../../src/analysis/memory/anomalies';
import type { MemorySeries, SeriesMark } from '../../../../src/model/memorySeries';
import { evenRandom, nearNormal } from '../../../helpers/evenRandom';
import { cyclesFrom, MiB, samplesAt, seriesOf } from '../../../helpers/memorySeriesSketch';

function goroutines(values: readonly number[], marks: readonly SeriesMark[] = []): MemorySeries {
  return seriesOf({
    samples: samplesAt(
      values.map((_, i) => i * 1000),
      { Goroutines: values },
    ),
    marks,
  });
}

function noisy(count: number, seed: number, at: (i: number) => number = () => 1000): number[] {
  const random = evenRandom(seed);
  return Array.from({ length: count }, (_, i) => at(i) + 30 * nearNormal(random));
}

const found = (series: MemorySeries) => findAnomalies(series).map(({ timeMs }) => timeMs / 1000);

describe('findAnomalies', () => {
  it('raises at most one in a thousand points of noise', () => {
    let alarms = 0;
    for (let seed = 1; seed <= 20; seed++) alarms += findAnomalies(goroutines(noisy(2000, seed))).length;
    assert.ok(alarms <= 40, `${alarms} of 40,000`);
  });

  it('finds a spike, says what was expected and how far is usual', () => {
    const values = noisy(200, 1);
    values[120] = 2000;
    const [anomaly, ...others] = findAnomalies(goroutines(values));
    assert.equal(others.length, 0);
    assert.deepEqual([anomaly!.series, anomaly!.timeMs, anomaly!.value], ['goroutines', 120_000, 2000]);
    assert.ok(Math.abs(anomaly!.expected - 1000) < 60 && anomaly!.threshold > 60 && anomaly!.threshold < 400);
  });

  it('marks a step once, up and down', () => {
    assert.deepEqual(found(goroutines(noisy(300, 2, (i) => (i < 150 ? 1000 : 2000)))), [150]);
    assert.deepEqual(found(goroutines(noisy(300, 3, (i) => (i < 150 ? 2000 : 1000)))), [150]);
  });

  it('lets a steady growth be', () => {
    assert.deepEqual(found(goroutines(noisy(300, 4, (i) => 1000 + 20 * i))), []);
  });

  it('does not judge fewer than 30 points', () => {
    const values = Array.from({ length: 29 }, () => 100);
    values[20] = 9000;
    assert.deepEqual(found(goroutines(values)), []);
    assert.deepEqual(found(goroutines([...values, 100])), [20]);
  });

  it('begins anew at a restart', () => {
    const values = noisy(200, 5, (i) => (i < 100 ? 3000 : 200));
    const restart = { kind: 'restart', timeMs: 100_000, what: '', file: '' } as const;
    assert.deepEqual(found(goroutines(values, [restart])), []);
    assert.deepEqual(found(goroutines(values)), [100]);
  });

  it('does not care about what is small by itself, or about pauses that are short', () => {
    const values = Array.from({ length: 100 }, () => 20);
    values[50] = 28;
    assert.deepEqual(found(goroutines(values)), []);
    const pauses = (odd: number) =>
      seriesOf({
        cycles: cyclesFrom(
          Array.from({ length: 100 }, (_, i) => ({
            timeMs: i * 1000,
            heapLive: 10 * MiB,
            procs: 4,
            sweepTermMs: 0.02,
            markTermMs: i === 50 ? odd : 0.02,
          })),
        ),
      });
    assert.deepEqual(found(pauses(0.9)), []);
    assert.deepEqual(
      findAnomalies(pauses(12)).map(({ series, value }) => [series, value]),
      [['pause', 12e6]],
    );
  });

  it('takes gaps in the numbers as nothing', () => {
    const values = noisy(200, 6);
    values.fill(Number.NaN, 60, 90);
    assert.deepEqual(found(goroutines(values)), []);
  });

  it('gives at most 200, the farthest, in order of time', () => {
    const values = noisy(20_000, 7).map((value, i) => (i % 40 === 20 ? value + 1000 + i / 10 : value));
    const times = found(goroutines(values));
    assert.equal(times.length, 200);
    assert.deepEqual(
      times,
      [...times].sort((a, b) => a - b),
    );
    assert.ok(times[0]! > 10_000);
  });
});
