import { message } from '../../base/message';
import { conclude, countOf, goroutinesEvidence, minutesEvidence, numbersOf } from './conclude';
import { isSaidInnocent } from './innocent';
import type { Rule } from './rule';
import { factOf, type Scene, type SceneGroup, sceneOf } from './scene';

/** G2. `select{}` outside of main: in main.main it is how programs say that goroutines do the work. */
export const emptySelect: Rule = {
  id: 'G2',
  title: message('rule.G2.title', 'Empty select'),
  severity: 'error',
  needs: ['states'],
  thresholds: {},
  evaluate: (context) => {
    const scene = sceneOf(context);
    return scene.groups
      .filter(
        (group) =>
          parksForEver(scene, group) && !isMain(context.groups.goid, context.groups.goidStart, group),
      )
      .filter((group) => !isSaidInnocent(scene, group))
      .map((group) =>
        conclude(emptySelect, {
          severity: countOf([group]) === 1 ? 'warning' : 'error',
          confidence: 'certain',
          groups: [group],
          message:
            group.count === 1
              ? message(
                  'rule.G2.one',
                  'A goroutine{since} is parked for ever by `select {}` at {place}: nothing can wake or end it.',
                  numbersOf(scene, [group]),
                )
              : message(
                  'rule.G2.message',
                  '{count} goroutines ({told}) are parked for ever by `select {}` at {place}: nothing can wake or end them.',
                  numbersOf(scene, [group]),
                ),
          advice,
          evidence: [goroutinesEvidence(group.count, null), ...minutesEvidence([group], null)],
        }),
      );
  },
};

function parksForEver(scene: Scene, group: SceneGroup): boolean {
  const { className } = group;
  if (className === 'forever') return true;
  return (className === 'unknown' || className === 'select') && factOf(scene, group, 'emptySelect') !== null;
}

function isMain(goid: Float64Array, start: Uint32Array, group: SceneGroup): boolean {
  const isFirst =
    group.count === 1 && goid[start[group.index]!] === 1 && start[group.index + 1]! > start[group.index]!;
  // Counted forms have no numbers; below main.main, in a command of its library for one, it is the first as well.
  return isFirst || (group.count === 1 && group.frames.some(({ func }) => func === 'main.main'));
}

const advice = message(
  'rule.G2.advice',
  'Wait for a context or a stop channel instead of `select {}`, so that the goroutine ends with what it works for.',
);
