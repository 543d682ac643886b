/** What a field counts in, and whether it stands for a moment or has only grown since the start of the process. */
export interface MemoryFieldFacts {
  readonly unit: 'bytes' | 'ns' | 'seconds' | 'count' | 'share' | 'percent' | 'unixNs';
  readonly counts: 'gauge' | 'counter';
}

const bytes = { unit: 'bytes', counts: 'gauge' } as const;
const count = { unit: 'count', counts: 'gauge' } as const;
const grownBytes = { unit: 'bytes', counts: 'counter' } as const;
const grownCount = { unit: 'count', counts: 'counter' } as const;
const grownSeconds = { unit: 'seconds', counts: 'counter' } as const;
const grownNs = { unit: 'ns', counts: 'counter' } as const;
const share = { unit: 'share', counts: 'gauge' } as const;

/**
 * All that a sample can say. Fields of runtime.MemStats have its names; what MemStats does not know has a name of the same
 * make. Whatever a source did not write is absent, never zero. In the order in which people are shown them.
 */
export const memoryFields = {
  // runtime.MemStats: see model/memStats.
  HeapAlloc: bytes,
  HeapInuse: bytes,
  HeapIdle: bytes,
  HeapReleased: bytes,
  HeapSys: bytes,
  HeapObjects: count,
  StackInuse: bytes,
  StackSys: bytes,
  MSpanInuse: bytes,
  MSpanSys: bytes,
  MCacheInuse: bytes,
  MCacheSys: bytes,
  BuckHashSys: bytes,
  GCSys: bytes,
  OtherSys: bytes,
  Sys: bytes,
  NextGC: bytes,
  LastGC: { unit: 'unixNs', counts: 'gauge' },
  TotalAlloc: grownBytes,
  Mallocs: grownCount,
  Frees: grownCount,
  NumGC: grownCount,
  NumForcedGC: grownCount,
  /** Of a summary in Prometheus or of the MemStats; a histogram in runtime/metrics gives an estimate. */
  PauseTotalNs: grownNs,
  /** Longest pause that the source still knows of: of the last 256, or of the quantiles that it writes. */
  PauseMaxNs: { unit: 'ns', counts: 'gauge' },
  /** 99th percentile of all pauses since the start, by a histogram: the lower end of its bucket, so it was this or longer. */
  PauseP99Ns: { unit: 'ns', counts: 'gauge' },
  GCCPUFraction: share,

  // runtime/metrics without a twin in MemStats.
  /** /gc/heap/live:bytes, what the last collection found reachable. */
  HeapLive: bytes,
  /** /gc/scan/stack:bytes and /gc/scan/globals:bytes. */
  StackScan: bytes,
  GlobalsScan: bytes,
  /** /gc/gogc:percent; -1 is off. */
  GOGC: { unit: 'percent', counts: 'gauge' },
  /** /gc/gomemlimit:bytes; math.MaxInt64 is none. */
  GOMEMLIMIT: bytes,
  GOMAXPROCS: count,
  Goroutines: count,
  Threads: count,
  /** /cpu/classes/…:cpu-seconds. */
  GCCPUSeconds: grownSeconds,
  GCAssistCPUSeconds: grownSeconds,
  GCDedicatedCPUSeconds: grownSeconds,
  GCIdleCPUSeconds: grownSeconds,
  GCPauseCPUSeconds: grownSeconds,
  ScavengeCPUSeconds: grownSeconds,
  UserCPUSeconds: grownSeconds,
  IdleCPUSeconds: grownSeconds,
  TotalCPUSeconds: grownSeconds,
  /** /gc/limiter/last-enabled:gc-cycle; 0 is never. */
  LimiterLastEnabled: grownCount,
  FinalizersQueued: grownCount,
  FinalizersExecuted: grownCount,
  CleanupsQueued: grownCount,
  CleanupsExecuted: grownCount,

  // The process, as its system sees it.
  RSS: bytes,
  RSSPeak: bytes,
  RSSAnon: bytes,
  RSSFile: bytes,
  RSSShmem: bytes,
  Pss: bytes,
  PssAnon: bytes,
  PssFile: bytes,
  PssShmem: bytes,
  LazyFree: bytes,
  Swap: bytes,
  VirtualSize: bytes,
  ProcessCPUSeconds: grownSeconds,

  // Its control group.
  CgroupCurrent: bytes,
  /** Infinity is none. */
  CgroupLimit: bytes,
  CgroupHigh: bytes,
  CgroupPeak: bytes,
  CgroupSwap: bytes,
  CgroupAnon: bytes,
  CgroupFile: bytes,
  CgroupInactiveFile: bytes,
  CgroupKernel: bytes,
  CgroupSock: bytes,
  /** memory.events: times that the limit was reached, that memory was short, and processes that were killed. */
  CgroupMaxEvents: grownCount,
  CgroupOomEvents: grownCount,
  CgroupOomKills: grownCount,
  /** cpu.stat: periods, and those in which the group had to wait. */
  CgroupPeriods: grownCount,
  CgroupThrottledPeriods: grownCount,

  // schedtrace.
  IdleProcs: count,
  IdleThreads: count,
  SpinningThreads: count,
  /** Goroutines that wait for a processor, all queues together. */
  RunQueue: count,

  // scavtrace and gcpacertrace.
  /** Bytes given back since the line before. */
  ScavengedBytes: bytes,
  /** Heap in use divided by what is kept from the system. */
  HeapUtilization: share,
  /** Bytes of mark assist that a byte of allocation costs. */
  AssistRatio: { unit: 'count', counts: 'gauge' },
  /** Bytes allocated for each byte marked, as the pacer expects. */
  ConsMark: { unit: 'count', counts: 'gauge' },
} as const satisfies Readonly<Record<string, MemoryFieldFacts>>;

export type MemoryField = keyof typeof memoryFields;

export const memoryFieldNames = Object.keys(memoryFields) as readonly MemoryField[];

export function isMemoryField(name: string): name is MemoryField {
  return Object.hasOwn(memoryFields, name);
}

/** GOMEMLIMIT where none is set: math.MaxInt64, which a Float64 rounds up. */
export const noMemoryLimit = 2 ** 63;

/** Whether a limit limits: absent, zero, infinite and all but MaxInt64 do not (cgroup v1 writes 2^63 - 4096 for none). */
export function isLimit(bytes: number | null | undefined): bytes is number {
  return bytes !== null && bytes !== undefined && bytes > 0 && bytes < noMemoryLimit / 2;
}
