import { packageNameOf } from '../../model/goName';
import { isStuckForGood, waitForChildren } from './children';
import { blockedFrame, declaredOf, familyOf, type Scene, type SceneGroup } from './scene';

/**
 * Who else could wake these goroutines: others with a function of the same family on their stack, or made by one. A family is
 * a method's receiver type, or a function with its literals.
 */
export function kinOf(scene: Scene, groups: readonly SceneGroup[]): SceneGroup[] {
  return others(indexOf(scene).byFamily, familiesOf(groups), groups);
}

function familiesOf(groups: readonly SceneGroup[]): Set<string> {
  const families = new Set<string>();
  for (const group of groups) {
    for (const { func, origin } of group.frames)
      if (origin !== 'runtime' && !isPlumbing(func)) families.add(familyOf(func));
    if (group.creator) families.add(familyOf(group.creator.func));
  }
  return families;
}

/**
 * Others with code of the packages that these goroutines block in and were made by: where arguments do not tell who has a channel
 * or a lock, it may be any of them. Those that can never proceed are none.
 */
export function neighboursOf(scene: Scene, groups: readonly SceneGroup[]): SceneGroup[] {
  return others(indexOf(scene).byPackage, packagesOf(groups), groups);
}

function packagesOf(groups: readonly SceneGroup[]): Set<string> {
  const packages = new Set<string>();
  for (const group of groups) {
    const frame = blockedFrame(group);
    if (frame) packages.add(packageNameOf(frame.func));
    if (group.creator) packages.add(packageNameOf(group.creator.func));
  }
  packages.delete('');
  return packages;
}

/**
 * For each of these groups whether anybody outside of them could wake it: kin or a neighbour. In one pass: there may be thousands
 * of groups that wait, and asking for each alone would go over all of them each time.
 */
export function haveOutsiders(scene: Scene, waiting: readonly SceneGroup[]): (group: SceneGroup) => boolean {
  const inside = new Set(waiting.map(({ index }) => index));
  const outsiders = new Set<string>();
  for (const group of scene.groups) {
    if (inside.has(group.index) || isStuckForGood(group.className)) continue;
    for (const { func, origin } of group.frames) {
      if (origin === 'runtime' || isPlumbing(func)) continue;
      outsiders.add(familyOf(func));
      if (origin !== 'standardLibrary') outsiders.add(`package ${packageNameOf(func)}`);
    }
    if (group.creator) outsiders.add(familyOf(group.creator.func));
  }
  return (group) =>
    [...familiesOf([group])].some((family) => outsiders.has(family)) ||
    [...packagesOf([group])].some((name) => outsiders.has(`package ${name}`));
}

/** Whether a function that started these goroutines is still on some stack. */
export function isCreatorAlive(scene: Scene, group: SceneGroup): boolean {
  if (!group.creator) return false;
  const declared = declaredOf(group.creator.func);
  const { byDeclared } = indexOf(scene);
  return (byDeclared.get(declared) ?? []).some(({ index }) => index !== group.index);
}

/** Whether others are further in the function that blocks: they hold the slot of a semaphore, which is a channel, and give it back. */
export function hasSiblings(scene: Scene, group: SceneGroup): boolean {
  const frame = blockedFrame(group);
  if (!frame) return false;
  const others = indexOf(scene).byDeclared.get(declaredOf(frame.func)) ?? [];
  return others.some((other) => other.index !== group.index && !isStuckForGood(other.className));
}

/** Whether others are elsewhere in the very function that blocks: workers that are at work, holders of a semaphore. */
export function hasOthersAtWork(scene: Scene, group: SceneGroup): boolean {
  const frame = blockedFrame(group);
  if (!frame) return false;
  const inside = indexOf(scene).byDeclared.get(declaredOf(frame.func)) ?? [];
  return inside.some(
    (other) =>
      !isStuckForGood(other.className) &&
      other.frames.some(({ func, line }) => func === frame.func && line !== frame.line),
  );
}

/**
 * Whether those are left who may call Done: goroutines that the waiters themselves started (`wg.Go` has no function of theirs on
 * any stack); whoever does for all what the others wait for, in a library's function (singleflight); goroutines that functions of
 * their stacks made, or with methods of the same types (errgroup.(*Group).Go). One of the latter is enough where all wait for one
 * WaitGroup; of many with one each it could be the worker of one.
 */
export function hasWorkers(scene: Scene, group: SceneGroup): boolean {
  if (waitForChildren(scene, group) || hasOthersInLibrary(scene, group)) return true;
  const workers = new Set(kinOf(scene, [group]));
  for (const { func, origin } of group.frames) {
    if (origin !== 'runtime') for (const made of madeBy(scene, declaredOf(func), [group])) workers.add(made);
  }
  if (workers.size === 0) return false;
  let count = 0;
  for (const worker of workers) count += worker.count;
  return count * mostWaitersOfWorker >= group.count || sharesOneWaitGroup(scene, group);
}

const mostWaitersOfWorker = 10;

function sharesOneWaitGroup({ context }: Scene, { index, count }: SceneGroup): boolean {
  return context.waits.some(
    ({ kind, address, waiters, groups }) =>
      kind === 'waitGroup' && address !== '' && groups.includes(index) && waiters >= count,
  );
}

/**
 * Whether others are elsewhere in a function of a library that stands between the user's code and the wait, or in a literal of it:
 * the limit of an errgroup, the one caller of a singleflight that does the work.
 */
export function hasOthersInLibrary(scene: Scene, { index, frames, topUser }: SceneGroup): boolean {
  const library = topUser < 0 ? frames : frames.slice(0, topUser);
  return library.some(({ func, line, origin }) => {
    if (origin !== 'thirdParty') return false;
    const inside = indexOf(scene).byDeclared.get(declaredOf(func)) ?? [];
    return inside.some(
      (other) =>
        other.index !== index &&
        !isStuckForGood(other.className) &&
        other.frames.some(
          (frame) =>
            declaredOf(frame.func) === declaredOf(func) && (frame.func !== func || frame.line !== line),
        ),
    );
  });
}

/** Goroutines that were made by the function, these groups aside. */
function madeBy(scene: Scene, declared: string, except: readonly SceneGroup[]): SceneGroup[] {
  return others(indexOf(scene).byCreator, new Set([declared]), except);
}

/** At most this many of each: rules ask whether there is one, and show a few. */
const maximumPartners = 20;

function others(
  table: ReadonlyMap<string, readonly SceneGroup[]>,
  keys: ReadonlySet<string>,
  except: readonly SceneGroup[],
): SceneGroup[] {
  const excepted = new Set(except.map(({ index }) => index));
  const found = new Map<number, SceneGroup>();
  for (const key of keys) {
    for (const group of table.get(key) ?? []) {
      if (found.size >= maximumPartners) break;
      if (!excepted.has(group.index) && !isStuckForGood(group.className)) found.set(group.index, group);
    }
  }
  return [...found.values()];
}

/** Frames of locks and pollers are on every waiter's stack: they make nobody kin. */
function isPlumbing(func: string): boolean {
  return /^(?:sync|internal\/|time|io|net|bufio|syscall|os)[./]/.test(func);
}

interface PartnerIndex {
  readonly byFamily: ReadonlyMap<string, readonly SceneGroup[]>;
  readonly byPackage: ReadonlyMap<string, readonly SceneGroup[]>;
  readonly byDeclared: ReadonlyMap<string, readonly SceneGroup[]>;
  readonly byCreator: ReadonlyMap<string, readonly SceneGroup[]>;
}

const indexes = new WeakMap<Scene, PartnerIndex>();

function indexOf(scene: Scene): PartnerIndex {
  let index = indexes.get(scene);
  if (!index) {
    index = buildIndex(scene);
    indexes.set(scene, index);
  }
  return index;
}

function buildIndex({ groups }: Scene): PartnerIndex {
  const byFamily = new Map<string, SceneGroup[]>();
  const byPackage = new Map<string, SceneGroup[]>();
  const byDeclared = new Map<string, SceneGroup[]>();
  const byCreator = new Map<string, SceneGroup[]>();
  for (const group of groups) {
    for (const { func, origin } of group.frames) {
      if (origin === 'runtime' || isPlumbing(func)) continue;
      push(byFamily, familyOf(func), group);
      push(byDeclared, declaredOf(func), group);
      if (origin !== 'standardLibrary') push(byPackage, packageNameOf(func), group);
    }
    if (group.creator) {
      push(byFamily, familyOf(group.creator.func), group);
      push(byCreator, declaredOf(group.creator.func), group);
    }
  }
  return { byFamily, byPackage, byDeclared, byCreator };
}

function push(table: Map<string, SceneGroup[]>, key: string, group: SceneGroup): void {
  const list = table.get(key);
  if (!list) table.set(key, [group]);
  else if (list[list.length - 1] !== group) list.push(group);
}
