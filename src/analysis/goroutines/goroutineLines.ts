import type { DumpComparison, GoroutineLine, GroupTable } from '../../model/goroutineReport';
import { type StateClass, stateClasses } from '../../model/goroutines';
import type { GroupState } from './groups';
import { classNumber } from './stateClasses';

/**
 * Lines where goroutines wait or run (the innermost of the user's, else the innermost) and the `go` statements that made them.
 * Goroutines of the runtime have none; groups that are gone count for the change alone. Most goroutines first.
 */
export function computeGoroutineLines(
  table: GroupTable,
  states: readonly (readonly GroupState[])[],
  comparison: DumpComparison | null,
): GoroutineLine[] {
  const lines = new Map<string, GatheredLine>();
  for (let group = 0; group < table.length; group++) {
    if (table.stateClass[group] === classNumber('runtime')) continue;
    for (const role of ['blocked', 'created'] as const) {
      const frame = role === 'created' ? table.creator[group]! : blockedFrame(table, group);
      if (frame < 0 || table.frames.line[frame] === 0) continue;
      const line = lineAt(lines, table, frame, role);
      line.groups.push(group);
      line.count += table.count[group]!;
      if (comparison) line.change += table.count[group]! - comparison.counts[0]![group]!;
      line.maxWaitMinutes = Math.max(line.maxWaitMinutes, table.maxWaitMinutes[group]!);
      addStates(line, stateClasses[table.stateClass[group]!]!, states[group] ?? [], table.count[group]!);
    }
  }
  return [...lines.values()]
    .sort((a, b) => b.count - a.count)
    .map((line) => ({
      ...line,
      change: comparison ? line.change : null,
      states: [...line.states.values()].sort((a, b) => b.count - a.count),
    }));
}

/** Position in `table.frames`; -1 for a group without a stack. */
export function blockedFrame(table: GroupTable, group: number): number {
  const start = table.frameStart[group]!;
  if (start === table.frameStart[group + 1]) return -1;
  return table.frame[start + Math.max(0, table.topUser[group]!)]!;
}

interface GatheredLine {
  readonly file: string;
  readonly line: number;
  readonly func: string;
  readonly role: GoroutineLine['role'];
  count: number;
  change: number;
  maxWaitMinutes: number;
  readonly groups: number[];
  readonly states: Map<string, { state: string; stateClass: StateClass; count: number }>;
}

function lineAt(
  lines: Map<string, GatheredLine>,
  { frames, strings }: GroupTable,
  frame: number,
  role: GoroutineLine['role'],
): GatheredLine {
  const file = strings[frames.file[frame]!]!;
  const func = strings[frames.func[frame]!]!;
  const line = frames.line[frame]!;
  const key = `${role}\0${file}\0${line}\0${func}`;
  let found = lines.get(key);
  if (!found) {
    found = {
      file,
      line,
      func,
      role,
      count: 0,
      change: 0,
      maxWaitMinutes: -1,
      groups: [],
      states: new Map(),
    };
    lines.set(key, found);
  }
  return found;
}

/** Forms without states tell the class alone. */
function addStates(
  line: GatheredLine,
  stateClass: StateClass,
  states: readonly GroupState[],
  count: number,
): void {
  const told = states.length > 0 || count === 0 ? states : [{ text: '', count }];
  for (const state of told) {
    const key = `${stateClass}\0${state.text}`;
    const known = line.states.get(key);
    if (known) known.count += state.count;
    else line.states.set(key, { state: state.text, stateClass, count: state.count });
  }
}
