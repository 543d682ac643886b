import type { MemorySeries } from '../../src/model/memorySeries';
import { noCycles } from '../../src/model/memorySeries';

const start = Date.UTC(2026, 10, 1);

/**
 * Memory over time as a watch would have it after a month at four samples a second and more: a live heap that breathes and
 * grows, a peak of one sample now and then, goroutines that follow, pauses and processor time of collecting as counters.
 */
export function manySamples(count: number, stepMs = 260): MemorySeries {
  const column = () => new Float64Array(count);
  const [
    timeMs,
    live,
    alloc,
    next,
    rss,
    stacks,
    goroutines,
    pause,
    pauses,
    gcSeconds,
    cpuSeconds,
    collections,
  ] = Array.from({ length: 12 }, column);
  let noise = 1;
  let gcCpu = 0;
  let total = 0;
  for (let i = 0; i < count; i++) {
    // Park and Miller: the same numbers in every run.
    noise = (noise * 48271) % 2147483647;
    const random = noise / 2147483647;
    const share = i / count;
    const base = 2e8 * (1 + share) + 4e7 * Math.sin(i / 40_000) + 1e7 * Math.sin(i / 90);
    const peak = i % 99_991 === 0 ? 3e8 : 0;
    timeMs![i] = start + i * stepMs;
    live![i] = base + 4e6 * random + peak;
    alloc![i] = live![i]! * (1 + ((i * 7) % 50) / 50);
    next![i] = live![i]! * 2;
    rss![i] = live![i]! * 2.3 + 3e7;
    stacks![i] = 4e6 + 2e6 * random;
    goroutines![i] = Math.round(900 + 300 * Math.sin(i / 5000) + 60 * random + (peak > 0 ? 4000 : 0));
    total += random * random * 4e5;
    pause![i] = total;
    pauses![i] = 2e5 + 8e5 * random;
    gcCpu += 0.002 + 0.01 * random * (0.5 + share);
    gcSeconds![i] = gcCpu;
    cpuSeconds![i] = (i * stepMs * 2) / 1000;
    collections![i] = Math.floor(i / 3);
  }
  return {
    source: 'history',
    process: { name: 'api', pid: 4711, goVersion: 'go1.25.1', startMs: start },
    clock: 'unix',
    samples: {
      length: count,
      timeMs: timeMs!,
      fields: {
        HeapLive: live!,
        HeapAlloc: alloc!,
        NextGC: next!,
        RSS: rss!,
        StackInuse: stacks!,
        Goroutines: goroutines!,
        PauseTotalNs: pause!,
        PauseMaxNs: pauses!,
        GCCPUSeconds: gcSeconds!,
        TotalCPUSeconds: cpuSeconds!,
        NumGC: collections!,
      },
    },
    cycles: noCycles,
    marks: [],
    metrics: [],
  };
}
