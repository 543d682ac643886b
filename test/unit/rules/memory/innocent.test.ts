import assert from 'node:assert/strict';
import type { MemorySeries } from '../../../../src/model/memorySeries';
import { judgeSeries } from '../../../helpers/judgedSeries';
import { cyclesFrom, MiB, samplesAt, seriesOf } from '../../../helpers/memorySeriesSketch';

/**
 * A process without fault as Go would run it: it allocates `mibPerSecond`, what `liveMiB` says stays alive, and a collection starts
 * at twice that, at least 4 MiB. Each costs 2 ms of four processors for each MiB that lives.
 */
function run(
  seconds: number,
  liveMiB: (second: number) => number,
  mibPerSecond: (second: number) => number,
): { readonly trace: MemorySeries; readonly samples: MemorySeries } {
  const stepMs = 10;
  let heap = liveMiB(0);
  let goal = Math.max(4, 2 * heap);
  let collections = 0;
  let gcSeconds = 0;
  const cycles: Parameters<typeof cyclesFrom>[0][number][] = [];
  const rows: { ms: number; heap: number; live: number; goal: number; gc: number; cpu: number }[] = [];
  for (let ms = 0; ms <= seconds * 1000; ms += stepMs) {
    const second = ms / 1000;
    heap += (mibPerSecond(second) * stepMs) / 1000;
    if (heap >= goal) {
      const live = liveMiB(second);
      cycles.push({
        ...{
          timeMs: ms,
          procs: 4,
          heapStart: whole(heap),
          heapEnd: whole(heap * 1.02),
          heapLive: whole(live),
        },
        ...{ goal: whole(goal), sweepTermMs: 0.05, markMs: live, markTermMs: 0.05 },
        ...{ sweepTermCpuMs: 0.2, assistCpuMs: 0.05 * live, backgroundCpuMs: 2 * live },
        ...{ idleCpuMs: live, markTermCpuMs: 0.2 },
      });
      collections++;
      gcSeconds += (2.05 * live + 0.4) / 1000;
      heap = live;
      goal = Math.max(4, 2 * live);
    }
    if (ms % 5000 === 0)
      rows.push({ ms, heap, live: liveMiB(second), goal, gc: collections, cpu: gcSeconds });
  }
  return {
    trace: seriesOf({ source: 'gctrace', clock: 'sinceStart', cycles: cyclesFrom(cycles) }),
    samples: seriesOf({
      samples: samplesAt(
        rows.map(({ ms }) => ms),
        {
          HeapAlloc: rows.map((row) => row.heap * MiB),
          HeapInuse: rows.map((row) => row.heap * 1.1 * MiB),
          HeapIdle: rows.map((row) => row.heap * 0.3 * MiB),
          HeapReleased: rows.map((row) => row.heap * 0.2 * MiB),
          HeapSys: rows.map((row) => row.heap * 1.4 * MiB),
          Sys: rows.map((row) => (row.heap * 1.5 + 10) * MiB),
          RSS: rows.map((row) => (row.heap * 1.3 + 15) * MiB),
          StackInuse: rows.map(() => 2 * MiB),
          NextGC: rows.map((row) => row.goal * MiB),
          NumGC: rows.map((row) => row.gc),
          NumForcedGC: rows.map(() => 0),
          PauseTotalNs: rows.map((row) => row.gc * 100_000),
          GCCPUSeconds: rows.map((row) => row.cpu),
          TotalCPUSeconds: rows.map((row) => (4 * row.ms) / 1000),
          Goroutines: rows.map(() => 20),
        },
      ),
    }),
  };
}

const whole = (mib: number) => Math.floor(mib) * MiB;

const innocents: Readonly<Record<string, ReturnType<typeof run>>> = {
  'a steady service: a saw-tooth': run(
    600,
    () => 100,
    () => 20,
  ),
  'a start that loads data, then serves': run(
    300,
    (second) => Math.min(300, 10 + 15 * second),
    () => 30,
  ),
  'a step of load': run(
    900,
    (second) => (second < 400 ? 60 : 150),
    (second) => (second < 400 ? 20 : 50),
  ),
  'a cache that warms up': run(
    1200,
    (second) => 40 + 300 * (1 - Math.exp(-second / 300)),
    () => 40,
  ),
  'a batch job with large collections': run(
    300,
    (second) => (second < 60 ? 20 + 10 * second : second < 240 ? 600 + 20 * Math.sin(second / 7) : 50),
    () => 100,
  ),
  'a night and a day, three times': run(
    3600,
    (second) => 150 - 100 * Math.cos((second / 1200) * 2 * Math.PI) + 5 * Math.sin(second),
    (second) => 40 - 30 * Math.cos((second / 1200) * 2 * Math.PI),
  ),
  'a small tool': run(
    2,
    () => 1,
    () => 200,
  ),
};

describe('processes without fault', () => {
  for (const [name, { trace, samples }] of Object.entries(innocents)) {
    it(`${name}: nothing above info in its GC trace`, () => {
      assert.ok(trace.cycles.length > 3, `${trace.cycles.length} cycles`);
      assert.deepEqual(alarms(trace), []);
    });

    it(`${name}: nor in its metrics, with or without its live heap`, () => {
      assert.deepEqual(alarms(samples), []);
      const { HeapAlloc, NextGC } = samples.samples.fields;
      const HeapLive = Float64Array.from(NextGC!, (goal, i) => Math.min(goal / 2, HeapAlloc![i]!));
      const known = { ...samples.samples, fields: { ...samples.samples.fields, HeapLive } };
      assert.deepEqual(alarms({ ...samples, samples: known }), []);
    });

    it(`${name}: nor when it is looked at in the middle`, () => {
      for (const share of [0.35, 0.5, 0.65, 0.8, 0.9]) {
        const last = trace.cycles.timeMs.at(-1)!;
        // What still loads or fills up cannot be told from a leak: see "What it cannot tell" of H1.
        if (/start|warms up|batch|night/.test(name)) continue;
        assert.deepEqual(alarms(trace, { fromMs: 0, toMs: share * last }), [], `${share}`);
      }
    });
  }
});

function alarms(series: MemorySeries, range: { fromMs: number; toMs: number } | null = null): string[] {
  return judgeSeries(series, { range })
    .findings.filter(({ severity }) => severity !== 'info')
    .map(({ ruleId, severity, evidence }) => `${ruleId} ${severity} ${evidence.map(({ value }) => value)}`);
}
