import { message } from '../../base/message';
import { hasLivingStarter } from './children';
import { conclude, goroutinesEvidence, minutesEvidence, numbersOf } from './conclude';
import { isSaidInnocent } from './innocent';
import { type Rule, thresholdOf } from './rule';
import { factLocation, factOf, sceneOf } from './scene';

/** G13. Several goroutines receive from tickers that nothing stops. One or a few are a program's heartbeat, and fine. */
export const ticker: Rule = {
  id: 'G13',
  title: message('rule.G13.title', 'Ticker never stopped'),
  severity: 'warning',
  needs: ['source'],
  thresholds: { minCount: { value: 5, unit: 'goroutines', least: 1 } },
  evaluate: (context) => {
    const scene = sceneOf(context);
    const minCount = thresholdOf(context, ticker, 'minCount');
    return scene.groups.flatMap((group) => {
      const { className, count } = group;
      if (count < minCount || (className !== 'channel' && className !== 'select' && className !== 'unknown'))
        return [];
      const unstopped = factOf(scene, group, 'tickerNotStopped');
      const receives = factOf(scene, group, 'receivesTick');
      if (!unstopped || !receives || isSaidInnocent(scene, group)) return [];
      // What started some of them and is still at work, as main is, may have started one a shard: a heartbeat as well.
      const isOften = count >= 2 * minCount && !(count < manyTickers && hasLivingStarter(scene, group));
      return [
        conclude(ticker, {
          severity: isOften ? 'warning' : 'info',
          confidence: isOften ? 'likely' : 'suspicious',
          groups: [group],
          message: message(
            'rule.G13.message',
            '{count} goroutines ({told}) receive ticks at {place}, and nothing stops their tickers: `{code}`.',
            { ...numbersOf(scene, [group]), code: unstopped.code },
          ),
          advice,
          evidence: [goroutinesEvidence(count, minCount), ...minutesEvidence([group], null)],
          related: [factLocation(unstopped)],
        }),
      ];
    });
  },
};

/** So many are no heartbeat, whoever has started them. */
const manyTickers = 100;

const advice = message(
  'rule.G13.advice',
  'Call `defer ticker.Stop()` where the ticker is made, and leave the loop when a context is done: Stop does not close the channel, so `for range t.C` never ends by itself. Since Go 1.23 an unused ticker is collected without Stop; a goroutine that receives from it still uses it.',
);
