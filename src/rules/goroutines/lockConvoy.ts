import { type Message, message } from '../../base/message';
import type { Confidence, Finding, FindingLocation, Severity } from '../../model/finding';
import type { WaitTarget } from '../../model/goroutineReport';
import { conclude, countOf, goroutinesEvidence, maxMinutesOf, minutesEvidence, numbersOf } from './conclude';
import { isSaidInnocent } from './innocent';
import { haveOutsiders, kinOf } from './partners';
import { type Rule, thresholdOf } from './rule';
import { blockedFrame, factLocation, factOf, type Scene, type SceneGroup, sceneOf } from './scene';

/**
 * G8. Goroutines wait for one lock. Many are a convoy; a few are one as well where nobody is left who could unlock, or where the
 * wait takes minutes. Locks are told apart by address where arguments have it, else by the line that locks.
 */
export const lockConvoy: Rule = {
  id: 'G8',
  title: message('rule.G8.title', 'Mutex convoy'),
  severity: 'error',
  needs: ['arguments', 'minutes'],
  thresholds: {
    minWaiters: { value: 50, unit: 'goroutines', least: 2 },
    fewWaiters: { value: 10, unit: 'goroutines', least: 2 },
    minOrphans: { value: 2, unit: 'goroutines', least: 1 },
    minMinutes: { value: 1, unit: 'minutes', least: 0 },
  },
  evaluate: (context) => {
    const scene = sceneOf(context);
    const waiting = scene.groups.filter(
      (group) => group.className === 'mutex' && !isSaidInnocent(scene, group),
    );
    if (waiting.length === 0) return [];
    const hasOutsiders = haveOutsiders(scene, waiting);
    return byLock(scene, waiting).flatMap((lock) => judgeLock(scene, lock, hasOutsiders) ?? []);
  },
};

interface Lock {
  readonly groups: readonly SceneGroup[];
  /** null where arguments do not tell the address. */
  readonly target: WaitTarget | null;
}

function byLock({ context }: Scene, waiting: readonly SceneGroup[]): Lock[] {
  const byIndex = new Map(waiting.map((group) => [group.index, group]));
  const locks: Lock[] = [];
  const taken = new Set<number>();
  for (const target of context.waits) {
    if ((target.kind !== 'mutex' && target.kind !== 'rwMutex') || target.address === '') continue;
    const groups = target.groups.flatMap((index) => (taken.has(index) ? [] : (byIndex.get(index) ?? [])));
    // A group whose goroutines wait for a lock each is no convoy: judged by its line, below.
    if (groups.length === 0 || target.waiters * 2 < countOf(groups)) continue;
    for (const { index } of groups) taken.add(index);
    locks.push({ groups, target });
  }
  const byLine = new Map<string, SceneGroup[]>();
  for (const group of waiting) {
    if (taken.has(group.index)) continue;
    const frame = blockedFrame(group);
    const key = frame ? `${frame.func} ${frame.file}:${frame.line}` : '';
    const known = byLine.get(key);
    if (known) known.push(group);
    else byLine.set(key, [group]);
  }
  return [...locks, ...[...byLine.values()].map((groups) => ({ groups, target: null }))];
}

function judgeLock(scene: Scene, lock: Lock, hasOutsiders: HasOutsiders): Finding | null {
  const { context } = scene;
  const { groups, target } = lock;
  const count = countOf(groups);
  const minutes = maxMinutesOf(groups);
  const minWaiters = thresholdOf(context, lockConvoy, 'minWaiters');
  const minMinutes = thresholdOf(context, lockConvoy, 'minMinutes');
  const missing = groups.map((group) => factOf(scene, group, 'unlockMissing')).find((fact) => fact !== null);
  const isOld = minutes >= minMinutes && minutes >= 0;
  const isConvoy = count >= minWaiters;
  const holder = holderOf(scene, lock);
  const isOrphaned = holder === null && isAbandoned(scene, groups, hasOutsiders);
  const isHeldFor =
    count >= thresholdOf(context, lockConvoy, 'minOrphans') && (isOrphaned || isOld || missing);
  if (!isConvoy && !isHeldFor && count < thresholdOf(context, lockConvoy, 'fewWaiters')) return null;
  const isRunning = isConvoy && !isOld && !missing && runsInside(scene, groups);
  const confidence: Confidence = (isConvoy && !isRunning) || isHeldFor ? 'likely' : 'suspicious';
  const severity: Severity = confidence !== 'likely' ? 'info' : isConvoy && isOld ? 'error' : 'warning';
  const related: FindingLocation[] = [
    ...(holder ? [holder.location] : []),
    ...(missing ? [factLocation(missing)] : []),
  ];
  const address = target && target.address !== '' ? target.address : '?';
  const args = {
    ...numbersOf(scene, groups),
    address,
    holder: holder?.goid ?? '?',
    code: missing?.code ?? '',
  };
  return conclude(lockConvoy, {
    ...{ severity, confidence, groups, related },
    title: isConvoy ? lockConvoy.title : isOrphaned || missing ? neverUnlocked : lockHeld,
    message: sentence(args, {
      isOrphaned,
      holder: holder !== null,
      missing: missing !== undefined,
      isRunning,
    }),
    advice,
    evidence: [goroutinesEvidence(count, minWaiters), ...minutesEvidence(groups, minMinutes)],
  });
}

type HasOutsiders = ReturnType<typeof haveOutsiders>;

interface Holder {
  readonly goid: number;
  readonly location: FindingLocation;
}

/** The likeliest by lock address and stack, where the dump has arguments. */
function holderOf(scene: Scene, { target }: Lock): Holder | null {
  const holder = target?.holders[0];
  if (!holder) return null;
  const group = scene.byIndex.get(holder.group);
  const frame = group ? blockedFrame(group) : null;
  if (!frame) return null;
  return {
    goid: holder.goid,
    location: { role: 'related', func: frame.func, file: frame.file, line: frame.line },
  };
}

/** Nobody else has code of this package on the stack, and no goroutine is missing: whoever locked has gone. */
function isAbandoned(scene: Scene, groups: readonly SceneGroup[], hasOutsiders: HasOutsiders): boolean {
  const { facts } = scene.context;
  if (facts.isTruncated || facts.onlyLeaked || (facts.missing ?? 1) > 0) return false;
  return groups.some(({ topUser }) => topUser >= 0) && !groups.some(hasOutsiders);
}

/** Somebody of the same type runs: the lock moves on, if slowly. */
function runsInside(scene: Scene, groups: readonly SceneGroup[]): boolean {
  return kinOf(scene, groups).some(({ className, writesDump }) => className === 'running' && !writesDump);
}

function sentence(
  args: Message['args'],
  is: { isOrphaned: boolean; holder: boolean; missing: boolean; isRunning: boolean },
): Message {
  if (is.missing) {
    return message(
      'rule.G8.missing',
      '{count} goroutines ({told}) wait for a lock at {place}; `{code}` locks, and its function does not unlock.',
      args,
    );
  }
  if (is.isOrphaned) {
    return message(
      'rule.G8.orphaned',
      '{count} goroutines ({told}) wait for a lock at {place}, and no goroutine of the dump that does not wait itself could hold it: it was never unlocked, or they wait for each other.',
      args,
    );
  }
  if (is.holder) {
    return message(
      'rule.G8.holder',
      '{count} goroutines ({told}) wait at {place} for the lock {address}; goroutine {holder} may hold it.',
      args,
    );
  }
  if (is.isRunning) {
    return message(
      'rule.G8.running',
      '{count} goroutines ({told}) wait for a lock at {place}. One of the same type runs, so the lock may be busy and not stuck.',
      args,
    );
  }
  return message(
    'rule.G8.message',
    '{count} goroutines ({told}) wait for a lock at {place}. Who holds it cannot be told from this dump.',
    args,
  );
}

const neverUnlocked = message('rule.G8.neverUnlocked', 'Lock never released');
const lockHeld = message('rule.G8.lockHeld', 'Lock held for long');

const advice = message(
  'rule.G8.advice',
  'Look for the holder: a goroutine with a method of the same type on its stack that does not wait for the lock, often in I/O, a channel operation or a call back. Unlock by defer, and keep slow work outside. Behind the first writer of an RWMutex others show sync.Mutex.Lock: the frame tells which lock it is.',
);
