import assert from 'node:assert/strict';
import { inferGogc } from '../../../../src/analysis/memory/inferredGogc';
import { recordForReplay, replayChanged, simulateWhatIf } from '../../../../src/analysis/memory/whatIf';
import { formatMessage } from '../../../../src/base/message';
import { nothingKnown, type WhatIf } from '../../../../src/model/memoryReport';
import { cycleColumns, cyclesOf, type GcCycles, type MemorySeries } from '../../../../src/model/memorySeries';
import { cyclesFrom, MiB, mark, seriesOf } from '../../../helpers/memorySeriesSketch';

/**
 * A program with a steady live heap of 100 MiB that allocates 100 MiB a second, as Go with this GOGC would collect it: marking takes
 * 50 ms and 80 ms of processor time, begins 5 MiB below the goal and ends at it.
 */
function steady(gogc: number, seconds: number): MemorySeries {
  const perCycle = gogc;
  const rows = Array.from({ length: Math.floor((100 * seconds) / perCycle) + 1 }, (_, i) => ({
    timeMs: (i * perCycle * 1000) / 100,
    procs: 2,
    sweepTermMs: 0.05,
    markMs: 49.9,
    markTermMs: 0.05,
    sweepTermCpuMs: 0.1,
    assistCpuMs: 0,
    backgroundCpuMs: 79.8,
    idleCpuMs: 20,
    markTermCpuMs: 0.1,
    heapStart: (100 + gogc - 5) * MiB,
    heapEnd: (100 + gogc) * MiB,
    heapLive: 100 * MiB,
    goal: (100 + gogc) * MiB,
    stacks: 0,
    globals: 0,
  }));
  return seriesOf({ source: 'gctrace', clock: 'sinceStart', cycles: cyclesFrom(rows) });
}

const ask = (
  series: MemorySeries,
  gogc: number | null,
  memoryLimit: number | null = null,
  known = nothingKnown,
) => simulateWhatIf(series, { gogc, memoryLimit, known });

function computed(whatIf: WhatIf): Extract<WhatIf, { kind: 'computed' }> {
  assert.equal(whatIf.kind, 'computed', whatIf.kind === 'impossible' ? formatMessage(whatIf.reason) : '');
  return whatIf as Extract<WhatIf, { kind: 'computed' }>;
}

function reason(whatIf: WhatIf): string {
  assert.equal(whatIf.kind, 'impossible');
  return (whatIf as Extract<WhatIf, { kind: 'impossible' }>).reason.id;
}

/** Cycles within one of each other, as shares of processor time within a tenth. */
function near(actual: number, expected: number, tolerance: number): void {
  assert.ok(Math.abs(actual - expected) <= tolerance * expected, `${actual} instead of ${expected}`);
}

describe('simulateWhatIf', () => {
  it('replays a part of the record alone, where a part is asked for', () => {
    const series = steady(100, 60);
    const part = computed(
      replayChanged(recordForReplay(series, nothingKnown, { fromMs: 20_000, toMs: 40_000 }), {
        gogc: 200,
        memoryLimit: null,
      }),
    );
    assert.equal(part.recorded.cycles, 21);
  });

  it('gives what another GOGC gives, for a program whose arithmetic is known', () => {
    for (const from of [50, 100, 200]) {
      const series = steady(from, 100);
      for (const to of [50, 100, 200, 400]) {
        const { recorded, changed } = computed(ask(series, to));
        const truth = steady(to, 100);
        assert.equal(recorded.cycles, series.cycles.length);
        near(changed.cycles, truth.cycles.length, 0.06);
        near(changed.gcCpu!, (80 * truth.cycles.length) / 200_000, 0.07);
        near(changed.peakBytes, (100 + to) * MiB, 0.03);
      }
    }
  });

  it('counts what was recorded without any model', () => {
    const series = steady(100, 100);
    const { recorded } = computed(ask(series, null));
    assert.equal(recorded.cycles, 101);
    // 101 × 80 ms of 2 × 100.05 s.
    assert.ok(Math.abs(recorded.gcCpu! - (101 * 80) / (2 * 100_050)) < 1e-9);
    assert.equal(recorded.peakBytes / MiB, 200.5);
  });

  it('collects more often under a lower memory limit, and never above it while what lives fits', () => {
    const series = steady(100, 100);
    const { changed } = computed(ask(series, null, 150 * MiB));
    // The limit leaves 145.5 MiB of heap: 45.5 instead of 100 MiB a cycle.
    near(changed.cycles, (100 * 100) / 45, 0.08);
    assert.ok(changed.peakBytes <= 151 * MiB, `${changed.peakBytes / MiB}`);
  });

  it('grows without end where nothing collects', () => {
    const { changed } = computed(ask(steady(100, 100), -1));
    assert.equal(changed.cycles, 1);
    near(changed.peakBytes, (100 + 100 * 100) * MiB, 0.02);
  });

  it('keeps collections that the program asked for', () => {
    const series = steady(100, 100);
    series.cycles.forced.fill(1);
    series.cycles.heapStart.fill(150 * MiB);
    series.cycles.heapEnd.fill(151 * MiB);
    const { changed } = computed(ask(series, 400));
    assert.ok(changed.cycles >= 99, `${changed.cycles}`);
  });

  it('collects every two minutes, however little is allocated', () => {
    const rows = Array.from({ length: 30 }, (_, i) => ({
      ...rowOf(steady(100, 1).cycles),
      timeMs: i * 120_000,
      heapStart: 110 * MiB,
      heapEnd: 110 * MiB,
    }));
    const series = seriesOf({ clock: 'sinceStart', cycles: cyclesFrom(rows) });
    assert.equal(computed(ask(series, 400)).changed.cycles, 30);
  });

  it('says what it assumed: GOGC by the goals, and that no limit ruled', () => {
    const { assumptions, steps } = computed(ask(steady(150, 100), 75));
    assert.match(formatMessage(assumptions[0]!), /GOGC was 150/);
    assert.ok(assumptions.length >= 4);
    const allocated = steps.find(({ name }) => name.english.startsWith('Allocated in'))!;
    near(allocated.value, 10_000 * MiB, 0.02);
    const known = computed(
      ask(steady(150, 100), 75, null, { ...nothingKnown, gogc: 150, memoryLimit: 2 ** 33 }),
    );
    assert.equal(
      known.assumptions.some(({ id }) => id === 'whatIf.assume.gogc' || id === 'whatIf.assume.noLimit'),
      false,
    );
  });

  it('says that it does not fit where the setting was another one', () => {
    assert.equal(reason(ask(steady(100, 100), 50, null, { ...nothingKnown, gogc: 300 })), 'whatIf.misfit');
  });

  it('says what it lacks', () => {
    assert.equal(reason(ask(seriesOf({}), 50)), 'whatIf.tooFew');
    assert.equal(reason(ask(steady(100, 8), 50)), 'whatIf.tooFew');
    const gaps = steady(100, 100);
    gaps.cycles.number.fill(500, 90);
    assert.equal(reason(ask(gaps, 50)), 'whatIf.lost');
    const sizeless = steady(100, 100);
    sizeless.cycles.goal[20] = Number.NaN;
    assert.equal(reason(ask(sizeless, 50)), 'whatIf.noSizes');
    const ruled = steady(100, 100);
    ruled.cycles.goal.fill(101 * MiB);
    assert.equal(reason(ask(ruled, 50)), 'whatIf.noGogc');
    const thrash = { ...nothingKnown, gogc: 100, memoryLimit: null };
    assert.equal(ask(steady(100, 100), 1, 10 * MiB, thrash).kind, 'computed');
  });

  it('is about the last process', () => {
    const series = { ...steady(100, 100), marks: [mark('restart', 50_000)] };
    assert.equal(computed(ask(series, 50)).recorded.cycles, 51);
  });

  it('takes the latest of a long trace, in linear time', () => {
    const short = steady(100, 1).cycles;
    const cycles = cyclesOf(300_000);
    for (const name of cycleColumns) cycles[name].fill(short[name][0]!);
    for (let row = 0; row < cycles.length; row++) {
      cycles.number[row] = row + 1;
      cycles.timeMs[row] = row * 1000;
    }
    const series = seriesOf({ source: 'gctrace', clock: 'sinceStart', cycles });
    const started = performance.now();
    const { recorded, changed, assumptions } = computed(ask(series, 50));
    assert.equal(recorded.cycles, 250_000);
    near(changed.cycles, 500_000, 0.12);
    assert.match(formatMessage(assumptions[0]!), /^This is about the latest 250000 collections/);
    assert.ok(performance.now() - started < 5000);
  });
});

function rowOf(cycles: GcCycles) {
  return {
    procs: cycles.procs[0]!,
    heapLive: 100 * MiB,
    goal: 200 * MiB,
    stacks: 0,
    globals: 0,
    markMs: 50,
    backgroundCpuMs: 80,
  };
}

describe('inferGogc', () => {
  const infer = (cycles: GcCycles) => inferGogc(cycles, { start: 0, end: cycles.length });

  it('reads it from goals, to the next multiple of five that they bear out', () => {
    for (const gogc of [25, 50, 100, 135, 200, 400]) assert.equal(infer(steady(gogc, 100).cycles), gogc);
  });

  it('reads it from the least goal of a small heap', () => {
    const small = (goal: number) => ({ heapLive: 0, goal: goal * MiB });
    assert.equal(infer(cyclesFrom(Array.from({ length: 20 }, () => small(4)))), 100);
    assert.equal(infer(cyclesFrom(Array.from({ length: 20 }, () => small(8)))), 200);
  });

  it('does not guess where goals disagree, stand at the live heap, or are few', () => {
    const goals = (goal: (i: number) => number, count = 40) =>
      cyclesFrom(Array.from({ length: count }, (_, i) => ({ heapLive: 100 * MiB, goal: goal(i) * MiB })));
    assert.equal(infer(goals((i) => 120 + 4 * i)), null);
    assert.equal(infer(goals(() => 101)), null);
    assert.equal(infer(goals(() => 200, 4)), null);
    assert.equal(infer(cyclesFrom([])), null);
  });
});
