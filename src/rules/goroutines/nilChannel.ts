import { message } from '../../base/message';
import { conclude, goroutinesEvidence, minutesEvidence, numbersOf } from './conclude';
import type { Rule } from './rule';
import { factLocation, factOf, sceneOf } from './scene';

/** G1. The runtime itself says `(nil chan)`; where a form has no states, the source may show that the channel is nil. */
export const nilChannel: Rule = {
  id: 'G1',
  title: message('rule.G1.title', 'Nil channel'),
  severity: 'error',
  needs: ['states'],
  thresholds: {},
  evaluate: (context) => {
    const scene = sceneOf(context);
    return scene.groups.flatMap((group) => {
      const fact = group.className === 'nilChannel' ? null : factOf(scene, group, 'nilChannel');
      const isShown = fact !== null && (group.className === 'unknown' || group.className === 'channel');
      if (group.className !== 'nilChannel' && !isShown) return [];
      const numbers = numbersOf(scene, [group]);
      return [
        conclude(nilChannel, {
          severity: 'error',
          confidence: 'certain',
          groups: [group],
          message: isShown
            ? message(
                'rule.G1.source',
                '{count} goroutines ({told}) wait at {place} on a channel that the source never makes: `{code}`. They can never proceed.',
                { ...numbers, code: fact.code },
              )
            : group.count === 1
              ? message(
                  'rule.G1.one',
                  'A goroutine{since} waits on a nil channel at {place}. It can never proceed.',
                  numbers,
                )
              : message(
                  'rule.G1.message',
                  '{count} goroutines ({told}) wait on a nil channel at {place}. They can never proceed.',
                  numbers,
                ),
          advice,
          evidence: [goroutinesEvidence(group.count, null), ...minutesEvidence([group], null)],
          related: fact && isShown ? [factLocation(fact)] : [],
        }),
      ];
    });
  },
};

const advice = message(
  'rule.G1.advice',
  'Make the channel before the goroutine starts. Setting a channel to nil is meant for a case of a select, never for a plain send or receive.',
);
