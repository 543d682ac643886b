import assert from 'node:assert/strict';
import { forecastLimit } from '../../../../src/analysis/memory/forecast';
import { formatMessage } from '../../../../src/base/message';
import { type Forecast, nothingKnown } from '../../../../src/model/memoryReport';
import type { MemorySeries } from '../../../../src/model/memorySeries';
import { evenRandom, nearNormal } from '../../../helpers/evenRandom';
import { MiB, samplesAt, seriesOf } from '../../../helpers/memorySeriesSketch';

const stepMs = 10_000;

/** Samples ten seconds apart of a live heap in MiB. */
function liveSeries(count: number, liveAt: (i: number) => number): MemorySeries {
  const times = Array.from({ length: count }, (_, i) => i * stepMs);
  return seriesOf({ samples: samplesAt(times, { HeapLive: times.map((_, i) => liveAt(i) * MiB) }) });
}

function forecast(series: MemorySeries, limits: { memory?: number; container?: number } = { memory: 1000 }) {
  const known = {
    memoryLimit: limits.memory === undefined ? null : limits.memory * MiB,
    containerLimit: limits.container === undefined ? null : limits.container * MiB,
    gogc: null,
  };
  return forecastLimit(series, { known, range: null });
}

function reached(result: Forecast): Extract<Forecast, { kind: 'reaches' }> {
  assert.equal(result.kind, 'reaches', result.kind === 'silent' ? formatMessage(result.reason) : '');
  return result as Extract<Forecast, { kind: 'reaches' }>;
}

function silence(result: Forecast): string {
  assert.equal(result.kind, 'silent', result.kind === 'reaches' ? formatMessage(result.message) : '');
  return (result as Extract<Forecast, { kind: 'silent' }>).reason.id;
}

/** How many of these seeds pass. */
function share(seeds: number, passes: (random: () => number) => boolean): number {
  let passed = 0;
  for (let seed = 1; seed <= seeds; seed++) if (passes(evenRandom(seed))) passed++;
  return passed / seeds;
}

describe('forecastLimit', () => {
  it('carries a line on to where it meets the limit', () => {
    // 100 MiB + 1 MiB each 10 s: 1000 MiB at sample 900.
    const result = reached(forecast(liveSeries(300, (i) => 100 + i)));
    assert.equal(Math.round(result.atMs / stepMs), 900);
    assert.equal(Math.round(result.bytesPerMinute / MiB), 6);
    assert.deepEqual(
      [result.series, result.limitName, result.limit / MiB, result.method],
      ['heapLive', 'GOMEMLIMIT', 1000, 'theilSen'],
    );
    assert.ok(result.backtest.cases >= 10 && result.backtest.medianRelativeError < 0.01);
    assert.match(formatMessage(result.message), /^At 6\.00 MB a minute the live heap reaches the limit/);
  });

  it('leaves the heap what GOMEMLIMIT counts besides: stacks and the rest of the runtime', () => {
    const times = Array.from({ length: 100 }, (_, i) => i * stepMs);
    const always = (mib: number) => times.map(() => mib * MiB);
    const samples = samplesAt(times, {
      HeapLive: times.map((_, i) => (100 + i) * MiB),
      HeapInuse: always(300),
      HeapIdle: always(60),
      HeapReleased: always(20),
      Sys: always(410),
    });
    // 410 − 300 − 60 = 50 beside the heap: 950 are left to it.
    const result = reached(forecast(seriesOf({ samples })));
    assert.deepEqual([Math.round(result.atMs / stepMs), result.limit / MiB], [850, 1000]);
    assert.match(formatMessage(result.message), /live heap, with 50\.0 MB of stacks and runtime beside it/);
  });

  it('counts what is left from the last sample, not from the last low point', () => {
    // A saw-tooth of 20 samples: the last low point lies minutes before the last sample, 90 minutes before the limit.
    const result = reached(forecast(liveSeries(360, (i) => 100 + i + (i % 20))));
    const [, left] = / in ([\d.]+) h,/.exec(formatMessage(result.message)) ?? [];
    assert.equal(Number(left), Number(((result.atMs - 359 * stepMs) / 3_600_000).toFixed(2)));
  });

  it('holds the truth within its interval for nine of ten noisy lines', () => {
    const held = share(60, (random) => {
      const result = forecast(liveSeries(300, (i) => 100 + i + 15 * nearNormal(random)));
      return result.kind === 'reaches' && result.lowMs <= 900 * stepMs && result.highMs >= 900 * stepMs;
    });
    assert.ok(held >= 0.9, `${held}`);
  });

  it('sees the leak under a saw-tooth of garbage, by its floors', () => {
    const times = Array.from({ length: 600 }, (_, i) => i * 1000);
    const heap = times.map((_, i) => (100 + i * 0.5 + (i % 10) * 10) * MiB);
    const samples = samplesAt(times, { HeapAlloc: heap, NumGC: times.map((_, i) => Math.floor(i / 10)) });
    const result = reached(forecast(seriesOf({ samples })));
    // Floors are at 100 + i ÷ 2 MiB: 1000 MiB after 1800 s.
    assert.ok(Math.abs(result.atMs / 1000 - 1800) < 30, `${result.atMs}`);
  });

  it('holds growth that speeds up within its interval', () => {
    const crossing = 200 * Math.log(10) * stepMs;
    const result = reached(forecast(liveSeries(300, (i) => 100 * Math.exp(i / 200))));
    assert.ok(result.lowMs <= crossing && crossing <= result.highMs, `${result.lowMs} ${result.highMs}`);
  });

  const silentSeries: Readonly<Record<string, (i: number, random: () => number) => number>> = {
    'a plateau': (i, random) => 100 + 2 * Math.min(i, 120) + random(),
    'a start that levels off': (i, random) => 100 + 400 * (1 - Math.exp(-i / 60)) + random(),
    'a step': (i, random) => (i < 150 ? 100 : 400) + 5 * random(),
    'a late step': (i, random) => (i < 240 ? 100 : 400) + 5 * random(),
    'a wave': (i, random) => 300 + 150 * Math.sin(i / 20) + 5 * random(),
    noise: (_, random) => 300 + 40 * random(),
    'a fall': (i, random) => 600 - i + random(),
  };
  for (const [name, liveAt] of Object.entries(silentSeries)) {
    it(`is silent about ${name}`, () => {
      const silent = share(20, (random) => {
        const result = forecast(liveSeries(300, (i) => liveAt(i, random)));
        return result.kind === 'silent';
      });
      assert.equal(silent, 1);
    });
  }

  it('seldom takes a random walk for growth', () => {
    const silent = share(60, (random) => {
      let at = 300;
      return forecast(liveSeries(300, () => (at += 10 * (random() - 0.5)))).kind === 'silent';
    });
    assert.ok(silent >= 0.95, `${silent}`);
  });

  it('says what it lacks', () => {
    const line = (i: number) => 100 + i;
    assert.equal(silence(forecast(liveSeries(300, line), {})), 'forecast.noLimit');
    assert.equal(silence(forecast(liveSeries(11, line))), 'forecast.tooFew');
    assert.equal(silence(forecast(liveSeries(300, line), { memory: 200 })), 'forecast.reached');
    assert.equal(silence(forecast(liveSeries(300, line), { memory: 1e6 })), 'forecast.tooFar');
    assert.equal(silence(forecast({ ...liveSeries(300, line), clock: 'none' })), 'forecast.noClock');
    assert.equal(silence(forecast(seriesOf({}))), 'forecast.noLine');
  });

  it('takes resident memory for the container, and what comes first', () => {
    const times = Array.from({ length: 100 }, (_, i) => i * stepMs);
    const samples = samplesAt(times, {
      HeapLive: times.map((_, i) => (100 + i) * MiB),
      RSS: times.map((_, i) => (300 + 2 * i) * MiB),
    });
    const both = reached(forecast(seriesOf({ samples }), { memory: 400, container: 1000 }));
    assert.deepEqual(
      [both.series, both.limitName, Math.round(both.atMs / stepMs)],
      ['heapLive', 'GOMEMLIMIT', 300],
    );
    const first = reached(forecast(seriesOf({ samples }), { memory: 800, container: 600 }));
    assert.deepEqual(
      [first.series, first.limitName, Math.round(first.atMs / stepMs)],
      ['rss', 'container', 150],
    );
  });

  it('looks at the last process alone', () => {
    const series = liveSeries(300, (i) => (i < 150 ? 100 + 3 * i : 300));
    const marks = [{ kind: 'restart', timeMs: 150 * stepMs, what: '', file: '' }] as const;
    assert.equal(silence(forecast({ ...series, marks })), 'forecast.noGrowth');
  });

  it('is the same every time, and fits a hundred floors however long the series is', () => {
    const series = liveSeries(100_000, (i) => 100 + i / 200);
    const started = performance.now();
    const result = forecast(series);
    const tookMs = performance.now() - started;
    assert.deepEqual(forecast(series), result);
    // 50 ms on an idle machine; tests run beside others.
    assert.ok(tookMs < 1000, `${tookMs} ms`);
  });

  it('needs no known limits where samples tell them', () => {
    const times = Array.from({ length: 100 }, (_, i) => i * stepMs);
    const samples = samplesAt(times, {
      HeapLive: times.map((_, i) => (100 + i) * MiB),
      GOMEMLIMIT: times.map(() => 500 * MiB),
    });
    const result = reached(forecastLimit(seriesOf({ samples }), { known: nothingKnown, range: null }));
    assert.equal(Math.round(result.atMs / stepMs), 400);
  });
});
