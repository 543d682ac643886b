import { message } from '../../base/message';
import { formatExact } from '../../base/units';
import { conclude, evidence, lacks } from './conclude';
import { has, latest, sampleCount } from './context';
import { type Rule, thresholdOf } from './rule';

/** C5. The runtime limits collecting to half of the processor time: from there on the heap goes past GOMEMLIMIT. */
export const limiter: Rule = {
  id: 'C5',
  title: message('rule.C5.title', 'Collector gives up its limit'),
  severity: 'error',
  needs: ['severalSamples'],
  thresholds: { minEngagements: { value: 1, unit: '', least: 1 } },
  evaluate: (context) => {
    const { samples } = context.series;
    const column = samples.fields.LimiterLastEnabled;
    if (!column) return [];
    const minEngagements = thresholdOf(context, limiter, 'minEngagements');
    let engaged = 0;
    let fromMs = 0;
    let toMs = 0;
    let cycle = 0;
    for (const run of context.runs) {
      let before = -1;
      for (let row = run.samples.start; row < run.samples.end; row++) {
        if (Number.isNaN(column[row]!)) continue;
        if (before >= 0 && column[row]! > column[before]!) {
          if (engaged === 0) fromMs = samples.timeMs[before]!;
          toMs = samples.timeMs[row]!;
          cycle = column[row]!;
          engaged++;
        }
        before = row;
      }
    }
    if (engaged >= minEngagements) {
      return [
        conclude(limiter, {
          severity: 'error',
          confidence: 'certain',
          message: message(
            'rule.C5.message',
            'The limiter of the collector’s processor time was on in {count} of the intervals between samples, last in cycle {cycle}: collecting would take more than half of all processor time, so memory may go past GOMEMLIMIT.',
            {
              count: formatExact(engaged, ''),
              cycle: formatExact(cycle, ''),
            },
          ),
          advice,
          evidence: [
            evidence(
              message('evidence.engagements', 'Intervals in which the limiter came on'),
              engaged,
              '',
              minEngagements,
            ),
          ],
          span: context.hasClock ? { fromMs, toMs } : null,
        }),
      ];
    }
    return [];
  },
  unjudged: (context) => {
    if (!has(context, 'LimiterLastEnabled') || sampleCount(context) > 1) return null;
    const cycle = latest(context, 'LimiterLastEnabled')!;
    return cycle > 0
      ? message(
          'rule.C5.once',
          'One sample only: the limiter was on in cycle {cycle}; whether it still comes on cannot be told.',
          { cycle: formatExact(cycle, '') },
        )
      : lacks.secondSample;
  },
};

const advice = message(
  'rule.C5.advice',
  'GOMEMLIMIT is too near to what lives. Raise it together with the container’s limit, or find what keeps the memory; allocating less helps as well. The limit is soft: the runtime prefers to go past it to standing still.',
);
