import type { Scene, SceneGroup } from './scene';

/**
 * Whether most of a group's goroutines have started one that is still there and may go on: who waits for its own children is not
 * forgotten. Only dumps that print `in goroutine 7` say so (Go 1.21 and later).
 */
export function waitForChildren(scene: Scene, { index, count }: SceneGroup): boolean {
  return 2 * (kinshipOf(scene).parents.get(index) ?? 0) >= count;
}

/** The groups of those that started a group's goroutines, as far as they are still there. */
function startersOf(scene: Scene, group: SceneGroup): SceneGroup[] {
  const { groupOf } = scene.context;
  const starters = new Set([...startingRows(scene, group)].map((row) => groupOf[row]!));
  return [...starters].flatMap((index) => scene.byIndex.get(index) ?? []);
}

/** Whether one of them has code of the user on its stack: it may be at work still. Not who writes the dump meanwhile. */
export function hasLivingStarter(scene: Scene, group: SceneGroup): boolean {
  return startersOf(scene, group).some(({ topUser, writesDump }) => topUser >= 0 && !writesDump);
}

/** Whether most of them have a starter each, and code of the user is on its stack still: who started them may yet serve them. */
export function haveLivingStarters(scene: Scene, group: SceneGroup): boolean {
  const { groupOf } = scene.context;
  const living = [...startingRows(scene, group)].filter(
    (row) => (scene.byIndex.get(groupOf[row]!)?.topUser ?? -1) >= 0,
  );
  return 2 * living.length >= Math.min(group.count, mostStarters);
}

function startingRows(scene: Scene, { index }: SceneGroup): ReadonlySet<number> {
  return kinshipOf(scene).starters.get(index) ?? new Set();
}

/** So many of a group are remembered: the rest are like them. */
const mostStarters = 1000;

interface Kinship {
  /** By group: its goroutines that are parents. */
  readonly parents: ReadonlyMap<number, number>;
  /** By group: rows of its goroutines' starters, each once. */
  readonly starters: ReadonlyMap<number, ReadonlySet<number>>;
}

const kinships = new WeakMap<Scene, Kinship>();

function kinshipOf(scene: Scene): Kinship {
  let kinship = kinships.get(scene);
  if (!kinship) {
    kinship = computeKinship(scene);
    kinships.set(scene, kinship);
  }
  return kinship;
}

/** Two passes: who started anybody, then who is that. Few start many, so few are remembered. */
function computeKinship({ context, byIndex }: Scene): Kinship {
  const { dump, groupOf } = context;
  const { goid, creatorGoid, length } = dump.goroutines;
  const rowOf = new Map<number, number>();
  for (let i = 0; i < length; i++) if (creatorGoid[i]! >= 0) rowOf.set(creatorGoid[i]!, -1);
  if (rowOf.size > 0) {
    for (let i = 0; i < length; i++) if (rowOf.has(goid[i]!)) rowOf.set(goid[i]!, i);
  }
  const parents = new Map<number, number>();
  const starters = new Map<number, Set<number>>();
  const counted = new Set<number>();
  for (let i = 0; i < length; i++) {
    const parent = rowOf.get(creatorGoid[i]!) ?? -1;
    if (parent < 0) continue;
    const child = groupOf[i]!;
    const group = groupOf[parent]!;
    const known = starters.get(child);
    if (!known) starters.set(child, new Set([parent]));
    else if (known.size < mostStarters) known.add(parent);
    if (counted.has(parent) || isStuckForGood(byIndex.get(child)?.className)) continue;
    counted.add(parent);
    parents.set(group, (parents.get(group) ?? 0) + 1);
  }
  return { parents, starters };
}

/** Those that can never proceed wake nobody. */
export function isStuckForGood(className: SceneGroup['className'] | undefined): boolean {
  return className === 'nilChannel' || className === 'forever' || className === 'leaked';
}
