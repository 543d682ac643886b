import { message } from '../../base/message';
import { isLimit } from '../../model/memoryFields';
import { bytesText, conclude, evidence, knownEvidence } from './conclude';
import { stackBytes } from './container';
import { latest, latestGoal, type MemoryContext } from './context';
import { type Rule, thresholdOf } from './rule';

/** O4. The next collection is due when the container is dead: killed without a leak. */
export const doomedGoal: Rule = {
  id: 'O4',
  title: message('rule.O4.title', 'Next collection lies beyond the container’s limit'),
  severity: 'error',
  needs: ['limits'],
  thresholds: { maxShare: { value: 1, unit: 'share', least: 0.1 } },
  evaluate: (context) => {
    const { containerLimit } = context.limits;
    const goal = latestGoal(context);
    if (!isLimit(containerLimit) || goal === null || goal > 2 ** 62) return [];
    const maxShare = thresholdOf(context, doomedGoal, 'maxShare');
    const stacks = stackBytes(context);
    const other = otherResident(context);
    const total = goal + (stacks ?? 0) + (other ?? 0);
    if (!(total > maxShare * containerLimit)) return [];
    return [
      conclude(doomedGoal, {
        severity: 'error',
        confidence: 'likely',
        message: message(
          'rule.O4.message',
          'The next collection is due at a heap of {goal}. With stacks and what else is resident that makes {total}, and the container may use {limit}: it is killed before Go collects, without any leak.',
          { goal: bytesText(goal), total: bytesText(total), limit: bytesText(containerLimit) },
        ),
        advice,
        evidence: [
          evidence(
            message('evidence.atGoal', 'Process when the next collection is due'),
            total,
            'bytes',
            maxShare * containerLimit,
          ),
          evidence(message('evidence.goal', 'Goal of the heap'), goal, 'bytes'),
          ...knownEvidence(message('evidence.stackInuse', 'Stacks'), stacks, 'bytes'),
          ...knownEvidence(
            message('evidence.otherResident', 'Resident besides heap and stacks'),
            other,
            'bytes',
          ),
          evidence(message('peak.containerLimit', 'Limit of the container'), containerLimit, 'bytes'),
        ],
        span: null,
      }),
    ];
  },
  // That no limit is known O2 says.
  unjudged: () => null,
};

/** What is resident and neither heap in use nor stacks. Idle heap that was not given back is left out: the heap grows into it. */
function otherResident(context: MemoryContext): number | null {
  const rss = latest(context, 'RSS');
  const inuse = latest(context, 'HeapInuse');
  if (rss === null || inuse === null) return null;
  const idle = (latest(context, 'HeapIdle') ?? 0) - (latest(context, 'HeapReleased') ?? 0);
  return Math.max(0, rss - inuse - (stackBytes(context) ?? 0) - Math.max(0, idle));
}

const advice = message(
  'rule.O4.advice',
  'Set GOMEMLIMIT to about 90 % of the container’s limit less what lies outside of the runtime: then the goal stays below it. Or lower GOGC, or raise the limit of the container.',
);
