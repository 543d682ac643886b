import { assertNever } from '../../base/assertNever';
import { type Message, message } from '../../base/message';
import { formatBytes, formatShare } from '../../base/units';
import type { Advice, ArithmeticStep, MemoryReportOptions, WhatIf } from '../../model/memoryReport';
import type { MemorySeries } from '../../model/memorySeries';
import { type Limits, limitsOf } from './limits';
import {
  containerHeadroom,
  expectedPeak,
  memoryLimitText,
  type PeakInputs,
  suggestedMemoryLimit,
} from './peak';
import { type PeakOutlook, peakOutlookOf } from './peakOutlook';
import { recordForReplay, replayChanged } from './whatIf';

type Options = Pick<MemoryReportOptions, 'known' | 'range'>;

/** What to set, worked out in the open; nothing where no live heap is known. */
export function giveAdvice(series: MemorySeries, options: Options): Advice[] {
  const limits = limitsOf(series, options.known, options.range);
  const process = peakOutlookOf(series, options, limits);
  if (!process) return [];
  return [
    peakAdvice(process, limits),
    limitAdvice(process.inputs, limits),
    ...gogcAdvice(series, options, process),
  ].filter((advice) => advice !== null);
}

function peakAdvice({ inputs, gogcBy }: PeakOutlook, limits: Limits): Advice {
  const peak = expectedPeak(inputs);
  return {
    id: 'expectedPeak',
    title: message('advice.peak', 'Expected peak'),
    message: peakMessage(peak, limits),
    steps: peak.steps,
    assumptions: peakAssumptions(inputs, gogcBy),
    setting: null,
  };
}

function peakMessage(peak: ReturnType<typeof expectedPeak>, { containerLimit }: Limits): Message {
  if (!Number.isFinite(peak.total)) {
    return message(
      'advice.peakOff',
      'GOGC is off and no GOMEMLIMIT is set: nothing ever starts a collection, so the heap grows until the process is killed.',
    );
  }
  const args = { peak: formatBytes(peak.total), goal: formatBytes(peak.goal) };
  if (peak.share === null || containerLimit === null) {
    return message(
      'advice.peakAlone',
      'With this live heap the process comes to {peak}: the heap grows to its goal of {goal} before a collection ends.',
      args,
    );
  }
  const container = { ...args, limit: formatBytes(containerLimit), share: formatShare(peak.share) };
  if (peak.share > 1) {
    return message(
      'advice.peakKills',
      'With this live heap the process comes to {peak}, {share} of its container’s {limit}: it may be killed without any leak, just before a collection.',
      container,
    );
  }
  return message(
    'advice.peakFits',
    'With this live heap the process comes to {peak}, {share} of its container’s {limit}.',
    container,
  );
}

function peakAssumptions({ gogc, nonGo, runtimeRest }: PeakInputs, gogcBy: PeakOutlook['gogcBy']): Message[] {
  return [
    message('advice.assume.live', 'The live heap stays at its largest of the last ten minutes.'),
    ...gogcAssumption(gogc ?? 100, gogcBy),
    ...(runtimeRest === null
      ? [
          message(
            'advice.assume.rest',
            'What the runtime needs beside heap and stacks is not told, and not counted.',
          ),
        ]
      : []),
    ...(nonGo === null
      ? [
          message(
            'advice.assume.nonGo',
            'Memory outside of the Go runtime is not known, and not counted: measure RSS beside MemStats.',
          ),
        ]
      : []),
  ];
}

function gogcAssumption(gogc: number, by: PeakOutlook['gogcBy']): Message[] {
  switch (by) {
    case 'told':
      return [];
    case 'inferred':
      return [message('whatIf.assume.gogc', 'GOGC was {gogc}: so the goals of the trace tell.', { gogc })];
    case 'goal':
      return [
        message(
          'advice.assume.goal',
          'GOGC is not known: the next goal is as far above the live heap as the last one, {gogc} %.',
          { gogc },
        ),
      ];
    case 'default':
      return [message('advice.assume.gogc100', 'GOGC is 100, Go’s default: nobody told.')];
    default:
      return assertNever(by);
  }
}

/** A GOMEMLIMIT where a container's limit is known and none is set, or one that leaves no room. */
function limitAdvice(inputs: PeakInputs, { memoryLimit, containerLimit }: Limits): Advice | null {
  const suggested = suggestedMemoryLimit(inputs);
  if (containerLimit === null) return null;
  if (memoryLimit !== null && memoryLimit <= 0.95 * containerLimit) return null;
  const nonGo = inputs.nonGo ?? 0;
  const needed = inputs.live + (inputs.stacks ?? 0) + (inputs.runtimeRest ?? 0);
  return {
    id: 'suggestedMemoryLimit',
    title: message('advice.limit', 'GOMEMLIMIT for this container'),
    message: limitMessage(suggested, needed, containerLimit, memoryLimit),
    steps: [
      given(message('peak.containerLimit', 'Limit of the container'), containerLimit),
      {
        name: message('advice.limitHeadroom', 'Left to the kernel and to what nobody counted'),
        formula: 'container × 10 %',
        value: containerLimit * containerHeadroom,
        unit: 'bytes',
      },
      given(message('peak.nonGo', 'Outside of the runtime'), nonGo),
      ...(suggested === null
        ? []
        : [
            {
              name: message('advice.limitSuggested', 'GOMEMLIMIT'),
              formula: 'container − 10 % − outside of the runtime, whole MiB',
              value: suggested,
              unit: 'bytes',
            } as const,
          ]),
      {
        name: message('advice.limitNeeded', 'What cannot be freed now'),
        formula: 'live + stacks + rest of the runtime',
        value: needed,
        unit: 'bytes',
      },
    ],
    assumptions: [
      message(
        'advice.assume.soft',
        'GOMEMLIMIT is soft and counts the Go runtime alone: it cannot save a process whose live heap does not fit.',
      ),
      ...(inputs.nonGo === null
        ? [
            message(
              'advice.assume.nonGo',
              'Memory outside of the Go runtime is not known, and not counted: measure RSS beside MemStats.',
            ),
          ]
        : []),
    ],
    setting:
      suggested === null || needed > suggested
        ? null
        : { name: 'GOMEMLIMIT', value: memoryLimitText(suggested) },
  };
}

function limitMessage(
  suggested: number | null,
  needed: number,
  containerLimit: number,
  memoryLimit: number | null,
): Message {
  const args = {
    limit: formatBytes(containerLimit),
    needed: formatBytes(needed),
    suggested: suggested === null ? '' : memoryLimitText(suggested),
    set: memoryLimit === null ? '' : formatBytes(memoryLimit),
  };
  if (suggested === null || needed > suggested) {
    return message(
      'advice.limitTooSmall',
      'What cannot be freed ({needed}) does not fit into {limit} with headroom: no GOMEMLIMIT helps. Give the container more, or find what it keeps.',
      args,
    );
  }
  if (memoryLimit === null) {
    return message(
      'advice.limitUnset',
      'Go does not read the container’s limit of {limit}. GOMEMLIMIT={suggested} makes it collect before the kernel kills.',
      args,
    );
  }
  return message(
    'advice.limitTooHigh',
    'GOMEMLIMIT ({set}) leaves the container’s {limit} no room for memory outside of the runtime: {suggested} would.',
    args,
  );
}

/** GOGC halved and doubled: by simulation of a GC trace; nothing where it does not fit. */
function gogcAdvice(
  series: MemorySeries,
  { known, range }: Options,
  { inputs, gogcBy }: PeakOutlook,
): Advice[] {
  const gogc = inputs.gogc;
  if (gogc === null || gogc <= 0 || gogcBy === 'goal') return [];
  const replay = recordForReplay(series, known, range);
  return [
    { to: Math.max(1, Math.round(gogc / 2)), title: message('advice.gogcHalf', 'Half the GOGC') },
    { to: gogc * 2, title: message('advice.gogcDouble', 'Twice the GOGC') },
  ].flatMap(({ to, title }) => {
    const whatIf = replayChanged(replay, { gogc: to, memoryLimit: null });
    return whatIf.kind === 'computed' ? [gogcAdviceOf(to, title, whatIf)] : [];
  });
}

function gogcAdviceOf(to: number, title: Message, whatIf: Extract<WhatIf, { kind: 'computed' }>): Advice {
  const { recorded, changed } = whatIf;
  return {
    id: 'gogcWhatIf',
    title,
    message: message(
      'advice.gogc',
      'GOGC={gogc} would have made {changedCycles} collections instead of {cycles}, taken {changedCpu} of processor time instead of {cpu}, and peaked at {changedPeak} instead of {peak}.',
      {
        gogc: to,
        cycles: recorded.cycles,
        changedCycles: changed.cycles,
        cpu: formatShare(recorded.gcCpu ?? 0),
        changedCpu: formatShare(changed.gcCpu ?? 0),
        peak: formatBytes(recorded.peakBytes),
        changedPeak: formatBytes(changed.peakBytes),
      },
    ),
    steps: whatIf.steps,
    assumptions: whatIf.assumptions,
    setting: { name: 'GOGC', value: String(to) },
  };
}

function given(name: Message, value: number): ArithmeticStep {
  return { name, formula: '', value, unit: 'bytes' };
}
