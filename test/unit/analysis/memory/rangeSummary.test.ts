import assert from 'node:assert/strict';
import { DrawnSeriesSet } from '../../../../src/analysis/memory/drawnSeries';
import { computeMemoryFacts } from '../../../../src/analysis/memory/memoryFacts';
import { summarizeRange } from '../../../../src/analysis/memory/rangeSummary';
import { momentOf } from '../../../../src/analysis/memory/timelineMoment';
import type { MemorySeries } from '../../../../src/model/memorySeries';
import type { TimelineSeries } from '../../../../src/model/timeline';
import { cyclesFrom, MiB, mark, samplesAt, seriesOf } from '../../../helpers/memorySeriesSketch';

/*
 * gc 1 @1.000s 0%: 0.10+10+0.20 ms clock, 0.20+1/5/3+0.40 ms cpu, 4->5->3 MB, 5 MB goal, 2 P
 * gc 2 @2.000s 0%: 0.30+20+0.05 ms clock, 0.60+2/10/0+0.10 ms cpu, 6->7->3 MB, 6 MB goal, 2 P
 * gc 3 @3.000s 0%: 0.02+5+0.50 ms clock, 0.04+0/5/1+1.00 ms cpu, 8->8->4 MB, 8 MB goal, 2 P (forced)
 */
const cycles = cyclesFrom([
  {
    timeMs: 1000,
    ...{ sweepTermMs: 0.1, markMs: 10, markTermMs: 0.2 },
    ...{ sweepTermCpuMs: 0.2, assistCpuMs: 1, backgroundCpuMs: 5, idleCpuMs: 3, markTermCpuMs: 0.4 },
    ...{ heapStart: 4 * MiB, heapEnd: 5 * MiB, heapLive: 3 * MiB, goal: 5 * MiB, procs: 2 },
  },
  {
    timeMs: 2000,
    ...{ sweepTermMs: 0.3, markMs: 20, markTermMs: 0.05 },
    ...{ sweepTermCpuMs: 0.6, assistCpuMs: 2, backgroundCpuMs: 10, idleCpuMs: 0, markTermCpuMs: 0.1 },
    ...{ heapStart: 6 * MiB, heapEnd: 7 * MiB, heapLive: 3 * MiB, goal: 6 * MiB, procs: 2 },
  },
  {
    timeMs: 3000,
    ...{ sweepTermMs: 0.02, markMs: 5, markTermMs: 0.5 },
    ...{ sweepTermCpuMs: 0.04, assistCpuMs: 0, backgroundCpuMs: 5, idleCpuMs: 1, markTermCpuMs: 1 },
    ...{ heapStart: 8 * MiB, heapEnd: 8 * MiB, heapLive: 4 * MiB, goal: 8 * MiB, procs: 2 },
    forced: true,
  },
]);
const trace = seriesOf({ source: 'gctrace', clock: 'sinceStart', cycles });

describe('what happened in a range', () => {
  it('is told by cycles', () => {
    const range = summarize(trace, 0, 5000);
    check(range, {
      samples: 0,
      cycles: 3,
      forcedCycles: 1,
      // Two intervals in two seconds.
      cyclesPerSecond: 1,
      // Longer stops: 0.2, 0.3 and 0.5 ms.
      pauseP50Ns: 0.3e6,
      pauseP99Ns: 0.5e6,
      pauseMaxNs: 0.5e6,
      pauseTotalNs: 1.17e6,
      // 5 − 4 + 6 − 3 and 7 − 6 + 8 − 3 MiB in two seconds.
      allocBytesPerSecond: 5 * MiB,
      // 6.6 and 12.7 ms of 2 × 2 s; the last cycle's time is not over.
      gcCpu: 19.3 / 4000,
      assist: 3 / 4000,
      liveMin: 3 * MiB,
      liveMax: 4 * MiB,
      liveLast: 4 * MiB,
      // Slopes of 0, 1 and ½ MiB a second.
      growthBytesPerMinute: 30 * MiB,
      // ¾, ½ and ½.
      survival: 0.5,
      goroutinesFirst: null,
      goroutinesLast: null,
      rssFirst: null,
      rssLast: null,
    });
  });

  it('takes both ends in, and says nothing a second of one cycle', () => {
    const range = summarize(trace, 2000, 2999);
    check(range, {
      cycles: 1,
      forcedCycles: 0,
      cyclesPerSecond: null,
      pauseP50Ns: 0.3e6,
      pauseTotalNs: 0.35e6,
      allocBytesPerSecond: null,
      gcCpu: null,
      growthBytesPerMinute: null,
      survival: 0.5,
    });
    check(summarize(trace, 3001, 4000), { cycles: 0, pauseMaxNs: null, pauseTotalNs: null, liveMin: null });
  });

  it('leaves cycles out that were lost', () => {
    const lossy = { ...cycles, number: Float64Array.from([1, 2, 5]) };
    // Only from the first to the second: 6.6 ms of 2 × 1 s, 4 MiB in a second.
    check(summarize({ ...trace, cycles: lossy }, 0, 5000), {
      gcCpu: 6.6 / 2000,
      assist: 1 / 2000,
      allocBytesPerSecond: 4 * MiB,
    });
  });

  it('is told by samples, over a restart', () => {
    const samples = samplesAt([0, 10_000, 20_000, 30_000], {
      NumGC: [5, 7, 1, 4],
      NumForcedGC: [0, 1, 0, 0],
      PauseTotalNs: [1000, 1400, 50, 350],
      PauseMaxNs: [900, 300, 50, 200],
      TotalAlloc: [0, 1000, 100, 600],
      GCCPUSeconds: [1, 2, 0, 1.5],
      GCAssistCPUSeconds: [0, 0.5, 0, 0.25],
      TotalCPUSeconds: [10, 20, 0, 20],
      Goroutines: [null, 4, 5, 6],
      RSS: [7, 8, 9, null],
    });
    check(summarize(seriesOf({ samples }), 0, 30_000), {
      samples: 4,
      // 2 and 3, in 20 s.
      cycles: 5,
      forcedCycles: 1,
      cyclesPerSecond: 0.25,
      pauseP50Ns: null,
      pauseP99Ns: null,
      // At most 300 of 400, and 200 of 300; 900 was before.
      pauseMaxNs: 300,
      pauseTotalNs: 700,
      allocBytesPerSecond: 75,
      gcCpu: 2.5 / 30,
      assist: 0.75 / 30,
      liveMin: null,
      survival: null,
      goroutinesFirst: 4,
      goroutinesLast: 6,
      rssFirst: 7,
      rssLast: 9,
    });
  });

  it('says nothing a minute where nobody wrote a time', () => {
    const samples = samplesAt([0, 1, 2], { NumGC: [1, 2, 3], TotalAlloc: [0, 5, 9], HeapLive: [1, 2, 3] });
    const range = summarize(seriesOf({ samples, clock: 'none' }), 0, 2);
    check(range, {
      cycles: 2,
      cyclesPerSecond: null,
      allocBytesPerSecond: null,
      growthBytesPerMinute: null,
      liveMax: 3,
    });
  });
});

describe('what is drawn', () => {
  it('GC CPU of cycles: the work of those behind, over ten seconds and two cycles', () => {
    const work = [400, 800, 400, 0, 900].map((backgroundCpuMs, at) => ({
      timeMs: at * 4000,
      procs: 1,
      backgroundCpuMs,
      ...{ sweepTermCpuMs: 0, markTermCpuMs: 0, idleCpuMs: 500 },
      assistCpuMs: at === 1 ? 80 : 0,
    }));
    const series = seriesOf({ cycles: cyclesFrom(work) });
    // Until there are ten seconds, all: 1280 of 8 s. Then from 0 to 12 s, and from 4 to 16 s.
    assert.deepEqual(drawn(series, 'gcCpu'), [null, null, 0.16, 0.14, rounded(1280 / 12_000)]);
    assert.deepEqual(drawn(series, 'assist'), [null, null, 0.01, rounded(80 / 12_000), rounded(80 / 12_000)]);
  });

  it('GC CPU of samples: the difference of counters over ten seconds and two collections', () => {
    const samples = samplesAt([0, 5000, 10_000, 15_000, 20_000, 25_000], {
      GCCPUSeconds: [1, 1.5, 2, 4, 0.5, 0.6],
      GCAssistCPUSeconds: [0, 0, 0.5, 1, 0, 0.1],
      TotalCPUSeconds: [10, 20, 30, 40, 1, 2],
      NumGC: [1, 2, 3, 4, 1, 3],
    });
    const series = seriesOf({ samples });
    // At 10 s from 0; at 15 s from 5 s; then another process, which is young.
    assert.deepEqual(drawn(series, 'gcCpu'), [null, null, 0.05, 0.125, null, 0.1]);
    assert.deepEqual(drawn(series, 'assist'), [null, null, 0.025, 0.05, null, 0.1]);
  });

  it('GC CPU of samples without idle marking, where that is told', () => {
    const samples = samplesAt([0, 10_000, 20_000], {
      GCCPUSeconds: [0, 4, 8],
      GCIdleCPUSeconds: [0, 3, 6],
      TotalCPUSeconds: [0, 20, 40],
      NumGC: [0, 2, 4],
    });
    const series = seriesOf({ samples });
    assert.deepEqual(drawn(series, 'gcCpu'), [null, 0.05, 0.05]);
    assert.equal(summarize(series, 0, 20_000).gcCpu, 0.05);
  });

  it('GC CPU of GCCPUFraction, which is since the start', () => {
    const samples = samplesAt([11_000, 21_000, 31_000], { GCCPUFraction: [0.1, 0.1, 0.2] });
    const started = (startMs: number | null) =>
      seriesOf({ samples, process: { name: '', pid: null, goVersion: '', startMs } });
    // 1, 2 and 6 s of 10, 20 and 30.
    assert.deepEqual(drawn(started(1000), 'gcCpu'), [null, 0.1, 0.4]);
    assert.equal(drawn(started(null), 'gcCpu'), null);
  });

  it('pauses: the longer stop of a cycle, and no more than samples bear out', () => {
    assert.deepEqual(drawn(trace, 'pause'), [0.2e6, 0.3e6, 0.5e6]);
    const samples = samplesAt([0, 1, 2, 3, 4], {
      NumGC: [1, 2, 2, 4, 6],
      PauseTotalNs: [10, 30, 30, 90, 130],
      PauseMaxNs: [10, 50, 50, 50, null],
    });
    assert.deepEqual(drawn(seriesOf({ samples }), 'pause'), [null, 20, null, 50, 20]);
  });

  it('limits that limit, and nothing else', () => {
    const samples = samplesAt([0, 1, 2, 3], {
      GOMEMLIMIT: [2 ** 63, 400, null, 500],
      CgroupLimit: [Number.POSITIVE_INFINITY, 2 ** 63 - 4096, null, null],
    });
    assert.deepEqual(drawn(seriesOf({ samples }), 'memoryLimit'), [null, 400, null, 500]);
    assert.equal(drawn(seriesOf({ samples }), 'containerLimit'), null);
  });

  it('cycles before samples, and samples where cycles have nothing', () => {
    const samples = samplesAt([0], { HeapLive: [9], NextGC: [8], StackInuse: [7] });
    assert.deepEqual(drawn(seriesOf({ samples, cycles }), 'heapLive'), [3 * MiB, 3 * MiB, 4 * MiB]);
    assert.deepEqual(drawn(seriesOf({ samples }), 'heapLive'), [9]);
    assert.deepEqual(drawn(seriesOf({ samples, cycles: cyclesFrom([{ timeMs: 1 }]) }), 'goal'), [8]);
    assert.deepEqual(
      drawn(seriesOf({ samples, cycles: cyclesFrom([{ timeMs: 1, stacks: 3 }]) }), 'stacks'),
      [7],
    );
  });
});

describe('facts of a series', () => {
  it('say what there is of each line', () => {
    const samples = samplesAt([500, 4000], { GOMEMLIMIT: [2 ** 63, null], RSS: [3, 5], GOGC: [100, -1] });
    const facts = computeMemoryFacts({ ...trace, samples, marks: [mark('gap', 3500)] }, 12);
    assert.deepEqual(
      [facts.fromMs, facts.toMs, facts.samples, facts.cycles, facts.line],
      [500, 4000, 2, 3, 12],
    );
    assert.deepEqual(
      [facts.memoryLimit, facts.containerLimit, facts.gogc, facts.procs],
      [Number.POSITIVE_INFINITY, null, -1, 2],
    );
    const [live] = facts.series;
    assert.deepEqual(live, { name: 'heapLive', points: 3, min: 3 * MiB, max: 4 * MiB, last: 4 * MiB });
    assert.deepEqual(
      facts.series.map(({ name }) => name),
      ['heapLive', 'heapStart', 'heapEnd', 'goal', 'rss', 'gcCpu', 'assist', 'pause'],
    );
  });

  it('are few of nothing', () => {
    const facts = computeMemoryFacts(seriesOf({}), 1);
    assert.deepEqual([facts.fromMs, facts.toMs, facts.series, facts.memoryLimit], [0, 0, [], null]);
  });
});

describe('a moment', () => {
  const samples = samplesAt([900, 2500], { RSS: [5, 6], Goroutines: [null, 3], HeapAlloc: [null, 1] });
  const series = { ...trace, samples, marks: [mark('gap', 1500), mark('gap', 2700)] };
  const at = (timeMs: number) => momentOf(series, new DrawnSeriesSet(series), timeMs);

  it('tells the latest cycle and sample, without what they do not say', () => {
    const moment = at(2600);
    assert.equal(moment.cycle?.number, 2);
    assert.equal(moment.cycle?.assistCpuMs, 2);
    assert.equal(moment.cycle?.forced, 0);
    assert.equal('stacks' in moment.cycle!, false);
    assert.deepEqual([moment.sampleMs, moment.sample], [2500, { HeapAlloc: 1, RSS: 6, Goroutines: 3 }]);
    assert.deepEqual(at(950).sample, { RSS: 5 });
    assert.deepEqual([at(950).cycle, at(0).sampleMs, at(0).sample], [null, null, {}]);
  });

  it('tells the lines that reach it', () => {
    assert.deepEqual(at(2600).series.rss, 6);
    assert.equal(at(2600).series.heapLive, 3 * MiB);
    // A gap since the last sample: its line ends there. Behind the last point nothing is known to be broken.
    assert.equal(at(1600).series.rss, undefined);
    assert.equal(at(1400).series.rss, 5);
  });
});

function summarize(series: MemorySeries, fromMs: number, toMs: number) {
  return summarizeRange(series, new DrawnSeriesSet(series), { fromMs, toMs });
}

/** Equal but for the last digits of sums. */
function check(found: object, expected: Readonly<Record<string, number | null>>): void {
  for (const [name, value] of Object.entries(expected)) {
    const actual = (found as Record<string, unknown>)[name];
    const isClose =
      typeof actual === 'number' && value !== null && Math.abs(actual - value) <= Math.abs(value) * 1e-12;
    assert.ok(isClose || actual === value, `${name}: ${actual}, expected ${value}`);
  }
}

function drawn(series: MemorySeries, name: TimelineSeries): (number | null)[] | null {
  const line = new DrawnSeriesSet(series).get(name);
  return line && [...line.value].map((value) => (Number.isNaN(value) ? null : rounded(value)));
}

function rounded(value: number): number {
  return Math.round(value * 1e9) / 1e9;
}
