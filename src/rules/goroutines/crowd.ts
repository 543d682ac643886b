import { type Message, message } from '../../base/message';
import { formatExact } from '../../base/units';
import type { Finding } from '../../model/finding';
import { conclude, countOf, goroutinesEvidence, minutesEvidence, numbersOf, shareEvidence } from './conclude';
import { parksInnocently } from './innocent';
import { isMassClass, massGroup } from './massGroup';
import { thresholdOf } from './rule';
import { blockedFrame, type Scene, type SceneGroup } from './scene';

/**
 * G4 again, for goroutines that stand at one line and came there in many ways: each group is small, the crowd is not. Of the groups
 * that no rule has a word for; nobody knows whether they belong together, so a crowd is never more than suspicious.
 */
export function crowdsOf(scene: Scene, groups: readonly SceneGroup[]): Finding[] {
  const minCount = thresholdOf(scene.context, massGroup, 'minCount');
  const minShare = thresholdOf(scene.context, massGroup, 'minShare');
  const least = Math.max(minCount, minShare * scene.total);
  const crowds = [...byLine(groups).values()].filter((crowd) => crowd.length > 1 && countOf(crowd) >= least);
  return crowds.flatMap((found) => {
    const crowd = found.filter((group) => !parksInnocently(scene, group));
    const count = countOf(crowd);
    if (crowd.length < 2 || count < least) return [];
    return [
      conclude(massGroup, {
        severity: 'info',
        confidence: 'suspicious',
        groups: crowd,
        message: sentence(scene, crowd),
        advice: crowdAdvice,
        evidence: [
          goroutinesEvidence(count, minCount),
          shareEvidence(count / Math.max(1, scene.total), minShare),
          ...minutesEvidence(crowd, null),
        ],
      }),
    ];
  });
}

function sentence(scene: Scene, crowd: readonly SceneGroup[]): Message {
  const args = { ...numbersOf(scene, crowd), stacks: formatExact(crowd.length, '') };
  return scene.context.comparison
    ? message(
        'rule.G4.comparedCrowd',
        '{count} goroutines ({told}) stand at {place}, on {stacks} different stacks. The comparison tells whether they become more.',
        args,
      )
    : message(
        'rule.G4.crowd',
        '{count} goroutines ({told}) stand at {place}, on {stacks} different stacks. One dump only: whether they become more cannot be told.',
        args,
      );
}

function byLine(groups: readonly SceneGroup[]): ReadonlyMap<string, SceneGroup[]> {
  const crowds = new Map<string, SceneGroup[]>();
  for (const group of groups) {
    const frame = isMassClass(group.className) && !group.writesDump ? blockedFrame(group) : null;
    if (!frame || frame.line === 0) continue;
    const key = `${group.className} ${frame.func} ${frame.file}:${frame.line}`;
    const crowd = crowds.get(key);
    if (crowd) crowd.push(group);
    else crowds.set(key, [group]);
  }
  return crowds;
}

const crowdAdvice = message(
  'rule.G4.crowdAdvice',
  'Look at the flame graph: it shows the ways that lead there. Compare with a second dump some minutes later: what only grows leaks.',
);
