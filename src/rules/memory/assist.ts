import { type Message, message } from '../../base/message';
import { conclude, evidence, lacks, lengthText, shareText } from './conclude';
import { cycleCount, has, type MemoryContext, sampleCount } from './context';
import { availableMs, isFollowed } from './gcCpu';
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

/** C3. Goroutines that allocate have to mark: more than the background does over several cycles, or a share of all time. */
export const assist: Rule = {
  id: 'C3',
  title: message('rule.C3.title', 'Goroutines pay for marking'),
  severity: 'warning',
  needs: ['clock', 'cpuClasses'],
  thresholds: {
    minShare: { value: 0.05, unit: 'share', least: 0.001 },
    // Assist ÷ background marking; and then it has to be worth a word.
    minRatio: { value: 1, unit: '', least: 0.1 },
    minShareBesideRatio: { value: 0.01, unit: 'share', least: 0 },
    windowSeconds: { value: 10, unit: 'seconds', least: 0.1 },
    minCycles: { value: 10, unit: 'cycles', least: 2 },
    minSeconds: { value: 1, unit: 'seconds', least: 0 },
  },
  evaluate: (context) => {
    const minShare = thresholdOf(context, assist, 'minShare');
    const minShareBesideRatio = thresholdOf(context, assist, 'minShareBesideRatio');
    const minRatio = thresholdOf(context, assist, 'minRatio');
    const held = heldAbove(
      windowsOf(context),
      (window) => {
        const { share, ratio } = assistOf(context, window);
        if (share === null) return null;
        return share > minShare || (ratio !== null && ratio > minRatio && share > minShareBesideRatio)
          ? share
          : null;
      },
      0,
    );
    const worst = worstOf(held, (value) => value);
    if (!worst) return [];
    const { ratio } = assistOf(context, worst.window);
    return [
      conclude(assist, {
        severity: 'warning',
        confidence: 'likely',
        message: saying(ratio, {
          share: shareText(worst.value),
          length: lengthText(worst.window),
          ratio: ratio === null ? '' : ratio.toFixed(1),
        }),
        advice,
        evidence: [
          evidence(
            message('evidence.assistShare', 'Share of processor time that assists took'),
            worst.value,
            'share',
            worst.value > minShare ? minShare : minShareBesideRatio,
          ),
          ...(ratio === null || !Number.isFinite(ratio)
            ? []
            : [
                evidence(
                  message('evidence.assistRatio', 'Assists ÷ background marking'),
                  ratio,
                  '',
                  minRatio,
                ),
              ]),
        ],
        span: worst.window,
        times: held.length,
      }),
    ];
  },
  unjudged: (context) => {
    if (windowsOf(context).length > 0) return null;
    if (cycleCount(context) > 0) return context.hasClock ? null : lacks.clock;
    return has(context, 'GCAssistCPUSeconds') && sampleCount(context) < 2 ? lacks.secondSample : null;
  },
};

function windowsOf(context: MemoryContext): Window[] {
  const size: WindowSize = {
    seconds: thresholdOf(context, assist, 'windowSeconds'),
    cycles: thresholdOf(context, assist, 'minCycles'),
    leastSeconds: thresholdOf(context, assist, 'minSeconds'),
  };
  const windows = cycleWindows(context, size);
  return windows.length > 0
    ? windows
    : sampleWindows(context, size, ['GCAssistCPUSeconds', 'TotalCPUSeconds']);
}

/** null where it is not known. */
function assistOf(
  context: MemoryContext,
  window: Window,
): { readonly share: number | null; readonly ratio: number | null } {
  if (window.of === 'samples') {
    return {
      share: shareOfGrowth(context, window, 'GCAssistCPUSeconds', 'TotalCPUSeconds'),
      ratio: shareOfGrowth(context, window, 'GCAssistCPUSeconds', 'GCDedicatedCPUSeconds'),
    };
  }
  const { cycles } = context.series;
  let assists = 0;
  let background = 0;
  for (let row = window.start; row < window.end; row++) {
    if (!isFollowed(cycles, row)) continue;
    assists += cycles.assistCpuMs[row]!;
    background += cycles.backgroundCpuMs[row]!;
  }
  const share = assists / availableMs(context, window);
  const ratio = assists / background;
  return { share: Number.isFinite(share) ? share : null, ratio: Number.isNaN(ratio) ? null : ratio };
}

function saying(ratio: number | null, args: Message['args']): Message {
  return ratio === null || !Number.isFinite(ratio)
    ? message(
        'rule.C3.share',
        'Goroutines that allocate spent {share} of all processor time over {length} on marking for the collector: requests wait for it.',
        args,
      )
    : message(
        'rule.C3.message',
        'Goroutines that allocate spent {share} of all processor time over {length} on marking for the collector, {ratio} times what it marked in the background: requests wait for it.',
        args,
      );
}

const advice = message(
  'rule.C3.advice',
  'They allocate faster than the background can mark. Allocate less in requests (alloc_space by their handlers), or give the heap more room (GOGC, GOMEMLIMIT) so that marking can spread over a longer time. A single cycle with more assists than background work is normal.',
);
