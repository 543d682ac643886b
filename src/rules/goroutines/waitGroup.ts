import { message } from '../../base/message';
import type { Finding } from '../../model/finding';
import { conclude, goroutinesEvidence, minutesEvidence, numbersOf } from './conclude';
import { isSaidInnocent } from './innocent';
import { hasWorkers } from './partners';
import { type Rule, thresholdOf } from './rule';
import { factLocation, factOf, type Scene, type SceneGroup, sceneOf } from './scene';

/** G9. Waits for a WaitGroup although nobody who could call Done is left: an early return, a panic, an Add too many. */
export const waitGroup: Rule = {
  id: 'G9',
  title: message('rule.G9.title', 'WaitGroup never done'),
  severity: 'warning',
  needs: ['creators', 'minutes', 'source'],
  thresholds: {
    minMinutes: { value: 1, unit: 'minutes', least: 0 },
    minCount: { value: 10, unit: 'goroutines', least: 1 },
    largeCount: { value: 500, unit: 'goroutines', least: 2 },
  },
  evaluate: (context) => {
    const scene = sceneOf(context);
    return scene.groups
      .filter((group) => group.className === 'waitGroup' && !isSaidInnocent(scene, group))
      .flatMap((group) => judgeWaiters(scene, group) ?? []);
  },
};

function judgeWaiters(scene: Scene, group: SceneGroup): Finding | null {
  const { context } = scene;
  const minMinutes = thresholdOf(context, waitGroup, 'minMinutes');
  const minCount = thresholdOf(context, waitGroup, 'minCount');
  const isOld = group.maxMinutes >= minMinutes && group.maxMinutes >= 0;
  const isMany = group.count >= minCount;
  const missing = factOf(scene, group, 'doneMissing') ?? factOf(scene, group, 'doneNotDeferred');
  if (missing?.kind === 'doneMissing' ? group.count < 2 && !isOld : !isOld && !isMany) return null;
  // Workers that are still there may call Done: then it is no more than a long wait (G6).
  if (missing?.kind !== 'doneMissing' && hasWorkers(scene, group)) return null;
  const knowsCreators = context.dump.form === 'stacks';
  const isLikely =
    missing?.kind === 'doneMissing' ||
    (isMany && knowsCreators) ||
    group.count >= thresholdOf(context, waitGroup, 'largeCount');
  if (!isLikely && isMain(group)) return null;
  const numbers = { ...numbersOf(scene, [group]), code: missing?.code ?? '' };
  return conclude(waitGroup, {
    severity: isLikely ? 'warning' : 'info',
    confidence: isLikely ? 'likely' : 'suspicious',
    groups: [group],
    message: missing
      ? message(
          'rule.G9.source',
          '{count} goroutines ({told}) wait for a WaitGroup at {place}; the source adds at `{code}` and may never call Done.',
          numbers,
        )
      : knowsCreators
        ? group.count === 1
          ? message(
              'rule.G9.one',
              'A goroutine{since} waits for a WaitGroup at {place}, and no goroutine that the same functions made is left to call Done.',
              numbers,
            )
          : message(
              'rule.G9.message',
              '{count} goroutines ({told}) wait for a WaitGroup at {place}, and no goroutine that the same functions made is left to call Done.',
              numbers,
            )
        : message(
            'rule.G9.counts',
            '{count} goroutines ({told}) wait for a WaitGroup at {place}. This form has no creators: whether somebody is left to call Done cannot be told.',
            numbers,
          ),
    advice,
    evidence: [goroutinesEvidence(group.count, minCount), ...minutesEvidence([group], minMinutes)],
    related: missing ? [factLocation(missing)] : [],
  });
}

/** Main waits for workers that any function may have started. */
function isMain({ count, frames }: SceneGroup): boolean {
  return count === 1 && frames.some(({ func }) => func === 'main.main');
}

const advice = message(
  'rule.G9.advice',
  'Call `defer wg.Done()` first thing in the goroutine, so that a return or a panic on the way cannot skip it; call Add before the `go` statement, with the number that is really started. wg.Go does both (Go 1.25).',
);
