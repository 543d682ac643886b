import assert from 'node:assert/strict';
import { formatMessage } from '../../../../src/base/message';
import { holdsGcTrace, readGcTrace } from '../../../../src/formats/gctrace/readGcTrace';
import { cycleColumns, type FoundSeries, type GcCycles } from '../../../../src/model/memorySeries';

const MiB = 2 ** 20;

const modern =
  'gc 4 @0.010s 3%: 0.055+0.61+0.020 ms clock, 0.67+0.085/1.2/0.53+0.24 ms cpu, 4->4->3 MB, 4 MB goal, 0 MB stacks, 0 MB globals, 12 P';

describe('readGcTrace: one line', () => {
  it('since Go 1.18, with stacks and globals', () => {
    check(modern, {
      ...{ number: 4, timeMs: 10, percentSinceStart: 3, sweepTermMs: 0.055, markMs: 0.61, markTermMs: 0.02 },
      ...{ sweepTermCpuMs: 0.67, assistCpuMs: 0.085, backgroundCpuMs: 1.2, idleCpuMs: 0.53 },
      ...{ markTermCpuMs: 0.24, heapStart: 4 * MiB, heapEnd: 4 * MiB, heapLive: 3 * MiB, goal: 4 * MiB },
      ...{ stacks: 0, globals: 0, procs: 12, forced: 0 },
    });
  });

  it('forced, of sizes beyond a gigabyte', () => {
    check(
      'gc 12 @8.371s 1%: 0.11+296+0.34 ms clock, 3.6+7.0/1781/344+11 ms cpu, 3655->3662->3197 MB, 3749 MB goal, 3 MB stacks, 1 MB globals, 40 P (forced)',
      {
        ...{
          number: 12,
          timeMs: 8371,
          percentSinceStart: 1,
          sweepTermMs: 0.11,
          markMs: 296,
          markTermMs: 0.34,
        },
        ...{ sweepTermCpuMs: 3.6, assistCpuMs: 7, backgroundCpuMs: 1781, idleCpuMs: 344, markTermCpuMs: 11 },
        ...{ heapStart: 3655 * MiB, heapEnd: 3662 * MiB, heapLive: 3197 * MiB, goal: 3749 * MiB },
        ...{ stacks: 3 * MiB, globals: MiB, procs: 40, forced: 1 },
      },
    );
  });

  it('from Go 1.6 to 1.17: what was not printed is absent', () => {
    check(
      'gc 93 @3074.095s 0%: 0.074+32+0.036 ms clock, 0.59+0.37/64/113+0.29 ms cpu, 269->274->204 MB, 276 MB goal, 8 P',
      {
        ...{ number: 93, timeMs: 3_074_095, percentSinceStart: 0, sweepTermMs: 0.074, markMs: 32 },
        ...{ markTermMs: 0.036, sweepTermCpuMs: 0.59, assistCpuMs: 0.37, backgroundCpuMs: 64 },
        ...{ idleCpuMs: 113, markTermCpuMs: 0.29, heapStart: 269 * MiB, heapEnd: 274 * MiB },
        ...{
          heapLive: 204 * MiB,
          goal: 276 * MiB,
          stacks: Number.NaN,
          globals: Number.NaN,
          procs: 8,
          forced: 0,
        },
      },
    );
  });

  it('of a clock that is coarse', () => {
    check('gc 212 @0.924s 0%: 0+0+0 ms clock, 0+0/0/0+0 ms cpu, 10->10->6 MB, 11 MB goal, 4 P', {
      ...{ number: 212, timeMs: 924, percentSinceStart: 0, sweepTermMs: 0, markMs: 0, markTermMs: 0 },
      ...{ sweepTermCpuMs: 0, assistCpuMs: 0, backgroundCpuMs: 0, idleCpuMs: 0, markTermCpuMs: 0 },
      ...{ heapStart: 10 * MiB, heapEnd: 10 * MiB, heapLive: 6 * MiB, goal: 11 * MiB },
      ...{ stacks: Number.NaN, globals: Number.NaN, procs: 4, forced: 0 },
    });
  });

  it('of Go 1.5: scanning and installing the write barrier are between its pauses', () => {
    for (const number of ['1', '#1']) {
      check(
        `gc ${number} @0.166s 0%: 0.25+2.5+0.125+0.75+0.5 ms clock, 0.45+2.5+0.5+0.55/0.75/0+1.1 ms cpu, 5->5->1 MB, 4 MB goal, 4 P`,
        {
          ...{
            number: 1,
            timeMs: 166,
            percentSinceStart: 0,
            sweepTermMs: 0.25,
            markMs: 3.375,
            markTermMs: 0.5,
          },
          ...{ sweepTermCpuMs: 0.45, assistCpuMs: 0.55, backgroundCpuMs: 3.75, idleCpuMs: 0 },
          ...{ markTermCpuMs: 1.1, heapStart: 5 * MiB, heapEnd: 5 * MiB, heapLive: MiB, goal: 4 * MiB },
          ...{ stacks: Number.NaN, globals: Number.NaN, procs: 4, forced: 0 },
        },
      );
    }
  });

  it('of Go 1.4, whose program stood still for all of it', () => {
    const none = Object.fromEntries(cycleColumns.map((name) => [name, Number.NaN]));
    const text =
      'gc12(4): 1+2000+3000+4 us, 5 -> 6 MB, 30 (100-70) objects, 7 goroutines, 9/0/0 sweeps, 0(0) handoff, 0(0) steal, 0/0/0 yields\n';
    check(text, {
      ...none,
      // Nobody wrote a time: the number stands for it.
      ...{ number: 12, timeMs: 12, sweepTermMs: 2.001, markTermMs: 3.004 },
      ...{ heapStart: 5 * MiB, heapEnd: 6 * MiB, procs: 4, forced: 0 },
    });
    const { series } = only(text);
    assert.equal(series.clock, 'none');
    assert.deepEqual(rows(series.samples), [
      { at: 12, HeapObjects: 30, Mallocs: 100, Frees: 70, Goroutines: 7 },
    ]);
  });

  it('of Go 1.2, with three phases in milliseconds', () => {
    const none = Object.fromEntries(cycleColumns.map((name) => [name, Number.NaN]));
    check('gc1(1): 1+2+3 ms, 0 -> 7 MB 17 -> 18 (19-1) objects, 0 handoff', {
      ...none,
      ...{ number: 1, timeMs: 1, sweepTermMs: 0, markTermMs: 6, heapStart: 0, heapEnd: 7 * MiB, procs: 1 },
      forced: 0,
    });
  });

  it('with GOGC=off: a number beyond all memory is no goal', () => {
    // Go 1.16 and Go 1.26.
    for (const goal of ['17592186044415', '8532210231537']) {
      const { series } = only(modern.replace('4 MB goal', `${goal} MB goal`));
      assert.deepEqual([...series.cycles.goal], [Number.NaN]);
    }
  });

  it('in the JSON of Docker, which escapes ">"', () => {
    const line = JSON.stringify({ log: `${modern}\n`, stream: 'stderr', time: '2024-12-02T09:14:33.500Z' });
    const { series } = only(line.replaceAll('>', '\\u003e'));
    assert.deepEqual([...series.cycles.heapLive], [3 * MiB]);
    assert.equal(series.clock, 'unix');
    // Written at the end of the cycle, which took 0.685 ms and began 10 ms after the start.
    assert.equal(series.process.startMs, Date.parse('2024-12-02T09:14:33.489Z'));
  });

  it('says where a line is damaged, and goes on', () => {
    const cut = modern.slice(0, 40);
    const changed = modern.replace(' MB goal', ' KB goal');
    const { series, problems, line } = only(`start\n${modern}\n${cut}\n${changed}\nend`);
    assert.equal(series.cycles.length, 1);
    assert.equal(line, 2);
    assert.deepEqual(
      problems.map(({ at, message }) => `${at}: ${formatMessage(message)}`),
      [
        'line 3: A collection is left out: its line ends where "ms clock," was expected.',
        'line 4: A collection is left out: its line has " KB goal, 0 MB s" where "MB goal," was expected.',
      ],
    );
  });

  it('names at most twenty damaged lines', () => {
    const { problems } = only(`${modern}\n${`${modern.slice(0, 50)}\n`.repeat(100)}`);
    assert.equal(problems.length, 21);
    assert.match(formatMessage(problems[20]!.message), /: 80\.$/);
  });

  it('finds nothing where there is nothing', () => {
    for (const text of [
      '',
      'gc 1',
      'gc 1 @',
      'gc 12 is a number',
      'agc 1 @x',
      'pacer: on',
      'scav 12',
      'SCHED 1ms: x',
    ]) {
      assert.deepEqual(read(text).series, [], text);
      assert.equal(holdsGcTrace(Buffer.from(text)), false, text);
    }
    assert.ok(holdsGcTrace(Buffer.from(`${'x'.repeat(200_000)}\n${modern}`)));
  });
});

describe('readGcTrace: beside cycles', () => {
  it('takes gcpacertrace with the cycle that follows it', () => {
    const { series } = only(
      [
        'pacer: assist ratio=+7.681478e-001 (scan 0 MB in 3->4 MB) workers=0++2.500000e-001',
        'pacer: 26% CPU (25 exp.) for 36960+2480+151024 B work (151024 B exp.) in 3997696 B -> 4415488 B (∆goal 221184, cons/mark +1.027227e+000)',
        modern,
      ].join('\n'),
    );
    assert.deepEqual(rows(series.samples), [{ at: 10, AssistRatio: 0.7681478, ConsMark: 1.027227 }]);
  });

  it('takes the goal in bytes from gcpacertrace up to Go 1.17', () => {
    const pacer =
      'pacer: H_m_prev=463872 h_t=+9.500000e-001 H_T=4194304 h_a=+1.1e+000 H_a=4308992 h_g=+1.000000e+000 H_g=4194304 u_a=+2.5e-001 u_g=+3.0e-001 W_a=131072 goalΔ=+5.0e-002 actualΔ=+3.3e+000 u_a/u_g=+8.3e-001';
    assert.deepEqual(rows(only(`${pacer}\n${modern}`).series.samples), [{ at: 10, NextGC: 4_194_304 }]);
  });

  it('takes what Go 1.26 writes, in its order', () => {
    const { series } = only(
      [
        modern,
        'pacer: assist ratio=2.342437744140625 (scan 0 MB in 4->4 MB) workers=0+0.25',
        'scav 0 KiB work (bg), 4 KiB work (eager), 3464 KiB now, 98% util',
        'pacer: sweep done at heap size 4MB; allocated 0MB during sweep; swept 555 pages at 0.0001758809257611366 pages/byte',
        modern.replace('gc 4 @0.010s', 'gc 5 @0.020s'),
        'scav 0 KiB work (bg), 64 KiB work (eager), 65000 KiB now, 100% util (forced)',
      ].join('\n'),
    );
    const KiB = 1024;
    assert.deepEqual(rows(series.samples), [
      {
        ...{ at: 20, AssistRatio: 2.342437744140625, ScavengedBytes: 4 * KiB },
        ...{ HeapReleased: 3464 * KiB, HeapUtilization: 0.98 },
      },
      { at: 20, ScavengedBytes: 64 * KiB, HeapReleased: 65000 * KiB, HeapUtilization: 1 },
    ]);
    const schedule =
      'SCHED 100ms: gomaxprocs=2 idleprocs=2 threads=4 spinningthreads=0 needspinning=0 idlethreads=2 runqueue=1 [ 3 4 ] schedticks=[ 7 20722 ]';
    assert.deepEqual([...only(schedule).series.samples.fields.RunQueue!], [8]);
  });

  it('takes every form of scavtrace', () => {
    const at10 = (line: string) => rows(only(`${modern}\n${line}`).series.samples);
    const KiB = 1024;
    assert.deepEqual(at10('scav 12 64 KiB work, 512 KiB total, 87% util (forced)'), [
      { at: 10, ScavengedBytes: 64 * KiB, HeapReleased: 512 * KiB, HeapUtilization: 0.87 },
    ]);
    assert.deepEqual(at10('scav 64 KiB work, 512 KiB total, 87% util'), [
      { at: 10, ScavengedBytes: 64 * KiB, HeapReleased: 512 * KiB, HeapUtilization: 0.87 },
    ]);
    assert.deepEqual(at10('scav 8 KiB work (bg), 16 KiB work (eager), 3304 KiB now, 50% util'), [
      { at: 10, ScavengedBytes: 24 * KiB, HeapReleased: 3304 * KiB, HeapUtilization: 0.5 },
    ]);
    assert.deepEqual(at10('scvg9: inuse: 11264, idle: 5904, sys: 17168, released: 7, consumed: 17161 (MB)'), [
      { at: 10, HeapInuse: 11264 * MiB, HeapIdle: 5904 * MiB, HeapSys: 17168 * MiB, HeapReleased: 7 * MiB },
    ]);
    assert.deepEqual(at10('scvg9: 12 MB released'), [{ at: 10, ScavengedBytes: 12 * MiB }]);
  });

  it('takes schedtrace: all queues together, per processor or in lines of their own', () => {
    const plain =
      'SCHED 506ms: gomaxprocs=2 idleprocs=0 threads=5 spinningthreads=1 needspinning=1 idlethreads=1 runqueue=3 [4 10]';
    const detailed = `SCHED 1009ms: gomaxprocs=2 idleprocs=1 threads=4 spinningthreads=0 needspinning=0 idlethreads=1 runqueue=1 gcwaiting=false nmidlelocked=0 stopwait=0 sysmonwait=false
  P0: status=1 schedtick=7 syscalltick=0 m=3 runqsize=2 gfreecnt=0 timerslen=0
  P1: status=1 schedtick=10 syscalltick=0 m=0 runqsize=5 gfreecnt=0 timerslen=0
  M3: p=0 curg=1 mallocing=0 throwing=0 preemptoff= locks=0 dying=0 spinning=false blocked=false lockedg=nil
  G1: status=2(semacquire) m=3 lockedm=nil`;
    const old = 'SCHED 2000ms: gomaxprocs=2 idleprocs=0 threads=5 idlethreads=0 runqueue=0 [1 0]';
    const { series } = only([plain, detailed, old].join('\n'));
    assert.equal(series.source, 'schedtrace');
    const procs = { GOMAXPROCS: 2 };
    assert.deepEqual(rows(series.samples), [
      { at: 506, ...procs, IdleProcs: 0, Threads: 5, IdleThreads: 1, SpinningThreads: 1, RunQueue: 17 },
      { at: 1009, ...procs, IdleProcs: 1, Threads: 4, IdleThreads: 1, SpinningThreads: 0, RunQueue: 8 },
      { at: 2000, ...procs, IdleProcs: 0, Threads: 5, IdleThreads: 0, RunQueue: 1 },
    ]);
  });

  it('joins schedtrace and gctrace of one process', () => {
    const schedule = (ms: number) =>
      `SCHED ${ms}ms: gomaxprocs=12 idleprocs=0 threads=5 spinningthreads=0 idlethreads=1 runqueue=0 [${Array(12).fill(0).join(' ')}]`;
    const { series } = only([schedule(0), modern, schedule(100), schedule(200)].join('\n'));
    assert.equal(series.source, 'gctrace');
    assert.equal(series.cycles.length, 1);
    assert.deepEqual([...series.samples.timeMs], [0, 100, 200]);
  });
});

function check(text: string, expected: Readonly<Record<string, number>>): void {
  assert.deepEqual(cycle(only(text).series.cycles, 0), expected);
}

function cycle(cycles: GcCycles, at: number): Record<string, number> {
  return {
    ...Object.fromEntries(cycleColumns.map((name) => [name, cycles[name][at]!])),
    forced: cycles.forced[at]!,
  };
}

/** Rows of samples without what is absent. */
function rows({ timeMs, fields }: FoundSeries['series']['samples']): Record<string, number>[] {
  return Array.from(timeMs, (at, row) => ({
    at,
    ...Object.fromEntries(
      Object.entries(fields)
        .map(([name, column]) => [name, column[row]!] as const)
        .filter(([, value]) => !Number.isNaN(value)),
    ),
  }));
}

function read(text: string) {
  return readGcTrace(Buffer.from(text));
}

function only(text: string): FoundSeries {
  const { series } = read(text);
  assert.equal(series.length, 1);
  return series[0]!;
}
