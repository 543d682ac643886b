import { knownRows } from '../../analysis/memory/windows';
import { type Message, message } from '../../base/message';
import { formatExact } from '../../base/units';
import type { MemoryField } from '../../model/memoryFields';
import { conclude, evidence, lacks, lengthText } from './conclude';
import { has, type MemoryContext, type ProcessRun, sampleCount } from './context';
import { type Rule, thresholdOf } from './rule';

/** C9. Finalizers (or cleanups) are queued faster than they run: one goroutine runs all finalizers, and may be stuck in one. */
export const finalizers: Rule = {
  id: 'C9',
  title: message('rule.C9.title', 'Queue of finalizers grows'),
  severity: 'warning',
  needs: ['finalizers', 'severalSamples', 'clock'],
  thresholds: {
    minRises: { value: 3, unit: 'samples', least: 2 },
    minQueued: { value: 1000, unit: 'objects', least: 1 },
  },
  evaluate: (context) => {
    if (!context.hasClock) return [];
    const queues = kinds.flatMap(({ queued, executed, saying }) =>
      context.runs.flatMap((run) => {
        const queue = growingQueue(context, run, queued, executed);
        return queue ? [{ ...queue, saying }] : [];
      }),
    );
    const minRises = thresholdOf(context, finalizers, 'minRises');
    const minQueued = thresholdOf(context, finalizers, 'minQueued');
    const passing = queues.filter(({ rises, to }) => rises >= minRises && to >= minQueued);
    const worst = passing.sort((a, b) => b.to - a.to)[0];
    if (!worst) return [];
    return [
      conclude(finalizers, {
        severity: 'warning',
        confidence: 'likely',
        message: worst.saying({
          to: formatExact(worst.to, ''),
          from: formatExact(worst.from, ''),
          rises: formatExact(worst.rises, ''),
          length: lengthText(worst),
        }),
        advice,
        evidence: [
          evidence(message('evidence.queued', 'Queued and not run'), worst.to, 'objects', minQueued),
          evidence(
            message('evidence.queueRises', 'Samples in a row with more than before'),
            worst.rises,
            'samples',
            minRises,
          ),
        ],
        span: worst,
        times: passing.length,
      }),
    ];
  },
  unjudged: (context) =>
    has(context, 'FinalizersQueued') && sampleCount(context) < 2 ? lacks.secondSample : null,
};

const kinds: readonly {
  readonly queued: MemoryField;
  readonly executed: MemoryField;
  readonly saying: (args: Message['args']) => Message;
}[] = [
  {
    queued: 'FinalizersQueued',
    executed: 'FinalizersExecuted',
    saying: (args) =>
      message(
        'rule.C9.message',
        '{to} finalizers wait to run, after {from}: {rises} samples found more than the one before, in {length}.',
        args,
      ),
  },
  {
    queued: 'CleanupsQueued',
    executed: 'CleanupsExecuted',
    saying: (args) =>
      message(
        'rule.C9.cleanups',
        '{to} cleanups wait to run, after {from}: {rises} samples found more than the one before, in {length}.',
        args,
      ),
  },
];

/** How the queue rose to the last sample of a run; a sample that finds it as long as before breaks no rise. */
function growingQueue(
  { series }: MemoryContext,
  { samples }: ProcessRun,
  queued: MemoryField,
  executed: MemoryField,
) {
  const { fields, timeMs } = series.samples;
  const all = fields[queued];
  const done = fields[executed];
  if (!all || !done) return null;
  const rows = knownRows([all, done], samples);
  if (rows.length < 2) return null;
  const waiting = (at: number) => all[rows[at]!]! - done[rows[at]!]!;
  const last = rows.length - 1;
  let first = last;
  let rises = 0;
  while (first > 0 && waiting(first - 1) <= waiting(first)) {
    first--;
    if (waiting(first) < waiting(first + 1)) rises++;
  }
  return {
    from: waiting(first),
    to: waiting(last),
    rises,
    fromMs: timeMs[rows[first]!]!,
    toMs: timeMs[rows[last]!]!,
  };
}

const advice = message(
  'rule.C9.advice',
  'One goroutine runs all finalizers: look in a goroutine dump what the one that runtime.createfing started is doing. A finalizer that blocks keeps everything that is queued behind it alive. Start a goroutine for what may take long, or better close explicitly.',
);
