import { message } from '../../base/message';
import { conclude, countOf, goroutinesEvidence, numbersOf } from './conclude';
import { isSaidInnocent } from './innocent';
import { type Rule, thresholdOf } from './rule';
import { blockedFrame, factLocation, factOf, type SceneGroup, sceneOf } from './scene';

/**
 * G16. Goroutines that run in one and the same place of the user's own code. A dump is a moment: busy is no fault. A loop that
 * never waits is one, and that is in the source; so is standing there in an earlier dump, too.
 */
export const spinning: Rule = {
  id: 'G16',
  title: message('rule.G16.title', '`for {}` spinner'),
  severity: 'warning',
  needs: ['states', 'source'],
  thresholds: { minCount: { value: 4, unit: 'goroutines', least: 1 } },
  evaluate: (context) => {
    const scene = sceneOf(context);
    const minCount = thresholdOf(context, spinning, 'minCount');
    const running = scene.groups.filter(
      (group) => runs(group) && group.topUser === 0 && !group.writesDump && !isSaidInnocent(scene, group),
    );
    const places = new Map<string, SceneGroup[]>();
    for (const group of running) {
      const key = blockedFrame(group)!.func;
      const known = places.get(key);
      if (known) known.push(group);
      else places.set(key, [group]);
    }
    return [...places.values()].flatMap((groups) => {
      const busy = groups.map((group) => factOf(scene, group, 'busyLoop')).find((fact) => fact !== null);
      const count = countOf(groups);
      const stayed = groups.some(({ index }) => wasThere(context.comparison?.counts, index));
      // Without a state (debug=1) the goroutine may be anywhere in a wait that Go hides; the source has to say that it runs.
      if (!busy && (count < minCount || groups.some(({ className }) => className !== 'running'))) return [];
      const isLikely = busy !== undefined;
      const numbers = { ...numbersOf(scene, groups), code: busy?.code ?? '' };
      return [
        conclude(spinning, {
          severity: isLikely ? 'warning' : 'info',
          confidence: isLikely ? 'likely' : 'suspicious',
          groups,
          title: isLikely ? spinning.title : busyPlace,
          message: busy
            ? count === 1
              ? message(
                  'rule.G16.one',
                  'A goroutine runs at {place} in a loop that never waits: `{code}`.',
                  numbers,
                )
              : message(
                  'rule.G16.source',
                  '{count} goroutines ({share}) run at {place} in a loop that never waits: `{code}`.',
                  numbers,
                )
            : stayed
              ? message(
                  'rule.G16.stayed',
                  '{count} goroutines ({share}) run at {place}, where some ran in an earlier dump, too.',
                  numbers,
                )
              : message(
                  'rule.G16.message',
                  '{count} goroutines ({share}) run at {place} at the same moment. One dump cannot tell a loop that never waits from honest work.',
                  numbers,
                ),
          advice,
          evidence: [goroutinesEvidence(count, minCount)],
          related: busy ? [factLocation(busy)] : [],
        }),
      ];
    });
  },
};

function runs({ className }: SceneGroup): boolean {
  return className === 'running' || className === 'unknown';
}

function wasThere(counts: readonly Uint32Array[] | undefined, group: number): boolean {
  return counts?.slice(0, -1).some((column) => (column[group] ?? 0) > 0) === true;
}

const busyPlace = message('rule.G16.busyPlace', 'Many goroutines run in one place');

const advice = message(
  'rule.G16.advice',
  'Wait for a channel, a Cond or a context instead of asking again and again; a `default` in a select makes its loop spin. A CPU profile shows what such loops cost.',
);
