/** Texts of memory over time for the page: small, and with numbers that one can work out by hand. */

const mib = 1024 ** 2;

/** A GC trace of so many cycles, one each 100 ms: the live heap grows from 10 MiB by 1 MiB a cycle, every tenth is forced. */
export function gcTraceText(cycles: number): string {
  return Array.from({ length: cycles }, (_, i) => {
    const live = 10 + i;
    const at = ((i + 1) / 10).toFixed(3);
    const pause = i % 20 === 13 ? '4.5' : '0.05';
    const forced = i % 10 === 9 ? ' (forced)' : '';
    return (
      `gc ${i + 1} @${at}s 2%: 0.02+5.0+${pause} ms clock, 0.04+1.0/4.0/2.0+0.1 ms cpu, ` +
      `${live * 2}->${live * 2 + 1}->${live} MB, ${live * 2} MB goal, 1 MB stacks, 0 MB globals, 2 P${forced}`
    );
  })
    .join('\n')
    .concat('\n');
}

/** When histories here begin. */
export const historyStart = Date.UTC(2026, 10, 26, 10);

export interface HistorySample {
  readonly live: number;
  readonly goroutines: number;
}

/** A line of a watch's history, `seconds` after its start. Sizes are MiB. */
export function historyLine(seconds: number, { live, goroutines }: HistorySample): string {
  return JSON.stringify({
    at: historyStart + seconds * 1000,
    HeapLive: live * mib,
    HeapAlloc: live * 1.5 * mib,
    HeapInuse: live * 1.6 * mib,
    HeapIdle: 20 * mib,
    HeapReleased: 10 * mib,
    HeapSys: (live * 1.6 + 20) * mib,
    NextGC: live * 2 * mib,
    StackInuse: 4 * mib,
    Sys: live * 2 * mib,
    TotalAlloc: seconds * 8 * mib,
    NumGC: Math.floor(seconds / 2),
    PauseTotalNs: seconds * 60_000,
    GCCPUSeconds: seconds * 0.02,
    TotalCPUSeconds: seconds * 2,
    Goroutines: goroutines,
    RSS: (live * 2 + 40) * mib,
    GOMEMLIMIT: 400 * mib,
    GOGC: 100,
    GOMAXPROCS: 2,
  });
}

export const historyHead = JSON.stringify({
  heaplens: 'memory',
  version: 1,
  target: 'localhost:6060',
  source: '/metrics',
  process: { name: 'api', pid: 4711, goVersion: 'go1.25.1', startMs: historyStart - 3_600_000 },
  metrics: ['go_goroutines', 'go_memstats_heap_alloc_bytes'],
});

/** An hour, a sample each 10 seconds: quiet for twenty minutes, then a leak; two captures, a gap and a restart on the way. */
export function leakHistory(): string {
  const lines = [historyHead];
  for (let i = 0; i <= 360; i++) {
    const leak = Math.max(0, i - 120) * 0.7;
    const live = 60 + leak + 5 * Math.sin(i / 7);
    lines.push(historyLine(i * 10, { live, goroutines: Math.round(120 + leak * 5) }));
    const at = historyStart + i * 10_000;
    if (i === 40) lines.push(JSON.stringify({ at, mark: 'gap', what: 'connection refused' }));
    if (i === 100) lines.push(JSON.stringify({ at, mark: 'capture', what: 'heap', file: 'heap-1.pb.gz' }));
    if (i === 300) lines.push(JSON.stringify({ at, mark: 'capture', what: 'heap', file: 'heap-2.pb.gz' }));
  }
  return `${lines.join('\n')}\n`;
}
