import assert from 'node:assert/strict';
import { formatMessage } from '../../../../src/base/message';
import type { MemoryField } from '../../../../src/model/memoryFields';
import { nothingKnown } from '../../../../src/model/memoryReport';
import type { MemorySeries } from '../../../../src/model/memorySeries';
import { evidenceOf, findingOf, unjudgedOf, verdictsOf } from '../../../helpers/judgedSeries';
import { cyclesFrom, MiB, samplesAt, seriesOf } from '../../../helpers/memorySeriesSketch';

const times = <T>(count: number, of: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => of(i));
const told = (rule: string, series: MemorySeries) =>
  verdictsOf(series).filter((verdict) => verdict.startsWith(rule));

/** Cycles so many milliseconds apart on two processors, alike but for what is given. */
function cycles(
  count: number,
  everyMs: number,
  each: Parameters<typeof cyclesFrom>[0][number],
): MemorySeries {
  const row = (i: number) => ({
    timeMs: i * everyMs,
    procs: 2,
    sweepTermCpuMs: 0,
    assistCpuMs: 0,
    backgroundCpuMs: 0,
    idleCpuMs: 0,
    markTermCpuMs: 0,
    heapStart: 90 * MiB,
    heapLive: 50 * MiB,
    goal: 100 * MiB,
    ...each,
  });
  return seriesOf({ source: 'gctrace', clock: 'sinceStart', cycles: cyclesFrom(times(count, row)) });
}

/** Counters that grow by so much each second, and gauges as functions. */
function counted(
  seconds: number,
  perSecond: Readonly<Partial<Record<MemoryField, number>>>,
  gauges: Readonly<Partial<Record<MemoryField, number>>> = {},
): MemorySeries {
  const at = times(seconds + 1, (i) => i * 1000);
  return seriesOf({
    samples: samplesAt(at, {
      ...Object.fromEntries(
        Object.entries(perSecond).map(([name, by]) => [name, times(at.length, (i) => i * by)]),
      ),
      ...Object.fromEntries(
        Object.entries(gauges).map(([name, value]) => [name, times(at.length, () => value)]),
      ),
    }),
  });
}

describe('C1 processor time of collecting', () => {
  it('is what cycles took but for idle marking, of time × GOMAXPROCS', () => {
    // 51 of 200 ms of two processors.
    const warm = cycles(300, 100, {
      assistCpuMs: 20,
      backgroundCpuMs: 29,
      sweepTermCpuMs: 1,
      markTermCpuMs: 1,
    });
    assert.deepEqual(told('C1', warm), ['C1 warning certain']);
    assert.deepEqual(
      evidenceOf(findingOf('C1', warm), 'Share of processor time in that window'),
      [0.255, 0.25],
    );
    assert.deepEqual(told('C1', cycles(300, 100, { backgroundCpuMs: 50 })), [], '25 %');
    assert.deepEqual(told('C1', cycles(300, 100, { idleCpuMs: 190 })), [], 'nobody wanted that time');
  });

  it('is an error above 40 %', () => {
    assert.deepEqual(told('C1', cycles(300, 100, { backgroundCpuMs: 80 })), ['C1 warning certain']);
    assert.deepEqual(told('C1', cycles(300, 100, { backgroundCpuMs: 81 })), ['C1 error certain']);
  });

  it('goes by windows: an hour of quiet does not hide half a minute, nor does the share since the start', () => {
    const row = (i: number) => ({
      timeMs: i * 100,
      procs: 1,
      percentSinceStart: 0,
      sweepTermCpuMs: 0,
      assistCpuMs: 0,
      backgroundCpuMs: i >= 20_000 && i < 20_300 ? 60 : 1,
      markTermCpuMs: 0,
      goal: MiB,
    });
    const series = seriesOf({ clock: 'sinceStart', cycles: cyclesFrom(times(36_000, row)) });
    const finding = findingOf('C1', series);
    assert.deepEqual([finding.severity, finding.span], ['error', { fromMs: 2_000_000, toMs: 2_030_000 }]);
    assert.deepEqual(evidenceOf(finding, 'Share of processor time in that window'), [0.6, 0.4]);
  });

  it('is the growth of the classes of processor time between samples', () => {
    const rate = { NumGC: 1, GCCPUSeconds: 0.6, TotalCPUSeconds: 2, GCIdleCPUSeconds: 0 };
    assert.deepEqual(told('C1', counted(30, rate)), ['C1 warning certain']);
    assert.deepEqual(told('C1', counted(30, { ...rate, GCIdleCPUSeconds: 0.2 })), []);
  });

  it('never takes GCCPUFraction, which is since the start', () => {
    const since = counted(30, { NumGC: 1 }, { GCCPUFraction: 0.9 });
    assert.deepEqual(told('C1', since), []);
    assert.match(unjudgedOf('C1', since)!, /GCCPUFraction is since the start/);
  });

  it('cannot tell by one sample', () => {
    assert.equal(
      unjudgedOf('C1', counted(0, { GCCPUSeconds: 1, TotalCPUSeconds: 1 })),
      'One sample only: cannot tell growth.',
    );
  });
});

describe('C2 collections a second', () => {
  it('is above 5, and an error above 20', () => {
    assert.deepEqual(told('C2', cycles(100, 200, {})), [], '5.0');
    assert.deepEqual(told('C2', cycles(100, 199, {})), ['C2 warning certain']);
    assert.deepEqual(told('C2', cycles(300, 50, {})), ['C2 warning certain'], '20.0');
    assert.deepEqual(told('C2', cycles(300, 49, {})), ['C2 error certain']);
  });

  it('leaves small heaps alone', () => {
    assert.deepEqual(told('C2', cycles(300, 10, { goal: 8 * MiB })), []);
    assert.deepEqual(told('C2', cycles(300, 10, { goal: 9 * MiB })), ['C2 error certain']);
  });

  it('counts NumGC between samples', () => {
    assert.deepEqual(told('C2', counted(20, { NumGC: 6 }, { NextGC: 50 * MiB })), ['C2 warning certain']);
    assert.deepEqual(told('C2', counted(20, { NumGC: 6 }, { NextGC: 4 * MiB })), []);
    assert.equal(unjudgedOf('C2', counted(0, { NumGC: 6 })), 'One sample only: cannot tell growth.');
  });

  it('says nothing of a second without a clock', () => {
    const timeless = { ...cycles(100, 1, {}), clock: 'none' as const };
    assert.deepEqual(told('C2', timeless), []);
    assert.match(unjudgedOf('C2', timeless)!, /No times are written/);
  });
});

describe('C3 assists', () => {
  it('are more than 5 % of all processor time, or more than the background', () => {
    assert.deepEqual(told('C3', cycles(200, 100, { assistCpuMs: 11, backgroundCpuMs: 90 })), [
      'C3 warning likely',
    ]);
    assert.deepEqual(told('C3', cycles(200, 100, { assistCpuMs: 10, backgroundCpuMs: 90 })), [], '5 %');
    assert.deepEqual(told('C3', cycles(200, 100, { assistCpuMs: 9, backgroundCpuMs: 8 })), [
      'C3 warning likely',
    ]);
    assert.deepEqual(told('C3', cycles(200, 100, { assistCpuMs: 9, backgroundCpuMs: 9 })), []);
    assert.deepEqual(
      told('C3', cycles(200, 100, { assistCpuMs: 2, backgroundCpuMs: 1 })),
      [],
      '1 % of the time',
    );
  });

  it('may be the larger part of single cycles', () => {
    const rows = times(100, (i) => ({
      timeMs: i * 100,
      procs: 2,
      assistCpuMs: i % 5 === 0 ? 20 : 1,
      backgroundCpuMs: 10,
      goal: 100 * MiB,
      heapLive: 50 * MiB,
    }));
    assert.deepEqual(told('C3', seriesOf({ clock: 'sinceStart', cycles: cyclesFrom(rows) })), []);
  });

  it('are known between samples', () => {
    const rate = { NumGC: 2, GCAssistCPUSeconds: 0.3, TotalCPUSeconds: 4, GCDedicatedCPUSeconds: 1 };
    assert.deepEqual(told('C3', counted(30, rate)), ['C3 warning likely']);
  });
});

describe('C5 the limiter', () => {
  const at = [0, 1000, 2000];
  const last = (...cyclesOfLimiter: number[]) =>
    seriesOf({
      samples: samplesAt(at.slice(0, cyclesOfLimiter.length), { LimiterLastEnabled: cyclesOfLimiter }),
    });

  it('came on where its last cycle moves', () => {
    assert.deepEqual(told('C5', last(0, 0, 7)), ['C5 error certain']);
    assert.deepEqual(told('C5', last(7, 7, 7)), [], 'long ago');
    assert.deepEqual(findingOf('C5', last(0, 7, 9)).span, { fromMs: 0, toMs: 2000 });
  });

  it('cannot tell by one sample', () => {
    assert.match(unjudgedOf('C5', last(7))!, /in cycle 7; whether it still comes on cannot be told/);
    assert.equal(unjudgedOf('C5', last(0)), 'One sample only: cannot tell growth.');
  });
});

describe('C6 forced collections', () => {
  const asked = (forced: number, of: number) =>
    told(
      'C6',
      seriesOf({
        clock: 'sinceStart',
        cycles: cyclesFrom(times(of, (i) => ({ timeMs: i * 1000, forced: i < forced, goal: MiB }))),
      }),
    );

  it('are more than a tenth, and three', () => {
    assert.deepEqual(asked(3, 29), ['C6 info certain']);
    assert.deepEqual(asked(3, 30), []);
    assert.deepEqual(asked(2, 10), []);
  });

  it('are not those of every two minutes', () => {
    const quiet = cycles(30, 120_000, {});
    assert.deepEqual(told('C6', quiet), []);
    assert.deepEqual(told('C6', counted(3600, { NumGC: 1 / 120, NumForcedGC: 0 })), []);
  });

  it('are counted by NumForcedGC', () => {
    assert.deepEqual(told('C6', counted(10, { NumGC: 1, NumForcedGC: 1 })), ['C6 info certain']);
    assert.equal(
      unjudgedOf('C6', counted(0, { NumForcedGC: 1, NumGC: 1 })),
      'One sample only: cannot tell growth.',
    );
  });
});

describe('C7 collecting is off', () => {
  const off = (gauges: Readonly<Partial<Record<MemoryField, number>>>) => counted(0, {}, gauges);

  it('with GOGC=off and no limit', () => {
    assert.deepEqual(told('C7', off({ GOGC: -1, GOMEMLIMIT: 2 ** 63 })), ['C7 error certain']);
    assert.deepEqual(told('C7', off({ GOGC: 100, GOMEMLIMIT: 2 ** 63 })), []);
  });

  it('not with a limit: that is a setting one may want', () => {
    assert.deepEqual(told('C7', off({ GOGC: -1, GOMEMLIMIT: 400 * MiB })), []);
  });

  it('is seen in the goal of a single MemStats', () => {
    assert.deepEqual(told('C7', off({ NextGC: 2 ** 64 })), ['C7 error certain']);
  });

  it('cannot tell where nobody knows of a limit, and asks people', () => {
    assert.match(unjudgedOf('C7', off({ GOGC: -1 }))!, /GOMEMLIMIT/);
    assert.deepEqual(
      verdictsOf(off({}), {
        known: { ...nothingKnown, gogc: -1, memoryLimit: Number.POSITIVE_INFINITY },
      }),
      ['C7 error certain'],
    );
  });
});

describe('C8 long pauses', () => {
  const paused = (pauses: readonly number[]) =>
    seriesOf({
      clock: 'sinceStart',
      cycles: cyclesFrom(
        pauses.map((pause, i) => ({ timeMs: i * 1000, sweepTermMs: pause, markTermMs: 0.1, goal: MiB })),
      ),
    });

  it('are longer than 10 ms, and more than one', () => {
    assert.deepEqual(told('C8', paused([11, 0, 12, 0])), ['C8 warning likely']);
    assert.deepEqual(told('C8', paused([0, 0, 12, 0])), ['C8 info suspicious']);
    assert.deepEqual(told('C8', paused([10, 10, 10])), []);
    assert.deepEqual(evidenceOf(findingOf('C8', paused([11, 0, 12, 0])), 'Longest pause'), [12e6, 10e6]);
    assert.deepEqual(findingOf('C8', paused([11, 0, 12, 0])).span, { fromMs: 2000, toMs: 3000 });
  });

  it('are no matter where they are one in very many', () => {
    const rare = (count: number) => paused(times(count, (i) => (i < 2 ? 12 : 0.1)));
    // Two of 200 pauses are one in a hundred: a collection has two.
    assert.deepEqual(told('C8', rare(100)), ['C8 warning likely']);
    assert.deepEqual(told('C8', rare(101)), ['C8 info suspicious']);
  });

  it('are told by the 99th percentile, or by what was added between two samples', () => {
    assert.deepEqual(told('C8', counted(1, {}, { PauseP99Ns: 11e6, NumGC: 100 })), ['C8 warning likely']);
    assert.deepEqual(told('C8', counted(1, {}, { PauseP99Ns: 11e6, NumGC: 861 })), ['C8 warning likely']);
    // Of fewer than 200 pauses the 99th percentile is a single one.
    assert.deepEqual(told('C8', counted(1, {}, { PauseP99Ns: 11e6, NumGC: 99 })), ['C8 info suspicious']);
    assert.deepEqual(told('C8', counted(1, {}, { PauseP99Ns: 10e6, PauseMaxNs: 50e6 })), []);
    assert.deepEqual(told('C8', counted(9, { NumGC: 2, PauseTotalNs: 2 * 11e6 })), ['C8 warning likely']);
    assert.deepEqual(told('C8', counted(9, { NumGC: 2, PauseTotalNs: 2 * 9e6 })), []);
  });

  it('may be a matter of processor time that the container does not get', () => {
    const throttled = counted(
      9,
      { NumGC: 2, PauseTotalNs: 2 * 11e6, CgroupPeriods: 10, CgroupThrottledPeriods: 3 },
      {},
    );
    assert.match(formatMessage(findingOf('C8', throttled).advice), /30\.0 % of its periods/);
  });
});

describe('C9 finalizers', () => {
  const queue = (queued: readonly number[], executed: readonly number[]) =>
    seriesOf({
      samples: samplesAt(
        queued.map((_, i) => i * 60_000),
        { FinalizersQueued: queued, FinalizersExecuted: executed },
      ),
    });

  it('wait in a queue that grows to the end', () => {
    assert.deepEqual(told('C9', queue([0, 900, 1800, 2700], [0, 100, 200, 300])), ['C9 warning likely']);
    assert.deepEqual(told('C9', queue([0, 900, 1800, 1900], [0, 100, 200, 1899])), [], 'it was emptied');
    assert.deepEqual(told('C9', queue([0, 900, 1800], [0, 100, 200])), [], 'two rises');
    assert.deepEqual(told('C9', queue([0, 90, 180, 270], [0, 10, 20, 30])), [], 'few');
    assert.equal(unjudgedOf('C9', queue([5], [0])), 'One sample only: cannot tell growth.');
  });
});
