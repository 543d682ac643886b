import { type Message, message } from '../../base/message';
import { formatBytes } from '../../base/units';
import type { TimeSpan } from '../../model/finding';
import type {
  ArithmeticStep,
  KnownLimits,
  WhatIf,
  WhatIfNumbers,
  WhatIfQuery,
} from '../../model/memoryReport';
import type { GcCycles, MemorySeries } from '../../model/memorySeries';
import { inferGogc } from './inferredGogc';
import { lastValue, limitsOf } from './limits';
import { goalOfGogc, limitHeadroomShare } from './peak';
import { medianOf } from './quantile';
import { lastProcessSpan } from './recent';
import { type RecordedHeap, recordedHeap } from './recordedHeap';
import { type Setting, type Simulated, simulateCycles } from './simulateCycles';
import { type Rows, rowsWithin } from './windows';

const fewestCycles = 10;
/** Of longer traces the latest: a month at a collection every ten seconds. */
const mostRecorded = 250_000;
/** Numbers of cycles that may be missing from the trace: what was allocated around them is not known. */
const mostLost = 0.02;
/** The recorded setting must give the recorded cycles and peak to within this, or two cycles. */
const tolerance = { cycles: 0.2, peak: 0.35, leastCycles: 2 } as const;

/**
 * What another GOGC or GOMEMLIMIT would have done to the last process of a GC trace: its allocations and its live heap are kept
 * as functions of time, collections start where Go's pacing puts them, and each costs what the recorded ones near it did.
 * The same model must first give what was recorded for the recorded setting, else it says that it does not fit.
 */
export function simulateWhatIf(series: MemorySeries, query: WhatIfQuery): WhatIf {
  return replayChanged(recordForReplay(series, query.known), query);
}

/** What a record says, once it is known that the model gives it back; or why that cannot be. */
export type Replay =
  | {
      readonly kind: 'fits';
      readonly heap: RecordedHeap;
      readonly was: Setting;
      readonly check: Simulated;
      readonly assumptions: readonly Message[];
    }
  | Extract<WhatIf, { kind: 'impossible' }>;

/** `range` null: all of it. */
export function recordForReplay(
  series: MemorySeries,
  known: KnownLimits,
  range: TimeSpan | null = null,
): Replay {
  const { cycles } = series;
  const all = rowsWithin(cycles.timeMs, cycles.length === 0 ? null : lastProcessSpan(series, range));
  const rows = { start: Math.max(all.start, all.end - mostRecorded), end: all.end };
  const problem = problemOf(series, rows);
  if (problem) return { kind: 'impossible', reason: problem };
  const limits = limitsOf(series, known, range);
  const gogc = limits.gogc ?? inferGogc(cycles, rows);
  if (gogc === null) {
    return {
      kind: 'impossible',
      reason: message(
        'whatIf.noGogc',
        'GOGC is not known, and the goals of this trace do not agree on one: a memory limit may rule them. Enter GOGC and GOMEMLIMIT as they were.',
      ),
    };
  }
  const heap = recordedHeap(cycles, rows);
  const was: Setting = {
    gogc,
    memoryLimit: limits.memoryLimit ?? Number.POSITIVE_INFINITY,
    runtimeRest: runtimeRest(series) ?? restOfLimit(cycles, rows, gogc, limits.memoryLimit),
  };
  const check = simulateCycles(heap, was);
  const misfit = misfitOf(heap, check, was);
  if (misfit) return { kind: 'impossible', reason: misfit };
  const assumptions = [
    ...(rows.start > all.start
      ? [
          message('whatIf.assume.latest', 'This is about the latest {count} collections alone.', {
            count: mostRecorded,
          }),
        ]
      : []),
    ...assumptionsOf(limits.gogc === null ? gogc : null, was),
  ];
  return { kind: 'fits', heap, was, check, assumptions };
}

/** The same record with another setting. */
export function replayChanged(replay: Replay, query: Pick<WhatIfQuery, 'gogc' | 'memoryLimit'>): WhatIf {
  if (replay.kind === 'impossible') return replay;
  const { heap, was, check, assumptions } = replay;
  const asked: Setting = {
    ...was,
    gogc: query.gogc ?? was.gogc,
    memoryLimit: query.memoryLimit ?? was.memoryLimit,
  };
  const changed = simulateCycles(heap, asked);
  if (changed.isEndless) {
    return {
      kind: 'impossible',
      reason: message(
        'whatIf.endless',
        'With this setting Go would collect without end: there would be more than a million cycles.',
      ),
    };
  }
  return {
    kind: 'computed',
    recorded: numbersOf(heap, {
      cycles: heap.cycles,
      cpuMs: heap.totalCpuMs,
      peak: heap.peak + was.runtimeRest,
    }),
    changed: numbersOf(heap, changed),
    steps: stepsOf(heap, was, asked, check, changed),
    assumptions,
  };
}

function problemOf({ cycles, clock }: MemorySeries, { start, end }: Rows): Message | null {
  const count = end - start;
  if (count < fewestCycles || clock === 'none') {
    return message(
      'whatIf.tooFew',
      'This needs a GC trace of at least {least} collections: their sizes and costs are what is simulated.',
      { least: fewestCycles },
    );
  }
  const numbered = cycles.number[end - 1]! - cycles.number[start]! + 1;
  if (numbered - count > mostLost * numbered) {
    return message(
      'whatIf.lost',
      '{lost} of {numbered} collections are missing from this trace: what was allocated around them is not known.',
      { lost: numbered - count, numbered },
    );
  }
  const columns = [cycles.heapStart, cycles.heapEnd, cycles.heapLive, cycles.goal, cycles.procs];
  if (columns.some((column) => column.subarray(start, end).some(Number.isNaN))) {
    return message('whatIf.noSizes', 'This trace does not tell all sizes of each collection.');
  }
  return null;
}

/** Spans, profiler's tables and the collector's own memory, by the last MemStats; null where there are none. */
function runtimeRest(series: MemorySeries): number | null {
  const [sys, heapSys, stackInuse] = (['Sys', 'HeapSys', 'StackInuse'] as const).map((field) =>
    lastValue(series, field, null),
  );
  return sys == null || heapSys == null ? null : Math.max(0, sys - heapSys - (stackInuse ?? 0));
}

/** The same, by what goals leave of a memory limit where it ruled them and had room for what lives; 0 where it never did. */
function restOfLimit(
  cycles: GcCycles,
  { start, end }: Rows,
  gogc: number,
  memoryLimit: number | null,
): number {
  if (memoryLimit === null) return 0;
  const rests = new Float64Array(end - start).fill(Number.NaN);
  for (let row = start + 1; row < end; row++) {
    const [live, goal] = [cycles.heapLive[row - 1]!, cycles.goal[row]!];
    const [stacks, globals] = [orZero(cycles.stacks[row]!), orZero(cycles.globals[row]!)];
    const isRuled = goalOfGogc({ live, gogc, stacks, globals }) > 1.03 * goal && live < 0.97 * goal;
    if (isRuled) rests[row - start] = memoryLimit - goal / (1 - limitHeadroomShare) - stacks;
  }
  const middle = medianOf(rests);
  return Math.max(0, orZero(middle));
}

function orZero(value: number): number {
  return Number.isNaN(value) ? 0 : value;
}

function misfitOf(heap: RecordedHeap, check: Simulated, { gogc, runtimeRest }: Setting): Message | null {
  const missed = Math.abs(check.cycles - heap.cycles);
  const setting = gogc < 0 ? 'off' : gogc;
  if (missed > Math.max(tolerance.leastCycles, tolerance.cycles * heap.cycles)) {
    return message(
      'whatIf.misfit',
      'The model does not fit: with GOGC={gogc} it gives {simulated} collections where {recorded} were recorded. The live heap may have changed faster than collections tell, or another setting ruled.',
      { gogc: setting, simulated: check.cycles, recorded: heap.cycles },
    );
  }
  const peak = heap.peak + runtimeRest;
  if (Math.abs(check.peak - peak) <= tolerance.peak * peak) return null;
  return message(
    'whatIf.misfitPeak',
    'The model does not fit: with GOGC={gogc} it gives a peak of {simulated} where {recorded} was recorded. The live heap may have changed faster than collections tell, or another setting ruled.',
    { gogc: setting, simulated: formatBytes(check.peak), recorded: formatBytes(peak) },
  );
}

function numbersOf(
  { fromMs, toMs, procs }: RecordedHeap,
  { cycles, cpuMs, peak }: { readonly cycles: number; readonly cpuMs: number; readonly peak: number },
): WhatIfNumbers {
  const allMs = (toMs - fromMs) * procs;
  return { cycles, gcCpu: allMs > 0 ? Math.min(1, cpuMs / allMs) : null, peakBytes: peak };
}

function stepsOf(
  heap: RecordedHeap,
  was: Setting,
  asked: Setting,
  check: Simulated,
  changed: Simulated,
): ArithmeticStep[] {
  const seconds = (heap.toMs - heap.fromMs) / 1000;
  const allocated = heap.allocated.at(-1)!;
  const cost = medianOf(heap.cpuMs.map((cpuMs, row) => cpuMs / 1000 / (heap.live[row]! / 2 ** 30)));
  const percent = (gogc: number, name: Message): ArithmeticStep[] =>
    gogc < 0 ? [] : [{ name, formula: '', value: gogc, unit: 'percent' }];
  const limit = (bytes: number, name: Message): ArithmeticStep[] =>
    bytes === Number.POSITIVE_INFINITY ? [] : [{ name, formula: '', value: bytes, unit: 'bytes' }];
  return [
    ...percent(was.gogc, message('whatIf.step.gogc', 'GOGC as recorded')),
    ...limit(was.memoryLimit, message('whatIf.step.limit', 'GOMEMLIMIT as recorded')),
    ...percent(asked.gogc, message('whatIf.step.newGogc', 'GOGC asked for')),
    ...limit(asked.memoryLimit, message('whatIf.step.newLimit', 'GOMEMLIMIT asked for')),
    {
      name: message('whatIf.step.allocated', 'Allocated in the time recorded'),
      formula: 'Σ (heap at start − live before) + Σ (heap at end − heap at start)',
      value: allocated,
      unit: 'bytes',
    },
    {
      name: message('whatIf.step.rate', 'Allocation rate'),
      formula: 'allocated ÷ time',
      value: seconds > 0 ? allocated / seconds : 0,
      unit: 'bytes/s',
    },
    {
      name: message('whatIf.step.cost', 'Processor time to mark a GiB of live heap, the median'),
      formula: 'processor time of a cycle without idle marking ÷ live',
      value: Number.isFinite(cost) ? cost : 0,
      unit: 'seconds',
    },
    {
      name: message('whatIf.step.runway', 'How far below the goal marking begins, of what is marked'),
      formula: '(goal − heap at start) ÷ (live + stacks + globals), the median',
      value: heap.runway,
      unit: 'share',
    },
    {
      name: message('whatIf.step.check', 'Cycles of the model with the recorded setting'),
      formula: 'should be those recorded, to within 20 % or two',
      value: check.cycles,
      unit: 'cycles',
    },
    {
      name: message('whatIf.step.cycles', 'Cycles of the model with the setting asked for'),
      formula: 'a cycle begins that far below the goal, between 70 and 95 % of the way from live to it',
      value: changed.cycles,
      unit: 'cycles',
    },
  ];
}

function assumptionsOf(inferred: number | null, { memoryLimit, runtimeRest }: Setting): Message[] {
  return [
    ...(inferred === null
      ? []
      : [
          message('whatIf.assume.gogc', 'GOGC was {gogc}: so the goals of the trace tell.', {
            gogc: inferred,
          }),
        ]),
    ...(memoryLimit === Number.POSITIVE_INFINITY
      ? [message('whatIf.assume.noLimit', 'No GOMEMLIMIT ruled when this was recorded.')]
      : []),
    message(
      'whatIf.assume.allocations',
      'The program allocates the same at the same times: it neither gains nor loses speed by collecting less or more.',
    ),
    message(
      'whatIf.assume.live',
      'What lives at a moment does not depend on collections; between two of them it changes evenly.',
    ),
    message(
      'whatIf.assume.cost',
      'A collection costs what those recorded at the same time did: its cost follows the live heap.',
    ),
    ...(runtimeRest === 0
      ? [
          message(
            'whatIf.assume.rest',
            'The peak is heap and stacks: what else the runtime needs, a GC trace does not tell.',
          ),
        ]
      : []),
  ];
}
