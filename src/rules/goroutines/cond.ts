import { message } from '../../base/message';
import { conclude, goroutinesEvidence, minutesEvidence, numbersOf } from './conclude';
import { parksInnocently } from './innocent';
import { type Rule, thresholdOf } from './rule';
import { factLocation, factOf, sceneOf } from './scene';

/** G14. Goroutines wait for a Cond. Idle workers do so as well; a file without Signal and Broadcast decides. */
export const cond: Rule = {
  id: 'G14',
  title: message('rule.G14.title', 'Cond without signal'),
  severity: 'warning',
  needs: ['source'],
  thresholds: {
    minCount: { value: 10, unit: 'goroutines', least: 1 },
    minUnsignalled: { value: 2, unit: 'goroutines', least: 1 },
  },
  evaluate: (context) => {
    const scene = sceneOf(context);
    const minCount = thresholdOf(context, cond, 'minCount');
    const minUnsignalled = thresholdOf(context, cond, 'minUnsignalled');
    return scene.groups
      .filter((group) => group.className === 'cond' && group.topUser >= 0 && !parksInnocently(scene, group))
      .flatMap((group) => {
        const fact = factOf(scene, group, 'condNeverSignalled');
        if (group.count < (fact ? minUnsignalled : minCount)) return [];
        const numbers = { ...numbersOf(scene, [group]), code: fact?.code ?? '' };
        return [
          conclude(cond, {
            severity: fact ? 'warning' : 'info',
            confidence: fact ? 'likely' : 'suspicious',
            groups: [group],
            message: fact
              ? message(
                  'rule.G14.source',
                  '{count} goroutines ({told}) wait for a Cond at {place}, and its file calls neither Signal nor Broadcast: `{code}`.',
                  numbers,
                )
              : message(
                  'rule.G14.message',
                  '{count} goroutines ({told}) wait for a Cond at {place}. Whether somebody will signal cannot be told from the dump: idle workers look the same.',
                  numbers,
                ),
            advice,
            evidence: [
              goroutinesEvidence(group.count, fact ? minUnsignalled : minCount),
              ...minutesEvidence([group], null),
            ],
            related: fact ? [factLocation(fact)] : [],
          }),
        ];
      });
  },
};

const advice = message(
  'rule.G14.advice',
  'Call Signal or Broadcast after every change of what they wait for, also where the work ends: Broadcast wakes all. A Cond knows no context; a channel that is closed can be waited for together with ctx.Done().',
);
