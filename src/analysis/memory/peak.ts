import { type Message, message } from '../../base/message';
import { isLimit } from '../../model/memoryFields';
import type { ArithmeticStep } from '../../model/memoryReport';

const mebibyte = 2 ** 20;

/** Go's own numbers (runtime/mgcpacer.go): the least goal at GOGC=100, and what the limit's goal keeps free. */
export const leastGoalAt100 = 4 * mebibyte;
export const limitHeadroomShare = 0.03;
const leastLimitHeadroom = mebibyte;

/** Of a container's limit, what is left to the kernel, page tables and whatever nobody counted. */
export const containerHeadroom = 0.1;

/** What a process is made of. Bytes; null: not known, and counted as nothing. */
export interface PeakInputs {
  /** What the last collection found reachable. */
  readonly live: number;
  /** Percent; -1 is off. null: 100, which is Go's default. */
  readonly gogc: number | null;
  /** GOMEMLIMIT; null or no limit: none. */
  readonly memoryLimit: number | null;
  readonly stacks: number | null;
  /** Scannable globals, as gctrace and /gc/scan/globals count them. */
  readonly globals: number | null;
  /** Spans, profiler's tables and the collector's own memory. */
  readonly runtimeRest?: number | null;
  /** Resident memory outside of the Go runtime. */
  readonly nonGo: number | null;
  readonly containerLimit: number | null;
}

export interface ExpectedPeak {
  /** Heap at which the next collection is to end; Infinity where nothing ever starts one. */
  readonly goal: number;
  /** Which rule made it: GOGC, its minimum, or GOMEMLIMIT. */
  readonly by: 'gogc' | 'minimum' | 'memoryLimit' | 'off';
  /** All that GOMEMLIMIT counts: heap at its goal, stacks, the runtime's own. */
  readonly runtime: number;
  /** With what is outside of the runtime. */
  readonly total: number;
  /** `total` as a share of the container's limit; null where there is none. */
  readonly share: number | null;
  /** The way there, for people. */
  readonly steps: readonly ArithmeticStep[];
}

/**
 * The most that a process comes to with this live heap, by Go's own pacing: the heap grows to its goal
 *
 *     live + (live + stacks + globals) · GOGC ÷ 100        at least 4 MiB · GOGC ÷ 100
 *     GOMEMLIMIT − (stacks + rest of the runtime) − 3 %     where that is less, but never below the live heap
 *
 * GOMEMLIMIT counts what the runtime has mapped and not released, so it knows nothing of memory outside of the runtime.
 * A collection that starts late can pass the goal: this is what to expect, no bound.
 */
export function expectedPeak(inputs: PeakInputs): ExpectedPeak {
  const { live, containerLimit } = inputs;
  const gogc = inputs.gogc ?? 100;
  const stacks = inputs.stacks ?? 0;
  const globals = inputs.globals ?? 0;
  const rest = inputs.runtimeRest ?? 0;
  const nonGo = inputs.nonGo ?? 0;
  const byGogc = goalOfGogc({ live, gogc, stacks, globals });
  const least = gogc < 0 ? 0 : (leastGoalAt100 * gogc) / 100;
  const planned = Math.max(byGogc, least);
  const byLimit = isLimit(inputs.memoryLimit)
    ? goalOfMemoryLimit({ live, memoryLimit: inputs.memoryLimit, outsideHeap: stacks + rest })
    : Number.POSITIVE_INFINITY;
  const goal = Math.min(planned, byLimit);
  const runtime = goal + stacks + rest;
  const total = runtime + nonGo;
  return {
    goal,
    by:
      goal === Number.POSITIVE_INFINITY
        ? 'off'
        : byLimit < planned
          ? 'memoryLimit'
          : byGogc < least
            ? 'minimum'
            : 'gogc',
    runtime,
    total,
    share: isLimit(containerLimit) ? total / containerLimit : null,
    steps: stepsOf(inputs, { gogc, planned, byLimit, goal, runtime, total }),
  };
}

/** live + (live + stacks + globals) · GOGC ÷ 100; Infinity where GOGC is off. */
export function goalOfGogc({
  live,
  gogc,
  stacks,
  globals,
}: {
  readonly live: number;
  readonly gogc: number;
  readonly stacks: number;
  readonly globals: number;
}): number {
  return gogc < 0 ? Number.POSITIVE_INFINITY : live + ((live + stacks + globals) * gogc) / 100;
}

/** What GOMEMLIMIT leaves to the heap, less the 3 % (at least 1 MiB) that Go keeps free; never less than what is live. */
export function goalOfMemoryLimit({
  live,
  memoryLimit,
  outsideHeap,
}: {
  readonly live: number;
  readonly memoryLimit: number;
  readonly outsideHeap: number;
}): number {
  const left = memoryLimit - outsideHeap;
  const headroom = Math.max(leastLimitHeadroom, left * limitHeadroomShare);
  return Math.max(live, headroom, left - headroom);
}

/** A GOMEMLIMIT for a container: 90 % of its limit less what is outside of the runtime, whole MiB; null where nothing is left. */
export function suggestedMemoryLimit({
  containerLimit,
  nonGo,
}: {
  readonly containerLimit: number | null;
  readonly nonGo: number | null;
}): number | null {
  if (!isLimit(containerLimit)) return null;
  const bytes = containerLimit * (1 - containerHeadroom) - (nonGo ?? 0);
  const whole = Math.floor(bytes / mebibyte) * mebibyte;
  return whole > 0 ? whole : null;
}

/** `450MiB`: as the variable wants it. */
export function memoryLimitText(bytes: number): string {
  return `${Math.floor(bytes / mebibyte)}MiB`;
}

interface Worked {
  readonly gogc: number;
  readonly planned: number;
  readonly byLimit: number;
  readonly goal: number;
  readonly runtime: number;
  readonly total: number;
}

function stepsOf(inputs: PeakInputs, worked: Worked): ArithmeticStep[] {
  const { memoryLimit, nonGo, runtimeRest, stacks, globals, containerLimit } = inputs;
  const given = (name: Message, value: number | null | undefined): ArithmeticStep[] =>
    value === null || value === undefined ? [] : [step(name, '', value)];
  return [
    step(names.live, '', inputs.live),
    { ...step(names.gogc, '', worked.gogc), unit: 'percent' },
    ...given(names.stacks, stacks),
    ...given(names.globals, globals),
    ...(Number.isFinite(worked.planned)
      ? [
          step(
            names.goalOfGogc,
            'live + (live + stacks + globals) × GOGC ÷ 100, at least 4 MiB × GOGC ÷ 100',
            worked.planned,
          ),
        ]
      : []),
    ...given(names.runtimeRest, runtimeRest),
    ...(isLimit(memoryLimit)
      ? [
          step(names.memoryLimit, '', memoryLimit),
          step(
            names.goalOfLimit,
            'GOMEMLIMIT − stacks − rest of the runtime, less 3 %, at least live',
            worked.byLimit,
          ),
        ]
      : []),
    ...(Number.isFinite(worked.goal)
      ? [step(names.runtime, 'goal + stacks + rest of the runtime', worked.runtime)]
      : []),
    ...given(names.nonGo, nonGo),
    ...(Number.isFinite(worked.total)
      ? [step(names.total, 'runtime + outside of the runtime', worked.total)]
      : []),
    ...(isLimit(containerLimit) ? [step(names.containerLimit, '', containerLimit)] : []),
  ];
}

function step(name: Message, formula: string, value: number): ArithmeticStep {
  return { name, formula, value, unit: 'bytes' };
}

const names = {
  live: message('peak.live', 'Live heap'),
  gogc: message('peak.gogc', 'GOGC'),
  stacks: message('peak.stacks', 'Stacks'),
  globals: message('peak.globals', 'Globals to scan'),
  runtimeRest: message('peak.runtimeRest', 'Rest of the runtime'),
  goalOfGogc: message('peak.goalOfGogc', 'Goal by GOGC'),
  memoryLimit: message('peak.memoryLimit', 'GOMEMLIMIT'),
  goalOfLimit: message('peak.goalOfLimit', 'Goal that GOMEMLIMIT allows'),
  runtime: message('peak.runtime', 'Runtime at its peak'),
  nonGo: message('peak.nonGo', 'Outside of the runtime'),
  total: message('peak.total', 'Process at its peak'),
  containerLimit: message('peak.containerLimit', 'Limit of the container'),
};
