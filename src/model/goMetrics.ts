import type { MemoryField } from './memoryFields';

/** A field that a metric gives, and what one of the metric's units is in the field's. */
interface Reading {
  readonly field: MemoryField;
  readonly factor: number;
}

/**
 * Metrics of a Go process and of its container that are fields as they are. Where several mean the same, the first in this
 * table counts: MemStats before what is named after runtime/metrics (`/a/b-c:unit` is `go_a_b_c_unit`, and `_total` behind it
 * where it only grows), these before those of other libraries.
 */
export const metricReadings: ReadonlyMap<string, Reading> = new Map([
  ...memStats(1, {
    heap_alloc_bytes: 'HeapAlloc',
    heap_inuse_bytes: 'HeapInuse',
    heap_idle_bytes: 'HeapIdle',
    heap_released_bytes: 'HeapReleased',
    heap_sys_bytes: 'HeapSys',
    heap_objects: 'HeapObjects',
    stack_inuse_bytes: 'StackInuse',
    stack_sys_bytes: 'StackSys',
    mspan_inuse_bytes: 'MSpanInuse',
    mspan_sys_bytes: 'MSpanSys',
    mcache_inuse_bytes: 'MCacheInuse',
    mcache_sys_bytes: 'MCacheSys',
    buck_hash_sys_bytes: 'BuckHashSys',
    gc_sys_bytes: 'GCSys',
    other_sys_bytes: 'OtherSys',
    sys_bytes: 'Sys',
    next_gc_bytes: 'NextGC',
    alloc_bytes_total: 'TotalAlloc',
    mallocs_total: 'Mallocs',
    frees_total: 'Frees',
    gc_cpu_fraction: 'GCCPUFraction',
    // Equal to the heap's; last, because it is there beside it.
    alloc_bytes: 'HeapAlloc',
  }),
  ...memStats(1e9, { last_gc_time_seconds: 'LastGC' }),
  ...readings(1, {
    go_goroutines: 'Goroutines',
    go_threads: 'Threads',
    go_gc_gogc_percent: 'GOGC',
    go_gc_gomemlimit_bytes: 'GOMEMLIMIT',
    go_sched_gomaxprocs_threads: 'GOMAXPROCS',
    // debug.ReadGCStats behind both, which counts collections.
    go_gc_duration_seconds_count: 'NumGC',
  }),
  ...readings(1e9, { go_gc_duration_seconds_sum: 'PauseTotalNs' }),
  ...readings(1, {
    process_resident_memory_bytes: 'RSS',
    process_virtual_memory_bytes: 'VirtualSize',
    process_cpu_seconds_total: 'ProcessCPUSeconds',
  }),

  // runtime/metrics.
  ...readings(1, {
    go_gc_heap_live_bytes: 'HeapLive',
    go_gc_heap_goal_bytes: 'NextGC',
    go_gc_heap_allocs_bytes_total: 'TotalAlloc',
    go_gc_heap_objects_objects: 'HeapObjects',
    go_gc_cycles_total_gc_cycles_total: 'NumGC',
    go_gc_cycles_forced_gc_cycles_total: 'NumForcedGC',
    go_gc_scan_stack_bytes: 'StackScan',
    go_gc_scan_globals_bytes: 'GlobalsScan',
    go_gc_limiter_last_enabled_gc_cycle: 'LimiterLastEnabled',
    go_gc_finalizers_queued_finalizers_total: 'FinalizersQueued',
    go_gc_finalizers_executed_finalizers_total: 'FinalizersExecuted',
    go_gc_cleanups_queued_cleanups_total: 'CleanupsQueued',
    go_gc_cleanups_executed_cleanups_total: 'CleanupsExecuted',
    go_sched_goroutines_goroutines: 'Goroutines',
    go_sched_threads_total_threads: 'Threads',
    go_cpu_classes_gc_total_cpu_seconds_total: 'GCCPUSeconds',
    go_cpu_classes_gc_mark_assist_cpu_seconds_total: 'GCAssistCPUSeconds',
    go_cpu_classes_gc_mark_dedicated_cpu_seconds_total: 'GCDedicatedCPUSeconds',
    go_cpu_classes_gc_mark_idle_cpu_seconds_total: 'GCIdleCPUSeconds',
    go_cpu_classes_gc_pause_cpu_seconds_total: 'GCPauseCPUSeconds',
    go_cpu_classes_scavenge_total_cpu_seconds_total: 'ScavengeCPUSeconds',
    go_cpu_classes_user_cpu_seconds_total: 'UserCPUSeconds',
    go_cpu_classes_idle_cpu_seconds_total: 'IdleCPUSeconds',
    go_cpu_classes_total_cpu_seconds_total: 'TotalCPUSeconds',
  }),
  // Sums of histograms of runtime/metrics are estimates, and low ones: each pause counts as the lower end of its bucket.
  ...readings(1e9, {
    go_sched_pauses_total_gc_seconds_sum: 'PauseTotalNs',
    go_gc_pauses_seconds_sum: 'PauseTotalNs',
  }),

  // github.com/VictoriaMetrics/metrics.
  ...readings(1, {
    go_memlimit_bytes: 'GOMEMLIMIT',
    go_gomaxprocs: 'GOMAXPROCS',
    go_gc_cpu_seconds_total: 'GCCPUSeconds',
    go_gc_mark_assist_cpu_seconds_total: 'GCAssistCPUSeconds',
    go_scavenge_cpu_seconds_total: 'ScavengeCPUSeconds',
    go_gc_forced_count: 'NumForcedGC',
    process_resident_memory_anon_bytes: 'RSSAnon',
    process_resident_memory_file_bytes: 'RSSFile',
    process_resident_memory_shared_bytes: 'RSSShmem',
    process_resident_memory_peak_bytes: 'RSSPeak',
  }),

  // Names that OpenTelemetry gave runtime/metrics (semantic conventions for Go).
  ...readings(1, {
    go_memory_limit_bytes: 'GOMEMLIMIT',
    go_memory_gc_goal_bytes: 'NextGC',
    go_memory_allocated_bytes_total: 'TotalAlloc',
    go_goroutine_count: 'Goroutines',
    go_processor_limit: 'GOMAXPROCS',
    go_config_gogc_percent: 'GOGC',
  }),

  // The container, by cAdvisor and kube-state-metrics.
  ...readings(1, {
    container_memory_usage_bytes: 'CgroupCurrent',
    container_memory_max_usage_bytes: 'CgroupPeak',
    container_memory_rss: 'CgroupAnon',
    container_memory_cache: 'CgroupFile',
    container_memory_swap: 'CgroupSwap',
    container_memory_kernel_usage: 'CgroupKernel',
    container_memory_total_inactive_file_bytes: 'CgroupInactiveFile',
    container_memory_failcnt: 'CgroupMaxEvents',
    container_oom_events_total: 'CgroupOomEvents',
    container_cpu_cfs_periods_total: 'CgroupPeriods',
    container_cpu_cfs_throttled_periods_total: 'CgroupThrottledPeriods',
    container_spec_memory_limit_bytes: 'CgroupLimit',
    kube_pod_container_resource_limits: 'CgroupLimit',
  }),
]);

/** Parts of what MemStats adds up (runtime/metrics, /memory/classes and /gc/heap), by their metric. */
const memoryClasses = {
  objects: 'go_memory_classes_heap_objects_bytes',
  unused: 'go_memory_classes_heap_unused_bytes',
  free: 'go_memory_classes_heap_free_bytes',
  released: 'go_memory_classes_heap_released_bytes',
  stacks: 'go_memory_classes_heap_stacks_bytes',
  osStacks: 'go_memory_classes_os_stacks_bytes',
  mspanInuse: 'go_memory_classes_metadata_mspan_inuse_bytes',
  mspanFree: 'go_memory_classes_metadata_mspan_free_bytes',
  mcacheInuse: 'go_memory_classes_metadata_mcache_inuse_bytes',
  mcacheFree: 'go_memory_classes_metadata_mcache_free_bytes',
  metadata: 'go_memory_classes_metadata_other_bytes',
  buckets: 'go_memory_classes_profiling_buckets_bytes',
  other: 'go_memory_classes_other_bytes',
  total: 'go_memory_classes_total_bytes',
  allocs: 'go_gc_heap_allocs_objects_total',
  frees: 'go_gc_heap_frees_objects_total',
  tiny: 'go_gc_heap_tiny_allocs_objects_total',
} as const;

/**
 * Fields of MemStats where only runtime/metrics are exposed: sums that all have to be there (runtime/mstats.go
 * readmemstats_m). Small objects without pointers share blocks: MemStats counts each, runtime/metrics apart.
 */
const sums: Readonly<Partial<Record<MemoryField, readonly (keyof typeof memoryClasses)[]>>> = {
  HeapAlloc: ['objects'],
  HeapInuse: ['objects', 'unused'],
  HeapIdle: ['free', 'released'],
  HeapReleased: ['released'],
  HeapSys: ['objects', 'unused', 'free', 'released'],
  StackInuse: ['stacks'],
  StackSys: ['stacks', 'osStacks'],
  MSpanInuse: ['mspanInuse'],
  MSpanSys: ['mspanInuse', 'mspanFree'],
  MCacheInuse: ['mcacheInuse'],
  MCacheSys: ['mcacheInuse', 'mcacheFree'],
  BuckHashSys: ['buckets'],
  GCSys: ['metadata'],
  OtherSys: ['other'],
  Sys: ['total'],
  Mallocs: ['allocs', 'tiny'],
  Frees: ['frees', 'tiny'],
};

const classMetrics: ReadonlySet<string> = new Set(Object.values(memoryClasses));

/** Histograms of pauses, the better one first: of stops of the world for collections, in seconds. */
export const pauseHistograms = ['go_sched_pauses_total_gc_seconds_bucket', 'go_gc_pauses_seconds_bucket'];

/** Where a field comes from, by what is exposed: metrics to be added up, times a factor. */
export interface MetricSum {
  readonly metrics: readonly string[];
  readonly factor: number;
}

/** How a field is made of exposed metrics; null where they do not have it. The same choice as `fieldsOfMetrics` makes. */
export function metricsOfField(field: MemoryField, exposed: ReadonlySet<string>): MetricSum | null {
  for (const [metric, reading] of metricReadings) {
    if (reading.field === field && exposed.has(metric)) return { metrics: [metric], factor: reading.factor };
  }
  const metrics = sums[field]?.map((part) => memoryClasses[part]);
  return metrics?.every((metric) => exposed.has(metric)) ? { metrics, factor: 1 } : null;
}

/** Names that would give a field, the usual one first. */
export function metricsThatGive(field: MemoryField): string[] {
  return [...metricReadings].filter(([, reading]) => reading.field === field).map(([metric]) => metric);
}

/** What is kept of a scrape by name until all of it is there. */
export function isMetricOfFields(metric: string): boolean {
  return metricReadings.has(metric) || classMetrics.has(metric);
}

/** Fields of one scrape, by the values of its metrics. */
export function fieldsOfMetrics(values: ReadonlyMap<string, number>): Partial<Record<MemoryField, number>> {
  const row: Partial<Record<MemoryField, number>> = {};
  for (const [metric, { field, factor }] of metricReadings) {
    const value = values.get(metric);
    if (value !== undefined && row[field] === undefined)
      row[field] = factor === 1 ? value : Math.round(value * factor);
  }
  for (const name in sums) {
    const field = name as keyof typeof sums;
    if (row[field] !== undefined) continue;
    const sum = sums[field]!.reduce(
      (before, part) => before + (values.get(memoryClasses[part]) ?? Number.NaN),
      0,
    );
    if (!Number.isNaN(sum)) row[field] = sum;
  }
  describeContainer(row, values);
  return row;
}

/** cAdvisor writes 0 where no limit is set, and what can be reclaimed only as usage without it. */
function describeContainer(
  row: Partial<Record<MemoryField, number>>,
  values: ReadonlyMap<string, number>,
): void {
  if (row.CgroupLimit === 0) row.CgroupLimit = Number.POSITIVE_INFINITY;
  const workingSet = values.get(workingSetMetric);
  if (workingSet !== undefined && row.CgroupCurrent !== undefined && row.CgroupInactiveFile === undefined) {
    row.CgroupInactiveFile = Math.max(0, row.CgroupCurrent - workingSet);
  }
}

export const workingSetMetric = 'container_memory_working_set_bytes';

function memStats(factor: number, fields: Readonly<Record<string, MemoryField>>): [string, Reading][] {
  return Object.entries(fields).map(([name, field]) => [`go_memstats_${name}`, { field, factor }]);
}

function readings(factor: number, fields: Readonly<Record<string, MemoryField>>): [string, Reading][] {
  return Object.entries(fields).map(([name, field]) => [name, { field, factor }]);
}
