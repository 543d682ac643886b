import { type Message, message } from '../../base/message';
import { formatBytes, formatMinutes, formatNanos, formatShare } from '../../base/units';
import type {
  Confidence,
  EvidenceNumber,
  EvidenceUnit,
  Finding,
  FindingLocation,
  Severity,
  TimeSpan,
} from '../../model/finding';
import type { Rule } from './rule';

export interface Conclusion {
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly message: Message;
  readonly advice: Message;
  readonly evidence: readonly EvidenceNumber[];
  /** When it was so; null: about no time, or nobody knows. */
  readonly span: TimeSpan | null;
  /** How often it was so, of which this is the worst. */
  readonly times?: number;
  readonly title?: Message;
  readonly locations?: readonly FindingLocation[];
}

export function conclude({ id, title }: Pick<Rule, 'id' | 'title'>, conclusion: Conclusion): Finding {
  const { span, times = 1 } = conclusion;
  return {
    ruleId: id,
    severity: conclusion.severity,
    confidence: conclusion.confidence,
    title: conclusion.title ?? title,
    message: conclusion.message,
    advice: conclusion.advice,
    evidence: [
      ...conclusion.evidence,
      ...(times > 1 ? [evidence(message('evidence.times', 'Times that it was so'), times, '')] : []),
    ],
    locations: conclusion.locations ?? [],
    groups: [],
    ...(span ? { span: { fromMs: span.fromMs, toMs: span.toMs } } : {}),
  };
}

export function evidence(
  name: Message,
  value: number,
  unit: EvidenceUnit,
  threshold: number | null = null,
): EvidenceNumber {
  return { name, value, unit, threshold };
}

/** `bytes` as evidence where they are known. */
export function knownEvidence(name: Message, value: number | null, unit: EvidenceUnit): EvidenceNumber[] {
  return value === null ? [] : [evidence(name, value, unit)];
}

/** `3.20 min`, `450 ms`: how long a span is. */
export function lengthText({ fromMs, toMs }: TimeSpan): string {
  const minutes = (toMs - fromMs) / 60_000;
  return minutes < minutesOfTwoDays ? formatNanos((toMs - fromMs) * 1e6) : formatMinutes(Math.round(minutes));
}

const minutesOfTwoDays = 2 * 24 * 60;

export const bytesText = formatBytes;
export const shareText = formatShare;

export function rateText(perSecond: number): string {
  return perSecond >= 10 ? perSecond.toFixed(0) : perSecond.toFixed(1);
}

/** Reasons that several rules have. */
export const lacks = {
  secondSample: message('memory.oneSample', 'One sample only: cannot tell growth.'),
  clock: message('memory.noClock', 'No times are written: nothing a second can be said.'),
  liveHeap: message(
    'memory.noLiveHeap',
    'No live heap is known: neither a GC trace nor /gc/heap/live, and HeapAlloc holds garbage too.',
  ),
  cpuClasses: message(
    'memory.noCpuClasses',
    'No processor time of a window is known: GCCPUFraction is since the start, and says nothing about now.',
  ),
  containerLimit: message(
    'memory.noContainerLimit',
    'No limit of the container is known: neither memory.max of its control group, nor has anybody said it.',
  ),
  memoryLimit: message(
    'memory.noMemoryLimit',
    'Whether GOMEMLIMIT is set is not known: neither /gc/gomemlimit, nor has anybody said it.',
  ),
  rss: message('memory.noRss', 'No resident memory (RSS) is known: Go itself does not count it.'),
};
