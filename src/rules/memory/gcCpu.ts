import { cycleCostMs } from '../../analysis/memory/gcShare';
import { message } from '../../base/message';
import type { GcCycles } from '../../model/memorySeries';
import { bytesText, conclude, evidence, lacks, lengthText, shareText } from './conclude';
import { cycleCount, has, latest, type MemoryContext, sampleCount } from './context';
import { type Rule, thresholdOf } from './rule';
import {
  cycleWindows,
  heldAbove,
  sampleWindows,
  shareOfGrowth,
  type Window,
  type WindowSize,
  worstOf,
} from './windows';

/** C1. Share of processor time that collecting took, window by window: numbers since the start hide what happens now. */
export const gcCpu: Rule = {
  id: 'C1',
  title: message('rule.C1.title', 'Garbage collection takes much processor time'),
  severity: 'error',
  needs: ['clock', 'cpuClasses'],
  thresholds: {
    minShare: { value: 0.25, unit: 'share', least: 0.01 },
    shareForError: { value: 0.4, unit: 'share', least: 0.01 },
    windowSeconds: { value: 10, unit: 'seconds', least: 0.1 },
    minCycles: { value: 5, unit: 'cycles', least: 2 },
    minSeconds: { value: 1, unit: 'seconds', least: 0 },
  },
  evaluate: (context) => {
    const minShare = thresholdOf(context, gcCpu, 'minShare');
    const shareForError = thresholdOf(context, gcCpu, 'shareForError');
    const held = heldAbove(
      windowsOf(context, sizeOf(context)),
      (window) => gcCpuShare(context, window),
      minShare,
    );
    const worst = worstOf(held, (value) => (value > shareForError ? 1 : 0));
    if (!worst) return [];
    const isError = worst.value > shareForError;
    return [
      conclude(gcCpu, {
        severity: isError ? 'error' : 'warning',
        confidence: 'certain',
        message: message(
          'rule.C1.message',
          'Collecting took {share} of all processor time over {length}{goal}.',
          {
            share: shareText(worst.value),
            length: lengthText(worst.window),
            goal: goalText(context),
          },
        ),
        advice,
        evidence: [
          evidence(
            message('evidence.gcCpu', 'Share of processor time in that window'),
            worst.value,
            'share',
            isError ? shareForError : minShare,
          ),
          evidence(
            message('evidence.windowSeconds', 'Length of the window'),
            (worst.window.toMs - worst.window.fromMs) / 1000,
            'seconds',
            thresholdOf(context, gcCpu, 'minSeconds'),
          ),
        ],
        span: worst.window,
        times: held.length,
      }),
    ];
  },
  unjudged: (context) => {
    if (windowsOf(context, sizeOf(context)).length > 0) return null;
    if (cycleCount(context) > 0) return context.hasClock ? tooFew : lacks.clock;
    if (has(context, 'GCCPUSeconds')) return sampleCount(context) < 2 ? lacks.secondSample : tooFew;
    return has(context, 'GCCPUFraction') ? lacks.cpuClasses : null;
  },
};

const tooFew = message(
  'rule.C1.tooFew',
  'Too few collections, or too short a time, for a share of a window.',
);

function goalText(context: MemoryContext): string {
  const goal = latest(context, 'NextGC');
  return goal === null || goal > 2 ** 62 ? '' : ` (goal of the heap at the end: ${bytesText(goal)})`;
}

function sizeOf(context: MemoryContext): WindowSize {
  return {
    seconds: thresholdOf(context, gcCpu, 'windowSeconds'),
    cycles: thresholdOf(context, gcCpu, 'minCycles'),
    leastSeconds: thresholdOf(context, gcCpu, 'minSeconds'),
  };
}

function windowsOf(context: MemoryContext, size: WindowSize): Window[] {
  const windows = cycleWindows(context, size);
  return windows.length > 0 ? windows : sampleWindows(context, size, ['GCCPUSeconds', 'TotalCPUSeconds']);
}

/**
 * Of cycles: processor time of their pauses, assists and background marking, divided by time × GOMAXPROCS. Idle marking is left
 * out: it takes what nobody wanted. Of samples: /cpu/classes/gc/total less its idle part, divided by /cpu/classes/total.
 */
function gcCpuShare(context: MemoryContext, window: Window): number | null {
  if (window.of === 'samples') {
    const share = shareOfGrowth(context, window, 'GCCPUSeconds', 'TotalCPUSeconds');
    const idle = shareOfGrowth(context, window, 'GCIdleCPUSeconds', 'TotalCPUSeconds');
    return share === null ? null : share - (idle ?? 0);
  }
  const { cycles } = context.series;
  let cpuMs = 0;
  for (let row = window.start; row < window.end; row++) {
    if (!isFollowed(cycles, row)) continue;
    cpuMs += cycleCostMs(cycles, row);
  }
  const share = cpuMs / availableMs(context, window);
  return Number.isFinite(share) ? share : null;
}

/** Processor time that there was in a window of cycles: where lines are missing in between, nothing is known and nothing counts. */
export function availableMs({ series: { cycles } }: MemoryContext, { start, end }: Window): number {
  let available = 0;
  for (let row = start; row < end; row++) {
    if (!isFollowed(cycles, row)) continue;
    available += (cycles.timeMs[row + 1]! - cycles.timeMs[row]!) * cycles.procs[row]!;
  }
  return available;
}

/** Whether the line after this one is the next collection. */
export function isFollowed({ number }: GcCycles, row: number): boolean {
  return !(number[row + 1]! - number[row]! > 1);
}

const advice = message(
  'rule.C1.advice',
  'Allocate less (compare two profiles by alloc_space: the sites that allocate most come first), or give the heap more room: a larger GOGC, or GOMEMLIMIT with GOGC=off where the container’s limit allows it. The columns `%` of gctrace and GCCPUFraction are averages since the start and stay low while this goes on.',
);
