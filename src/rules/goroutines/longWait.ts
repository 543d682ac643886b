import { type Message, message } from '../../base/message';
import type { StateClass } from '../../model/goroutines';
import { conclude, countOf, goroutinesEvidence, maxMinutesOf, minutesEvidence, numbersOf } from './conclude';
import { parksInnocently } from './innocent';
import { type Rule, thresholdOf } from './rule';
import { blockedFrame, isSend, type SceneGroup, sceneOf } from './scene';

const classes: readonly StateClass[] = ['channel', 'select', 'cond', 'waitGroup', 'mutex', 'semaphore'];

/** G6. Waits for long. One finding a line, whatever the number of stacks that lead there. */
export const longWait: Rule = {
  id: 'G6',
  title: message('rule.G6.title', 'Waits for long'),
  severity: 'info',
  needs: ['states', 'minutes'],
  thresholds: {
    minMinutes: { value: 10, unit: 'minutes', least: 1 },
    minReceivers: { value: 2, unit: 'goroutines', least: 1 },
  },
  evaluate: (context) => {
    const scene = sceneOf(context);
    const minMinutes = thresholdOf(context, longWait, 'minMinutes');
    const minReceivers = thresholdOf(context, longWait, 'minReceivers');
    const old = scene.groups.filter(
      (group) =>
        group.maxMinutes >= minMinutes &&
        classes.includes(group.className) &&
        group.topUser >= 0 &&
        !isMainWaiting(group) &&
        (group.count >= minReceivers || !mayBeService(group)) &&
        !parksInnocently(scene, group),
    );
    const places = byPlace(old);
    return places.map((groups) =>
      conclude(longWait, {
        severity: 'info',
        confidence: 'suspicious',
        groups,
        message: sentence({ ...numbersOf(scene, groups), minutes: maxMinutesOf(groups) }),
        advice,
        evidence: [goroutinesEvidence(countOf(groups), null), ...minutesEvidence(groups, minMinutes)],
      }),
    );
  },
};

function sentence(args: Message['args']): Message {
  return args.count === '1'
    ? message('rule.G6.one', 'A goroutine has waited at {place} for at least {minutes} minutes.', args)
    : message(
        'rule.G6.message',
        '{count} goroutines ({share}) wait at {place}, the longest for at least {minutes} minutes.',
        args,
      );
}

/** One goroutine that waits for work is any service there is; one that cannot send or lock is stuck. */
function mayBeService(group: SceneGroup): boolean {
  return ['channel', 'select', 'cond'].includes(group.className) && !isSend(group);
}

/** That main waits until the program ends is what it is for. */
function isMainWaiting({ count, frames, topUser, creator }: SceneGroup): boolean {
  return count === 1 && creator === null && frames[topUser]?.func === 'main.main';
}

/** Largest first, as groups are. */
function byPlace(groups: readonly SceneGroup[]): SceneGroup[][] {
  const places = new Map<string, SceneGroup[]>();
  for (const group of groups) {
    const frame = blockedFrame(group)!;
    const key = `${group.className} ${frame.func} ${frame.file}:${frame.line}`;
    const known = places.get(key);
    if (known) known.push(group);
    else places.set(key, [group]);
  }
  return [...places.values()].sort((a, b) => countOf(b) - countOf(a));
}

const advice = message(
  'rule.G6.advice',
  'Minutes are a lower bound: they count from the first garbage collection after the goroutine blocked. Goroutines without minutes are not young. Work that comes seldom looks the same; name such functions in heaplens.goroutines.innocent.',
);
