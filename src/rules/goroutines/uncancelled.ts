import { message } from '../../base/message';
import { conclude, goroutinesEvidence, minutesEvidence, numbersOf } from './conclude';
import { isSaidInnocent } from './innocent';
import { type Rule, thresholdOf } from './rule';
import { factLocation, factOf, sceneOf } from './scene';

/** G15. Goroutines wait for ctx.Done() of a context whose cancel function the code drops, or that has none at all. */
export const uncancelled: Rule = {
  id: 'G15',
  title: message('rule.G15.title', 'Context never cancelled'),
  severity: 'warning',
  needs: ['source'],
  thresholds: { minCount: { value: 5, unit: 'goroutines', least: 1 } },
  evaluate: (context) => {
    const scene = sceneOf(context);
    const minCount = thresholdOf(context, uncancelled, 'minCount');
    return scene.groups.flatMap((group) => {
      const { className, count } = group;
      if (count < minCount || (className !== 'channel' && className !== 'select' && className !== 'unknown'))
        return [];
      const receives = factOf(scene, group, 'receivesDone');
      const dropped = factOf(scene, group, 'cancelDropped');
      const background = factOf(scene, group, 'backgroundContext');
      const fact = dropped ?? background;
      if (!receives || !fact || isSaidInnocent(scene, group)) return [];
      const mayWork = factOf(scene, group, 'selectHasOtherCases') !== null;
      const numbers = { ...numbersOf(scene, [group]), code: fact.code };
      return [
        conclude(uncancelled, {
          severity: dropped ? 'warning' : 'info',
          confidence: dropped ? 'likely' : 'suspicious',
          groups: [group],
          message: dropped
            ? mayWork
              ? message(
                  'rule.G15.others',
                  '{count} goroutines ({told}) wait at {place} for a context whose cancel function is dropped: `{code}`. Their select has other cases: those may still serve them, or never.',
                  numbers,
                )
              : message(
                  'rule.G15.message',
                  '{count} goroutines ({told}) wait at {place} for a context whose cancel function is dropped: `{code}`.',
                  numbers,
                )
            : message(
                'rule.G15.background',
                '{count} goroutines ({told}) wait at {place} for a context that is never cancelled: `{code}`.',
                numbers,
              ),
          advice,
          evidence: [goroutinesEvidence(count, minCount), ...minutesEvidence([group], null)],
          related: [factLocation(fact)],
        }),
      ];
    });
  },
};

const advice = message(
  'rule.G15.advice',
  'Call `defer cancel()` where the context is made, or hand cancel to whoever ends the work. A timeout ends the wait by itself, if late; the context and its timer stay until then. go vet (lostcancel) finds most of these.',
);
