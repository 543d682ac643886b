import { knownRows } from '../../analysis/memory/windows';
import { type Message, message } from '../../base/message';
import { formatExact, formatNanos } from '../../base/units';
import type { EvidenceNumber, Finding, TimeSpan } from '../../model/finding';
import { conclude, evidence, shareText } from './conclude';
import { grown, latest, type MemoryContext } from './context';
import { type Rule, thresholdOf } from './rule';

/** C8. The world stood still for long. Marking is concurrent: a pause is long because somebody did not stop, or could not run. */
export const longPause: Rule = {
  id: 'C8',
  title: message('rule.C8.title', 'Long stop-the-world pauses'),
  severity: 'warning',
  needs: ['pauses'],
  thresholds: {
    minPauseNs: { value: 10_000_000, unit: 'ns', least: 1000 },
    // One alone, or one of very many, may be the machine's.
    pausesForWarning: { value: 2, unit: '', least: 1 },
    shareForWarning: { value: 0.01, unit: 'share', least: 0 },
    minThrottled: { value: 0.05, unit: 'share', least: 0 },
  },
  evaluate: (context) => {
    const found = ofCycles(context) ?? ofSamples(context);
    return found ? [findingOf(context, found)] : [];
  },
  unjudged: () => null,
};

interface Pauses {
  readonly longestNs: number;
  /** Those that were longer than the threshold, and all. */
  readonly count: number;
  readonly all: number;
  readonly what: 'pause' | 'p99' | 'mean';
  readonly span: TimeSpan | null;
}

function ofCycles(context: MemoryContext): Pauses | null {
  const { sweepTermMs, markTermMs, timeMs } = context.series.cycles;
  const leastMs = thresholdOf(context, longPause, 'minPauseNs') / 1e6;
  let longest = 0;
  let at = -1;
  let end = 0;
  let count = 0;
  let all = 0;
  for (const { cycles } of context.runs) {
    for (let row = cycles.start; row < cycles.end; row++) {
      for (const pause of [sweepTermMs[row]!, markTermMs[row]!]) {
        if (!Number.isNaN(pause)) all++;
        if (!(pause > leastMs)) continue;
        count++;
        if (pause <= longest) continue;
        longest = pause;
        at = row;
        end = cycles.end;
      }
    }
  }
  if (at < 0) return null;
  // The next collection may be another process's.
  const next = at + 1 < end ? timeMs[at + 1]! : timeMs[at]! + longest;
  return {
    longestNs: longest * 1e6,
    count,
    all,
    what: 'pause',
    span: context.hasClock ? { fromMs: timeMs[at]!, toMs: next } : null,
  };
}

/** The 99th percentile where a histogram has it; else the mean of the pauses between two samples, else the longest known. */
function ofSamples(context: MemoryContext): Pauses | null {
  const least = thresholdOf(context, longPause, 'minPauseNs');
  const p99 = latest(context, 'PauseP99Ns');
  // Go stops the world twice a collection; one in a hundred of them was that long, or longer.
  const all = 2 * (latest(context, 'NumGC') ?? 0);
  if (p99 !== null) {
    const count = Math.max(1, all / 100);
    return p99 > least ? { longestNs: p99, count, all, what: 'p99', span: null } : null;
  }
  const mean = longestMean(context);
  if (mean && mean.longestNs > least) return mean;
  const longest = latest(context, 'PauseMaxNs');
  return longest !== null && longest > least
    ? { longestNs: longest, count: 1, all, what: 'pause', span: null }
    : null;
}

/** Of two neighbouring samples: what the pauses of a collection between them took on average. */
function longestMean({ series, runs, hasClock }: MemoryContext): Pauses | null {
  const { PauseTotalNs, NumGC } = series.samples.fields;
  if (!PauseTotalNs || !NumGC) return null;
  let longest: Pauses | null = null;
  for (const { samples } of runs) {
    const rows = knownRows([PauseTotalNs, NumGC], samples);
    for (let at = 1; at < rows.length; at++) {
      const [before, row] = [rows[at - 1]!, rows[at]!];
      const collections = NumGC[row]! - NumGC[before]!;
      const mean = (PauseTotalNs[row]! - PauseTotalNs[before]!) / collections;
      if (!(collections > 0 && mean > (longest?.longestNs ?? 0))) continue;
      const { timeMs } = series.samples;
      longest = {
        longestNs: mean,
        count: 2 * collections,
        all: 2 * collections,
        what: 'mean',
        span: hasClock ? { fromMs: timeMs[before]!, toMs: timeMs[row]! } : null,
      };
    }
  }
  return longest;
}

function findingOf(context: MemoryContext, { longestNs, count, all, what, span }: Pauses): Finding {
  const throttled = throttledShare(context);
  const isThrottled = throttled !== null && throttled > thresholdOf(context, longPause, 'minThrottled');
  const pausesForWarning = thresholdOf(context, longPause, 'pausesForWarning');
  const shareForWarning = thresholdOf(context, longPause, 'shareForWarning');
  // Of a 99th percentile the share is its own.
  const isRare = count < pausesForWarning || (what !== 'p99' && count < shareForWarning * all);
  return conclude(longPause, {
    severity: isRare ? 'info' : 'warning',
    confidence: isRare ? 'suspicious' : 'likely',
    message: saying(what, {
      pause: formatNanos(longestNs),
      count: formatExact(what === 'mean' ? count / 2 : count, ''),
      all: formatExact(all, ''),
      limit: formatNanos(thresholdOf(context, longPause, 'minPauseNs')),
    }),
    advice: isThrottled
      ? message(
          'rule.C8.throttled',
          'The control group had to wait for processor time in {share} of its periods (cpu.stat): a throttled process cannot end its pauses. Raise the processor limit, or set GOMAXPROCS to it.',
          { share: shareText(throttled) },
        )
      : advice,
    evidence: [
      pauseEvidence(what, longestNs, thresholdOf(context, longPause, 'minPauseNs')),
      ...(what === 'pause'
        ? [
            evidence(message('evidence.longPauses', 'Pauses that were longer'), count, '', pausesForWarning),
            ...(all > 0
              ? [
                  evidence(
                    message('evidence.longPauseShare', 'As a share of all pauses'),
                    count / all,
                    'share',
                    shareForWarning,
                  ),
                ]
              : []),
          ]
        : []),
      ...(throttled === null
        ? []
        : [
            evidence(
              message('evidence.throttled', 'Share of periods in which the control group had to wait'),
              throttled,
              'share',
              thresholdOf(context, longPause, 'minThrottled'),
            ),
          ]),
    ],
    span,
  });
}

function pauseEvidence(what: Pauses['what'], value: number, threshold: number): EvidenceNumber {
  const name = {
    pause: message('evidence.longestPause', 'Longest pause'),
    p99: message('evidence.pauseP99', '99th percentile of pauses since the start'),
    mean: message('evidence.pauseMean', 'Pause of a collection, on average between two samples'),
  }[what];
  return evidence(name, value, 'ns', threshold);
}

function saying(what: Pauses['what'], args: Message['args']): Message {
  switch (what) {
    case 'pause':
      return message(
        'rule.C8.message',
        'The world stood still for {pause} in a collection. Pauses longer than {limit}: {count} of {all}.',
        args,
      );
    case 'p99':
      return message(
        'rule.C8.p99',
        'One in a hundred pauses of the collector was {pause} or longer, by the histogram since the start.',
        args,
      );
    case 'mean':
      return message(
        'rule.C8.mean',
        'Between two samples {count} collections stopped the world for {pause} each, on average.',
        args,
      );
  }
}

function throttledShare(context: MemoryContext): number | null {
  let periods = 0;
  let throttled = 0;
  for (const { samples } of context.runs) {
    periods += grown(context, 'CgroupPeriods', samples) ?? 0;
    throttled += grown(context, 'CgroupThrottledPeriods', samples) ?? 0;
  }
  return periods > 0 ? throttled / periods : null;
}

const advice = message(
  'rule.C8.advice',
  'Marking runs beside the program, so a long pause is a wait: for a goroutine that cannot be stopped (a tight loop before Go 1.14, assembly), for a thread that does not get a processor (a processor limit of the container, a busy machine), or for page faults of the system. Compare cpu.stat (nr_throttled) and the scheduling latency of an execution trace.',
);
