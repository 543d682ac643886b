import { type Message, message } from '../../base/message';
import type { Confidence, Finding } from '../../model/finding';
import type { StateClass } from '../../model/goroutines';
import { waitForChildren } from './children';
import { conclude, goroutinesEvidence, minutesEvidence, numbersOf, shareEvidence } from './conclude';
import { parksInnocently } from './innocent';
import { hasOthersAtWork, hasOthersInLibrary, hasWorkers } from './partners';
import { type Rule, thresholdOf } from './rule';
import { factLocation, factOf, isReceive, type Scene, type SceneGroup, sceneOf } from './scene';
import { ownershipOf, sharesOneChannel } from './waiting';

/**
 * G4. Many goroutines in one place. Waiting to receive is also what an idle pool does, so it takes more of them, each on a
 * channel of its own, to call that likely; a select, a poll or a sleep says too little to be more than suspicious.
 */
export const massGroup: Rule = {
  id: 'G4',
  title: message('rule.G4.title', 'Many goroutines stuck in one place'),
  severity: 'warning',
  needs: ['creators'],
  thresholds: {
    minCount: { value: 100, unit: 'goroutines', least: 2 },
    minShare: { value: 0.2, unit: 'share', least: 0 },
    largeCount: { value: 500, unit: 'goroutines', least: 2 },
    minWithoutDeadline: { value: 5, unit: 'goroutines', least: 1 },
  },
  evaluate: (context) => {
    const scene = sceneOf(context);
    const minCount = thresholdOf(context, massGroup, 'minCount');
    const minShare = thresholdOf(context, massGroup, 'minShare');
    const largeCount = thresholdOf(context, massGroup, 'largeCount');
    const masses = scene.groups
      .filter((group) => group.count >= minCount && confidenceByClass[group.className] !== undefined)
      .filter((group) => !parksInnocently(scene, group))
      .map((group) => {
        const isMass = group.count >= Math.max(minCount, minShare * scene.total) || group.count >= largeCount;
        const confidence = isMass ? confidenceOf(scene, group, largeCount) : 'suspicious';
        return conclude(massGroup, {
          severity: confidence === 'likely' ? 'warning' : 'info',
          confidence,
          groups: [group],
          message: sentence(scene, group),
          advice: confidence === 'likely' ? advice : poolAdvice,
          evidence: [
            goroutinesEvidence(group.count, minCount),
            shareEvidence(group.count / Math.max(1, scene.total), minShare),
            ...minutesEvidence([group], null),
          ],
        });
      });
    return [...masses, ...endlessReads(scene)];
  },
};

/** Reads from connections that the source sets no deadline for: a peer that never speaks keeps the goroutine for ever. */
function endlessReads(scene: Scene): Finding[] {
  const minCount = thresholdOf(scene.context, massGroup, 'minWithoutDeadline');
  return scene.groups.flatMap((group) => {
    if (group.className !== 'io' || group.count < minCount) return [];
    const fact = factOf(scene, group, 'noReadDeadline');
    if (!fact || parksInnocently(scene, group)) return [];
    return [
      conclude(massGroup, {
        severity: 'info',
        confidence: 'suspicious',
        groups: [group],
        title: noDeadline,
        message: message(
          'rule.G4.deadline',
          '{count} goroutines ({told}) wait for a peer at {place}, on connections without a deadline: `{code}`.',
          { ...numbersOf(scene, [group]), code: fact.code },
        ),
        advice: deadlineAdvice,
        evidence: [goroutinesEvidence(group.count, minCount), ...minutesEvidence([group], null)],
        related: [factLocation(fact)],
      }),
    ];
  });
}

const noDeadline = message('rule.G4.noDeadline', 'Connection without a deadline');
const deadlineAdvice = message(
  'rule.G4.deadlineAdvice',
  'Call SetReadDeadline before each read, or close the connection when its work ends: a peer that never speaks, and never hangs up, keeps the goroutine for ever.',
);

const confidenceByClass: { readonly [Class in StateClass]?: Confidence } = {
  channel: 'likely',
  cond: 'likely',
  mutex: 'likely',
  waitGroup: 'likely',
  semaphore: 'likely',
  coroutine: 'likely',
  select: 'suspicious',
  io: 'suspicious',
  unknown: 'suspicious',
};

/** Whether many of a class are worth a word. */
export function isMassClass(className: StateClass): boolean {
  return confidenceByClass[className] !== undefined;
}

function confidenceOf(scene: Scene, group: SceneGroup, largeCount: number): Confidence {
  const confidence = confidenceByClass[group.className]!;
  if (group.className === 'waitGroup') return hasWorkers(scene, group) ? 'suspicious' : confidence;
  if (group.className !== 'channel' && group.className !== 'cond') return confidence;
  // Some of them are at work, or what they started is: those that wait have their turn.
  if (waitForChildren(scene, group) || hasOthersInLibrary(scene, group)) return 'suspicious';
  // Others in the function are no more than others where each has a channel of its own.
  if (hasOthersAtWork(scene, group) && ownershipOf(scene, group) !== 'own') return 'suspicious';
  if (keepsMoving(scene, group)) return 'suspicious';
  const mayBePool = group.className === 'cond' || isReceive(group) || group.state === '';
  if (!mayBePool) return confidence;
  if (factOf(scene, group, 'channelServed')) return 'suspicious';
  return group.count < largeCount || sharesOneChannel(scene, group) ? 'suspicious' : confidence;
}

/**
 * None of so many has waited for a minute, although the collector has noted waits of others: either all are new, or each is served
 * now and then, as subscribers are. A leak has old ones.
 */
function keepsMoving({ groups }: Scene, group: SceneGroup): boolean {
  return group.maxMinutes < 0 && groups.some(({ maxMinutes }) => maxMinutes >= notedMinutes);
}

/** Less may be from before the group's first. */
const notedMinutes = 2;

function sentence(scene: Scene, group: SceneGroup): Message {
  const numbers = numbersOf(scene, [group]);
  if (scene.context.comparison) {
    return message(
      'rule.G4.compared',
      '{count} goroutines ({told}) stand at {place}. The comparison tells whether they become more.',
      numbers,
    );
  }
  return group.creator
    ? message(
        'rule.G4.message',
        '{count} goroutines ({told}) stand at {place}, created at {created}. One dump only: whether they become more cannot be told.',
        numbers,
      )
    : message(
        'rule.G4.uncreated',
        '{count} goroutines ({told}) stand at {place}. One dump only: whether they become more cannot be told.',
        numbers,
      );
}

const advice = message(
  'rule.G4.advice',
  'Find out what they wait for and who should provide it. Compare with a second dump some minutes later: what only grows leaks.',
);
const poolAdvice = message(
  'rule.G4.poolAdvice',
  'A pool of idle workers, or connections of idle clients, look the same. Compare with a second dump under the same load: what only grows leaks.',
);
