import { message } from '../../base/message';
import { bytesText, conclude, evidence, lacks, lengthText, rateText } from './conclude';
import { cycleCount, has, type MemoryContext, sampleCount } from './context';
import { type Rule, thresholdOf } from './rule';
import {
  cycleWindows,
  grownWithin,
  heldAbove,
  sampleWindows,
  secondsOf,
  type Window,
  type WindowSize,
  worstOf,
} from './windows';

/** C2. Collections a second, window by window, while the goal is no small program's. */
export const gcRate: Rule = {
  id: 'C2',
  title: message('rule.C2.title', 'Many garbage collections'),
  severity: 'error',
  needs: ['clock', 'cycles'],
  thresholds: {
    minRate: { value: 5, unit: 'cycles/s', least: 0.01 },
    rateForError: { value: 20, unit: 'cycles/s', least: 0.01 },
    // A command line tool starts with a goal of 4 MiB and passes it often.
    minGoal: { value: 8_388_608, unit: 'bytes', least: 0 },
    windowSeconds: { value: 10, unit: 'seconds', least: 0.1 },
    minCycles: { value: 10, unit: 'cycles', least: 2 },
    minSeconds: { value: 1, unit: 'seconds', least: 0 },
  },
  evaluate: (context) => {
    const minRate = thresholdOf(context, gcRate, 'minRate');
    const rateForError = thresholdOf(context, gcRate, 'rateForError');
    const held = heldAbove(windowsOf(context), (window) => rateOf(context, window), minRate);
    const worst = worstOf(held, (value) => (value > rateForError ? 1 : 0));
    if (!worst) return [];
    const isError = worst.value > rateForError;
    const goal = goalOf(context, worst.window);
    return [
      conclude(gcRate, {
        severity: isError ? 'error' : 'warning',
        confidence: 'certain',
        message: message(
          'rule.C2.message',
          '{rate} collections a second over {length}, with a goal of {goal}: that often the program fills the room between what lives and the goal.',
          { rate: rateText(worst.value), length: lengthText(worst.window), goal: bytesText(goal) },
        ),
        advice,
        evidence: [
          evidence(
            message('evidence.cyclesPerSecond', 'Collections a second'),
            worst.value,
            'cycles/s',
            isError ? rateForError : minRate,
          ),
          evidence(
            message('evidence.medianGoal', 'Goal of the heap, the median'),
            goal,
            'bytes',
            thresholdOf(context, gcRate, 'minGoal'),
          ),
        ],
        span: worst.window,
        times: held.length,
      }),
    ];
  },
  unjudged: (context) => {
    if (windowsOf(context).length > 0) return null;
    if (cycleCount(context) > 0) return context.hasClock ? null : lacks.clock;
    return has(context, 'NumGC') && sampleCount(context) < 2 ? lacks.secondSample : null;
  },
};

function windowsOf(context: MemoryContext): Window[] {
  const size: WindowSize = {
    seconds: thresholdOf(context, gcRate, 'windowSeconds'),
    cycles: thresholdOf(context, gcRate, 'minCycles'),
    leastSeconds: thresholdOf(context, gcRate, 'minSeconds'),
  };
  const windows = cycleWindows(context, size);
  return windows.length > 0 ? windows : sampleWindows(context, size, ['NumGC', 'NextGC']);
}

/** null where the goal is a small program's. */
function rateOf(context: MemoryContext, window: Window): number | null {
  const rate =
    window.of === 'cycles'
      ? collectionsIn(context, window) / secondsOf(window)
      : (grownWithin(context, 'NumGC', window) ?? Number.NaN) / secondsOf(window);
  // Most windows are slow: what their goal was need not be sorted out.
  if (!(rate > thresholdOf(context, gcRate, 'minRate'))) return rate;
  return goalOf(context, window) > thresholdOf(context, gcRate, 'minGoal') ? rate : null;
}

/** By their numbers: a line that is missing was a collection, too. */
function collectionsIn({ series: { cycles } }: MemoryContext, { start, end }: Window): number {
  const counted = cycles.number[end]! - cycles.number[start]!;
  return counted > 0 ? counted : end - start;
}

/** Median of the window: a single large heap does not stand for it, nor does a small one. */
function goalOf({ series }: MemoryContext, { of, start, end }: Window): number {
  const goal = of === 'cycles' ? series.cycles.goal : series.samples.fields.NextGC;
  const known = goal
    ?.slice(start, end + 1)
    .filter((value) => !Number.isNaN(value))
    .sort();
  return known?.[known.length >> 1] ?? 0;
}

const advice = message(
  'rule.C2.advice',
  'Give the heap more room: a larger GOGC, or GOMEMLIMIT with GOGC=off where the container allows it; each doubling of the room above what lives halves the number of collections. Or allocate less: compare two profiles by alloc_space.',
);
