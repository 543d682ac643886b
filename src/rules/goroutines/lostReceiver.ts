import { type Message, message } from '../../base/message';
import type { Finding } from '../../model/finding';
import { hasLivingStarter, haveLivingStarters } from './children';
import { conclude, goroutinesEvidence, minutesEvidence, numbersOf } from './conclude';
import { parksInnocently } from './innocent';
import { hasSiblings, isCreatorAlive, neighboursOf } from './partners';
import { type Rule, thresholdOf } from './rule';
import {
  factLocation,
  factOf,
  isReceive,
  isSend,
  placeOf,
  type Scene,
  type SceneGroup,
  sceneOf,
} from './scene';
import { ownershipOf } from './waiting';

/**
 * G17. Sends that nobody takes: the function that started the goroutines has returned, and nobody else of its package is left; or
 * the sends take minutes; or the source shows that nobody was given the channel. The same for receives, of which only the source
 * can be sure: an idle worker waits in the same way.
 */
export const lostReceiver: Rule = {
  id: 'G17',
  title: message('rule.G17.title', 'Channel send, receiver gone'),
  severity: 'warning',
  needs: ['states', 'creators', 'minutes', 'source'],
  thresholds: {
    minCount: { value: 5, unit: 'goroutines', least: 1 },
    minMinutes: { value: 1, unit: 'minutes', least: 0 },
    largeCount: { value: 100, unit: 'goroutines', least: 2 },
  },
  evaluate: (context) => {
    const scene = sceneOf(context);
    const minCount = thresholdOf(context, lostReceiver, 'minCount');
    return scene.groups
      .filter(
        ({ className, count }) => count >= minCount && (className === 'channel' || className === 'unknown'),
      )
      .filter((group) => group.topUser >= 0 && !parksInnocently(scene, group))
      .flatMap((group) => bySource(scene, group) ?? bySend(scene, group) ?? byReceive(scene, group) ?? []);
  },
};

/** The source shows that the other side is not there, or may leave before. */
function bySource(scene: Scene, group: SceneGroup): Finding | null {
  const alone = factOf(scene, group, 'channelNotShared');
  const leaves = factOf(scene, group, 'receiverMayLeave');
  const unbuffered = factOf(scene, group, 'sendsUnbuffered');
  const isSending = isSend(group) || unbuffered !== null;
  const fact = alone ?? (isSending && unbuffered ? leaves : null);
  if (!fact) return null;
  const numbers = { ...numbersOf(scene, [group]), code: fact.code };
  if (!alone) {
    return lost(scene, group, {
      isLikely: !isCreatorAlive(scene, group),
      title: lostReceiver.title,
      text: message(
        'rule.G17.leaves',
        '{count} goroutines ({told}) send at {place} on a channel without a buffer, and whoever receives may leave before, at {leaves}.',
        { ...numbers, leaves: placeOf(factLocation(fact)) },
      ),
      related: fact,
    });
  }
  return isSending
    ? lost(scene, group, {
        isLikely: true,
        title: lostReceiver.title,
        text: message(
          'rule.G17.alone',
          '{count} goroutines ({told}) send at {place} on a channel that nobody else is given: `{code}`.',
          numbers,
        ),
        related: fact,
      })
    : lost(scene, group, {
        isLikely: true,
        title: senderGone,
        text: message(
          'rule.G17.aloneReceive',
          '{count} goroutines ({told}) receive at {place} from a channel that nobody else is given, so nobody can send or close it: `{code}`.',
          numbers,
        ),
        related: fact,
      });
}

function bySend(scene: Scene, group: SceneGroup): Finding | null {
  if (!isSend(group)) return null;
  const { context } = scene;
  if (isCreatorAlive(scene, group) || hasSiblings(scene, group)) return null;
  const minMinutes = thresholdOf(context, lostReceiver, 'minMinutes');
  const isOld = group.minMinutes >= minMinutes && group.minMinutes >= 0;
  if (group.creator === null) return byUnknownStarter(scene, group, isOld);
  const isWhole = !context.facts.isTruncated && !context.facts.onlyLeaked;
  const isAlone =
    isWhole &&
    neighboursOf(scene, [group]).length === 0 &&
    // Who called the function that started them may have been given the channel: code of another package receives from it.
    !hasLivingStarter(scene, group);
  const isMany = group.count >= thresholdOf(context, lostReceiver, 'largeCount');
  const isLikely = isAlone || ((isOld || isMany) && !haveLivingStarters(scene, group));
  const numbers = numbersOf(scene, [group]);
  return lost(scene, group, {
    isLikely,
    title: isLikely ? lostReceiver.title : sendsWait,
    text: isAlone
      ? message(
          'rule.G17.message',
          '{count} goroutines ({told}) are stuck in a channel send at {place}. The function that started them at {created} has returned, and no other goroutine of its package is left to receive.',
          numbers,
        )
      : message(
          'rule.G17.returned',
          '{count} goroutines ({told}) are stuck in a channel send at {place}, and the function that started them is on no stack any more. Whether somebody else still receives cannot be told from the dump.',
          numbers,
        ),
    related: null,
  });
}

/** A form without creators does not tell whether anybody is left: many of them are G4's. */
function byUnknownStarter(scene: Scene, group: SceneGroup, isLikely: boolean): Finding {
  return lost(scene, group, {
    isLikely,
    title: sendsWait,
    text: message(
      'rule.G17.uncreated',
      '{count} goroutines ({told}) are in a channel send at {place}. Who started them, and whether somebody still receives, cannot be told from this form.',
      numbersOf(scene, [group]),
    ),
    related: null,
  });
}

/** Each on a channel of its own, by the arguments; whoever started them has returned. */
function byReceive(scene: Scene, group: SceneGroup): Finding | null {
  if (!isReceive(group) || group.creator === null || isCreatorAlive(scene, group)) return null;
  if (group.count < 2 * thresholdOf(scene.context, lostReceiver, 'minCount')) return null;
  if (ownershipOf(scene, group) !== 'own') return null;
  return lost(scene, group, {
    isLikely: false,
    title: senderGone,
    text: message(
      'rule.G17.receive',
      '{count} goroutines ({told}) receive at {place}, each with arguments of its own, and the function that started them at {created} has returned. A worker with a mailbox looks the same.',
      numbersOf(scene, [group]),
    ),
    related: null,
  });
}

function lost(
  scene: Scene,
  group: SceneGroup,
  found: {
    isLikely: boolean;
    title: Message;
    text: Message;
    related: ReturnType<typeof factOf>;
  },
): Finding {
  const minCount = thresholdOf(scene.context, lostReceiver, 'minCount');
  return conclude(lostReceiver, {
    severity: found.isLikely ? 'warning' : 'info',
    confidence: found.isLikely ? 'likely' : 'suspicious',
    groups: [group],
    title: found.title,
    message: found.text,
    advice: found.title === senderGone ? receiveAdvice : advice,
    evidence: [goroutinesEvidence(group.count, minCount), ...minutesEvidence([group], null)],
    related: found.related ? [factLocation(found.related)] : [],
  });
}

const sendsWait = message('rule.G17.sendsWait', 'Channel sends that nobody takes');
const senderGone = message('rule.G17.senderGone', 'Channel receive, sender gone');

const advice = message(
  'rule.G17.advice',
  'Give the result channel a buffer of one for every sender, or send in a select beside ctx.Done(), so that a sender can end when nobody listens any more.',
);
const receiveAdvice = message(
  'rule.G17.receiveAdvice',
  'Close the channel where the sending ends (defer close(ch)), or receive in a select beside ctx.Done().',
);
