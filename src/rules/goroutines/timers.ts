import { message } from '../../base/message';
import type { Finding } from '../../model/finding';
import { conclude, goroutinesEvidence, minutesEvidence, numbersOf } from './conclude';
import { parksInnocently } from './innocent';
import { type Rule, thresholdOf } from './rule';
import { factLocation, factOf, type Scene, type SceneGroup, sceneOf } from './scene';
import { sleepNanosecondsOf } from './waiting';

const nanosecondsPerMinute = 60e9;

/**
 * G10. Goroutines that sleep, and loops that make a timer each turn. That a select has a time.After only the source can tell. The
 * version of Go is not in a dump: it decides whether timers pile up too, and never whether goroutines do.
 */
export const timers: Rule = {
  id: 'G10',
  title: message('rule.G10.title', 'time.After in a loop'),
  severity: 'info',
  needs: ['source', 'arguments'],
  thresholds: {
    minCount: { value: 100, unit: 'goroutines', least: 2 },
    minInLoop: { value: 5, unit: 'goroutines', least: 1 },
    minSleepers: { value: 10, unit: 'goroutines', least: 2 },
    minSleepMinutes: { value: 10, unit: 'minutes', least: 1 },
  },
  evaluate: (context) => {
    const scene = sceneOf(context);
    return scene.groups
      .filter((group) => !parksInnocently(scene, group))
      .flatMap((group) => judgeTimer(scene, group) ?? judgeSleep(scene, group) ?? []);
  },
};

function judgeTimer(scene: Scene, group: SceneGroup): Finding | null {
  if (group.className !== 'select' && group.className !== 'unknown' && group.className !== 'channel')
    return null;
  const fact = factOf(scene, group, 'timeAfterInLoop');
  const minInLoop = thresholdOf(scene.context, timers, 'minInLoop');
  if (!fact || group.count < minInLoop) return null;
  return conclude(timers, {
    severity: 'info',
    confidence: 'suspicious',
    groups: [group],
    message: message(
      'rule.G10.message',
      '{count} goroutines ({told}) wait at {place} in a loop that makes a timer each turn: `{code}`.',
      { ...numbersOf(scene, [group]), code: fact.code },
    ),
    advice,
    evidence: [goroutinesEvidence(group.count, minInLoop), ...minutesEvidence([group], null)],
    related: [factLocation(fact)],
  });
}

function judgeSleep(scene: Scene, group: SceneGroup): Finding | null {
  if (group.className !== 'sleep') return null;
  const { context } = scene;
  const minCount = thresholdOf(context, timers, 'minCount');
  const minSleepers = thresholdOf(context, timers, 'minSleepers');
  const minSleepMinutes = thresholdOf(context, timers, 'minSleepMinutes');
  const nanoseconds = sleepNanosecondsOf(scene, group);
  const sleepMinutes = nanoseconds === null ? null : nanoseconds / nanosecondsPerMinute;
  const isLong = sleepMinutes !== null && sleepMinutes >= minSleepMinutes && group.count >= minSleepers;
  const fact = factOf(scene, group, 'sleepsForever');
  const isEndless = fact !== null && group.count >= thresholdOf(context, timers, 'minInLoop');
  if (group.count < minCount && !isLong && !isEndless) return null;
  const numbers = numbersOf(scene, [group]);
  const minutes = sleepMinutes === null ? '?' : Math.round(sleepMinutes * 10) / 10;
  return conclude(timers, {
    severity: 'info',
    confidence: 'suspicious',
    groups: [group],
    title: sleepers,
    message:
      fact !== null
        ? message(
            'rule.G10.endless',
            '{count} goroutines ({told}) sleep at {place} in a loop without a way out: `{code}`.',
            { ...numbers, code: fact.code },
          )
        : isLong
          ? message(
              'rule.G10.long',
              '{count} goroutines ({told}) sleep at {place}, for {minutes} minutes or more at a time.',
              { ...numbers, minutes },
            )
          : message(
              'rule.G10.sleep',
              '{count} goroutines ({told}) sleep at {place}. Whether each ends some day cannot be told from a dump.',
              numbers,
            ),
    advice: sleepAdvice,
    evidence: [
      goroutinesEvidence(group.count, isLong ? minSleepers : minCount),
      ...(sleepMinutes === null
        ? []
        : [
            {
              name: message('evidence.sleep', 'Shortest sleep'),
              value: sleepMinutes,
              unit: 'minutes' as const,
              threshold: minSleepMinutes,
            },
          ]),
      ...minutesEvidence([group], null),
    ],
    related: fact ? [factLocation(fact)] : [],
  });
}

const sleepers = message('rule.G10.sleepers', 'Many sleeping goroutines');

const advice = message(
  'rule.G10.advice',
  'Before Go 1.23 every timer stays until it fires, so a short loop with a long time.After piles them up; since 1.23 (go.mod says go 1.23 or later) unused ones are collected. The goroutine itself stays in either: give its select a case that ends it. Make one time.NewTimer before the loop and Reset it.',
);
const sleepAdvice = message(
  'rule.G10.sleepAdvice',
  'A loop that sleeps cannot be told to stop. Use a select of a ticker and ctx.Done(), and do not start one for each request.',
);
