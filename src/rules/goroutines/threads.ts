import { message } from '../../base/message';
import { conclude, countOf, goroutinesEvidence, minutesEvidence, numbersOf } from './conclude';
import { parksInnocently } from './innocent';
import { type Rule, thresholdOf } from './rule';
import { sceneOf } from './scene';

/** G11. Goroutines in system calls, in C, or locked to a thread: each holds one, and 10,000 threads end the program. */
export const threads: Rule = {
  id: 'G11',
  title: message('rule.G11.title', 'Goroutines that hold threads'),
  severity: 'warning',
  needs: ['states'],
  thresholds: { minThreads: { value: 50, unit: 'goroutines', least: 2 } },
  evaluate: (context) => {
    const scene = sceneOf(context);
    const minThreads = thresholdOf(context, threads, 'minThreads');
    const holding = scene.groups.filter(
      (group) => (group.className === 'syscall' || group.locked > 0) && !parksInnocently(scene, group),
    );
    const held = holding.reduce(
      (sum, { className, count, locked }) => sum + (className === 'syscall' ? count : locked),
      0,
    );
    if (held < minThreads) return [];
    const inCalls = countOf(holding.filter(({ className }) => className === 'syscall'));
    return [
      conclude(threads, {
        severity: 'warning',
        confidence: 'likely',
        groups: holding,
        message: message(
          'rule.G11.message',
          '{held} goroutines{since} hold an operating system thread each: {inCalls} are in a system call or in C, most of them at {place}. How many threads there are the dump does not say; Go ends the program at 10,000.',
          { ...numbersOf(scene, holding), held, inCalls },
        ),
        advice,
        evidence: [goroutinesEvidence(held, minThreads), ...minutesEvidence(holding, null)],
      }),
    ];
  },
};

const advice = message(
  'rule.G11.advice',
  'Limit how many such calls run at once (a semaphore of a buffered channel), give them a deadline, and pair runtime.LockOSThread with UnlockOSThread.',
);
