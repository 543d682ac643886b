import { knownRows } from '../../analysis/memory/windows';
import { type Message, message } from '../../base/message';
import { formatExact } from '../../base/units';
import type { Finding, TimeSpan } from '../../model/finding';
import { isLimit } from '../../model/memoryFields';
import { bytesText, conclude, evidence, knownEvidence, lacks } from './conclude';
import { cycleCount, has, type MemoryContext, type ProcessRun, sampleCount } from './context';
import { type Rule, thresholdOf } from './rule';

/**
 * C4. Collections find the heap alive up to its goal, one after the other: the goal is what GOMEMLIMIT allows, and the next one
 * is due at once. A heap that merely grows looks so too in a single cycle, since all that it allocated is alive; but then the
 * goal leaves room over what the cycle before found alive.
 */
export const limitThrash: Rule = {
  id: 'C4',
  title: message('rule.C4.title', 'Collecting at the memory limit'),
  severity: 'error',
  needs: ['liveHeap', 'cycles'],
  thresholds: {
    minCycles: { value: 10, unit: 'cycles', least: 2 },
    minLiveShare: { value: 0.95, unit: 'share', least: 0.5 },
    minGoal: { value: 8_388_608, unit: 'bytes', least: 0 },
  },
  evaluate: (context) => {
    const found = context.runs.flatMap((run) => [
      ...stretchesOfCycles(context, run),
      ...stretchesOfSamples(context, run),
    ]);
    const worst = found.reduce<Stretch | null>(
      (most, one) => (most && most.cycles >= one.cycles ? most : one),
      null,
    );
    return worst ? [findingOf(context, worst, found.length)] : [];
  },
  unjudged: (context) => {
    if (cycleCount(context) >= thresholdOf(context, limitThrash, 'minCycles')) return null;
    if (cycleCount(context) > 0) return tooFewCycles;
    if (!has(context, 'NextGC')) return null;
    if (sampleCount(context) < 2) return lacks.secondSample;
    if (!has(context, 'NumGC')) return noCount;
    return has(context, 'HeapLive') || has(context, 'TotalAlloc') ? null : lacks.liveHeap;
  },
};

const tooFewCycles = message('rule.C4.tooFew', 'Too few collections in a row to tell.');
const noCount = message('rule.C4.noCount', 'Nobody counted collections (NumGC).');

interface Stretch extends TimeSpan {
  readonly cycles: number;
  readonly live: number;
  readonly goal: number;
  readonly lowestShare: number;
  /** Whether what is called live may hold garbage. */
  readonly isBound: boolean;
}

function stretchesOfCycles(context: MemoryContext, { cycles: { start, end } }: ProcessRun): Stretch[] {
  const { heapLive, goal, timeMs } = context.series.cycles;
  const { minCycles, minLiveShare, minGoal } = limitsOf(context);
  const found: Stretch[] = [];
  let from = -1;
  let cramped = 0;
  const close = (row: number) => {
    if (from >= 0 && cramped >= minCycles) {
      found.push({
        fromMs: timeMs[from]!,
        toMs: timeMs[row - 1]!,
        cycles: row - from,
        live: heapLive[row - 1]!,
        goal: goal[row - 1]!,
        lowestShare: lowest(heapLive, goal, from, row),
        isBound: false,
      });
    }
    from = -1;
    cramped = 0;
  };
  for (let row = start; row < end; row++) {
    const needed = minLiveShare * goal[row]!;
    if (!(goal[row]! > minGoal && heapLive[row]! >= needed)) {
      close(row);
      continue;
    }
    if (from < 0) from = row;
    if (row > start && heapLive[row - 1]! >= needed) cramped++;
  }
  close(end);
  return found;
}

/**
 * By samples: each finds the heap near its goal while collections go on. HeapAlloc will do where what is allocated for each
 * collection is known: samples that are taken as often as the heap is collected could meet it near its goal each time.
 */
function stretchesOfSamples(
  context: MemoryContext,
  { samples: { start, end }, cycles }: ProcessRun,
): Stretch[] {
  const { fields, timeMs } = context.series.samples;
  const { NextGC: goal, NumGC, TotalAlloc } = fields;
  const live = fields.HeapLive ?? (TotalAlloc ? fields.HeapAlloc : undefined);
  if (!live || !goal || !NumGC || cycles.end > cycles.start) return [];
  const { minCycles, minLiveShare, minGoal } = limitsOf(context);
  const isBound = live !== fields.HeapLive;
  const rows = knownRows(isBound ? [live, goal, NumGC, TotalAlloc!] : [live, goal, NumGC], { start, end });
  const found: Stretch[] = [];
  let from = -1;
  let lowestShare = Number.POSITIVE_INFINITY;
  const close = (at: number) => {
    if (from >= 0) {
      const [first, last] = [rows[from]!, rows[at - 1]!];
      const cycles = NumGC[last]! - NumGC[first]!;
      const span = { fromMs: timeMs[first]!, toMs: timeMs[last]! };
      if (at - from >= minCycles && cycles >= minCycles) {
        found.push({ ...span, cycles, live: live[last]!, goal: goal[last]!, lowestShare, isBound });
      }
    }
    from = -1;
    lowestShare = Number.POSITIVE_INFINITY;
  };
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at]!;
    const isNear = goal[row]! > minGoal && goal[row]! < 2 ** 62 && live[row]! >= minLiveShare * goal[row]!;
    if (from >= 0) {
      const before = rows[at - 1]!;
      const collected = NumGC[row]! - NumGC[before]!;
      const allocated = isBound ? TotalAlloc![row]! - TotalAlloc![before]! : 0;
      const isCramped = allocated <= (1 - minLiveShare) * goal[row]! * collected;
      if (!isNear || !isCramped || collected <= 0) close(at);
    }
    if (!isNear) continue;
    if (from < 0) from = at;
    lowestShare = Math.min(lowestShare, live[row]! / goal[row]!);
  }
  close(rows.length);
  return found;
}

function limitsOf(context: MemoryContext) {
  return {
    minCycles: thresholdOf(context, limitThrash, 'minCycles'),
    minLiveShare: thresholdOf(context, limitThrash, 'minLiveShare'),
    minGoal: thresholdOf(context, limitThrash, 'minGoal'),
  };
}

function lowest(live: Float64Array, goal: Float64Array, start: number, end: number): number {
  let share = Number.POSITIVE_INFINITY;
  for (let row = start; row < end; row++) share = Math.min(share, live[row]! / goal[row]!);
  return share;
}

function findingOf(context: MemoryContext, worst: Stretch, times: number): Finding {
  const { minCycles, minLiveShare, minGoal } = limitsOf(context);
  const { memoryLimit } = context.limits;
  const args = {
    cycles: formatExact(worst.cycles, ''),
    live: bytesText(worst.live),
    goal: bytesText(worst.goal),
    limit: isLimit(memoryLimit) ? bytesText(memoryLimit) : '',
    share: Math.round(worst.lowestShare * 100),
  };
  return conclude(limitThrash, {
    severity: 'error',
    confidence: worst.isBound ? 'likely' : 'certain',
    message: saying(worst.isBound, memoryLimit, args),
    advice,
    evidence: [
      evidence(
        message('evidence.cyclesAtGoal', 'Collections in a row at their goal'),
        worst.cycles,
        'cycles',
        minCycles,
      ),
      evidence(
        message('evidence.lowestLiveShare', 'Live heap ÷ goal, the lowest'),
        worst.lowestShare,
        'share',
        minLiveShare,
      ),
      evidence(message('evidence.goal', 'Goal of the heap'), worst.goal, 'bytes', minGoal),
      ...knownEvidence(
        message('evidence.memoryLimit', 'GOMEMLIMIT'),
        isLimit(memoryLimit) ? memoryLimit : null,
        'bytes',
      ),
    ],
    span: context.hasClock ? { fromMs: worst.fromMs, toMs: worst.toMs } : null,
    times,
  });
}

function saying(isBound: boolean, memoryLimit: number | null, args: Message['args']): Message {
  if (isBound) {
    return message(
      'rule.C4.samples',
      'Over {cycles} collections no sample found HeapAlloc below {share} % of its goal, at last {live} of {goal}: collecting frees next to nothing, and the next collection is due at once.',
      args,
    );
  }
  return isLimit(memoryLimit)
    ? message(
        'rule.C4.limited',
        '{cycles} collections in a row found the heap alive up to {share} % of its goal or more, at last {live} of {goal}, under a GOMEMLIMIT of {limit}: collecting frees next to nothing, and the next collection is due at once.',
        args,
      )
    : message(
        'rule.C4.message',
        '{cycles} collections in a row found the heap alive up to {share} % of its goal or more, at last {live} of {goal}: the goal has no room above what lives, as under a GOMEMLIMIT that is too low. Collecting frees next to nothing, and the next collection is due at once.',
        args,
      );
}

const advice = message(
  'rule.C4.advice',
  'Raise GOMEMLIMIT (and the container’s limit above it) if what lives is needed; else find what keeps it alive: compare two heap profiles by inuse_space. The limit is soft: Go goes past it rather than stop the program. A share of processor time near zero does not speak against it, while collections are short.',
);
