import type { GoroutineDump } from '../../model/goroutines';
import { blockedFrame, type Scene, type SceneFrame, type SceneGroup } from './scene';

/**
 * What the arguments of a group's frames say about what its goroutines wait on: `own` where each has an address that no other
 * goroutine of the group has, `shared` where every argument is the same for all, `unknown` where none is printed.
 *
 * An address as argument need not be the channel: a worker that is a method has its own receiver and the pool's channel inside.
 * So `own` is a hint, and `shared` of channels alone is none either; rules say so.
 */
export type Ownership = 'own' | 'shared' | 'unknown';

/** Looks at so many goroutines of a group: the rest are like them. */
const sampled = 1000;

export function ownershipOf(scene: Scene, group: SceneGroup): Ownership {
  let table = ownerships.get(scene);
  if (!table) {
    table = computeOwnerships(scene);
    ownerships.set(scene, table);
  }
  return table.get(group.index) ?? 'unknown';
}

/** Whether arguments say that all of them wait on one and the same channel, as the workers of a pool do. */
export function sharesOneChannel(scene: Scene, group: SceneGroup): boolean {
  const { waits } = scene.context;
  const isOneTarget = waits.some(
    ({ kind, address, waiters, groups }) =>
      kind === 'channel' && address !== '' && groups.includes(group.index) && waiters >= group.count,
  );
  return isOneTarget || ownershipOf(scene, group) === 'shared';
}

const ownerships = new WeakMap<Scene, Map<number, Ownership>>();

/** By group with at least two goroutines that print addresses in the frame that blocks. */
function computeOwnerships(scene: Scene): Map<number, Ownership> {
  const { dump, groupOf } = scene.context;
  const { goroutines } = dump;
  const positions = positionsOf(scene, blockedFrame);
  const seen = new Map<number, SeenArguments>();
  for (let i = 0; i < goroutines.length; i++) {
    const group = groupOf[i]!;
    const frame = positions.get(group);
    if (frame === undefined) continue;
    let entry = seen.get(group);
    if (!entry) {
      entry = { byArgument: new Map(), goroutines: 0 };
      seen.set(group, entry);
    }
    if (entry.goroutines >= sampled) continue;
    let isPrinted = false;
    const end = goroutines.addressStart[i + 1] ?? 0;
    for (let row = goroutines.addressStart[i] ?? 0; row < end; row++) {
      if (goroutines.addressFrame[row] !== frame) continue;
      isPrinted = true;
      const argument = goroutines.addressArgument[row]!;
      const addresses = entry.byArgument.get(argument);
      if (addresses) addresses.add(goroutines.address[row]!);
      else entry.byArgument.set(argument, new Set([goroutines.address[row]!]));
    }
    if (isPrinted) entry.goroutines++;
  }
  const result = new Map<number, Ownership>();
  for (const [group, { byArgument, goroutines: count }] of seen) {
    if (count < 2) continue;
    const distinct = [...byArgument.values()].map(({ size }) => size);
    if (distinct.every((size) => size === 1)) result.set(group, 'shared');
    else if (distinct.some((size) => size === count)) result.set(group, 'own');
  }
  return result;
}

/** Addresses by position among the frame's arguments: a method's receiver is the same for all, the channel it is given need not be. */
interface SeenArguments {
  readonly byArgument: Map<number, Set<number>>;
  /** Of those that print any. */
  goroutines: number;
}

/** Nanoseconds that time.Sleep was called with, the least of the group's that print it; null where none does. */
export function sleepNanosecondsOf(scene: Scene, group: SceneGroup): number | null {
  let table = sleeps.get(scene);
  if (!table) {
    table = computeSleeps(scene);
    sleeps.set(scene, table);
  }
  return table.get(group.index) ?? null;
}

const sleeps = new WeakMap<Scene, Map<number, number>>();

/** The argument of time.Sleep is a number of nanoseconds; from a millisecond on it is in the range of addresses, and kept as one. */
function computeSleeps(scene: Scene): Map<number, number> {
  const { dump, groupOf } = scene.context;
  const { goroutines } = dump;
  const positions = positionsOf(
    scene,
    ({ frames }) => frames.find(({ func }) => func === 'time.Sleep') ?? null,
  );
  const result = new Map<number, number>();
  if (positions.size === 0) return result;
  for (let i = 0; i < goroutines.length; i++) {
    const group = groupOf[i]!;
    const frame = positions.get(group);
    if (frame === undefined) continue;
    for (let row = goroutines.addressStart[i]!; row < goroutines.addressStart[i + 1]!; row++) {
      if (goroutines.addressFrame[row] !== frame || goroutines.addressArgument[row] !== 0) continue;
      const nanoseconds = goroutines.address[row]!;
      result.set(group, Math.min(result.get(group) ?? nanoseconds, nanoseconds));
    }
  }
  return result;
}

/**
 * Where a frame of each group stands in the dump's own stacks, which may have the runtime's frames besides: by group, for those
 * that have such a frame. Goroutines of a group may differ in hidden frames; one of them stands for all.
 */
function positionsOf(
  { context, groups }: Scene,
  frameOf: (group: SceneGroup) => SceneFrame | null,
): Map<number, number> {
  const { dump, groupOf } = context;
  const wanted = new Map<number, SceneFrame>();
  for (const group of groups) {
    const frame = frameOf(group);
    if (frame) wanted.set(group.index, frame);
  }
  const positions = new Map<number, number>();
  for (let i = 0; i < dump.goroutines.length && wanted.size > 0; i++) {
    const frame = wanted.get(groupOf[i]!);
    if (!frame) continue;
    wanted.delete(groupOf[i]!);
    const position = positionIn(dump, dump.goroutines.stack[i]!, frame);
    if (position >= 0) positions.set(groupOf[i]!, position);
  }
  return positions;
}

function positionIn({ stacks, frames, strings }: GoroutineDump, stack: number, wanted: SceneFrame): number {
  if (stack < 0) return -1;
  const start = stacks.start[stack]!;
  for (let at = start; at < stacks.start[stack + 1]!; at++) {
    const frame = stacks.frame[at]!;
    if (frames.line[frame] === wanted.line && strings.get(frames.func[frame]!) === wanted.func)
      return at - start;
  }
  return -1;
}
