import { Sequences } from '../../base/sequences';
import type { GroupTable } from '../../model/goroutineReport';
import { goroutineFlags } from '../../model/goroutines';
import { InternedStrings } from '../../model/internedStrings';
import { originNumber } from './frameFacts';
import { computeGroupFrames } from './groupFrames';
import { foldSimilar } from './similarGroups';
import { stateText } from './stateText';
import type { StudiedDump } from './studiedDump';

/** Groups of a dump, and which goroutines are in which. */
export interface DumpGroups {
  /** Without verdicts and findings: rules fill them in. */
  readonly table: GroupTable;
  /** By goroutine (row of the dump). */
  readonly groupOf: Int32Array;
  /** Rows of group i in the order of the dump: `member[memberStart[i]]` to `member[memberStart[i + 1] - 1]`. */
  readonly memberStart: Uint32Array;
  readonly member: Uint32Array;
  /** State texts of group i with counts, most frequent first. */
  readonly states: readonly (readonly GroupState[])[];
}

export interface GroupState {
  readonly text: string;
  readonly count: number;
}

/** What goroutines of a group have in common, by group: class, stack as shown (-1 for none), `go` statement (frame, -1 unknown). */
interface GroupKeys {
  readonly length: number;
  readonly stateClass: Uint8Array;
  readonly stack: Int32Array;
  readonly creator: Int32Array;
}

const mostGoids = 20;

/**
 * Groups by state class, stack and creator, largest first. Arguments, offsets, ids, minutes and labels do not tell goroutines
 * apart, nor do frames that Go hides at `debug=2`.
 */
export function computeGroups(studied: StudiedDump, userModules: readonly string[]): DumpGroups {
  const { goroutines } = studied.dump;
  const { keys, groupOf } = sortByCount(findGroups(studied), goroutines.count);
  const { length } = keys;
  const members = membersOf(groupOf, length);
  const sums = sumsOfGroups(studied, groupOf, length);
  const states = statesOfGroups(studied, members, sums.count);
  const strings = new InternedStrings();
  const frames = computeGroupFrames(studied, keys, strings, userModules);
  const unjudged = {
    length,
    ...sums,
    stateClass: keys.stateClass,
    state: Uint32Array.from(states, ([most]) => strings.indexOf(most?.text ?? '')),
    ...frames,
    topUser: topUserFrames(frames.frameStart, frames.frame, frames.frames.origin),
    ...exampleGoids(goroutines.goid, members.memberStart, members.member),
    verdict: new Uint8Array(length),
    findingStart: new Uint32Array(length + 1),
    finding: new Uint32Array(0),
    strings: Array.from({ length: strings.length }, (_, index) => strings.get(index)),
  };
  return { table: { ...unjudged, similarTo: foldSimilar(unjudged) }, groupOf, ...members, states };
}

/** Groups in the order in which the dump has them. */
function findGroups({ dump, shown }: StudiedDump): { keys: GroupKeys; groupOf: Int32Array } {
  const { length, stateClass, stack, creator } = dump.goroutines;
  const known = new Sequences();
  const groupOf = new Int32Array(length);
  const key = new Uint32Array(3);
  for (let i = 0; i < length; i++) {
    key[0] = stateClass[i]!;
    key[1] = stack[i]! < 0 ? 0 : shown.of[stack[i]!]! + 1;
    key[2] = creator[i]! + 1;
    groupOf[i] = known.add(key, 0, 3);
  }
  const { items } = known.finish();
  const column = (at: number) =>
    Int32Array.from({ length: known.length }, (_, group) => items[group * 3 + at]!);
  return {
    keys: {
      length: known.length,
      stateClass: Uint8Array.from(column(0)),
      stack: column(1).map((stackNumber) => stackNumber - 1),
      creator: column(2).map((frame) => frame - 1),
    },
    groupOf,
  };
}

function sortByCount(
  found: { keys: GroupKeys; groupOf: Int32Array },
  count: Uint32Array,
): { keys: GroupKeys; groupOf: Int32Array } {
  const { keys, groupOf } = found;
  const sums = new Float64Array(keys.length);
  for (let i = 0; i < groupOf.length; i++) sums[groupOf[i]!] = sums[groupOf[i]!]! + count[i]!;
  const order = Uint32Array.from(sums, (_, group) => group).sort((a, b) => sums[b]! - sums[a]! || a - b);
  const became = new Uint32Array(keys.length);
  for (let position = 0; position < order.length; position++) became[order[position]!] = position;
  return {
    keys: {
      length: keys.length,
      stateClass: Uint8Array.from(order, (group) => keys.stateClass[group]!),
      stack: Int32Array.from(order, (group) => keys.stack[group]!),
      creator: Int32Array.from(order, (group) => keys.creator[group]!),
    },
    groupOf: groupOf.map((group) => became[group]!),
  };
}

type GroupMembers = Pick<DumpGroups, 'memberStart' | 'member'>;

function membersOf(groupOf: Int32Array, length: number): GroupMembers {
  const memberStart = new Uint32Array(length + 1);
  for (let i = 0; i < groupOf.length; i++) memberStart[groupOf[i]! + 1]!++;
  for (let group = 0; group < length; group++) memberStart[group + 1]! += memberStart[group]!;
  const next = memberStart.slice(0, length);
  const member = new Uint32Array(groupOf.length);
  for (let i = 0; i < groupOf.length; i++) member[next[groupOf[i]!]!++] = i;
  return { memberStart, member };
}

function sumsOfGroups({ dump }: StudiedDump, groupOf: Int32Array, length: number) {
  const { count, waitMinutes, flags } = dump.goroutines;
  const sums = {
    count: new Uint32Array(length),
    minWaitMinutes: new Int32Array(length).fill(-1),
    maxWaitMinutes: new Int32Array(length).fill(-1),
    waiting: new Uint32Array(length),
    locked: new Uint32Array(length),
  };
  for (let i = 0; i < groupOf.length; i++) {
    const group = groupOf[i]!;
    sums.count[group]! += count[i]!;
    if ((flags[i]! & goroutineFlags.lockedToThread) !== 0) sums.locked[group]! += count[i]!;
    const minutes = waitMinutes[i]!;
    if (minutes < 0) continue;
    const least = sums.minWaitMinutes[group]!;
    sums.minWaitMinutes[group] = least < 0 ? minutes : Math.min(least, minutes);
    sums.maxWaitMinutes[group] = Math.max(sums.maxWaitMinutes[group]!, minutes);
    sums.waiting[group]! += count[i]!;
  }
  return sums;
}

/** Nearly all groups have one state: those that do not are counted apart. */
function statesOfGroups(studied: StudiedDump, members: GroupMembers, counts: Uint32Array): GroupState[][] {
  const { dump } = studied;
  const { state, flags, count } = dump.goroutines;
  const { memberStart, member } = members;
  const kindOf = (goroutine: number) => state[goroutine]! * 2 + (flags[goroutine]! & leakedFlag ? 1 : 0);
  return Array.from(counts, (whole, group) => {
    const first = member[memberStart[group]!]!;
    const end = memberStart[group + 1]!;
    let at = memberStart[group]! + 1;
    while (at < end && kindOf(member[at]!) === kindOf(first)) at++;
    if (at === end) return namedStates(dump, [{ example: first, count: whole }]);
    const kinds = new Map<number, { example: number; count: number }>();
    for (at = memberStart[group]!; at < end; at++) {
      const known = kinds.get(kindOf(member[at]!));
      if (known) known.count += count[member[at]!]!;
      else kinds.set(kindOf(member[at]!), { example: member[at]!, count: count[member[at]!]! });
    }
    return namedStates(dump, [...kinds.values()]);
  });
}

const leakedFlag = goroutineFlags.leaked;

function namedStates(
  dump: StudiedDump['dump'],
  kinds: readonly { readonly example: number; readonly count: number }[],
): GroupState[] {
  return kinds
    .map(({ example, count }) => ({ text: stateText(dump, example, leakedFlag), count }))
    .filter(({ text }) => text !== '')
    .sort((a, b) => b.count - a.count);
}

function topUserFrames(frameStart: Uint32Array, frame: Uint32Array, origin: Uint8Array): Int32Array {
  const user = originNumber('user');
  return Int32Array.from({ length: frameStart.length - 1 }, (_, group) => {
    const start = frameStart[group]!;
    for (let at = start; at < frameStart[group + 1]!; at++) {
      if (origin[frame[at]!] === user) return at - start;
    }
    return -1;
  });
}

function exampleGoids(goid: Float64Array, memberStart: Uint32Array, member: Uint32Array) {
  const goidStart = new Uint32Array(memberStart.length);
  const examples: number[] = [];
  for (let group = 0; group + 1 < memberStart.length; group++) {
    const most = Math.min(memberStart[group + 1]!, memberStart[group]! + mostGoids);
    for (let at = memberStart[group]!; at < most; at++) {
      if (goid[member[at]!]! >= 0) examples.push(goid[member[at]!]!);
    }
    goidStart[group + 1] = examples.length;
  }
  return { goidStart, goid: Float64Array.from(examples) };
}
