import { message } from '../../base/message';
import { isLimit } from '../../model/memoryFields';
import { conclude, evidence, lacks } from './conclude';
import { latest, type MemoryContext } from './context';
import type { Rule } from './rule';

/** C7. GOGC=off and no GOMEMLIMIT: nothing is ever collected. Off with a limit is a setting that one may want. */
export const gcOff: Rule = {
  id: 'C7',
  title: message('rule.C7.title', 'Garbage collection is off'),
  severity: 'error',
  needs: ['limits'],
  thresholds: {},
  evaluate: (context) => {
    if (!isOff(context)) return [];
    return [
      conclude(gcOff, {
        severity: 'error',
        confidence: 'certain',
        message: message(
          'rule.C7.message',
          'GOGC is off and no GOMEMLIMIT is set: no collection will start by itself, and the heap grows with everything that is allocated.',
        ),
        advice,
        evidence: [evidence(message('evidence.gogc', 'GOGC (-1 is off)'), -1, 'percent')],
        span: null,
      }),
    ];
  },
  unjudged: ({ limits }) =>
    limits.gogc !== null && limits.gogc < 0 && limits.memoryLimit === null ? lacks.memoryLimit : null,
};

/** By settings, or by the goal: with neither GOGC nor a limit Go's is the largest number that there is. */
function isOff(context: MemoryContext): boolean {
  const { gogc, memoryLimit } = context.limits;
  const goal = latest(context, 'NextGC');
  if (goal !== null && goal > 2 ** 62) return true;
  return gogc !== null && gogc < 0 && memoryLimit !== null && !isLimit(memoryLimit);
}

const advice = message(
  'rule.C7.advice',
  'Set GOMEMLIMIT beside GOGC=off (then the limit alone starts collections), or give GOGC a number again. debug.SetGCPercent(-1) in the code does the same as GOGC=off.',
);
