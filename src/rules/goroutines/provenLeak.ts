import { message } from '../../base/message';
import { conclude, goroutinesEvidence, minutesEvidence, numbersOf } from './conclude';
import type { Rule } from './rule';
import { sceneOf } from './scene';

/** G3. The garbage collector found that nothing which is still in use can wake them (goroutineleak profile, Go 1.26 and later). */
export const provenLeak: Rule = {
  id: 'G3',
  title: message('rule.G3.title', 'Leak proven by the garbage collector'),
  severity: 'error',
  needs: ['states'],
  thresholds: {},
  evaluate: (context) => {
    const scene = sceneOf(context);
    return scene.groups
      .filter(
        ({ className, state }) =>
          className === 'leaked' || state.includes('(leaked)') || context.dump.onlyLeaked,
      )
      .map((group) =>
        conclude(provenLeak, {
          severity: 'error',
          confidence: 'certain',
          groups: [group],
          message:
            group.count === 1
              ? message(
                  'rule.G3.one',
                  'A goroutine{since} at {place} is leaked: the garbage collector found that nothing in use can ever wake it.',
                  numbersOf(scene, [group]),
                )
              : message(
                  'rule.G3.message',
                  '{count} goroutines ({told}) at {place} are leaked: the garbage collector found that nothing in use can ever wake them.',
                  numbersOf(scene, [group]),
                ),
          advice,
          evidence: [goroutinesEvidence(group.count, null), ...minutesEvidence([group], null)],
        }),
      );
  },
};

const advice = message(
  'rule.G3.advice',
  'Every goroutine listed here is a true leak: give it a way to end. That others are not listed proves nothing: a goroutine whose channel or lock a global variable still reaches is never reported.',
);
