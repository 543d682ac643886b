import { message } from '../../base/message';
import { formatExact } from '../../base/units';
import { conclude, evidence, lacks, shareText } from './conclude';
import { cycleCount, grown, has, type MemoryContext, type ProcessRun, sampleCount } from './context';
import { type Rule, thresholdOf } from './rule';

/** C6. Collections that the program asked for. The one that Go does by itself after two minutes is none of them. */
export const forced: Rule = {
  id: 'C6',
  title: message('rule.C6.title', 'Forced garbage collections'),
  severity: 'info',
  needs: ['cycles'],
  thresholds: {
    minShare: { value: 0.1, unit: 'share', least: 0.001 },
    minForced: { value: 3, unit: 'cycles', least: 1 },
  },
  evaluate: (context) => {
    const minShare = thresholdOf(context, forced, 'minShare');
    const minForced = thresholdOf(context, forced, 'minForced');
    const counts = context.runs.flatMap((run) => countIn(context, run) ?? []);
    const all = counts.reduce((sum, { cycles }) => sum + cycles, 0);
    const asked = counts.reduce((sum, one) => sum + one.forced, 0);
    if (asked < minForced || asked > all || !(asked > minShare * all)) return [];
    return [
      conclude(forced, {
        severity: 'info',
        confidence: 'certain',
        message: message(
          'rule.C6.message',
          '{forced} of {cycles} collections ({share}) were asked for by the program.',
          { forced: formatExact(asked, ''), cycles: formatExact(all, ''), share: shareText(asked / all) },
        ),
        advice,
        evidence: [
          evidence(
            message('evidence.forcedShare', 'Share of forced collections'),
            asked / all,
            'share',
            minShare,
          ),
          evidence(message('evidence.forced', 'Forced collections'), asked, 'cycles', minForced),
        ],
        span: null,
      }),
    ];
  },
  unjudged: (context) =>
    cycleCount(context) === 0 && has(context, 'NumForcedGC') && sampleCount(context) < 2
      ? lacks.secondSample
      : null,
};

function countIn(
  context: MemoryContext,
  { cycles, samples }: ProcessRun,
): { readonly cycles: number; readonly forced: number } | null {
  if (cycles.end > cycles.start) {
    const asked = context.series.cycles.forced
      .subarray(cycles.start, cycles.end)
      .reduce((sum, one) => sum + one, 0);
    return { cycles: cycles.end - cycles.start, forced: asked };
  }
  const all = grown(context, 'NumGC', samples);
  const asked = grown(context, 'NumForcedGC', samples);
  return all === null || asked === null ? null : { cycles: all, forced: asked };
}

const advice = message(
  'rule.C6.advice',
  'Look for runtime.GC and debug.FreeOSMemory in the code, and for whoever fetches heap profiles with gc=1. Neither repairs a leak, and each costs a whole collection; a GOMEMLIMIT does what they are mostly meant for. Benchmarks force collections between their runs.',
);
