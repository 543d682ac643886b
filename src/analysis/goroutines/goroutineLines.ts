import type { DumpComparison, GoroutineLine, GroupTable } from '../../model/goroutineReport';
import { stateClasses } from '../../model/goroutines';
import { classNumber } from './stateClasses';

/** Groups (positions in the report's) that stand in a file, and that were started in it, largest first. */
export interface FileGroups {
  readonly file: string;
  readonly blocked: readonly number[];
  readonly created: readonly number[];
}

/**
 * Groups by where they wait or run (the innermost frame of the user's, else the innermost) and by the `go` statement that made
 * them. Goroutines of the runtime are left out. A dump has tens of thousands of groups: nothing is made for each but a number.
 */
export function groupsByFile(table: GroupTable): FileGroups[] {
  const { frames, strings, stateClass } = table;
  const files = new Map<number, { blocked: number[]; created: number[] }>();
  const groupsIn = (frame: number) => {
    const file = frames.file[frame]!;
    let found = files.get(file);
    if (!found) {
      found = { blocked: [], created: [] };
      files.set(file, found);
    }
    return found;
  };
  const isPlace = (frame: number) => frame >= 0 && frames.line[frame]! > 0 && frames.file[frame]! > 0;
  const runtime = classNumber('runtime');
  for (let group = 0; group < table.length; group++) {
    if (stateClass[group] === runtime) continue;
    const blocked = blockedFrame(table, group);
    const created = table.creator[group]!;
    if (isPlace(blocked)) groupsIn(blocked).blocked.push(group);
    if (isPlace(created)) groupsIn(created).created.push(group);
  }
  return [...files].map(([file, groups]) => ({ file: strings[file]!, ...groups }));
}

/** The lines on which these groups stand (or were started), in the order of their largest group. */
export function linesOfGroups(
  table: GroupTable,
  role: GoroutineLine['role'],
  groups: readonly number[],
  comparison: DumpComparison | null,
): GoroutineLine[] {
  const { frames, strings } = table;
  // Frames are told apart by function, file and line.
  const lines = new Map<number, number[]>();
  for (const group of groups) {
    const frame = role === 'created' ? table.creator[group]! : blockedFrame(table, group);
    const found = lines.get(frame);
    if (found) found.push(group);
    else lines.set(frame, [group]);
  }
  return [...lines].map(([frame, members]) => ({
    file: strings[frames.file[frame]!]!,
    line: frames.line[frame]!,
    func: strings[frames.func[frame]!]!,
    role,
    groups: members,
    ...sumsOf(table, members, comparison),
  }));
}

/** Position in `table.frames`; -1 for a group without a stack. */
export function blockedFrame(table: GroupTable, group: number): number {
  const start = table.frameStart[group]!;
  if (start === table.frameStart[group + 1]) return -1;
  return table.frame[start + Math.max(0, table.topUser[group]!)]!;
}

type Sums = Pick<GoroutineLine, 'count' | 'change' | 'maxWaitMinutes' | 'states'>;

function sumsOf(table: GroupTable, groups: readonly number[], comparison: DumpComparison | null): Sums {
  const before = comparison?.counts[0];
  const states = new Map<
    number,
    { state: string; stateClass: (typeof stateClasses)[number]; count: number }
  >();
  let count = 0;
  let change = 0;
  let maxWaitMinutes = -1;
  for (const group of groups) {
    const own = table.count[group]!;
    count += own;
    if (before) change += own - before[group]!;
    maxWaitMinutes = Math.max(maxWaitMinutes, table.maxWaitMinutes[group]!);
    if (own === 0) continue; // gone: it counts for the change alone
    const key = table.state[group]! * stateClasses.length + table.stateClass[group]!;
    const known = states.get(key);
    if (known) known.count += own;
    else {
      const state = table.strings[table.state[group]!]!;
      states.set(key, { state, stateClass: stateClasses[table.stateClass[group]!]!, count: own });
    }
  }
  return {
    count,
    change: before ? change : null,
    maxWaitMinutes,
    states: [...states.values()].sort((a, b) => b.count - a.count),
  };
}
