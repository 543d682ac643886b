import assert from 'node:assert/strict';
import fc from 'fast-check';
import { computeHealth } from '../../../../src/analysis/memory/health';
import {
  gcCpuScore,
  gcRateScore,
  goalScore,
  goroutinesScore,
  growthScore,
  headroomScore,
  pauseScore,
} from '../../../../src/analysis/memory/healthScores';
import { formatMessage } from '../../../../src/base/message';
import { nothingKnown } from '../../../../src/model/memoryReport';
import type { MemorySeries } from '../../../../src/model/memorySeries';
import { cyclesFrom, MiB, samplesAt, seriesOf } from '../../../helpers/memorySeriesSketch';

const limits = (memory: number | null, container: number | null = null) => ({
  known: {
    memoryLimit: memory === null ? null : memory * MiB,
    containerLimit: container === null ? null : container * MiB,
    gogc: null,
  },
  range: null,
});

/** A service as most are: a collection every two seconds, a few percent of one processor of four, pauses of 50 µs. */
function service(change: (i: number) => object = () => ({})): MemorySeries {
  return seriesOf({
    cycles: cyclesFrom(
      Array.from({ length: 200 }, (_, i) => ({
        timeMs: i * 2000,
        procs: 4,
        sweepTermMs: 0.03,
        markMs: 40,
        markTermMs: 0.05,
        sweepTermCpuMs: 0.1,
        assistCpuMs: 1,
        backgroundCpuMs: 60,
        idleCpuMs: 80,
        markTermCpuMs: 0.2,
        heapStart: 190 * MiB,
        heapEnd: 195 * MiB,
        heapLive: (100 + (i % 3)) * MiB,
        goal: 200 * MiB,
        ...change(i),
      })),
    ),
  });
}

const partsOf = (series: MemorySeries, options = limits(null)) =>
  Object.fromEntries(computeHealth(series, options).parts.map((part) => [part.part, part]));

describe('computeHealth', () => {
  it('finds nothing to mend in a healthy service', () => {
    const health = computeHealth(service(), limits(1000));
    assert.ok(health.score! >= 95, `${health.score}`);
    assert.deepEqual(
      health.parts.map(({ part }) => part),
      ['headroom', 'gcCpu', 'pauses', 'growth'],
    );
    assert.deepEqual(
      health.missing.map(({ part, reason }) => [part, formatMessage(reason)]),
      [['goroutines', 'needs samples that count goroutines']],
    );
  });

  it('takes no heap for a full one that only grows: each goal was made for what lived before', () => {
    const growing = service((i) => {
      const live = Math.round(100 * 1.2 ** i) * MiB;
      return { heapStart: live, heapEnd: live, heapLive: live, goal: live };
    });
    assert.equal(partsOf(growing).headroom!.score, 100);
  });

  it('has weights of the parts that are there, which sum to 1, and is their mean', () => {
    const { score, parts } = computeHealth(service(), limits(110));
    assert.ok(Math.abs(parts.reduce((sum, { weight }) => sum + weight, 0) - 1) < 1e-12);
    const mean = parts.reduce((sum, part) => sum + part.score * part.weight, 0);
    assert.ok(Math.abs(score! - mean) < 1e-9);
    for (const { formula, inputs } of parts) {
      assert.notEqual(formula.english, '');
      assert.ok(inputs.length > 0);
    }
  });

  it('works out each part by hand', () => {
    // 102 MiB live of 120 MiB: (95 % − 85 %) ÷ 25 % = 40.
    const headroom = partsOf(service(), limits(120)).headroom!;
    assert.equal(Math.round(headroom.inputs[0]!.value / MiB), 101);
    assert.ok(Math.abs(headroom.score - (100 * (0.95 - 101 / 120)) / 0.25) < 1e-9);
    // 61.3 ms of processor time each 2 s on 4 processors: 0.77 %.
    const cpu = partsOf(service()).gcCpu!;
    assert.ok(Math.abs(cpu.inputs[0]!.value - 61.3 / 8000) < 1e-12);
    // 10 ms at the end of each cycle: half of the score.
    const pauses = partsOf(service(() => ({ markTermMs: 10 }))).pauses!;
    assert.ok(Math.abs(pauses.score - 50) < 1e-9);
    // 100 MiB grow by 199/200 of 60 MiB, always: 60 % ÷ 30 % and 60 ÷ 32 MiB; the smaller is 1.87.
    const growth = partsOf(service((i) => ({ heapLive: (100 + 0.3 * i) * MiB }))).growth!;
    assert.ok(growth.score > 0 && growth.score < 15, `${growth.score}`);
  });

  it('tells apart GOGC=off below a limit and a live heap at it', () => {
    const atLimit = (live: number) =>
      seriesOf({
        samples: samplesAt([0, 60_000], {
          HeapLive: [live * MiB, live * MiB],
          HeapInuse: [880 * MiB, 880 * MiB],
          HeapIdle: [20 * MiB, 20 * MiB],
          HeapReleased: [0, 0],
          Sys: [960 * MiB, 960 * MiB],
          RSS: [960 * MiB, 960 * MiB],
          GOMEMLIMIT: [970 * MiB, 970 * MiB],
          CgroupLimit: [1024 * MiB, 1024 * MiB],
        }),
      });
    assert.equal(partsOf(atLimit(300)).headroom!.score, 100);
    assert.equal(partsOf(atLimit(880)).headroom!.score, 0);
  });

  it('judges the container by what cannot be freed where no GOMEMLIMIT is set', () => {
    const series = seriesOf({
      samples: samplesAt([0], { RSS: [850 * MiB], CgroupAnon: [750 * MiB], CgroupKernel: [50 * MiB] }),
    });
    // 800 of 1000: (95 % − 80 %) ÷ 25 % = 60.
    assert.ok(Math.abs(partsOf(series, limits(null, 1000)).headroom!.score - 60) < 1e-9);
  });

  it('knows thrashing without being told a limit', () => {
    const thrash = service(() => ({ heapLive: 245 * MiB, heapEnd: 247 * MiB, goal: 245 * MiB }));
    assert.equal(partsOf(thrash).headroom!.score, 0);
  });

  it('is about now: an hour of quiet does not hide ten bad minutes', () => {
    const worse = service((i) =>
      i < 100 ? { timeMs: i * 60_000 } : { timeMs: 6e6 + (i - 100) * 7000, backgroundCpuMs: 11_200 },
    );
    assert.ok(partsOf(worse).gcCpu!.score < 5);
  });

  it('begins with the last process', () => {
    const grown = service((i) => ({ heapLive: (i < 100 ? 50 : 150) * MiB }));
    const marks = [{ kind: 'restart', timeMs: 200_000, what: '', file: '' }] as const;
    assert.ok(partsOf(grown).growth!.score < 60);
    assert.equal(partsOf({ ...grown, marks }).growth!.score, 100);
  });

  it('has no score without a part, and says what each lacks', () => {
    for (const series of [seriesOf({}), seriesOf({ samples: samplesAt([0], { Sys: [1] }) })]) {
      const health = computeHealth(series, { known: nothingKnown, range: null });
      assert.equal(health.score, null);
      assert.equal(health.missing.length, 5);
    }
  });

  it('cannot tell growth of one sample, or without times', () => {
    const one = seriesOf({ samples: samplesAt([0], { HeapLive: [MiB], Goroutines: [5] }) });
    assert.match(
      formatMessage(computeHealth(one, limits(null)).missing.find(({ part }) => part === 'growth')!.reason),
      /fewer cannot tell growth/,
    );
    const timeless = { ...service(), clock: 'none' } as const;
    assert.match(
      formatMessage(
        computeHealth(timeless, limits(null)).missing.find(({ part }) => part === 'growth')!.reason,
      ),
      /nobody wrote when/,
    );
  });
});

describe('scores', () => {
  const positive = fc.double({ min: 0, max: 1e12, noNaN: true });
  const share = fc.double({ min: 0, max: 3, noNaN: true });

  it('never rise with worse input, and stay from 0 to 100', () => {
    const scores: readonly ((value: number) => number)[] = [
      headroomScore,
      goalScore,
      gcCpuScore,
      gcRateScore,
      pauseScore,
      (grown) => growthScore(grown, 200 * MiB, 1),
      (grown) => goroutinesScore(grown, 300, 0.7),
    ];
    fc.assert(
      fc.property(fc.oneof(share, positive), fc.oneof(share, positive), (a, b) => {
        const [better, worse] = a < b ? [a, b] : [b, a];
        for (const score of scores) {
          assert.ok(score(worse) <= score(better));
          assert.ok(score(worse) >= 0 && score(better) <= 100);
        }
      }),
    );
  });

  it('never rise with steadier growth, or with growth of a smaller heap', () => {
    fc.assert(
      fc.property(
        positive,
        positive,
        positive,
        fc.double({ min: -1, max: 1, noNaN: true }),
        share,
        (grown, from, more, steady, extra) => {
          assert.ok(growthScore(grown, from, steady + extra) <= growthScore(grown, from, steady));
          assert.ok(growthScore(grown, from, steady) <= growthScore(grown, from + more, steady));
        },
      ),
    );
  });

  it('bend where the rules do', () => {
    assert.deepEqual([0.1, 0.25, 0.4].map(gcCpuScore).map(Math.round), [100, 50, 0]);
    assert.deepEqual([5, 20].map(gcRateScore), [100, 0]);
    assert.deepEqual([1e6, 1e7, 1e8].map(pauseScore).map(Math.round), [100, 50, 0]);
    assert.deepEqual([0.7, 0.95].map(headroomScore), [100, 0]);
    // 64 MiB of 100 and 30 % of 1 GiB: the rules' own amounts cost half, or less where the other is not reached.
    assert.equal(growthScore(32 * MiB, 32 * MiB, 1), 50);
    assert.equal(growthScore(0, 100 * MiB, 1), 100);
    assert.equal(growthScore(-50 * MiB, 100 * MiB, 1), 100);
    assert.equal(goroutinesScore(50, 100, 1), 50);
  });
});
