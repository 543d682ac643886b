import type { MemoryField } from '../../model/memoryFields';
import { aboveLimit, type ContainerLimit, type PromMetrics, promDuration } from './promMetrics';

/** A finding of Heaplens as an alert: what it needs, and how it asks. */
export interface Alert {
  readonly ruleId: string;
  readonly name: string;
  readonly title: string;
  readonly severity: 'critical' | 'warning' | 'info';
  /** Where nobody says another. */
  readonly windowMinutes: number;
  /** Ways to ask, the best first: the first is taken whose metrics are exposed. */
  readonly ways: readonly Way[];
  /** Templates of Prometheus: `$value` is what the expression gives. */
  readonly summary: string;
  readonly description: (asked: Asked) => string;
}

export interface Way {
  readonly needs: readonly Needed[];
  /** What is not quite the same as in Heaplens. */
  readonly note?: string;
  readonly ask: (asked: Asked) => { readonly expression: readonly string[]; readonly holds?: string };
}

/** A field; a metric that is no field; or what bounds the container. */
export type Needed = MemoryField | 'container limit' | 'pauses histogram';

export interface Asked {
  readonly metrics: PromMetrics;
  readonly windowSeconds: number;
  /** `H1.minGrowthBytes`. */
  readonly threshold: (name: string) => number;
  readonly containerLimit: ContainerLimit | null;
}

/** A quarter of the window four times: each has a floor of its own. */
const quarters = 4;

/** GOMEMLIMIT is math.MaxInt64 where none is set. */
const unsetLimit = 2 ** 62;

export const alerts: readonly Alert[] = [
  {
    ruleId: 'H1',
    name: 'GoLiveHeapGrows',
    title: 'Live heap keeps growing',
    severity: 'critical',
    windowMinutes: 60,
    ways: [
      { needs: ['HeapLive'], ask: (asked) => growingFloor(asked, 'HeapLive') },
      {
        needs: ['HeapAlloc', 'NumGC'],
        note: 'go_gc_heap_live_bytes is not exposed: the lowest HeapAlloc between two collections stands for the live heap.',
        ask: (asked) => growingFloor(asked, 'HeapAlloc'),
      },
    ],
    summary: 'Live heap of {{process}} keeps growing',
    description: ({ windowSeconds }) =>
      `The floor of the live heap rose by {{ $value | humanize1024 }}B in ${promDuration(windowSeconds)}, in each quarter of it. A leak, or a cache without a bound: compare two heap profiles (inuse_space), the earlier as the base.`,
  },
  {
    ruleId: 'H3',
    name: 'GoIdleHeapKept',
    title: 'Idle heap is kept after a peak',
    severity: 'info',
    windowMinutes: 30,
    ways: [
      {
        needs: ['HeapIdle', 'HeapReleased', 'HeapInuse'],
        ask: ({ metrics, threshold, windowSeconds }) => ({
          expression: [
            `(${metrics.now('HeapIdle')} - ${metrics.now('HeapReleased')}) > ${threshold('H3.minBytes')}`,
            `and (${metrics.now('HeapIdle')} - ${metrics.now('HeapReleased')}) > ${times(threshold('H3.minRatio'), metrics.now('HeapInuse'))}`,
          ],
          holds: promDuration(windowSeconds),
        }),
      },
    ],
    summary: 'Idle heap of {{process}} has not been given back',
    description: ({ windowSeconds }) =>
      `{{ $value | humanize1024 }}B of idle heap were kept for ${promDuration(windowSeconds)}, more than what is in use. No leak: a peak left it. GOMEMLIMIT makes the runtime return memory sooner as the limit comes near.`,
  },
  {
    ruleId: 'H5',
    name: 'GoMemoryOutsideRuntime',
    title: 'Memory outside of the Go runtime',
    severity: 'warning',
    windowMinutes: 15,
    ways: [
      {
        needs: ['RSS', 'Sys', 'HeapReleased'],
        ask: ({ metrics, threshold, windowSeconds }) => ({
          expression: [
            `${outsideOf(metrics)} > ${threshold('H5.minBytes')}`,
            `and ${outsideOf(metrics)} > ${times(threshold('H5.minShare'), metrics.now('RSS'))}`,
          ],
          holds: promDuration(windowSeconds),
        }),
      },
    ],
    summary: 'Much memory of {{process}} lies outside of the Go runtime',
    description: () =>
      'At least {{ $value | humanize1024 }}B of the resident memory are none of the Go runtime’s: C (cgo), mapped files, or pages of the program. Heap profiles do not show it, and GOMEMLIMIT does not count it. Look at /proc/PID/smaps.',
  },
  {
    ruleId: 'C1',
    name: 'GoGcCpuHigh',
    title: 'Garbage collection takes much processor time',
    severity: 'warning',
    windowMinutes: 5,
    ways: [
      {
        needs: ['GCCPUSeconds', 'TotalCPUSeconds'],
        ask: ({ metrics, threshold, windowSeconds }) => ({
          expression: [
            `${gcCpuRate(metrics, windowSeconds)} / ${rate(metrics, 'TotalCPUSeconds', windowSeconds)} > ${threshold('C1.minShare')}`,
          ],
        }),
      },
      {
        needs: ['GCCPUSeconds', 'GOMAXPROCS'],
        note: 'All processor time is GOMAXPROCS times the time that passed: go_cpu_classes_total_cpu_seconds_total is not exposed.',
        ask: ({ metrics, threshold, windowSeconds }) => ({
          expression: [
            `${gcCpuRate(metrics, windowSeconds)} / ${metrics.now('GOMAXPROCS')} > ${threshold('C1.minShare')}`,
          ],
        }),
      },
    ],
    summary: 'Garbage collection of {{process}} takes much processor time',
    description: ({ windowSeconds }) =>
      `Collecting took {{ $value | humanizePercentage }} of all processor time over ${promDuration(windowSeconds)}. Allocate less (allocs profile), or give the heap room: a higher GOGC, or a higher GOMEMLIMIT where that is what presses.`,
  },
  {
    ruleId: 'C2',
    name: 'GoGcTooOften',
    title: 'Many garbage collections',
    severity: 'warning',
    windowMinutes: 5,
    ways: [
      {
        needs: ['NumGC', 'NextGC'],
        ask: ({ metrics, threshold, windowSeconds }) => ({
          expression: [
            `${rate(metrics, 'NumGC', windowSeconds)} > ${threshold('C2.minRate')}`,
            `and ${metrics.now('NextGC')} > ${threshold('C2.minGoal')}`,
          ],
        }),
      },
    ],
    summary: '{{process}} collects garbage very often',
    description: ({ windowSeconds }) =>
      `{{ $value | humanize }} collections a second over ${promDuration(windowSeconds)}. Allocate less, or raise GOGC or GOMEMLIMIT so that there is more room between what lives and the goal.`,
  },
  {
    ruleId: 'C3',
    name: 'GoGcAssistHigh',
    title: 'Goroutines pay for marking',
    severity: 'warning',
    windowMinutes: 5,
    ways: [
      {
        needs: ['GCAssistCPUSeconds', 'TotalCPUSeconds'],
        ask: ({ metrics, threshold, windowSeconds }) => ({
          expression: [
            `${rate(metrics, 'GCAssistCPUSeconds', windowSeconds)} / ${rate(metrics, 'TotalCPUSeconds', windowSeconds)} > ${threshold('C3.minShare')}`,
          ],
        }),
      },
    ],
    summary: 'Goroutines of {{process}} mark instead of doing their work',
    description: ({ windowSeconds }) =>
      `Goroutines that allocate spent {{ $value | humanizePercentage }} of all processor time over ${promDuration(windowSeconds)} marking: requests wait for it. Allocate less, or give the heap room.`,
  },
  {
    ruleId: 'C4',
    name: 'GoCollectsAtMemoryLimit',
    title: 'Collecting at the memory limit',
    severity: 'critical',
    windowMinutes: 5,
    ways: [
      {
        needs: ['HeapLive', 'NextGC', 'NumGC'],
        ask: ({ metrics, threshold, windowSeconds }) => ({
          expression: [
            `${metrics.now('HeapLive')} / ${metrics.now('NextGC')} >= ${threshold('C4.minLiveShare')}`,
            `and ${metrics.now('NextGC')} > ${threshold('C4.minGoal')}`,
            `and ${metrics.over('increase', 'NumGC', promDuration(windowSeconds))} >= ${threshold('C4.minCycles')}`,
          ],
          holds: promDuration(windowSeconds),
        }),
      },
      {
        needs: ['HeapAlloc', 'NextGC', 'NumGC'],
        note: 'go_gc_heap_live_bytes is not exposed: HeapAlloc never below the goal stands for a heap that is alive up to it.',
        ask: ({ metrics, threshold, windowSeconds }) => {
          const window = promDuration(windowSeconds);
          return {
            expression: [
              `${metrics.over('min_over_time', 'HeapAlloc', window)} / ${metrics.over('max_over_time', 'NextGC', window)} >= ${threshold('C4.minLiveShare')}`,
              `and ${metrics.now('NextGC')} > ${threshold('C4.minGoal')}`,
              `and ${metrics.over('increase', 'NumGC', window)} >= ${threshold('C4.minCycles')}`,
              // One or two samples may stand near the goal by chance.
              `and ${metrics.over('count_over_time', 'HeapAlloc', window)} >= 5`,
            ],
          };
        },
      },
    ],
    summary: '{{process}} collects without gain: what lives reaches the goal',
    description: ({ windowSeconds }) =>
      `For ${promDuration(windowSeconds)} collections found {{ $value | humanizePercentage }} of the goal alive, so the next one is due at once. Live heap is at GOMEMLIMIT: raise it with the container’s limit, or find what keeps the memory.`,
  },
  {
    ruleId: 'C5',
    name: 'GoGcLimiterActive',
    title: 'Limiter of the collector’s processor time',
    severity: 'critical',
    windowMinutes: 15,
    ways: [
      {
        needs: ['LimiterLastEnabled'],
        ask: ({ metrics, threshold, windowSeconds }) => ({
          expression: [
            `${metrics.over('changes', 'LimiterLastEnabled', promDuration(windowSeconds))} >= ${threshold('C5.minEngagements')}`,
            // After a restart it is 0 again, which is a change, too.
            `and ${metrics.now('LimiterLastEnabled')} > 0`,
          ],
        }),
      },
    ],
    summary: 'The collector of {{process}} gives up: memory goes past GOMEMLIMIT',
    description: ({ windowSeconds }) =>
      `The limiter of the collector’s processor time (half of all) came on {{ $value }} times in ${promDuration(windowSeconds)}: the runtime goes past GOMEMLIMIT rather than stand still. Raise the limit, or find what keeps the memory.`,
  },
  {
    ruleId: 'C8',
    name: 'GoGcPausesLong',
    title: 'Long stop-the-world pauses',
    severity: 'warning',
    windowMinutes: 15,
    ways: [
      {
        needs: ['pauses histogram'],
        ask: ({ metrics, threshold, windowSeconds }) => {
          const histogram = pauseHistogram(metrics)!;
          const range = promDuration(windowSeconds);
          const bound = bucketBoundAt(threshold('C8.minPauseNs') / 1e9);
          const quantile = (share: number) =>
            `histogram_quantile(${share}, rate(${metrics.metric(histogram)}[${range}])) > ${bound}`;
          const count = metrics.metric(histogram.replace(/_bucket$/, '_count'));
          // One of a hundred is one alone, where there are not more: that may be the machine's.
          const enough = 100 * threshold('C8.pausesForWarning');
          return {
            expression: [
              quantile(0.99),
              `and (${quantile(0.9)} or increase(${count}[${range}]) >= ${enough})`,
            ],
          };
        },
      },
      {
        needs: ['PauseTotalNs', 'NumGC'],
        note: 'No histogram of pauses is exposed: the mean pause of a collection is asked.',
        ask: ({ metrics, threshold, windowSeconds }) => ({
          expression: [
            // In seconds, as the metric is.
            `${rate(metrics, 'PauseTotalNs', windowSeconds)} / ${rate(metrics, 'NumGC', windowSeconds)} > ${threshold('C8.minPauseNs') / 1e9}`,
          ],
        }),
      },
    ],
    summary: 'The collector of {{process}} stops the world for long',
    description: ({ windowSeconds }) =>
      `Pauses took {{ $value | humanizeDuration }} over ${promDuration(windowSeconds)}. Marking runs beside the program: a long pause waits for a goroutine that cannot be stopped, or for a processor (compare the throttled periods of cpu.stat).`,
  },
  {
    ruleId: 'G5',
    name: 'GoGoroutinesGrow',
    title: 'Goroutines keep growing',
    severity: 'warning',
    windowMinutes: 60,
    ways: [{ needs: ['Goroutines'], ask: growingGoroutines }],
    summary: 'Goroutines of {{process}} grow in number',
    description: ({ windowSeconds }) =>
      `There are {{ $value | humanize }} goroutines more than ${promDuration(windowSeconds)} ago, and more with each quarter of it. Take two goroutine dumps some minutes apart and compare them: the group that grew says where they wait.`,
  },
  {
    ruleId: 'O2',
    name: 'GoNoMemoryLimit',
    title: 'Container limit without GOMEMLIMIT',
    severity: 'warning',
    windowMinutes: 10,
    ways: [
      {
        needs: [
          'container limit',
          'GOMEMLIMIT',
          'NextGC',
          'StackInuse',
          'Sys',
          'HeapSys',
          'StackSys',
          'RSS',
          'HeapReleased',
        ],
        ask: ({ metrics, threshold, containerLimit, windowSeconds }) => ({
          expression: [
            aboveLimit(
              `(${metrics.now('NextGC')} + ${metrics.now('StackInuse')} + (${metrics.now('Sys')} - ${metrics.now('HeapSys')} - ${metrics.now('StackSys')}) + clamp_min(${outsideOf(metrics)}, 0))`,
              threshold('O2.comfortableShare'),
              containerLimit!,
            ),
            `and ${metrics.now('GOMEMLIMIT')} > ${unsetLimit}`,
          ],
          holds: promDuration(windowSeconds),
        }),
      },
    ],
    summary: 'The container of {{process}} has a limit, and Go does not know',
    description: () =>
      'GOMEMLIMIT is not set, and Go does not read the limit of the container: by GOGC the process comes to {{ $value | humanize1024 }}B. Set GOMEMLIMIT to 90 % of the limit less what lies outside of the runtime.',
  },
  {
    ruleId: 'O3',
    name: 'GoMemoryLimitTooHigh',
    title: 'GOMEMLIMIT leaves no headroom',
    severity: 'warning',
    windowMinutes: 10,
    ways: [
      {
        needs: ['container limit', 'GOMEMLIMIT'],
        ask: ({ metrics, threshold, containerLimit, windowSeconds }) => ({
          expression: [
            aboveLimit(
              `(${metrics.now('GOMEMLIMIT')} < ${unsetLimit})`,
              threshold('O3.maxShare'),
              containerLimit!,
            ),
          ],
          holds: promDuration(windowSeconds),
        }),
      },
    ],
    summary: 'GOMEMLIMIT of {{process}} leaves the container no headroom',
    description: () =>
      'GOMEMLIMIT is {{ $value | humanize1024 }}B, next to the limit of the container: memory outside of the runtime, the kernel’s and page tables come on top. Lower it to 90 % of the limit less what lies outside of the runtime.',
  },
  {
    ruleId: 'O4',
    name: 'GoGoalBeyondContainer',
    title: 'Next collection lies beyond the container’s limit',
    severity: 'critical',
    windowMinutes: 5,
    ways: [
      {
        needs: ['container limit', 'NextGC', 'StackInuse', 'RSS', 'HeapInuse', 'HeapIdle', 'HeapReleased'],
        ask: ({ metrics, threshold, containerLimit, windowSeconds }) => ({
          expression: [
            aboveLimit(
              `(${metrics.now('NextGC')} + ${metrics.now('StackInuse')} + clamp_min(${metrics.now('RSS')} - ${metrics.now('HeapInuse')} - ${metrics.now('StackInuse')} - clamp_min(${metrics.now('HeapIdle')} - ${metrics.now('HeapReleased')}, 0), 0))`,
              threshold('O4.maxShare'),
              containerLimit!,
            ),
          ],
          holds: promDuration(windowSeconds),
        }),
      },
    ],
    summary: '{{process}} is killed before Go collects',
    description: () =>
      'When the next collection is due, the process has {{ $value | humanize1024 }}B, more than its container may use: it is killed without any leak. Set GOMEMLIMIT, lower GOGC, or raise the limit.',
  },
];

/** What is resident and not the runtime's; below 0 where the runtime has mapped what it never touched. */
function outsideOf(metrics: PromMetrics): string {
  return `(${metrics.now('RSS')} - (${metrics.now('Sys')} - ${metrics.now('HeapReleased')}))`;
}

function rate(metrics: PromMetrics, field: MemoryField, windowSeconds: number): string {
  return metrics.over('rate', field, promDuration(windowSeconds));
}

/** As rule C1: without idle marking, which takes what nobody wanted. */
function gcCpuRate(metrics: PromMetrics, windowSeconds: number): string {
  const all = rate(metrics, 'GCCPUSeconds', windowSeconds);
  if (!metrics.has('GCIdleCPUSeconds')) return all;
  return `(${all} - ${rate(metrics, 'GCIdleCPUSeconds', windowSeconds)})`;
}

function times(factor: number, expression: string): string {
  return factor === 1 ? expression : `${factor} * ${expression}`;
}

/** Floors of the quarters of the window, the latest first. */
function floorsOf({ metrics, windowSeconds }: Asked, field: MemoryField): string[] {
  const length = windowSeconds / quarters;
  return Array.from({ length: quarters }, (_, i) =>
    metrics.over(
      'min_over_time',
      field,
      promDuration(length),
      i === 0 ? undefined : promDuration(i * length),
    ),
  );
}

/**
 * As rule H1: the floor rises by more than noise from quarter to quarter, by so much in all, and does not slow down as what fills
 * up does. Nothing is compared over a restart.
 */
function growingFloor(asked: Asked, field: 'HeapLive' | 'HeapAlloc'): { expression: string[] } {
  const { metrics, threshold, windowSeconds } = asked;
  const floors = floorsOf(asked, field);
  const [latest, later, earlier, first] = floors as [string, string, string, string];
  const length = windowSeconds / quarters;
  const collected = floors.map((_, i) => {
    const offset = i === 0 ? undefined : promDuration(i * length);
    return `and ${metrics.over('increase', 'NumGC', promDuration(length), offset)} >= 2`;
  });
  return {
    expression: [
      `(${latest} - ${first}) > ${threshold('H1.minGrowthBytes')}`,
      `and (${latest} - ${first}) > ${threshold('H1.minGrowthShare')} * ${first}`,
      ...floors
        .slice(1)
        .flatMap((before, i) => [
          `and (${floors[i]} - ${before}) > ${threshold('H1.minRiseBytes')}`,
          `and (${floors[i]} - ${before}) > ${threshold('H1.minRiseShare')} * ${before}`,
        ]),
      `and (2 * ${latest} - ${later} - ${earlier}) >= ${threshold('H1.minLateShare')} * (${later} + ${earlier} - 2 * ${first})`,
      ...(field === 'HeapAlloc' ? collected : []),
      ...sinceStart(asked),
    ],
  };
}

/** As rule G5, of all goroutines: more with each quarter of the window. */
function growingGoroutines(asked: Asked): { expression: string[] } {
  const { threshold } = asked;
  const floors = floorsOf(asked, 'Goroutines');
  const [latest] = floors;
  const first = floors.at(-1)!;
  return {
    expression: [
      `(${latest} - ${first}) >= ${threshold('G5.minGrowth')}`,
      `and ${latest} >= ${threshold('G5.minRatio')} * ${first}`,
      ...floors.slice(1).map((before, i) => `and ${floors[i]} > ${before}`),
      ...sinceStart(asked),
    ],
  };
}

const startMetric = 'process_start_time_seconds';

function sinceStart({ metrics, windowSeconds }: Asked): string[] {
  if (!metrics.exposed.has(startMetric)) return [];
  return [`and time() - ${metrics.metric(startMetric)} > ${Math.round(windowSeconds)}`];
}

const histograms = ['go_sched_pauses_total_gc_seconds_bucket', 'go_gc_pauses_seconds_bucket'];

export function pauseHistogram({ exposed }: PromMetrics): string | null {
  return histograms.find((name) => exposed.has(name)) ?? null;
}

/** Ends of the buckets that client_golang makes of runtime/metrics' histograms of times. */
const bucketBounds = [6.4e-8, 6.4e-7, 7.168e-6, 8.192e-5, 0.000917504, 0.01048576, 0.117440512];

/**
 * Where in a bucket a pause lies nobody knows, and its quantile is only interpolated: what lies above the end of the bucket that
 * holds the threshold is longer for sure.
 */
function bucketBoundAt(seconds: number): number {
  const bound = bucketBounds.find((end) => end >= seconds);
  if (bound === undefined) return seconds;
  // Of the bucket without an end, Prometheus gives the start.
  return Number((bound * (bound === bucketBounds.at(-1) ? 0.9999 : 1.0001)).toPrecision(6));
}
