import type { DumpComparison, GroupTable } from '../../src/model/goroutineReport';
import { creatorOf, stateText, telling } from './groups';
import type { GroupSort } from './state';

/** A row of the groups' table. */
export interface GroupRow {
  /** The group that it shows, or that stands for those folded under it. */
  readonly group: number;
  readonly level: 1 | 2;
  /** Groups that the row stands for: more than one where similar ones are folded. */
  readonly members: readonly number[];
  readonly isOpen: boolean;
  /** Goroutines that match, and all: the same without a filter. */
  readonly matching: number;
  readonly count: number;
  /** -1 where none is printed. */
  readonly minWaitMinutes: number;
  readonly maxWaitMinutes: number;
  readonly waiting: number;
  /** Position in `verdicts`. */
  readonly verdict: number;
  /** Of the last dump less the first; 0 without a comparison. */
  readonly change: number;
  /** Goroutines in the first of the compared dumps. */
  readonly before: number;
}

export interface GroupLayout {
  readonly groups: GroupTable;
  /** Goroutines of each group that match; null without a filter. */
  readonly matching: Uint32Array | null;
  readonly comparison: DumpComparison | null;
  readonly sort: GroupSort;
  readonly foldSimilar: boolean;
  /** Groups whose fold is open. */
  readonly open: ReadonlySet<number>;
}

/** The rows in their order; groups that are gone since the first dump come last. */
export function layoutGroups(layout: GroupLayout): readonly GroupRow[] {
  const folds = layout.foldSimilar ? foldGroups(layout) : aloneGroups(layout);
  const tops = folds.map((members) => rowOf(layout, members, 1));
  const order = sorted(tops, layout);
  if (!tops.some(({ isOpen }) => isOpen)) return order;
  return order.flatMap((row) =>
    row.isOpen
      ? [
          row,
          ...sorted(
            row.members.map((group) => rowOf(layout, [group], 2)),
            layout,
          ),
        ]
      : [row],
  );
}

/** What a comparison shows first is what has changed most. */
export function usualSort(comparison: DumpComparison | null): GroupSort {
  return { column: comparison ? 'change' : 'count', descending: true };
}

/** Groups and goroutines that match. */
export function matchTotals(
  groups: GroupTable,
  matching: Uint32Array | null,
): { readonly groups: number; readonly goroutines: number } {
  let matchingGroups = 0;
  let goroutines = 0;
  const counts = matching ?? groups.count;
  for (let group = 0; group < groups.length; group++) {
    if (counts[group]! === 0) continue;
    matchingGroups++;
    goroutines += counts[group]!;
  }
  return { groups: matchingGroups, goroutines };
}

/** The one group that matches; -1 for none or several. */
export function onlyMatch(matching: Uint32Array): number {
  let only = -1;
  for (let group = 0; group < matching.length; group++) {
    if (matching[group]! === 0) continue;
    if (only >= 0) return -1;
    only = group;
  }
  return only;
}

/** Goroutines by class that match, in the order of `stateClasses`. */
export function matchingByClass(groups: GroupTable, matching: Uint32Array, classes: number): Float64Array {
  const byClass = new Float64Array(classes);
  for (let group = 0; group < groups.length; group++) byClass[groups.stateClass[group]!]! += matching[group]!;
  return byClass;
}

function isShown({ groups, matching, comparison }: GroupLayout, group: number): boolean {
  if (matching) return matching[group]! > 0;
  return groups.count[group]! > 0 || comparison !== null;
}

function aloneGroups(layout: GroupLayout): readonly (readonly number[])[] {
  const alone: number[][] = [];
  for (let group = 0; group < layout.groups.length; group++) if (isShown(layout, group)) alone.push([group]);
  return alone;
}

/** Groups by what they are folded under; whoever it is folded under stands first, where it matches. */
function foldGroups(layout: GroupLayout): readonly (readonly number[])[] {
  const { similarTo } = layout.groups;
  const folds = new Map<number, number[]>();
  for (let group = 0; group < layout.groups.length; group++) {
    if (!isShown(layout, group)) continue;
    const head = similarTo[group]!;
    const members = folds.get(head);
    if (!members) folds.set(head, [group]);
    else if (group === head) members.unshift(group);
    else members.push(group);
  }
  return [...folds.values()];
}

function rowOf(layout: GroupLayout, members: readonly number[], level: 1 | 2): GroupRow {
  const { groups, matching, comparison, open } = layout;
  let row = { matching: 0, count: 0, waiting: 0, verdict: 0, before: 0, now: 0 };
  let minWaitMinutes = -1;
  let maxWaitMinutes = -1;
  const first = comparison?.counts[0];
  const last = comparison?.counts.at(-1);
  for (const group of members) {
    const least = groups.minWaitMinutes[group]!;
    if (least >= 0 && (minWaitMinutes < 0 || least < minWaitMinutes)) minWaitMinutes = least;
    maxWaitMinutes = Math.max(maxWaitMinutes, groups.maxWaitMinutes[group]!);
    row = {
      matching: row.matching + (matching ?? groups.count)[group]!,
      count: row.count + groups.count[group]!,
      waiting: row.waiting + groups.waiting[group]!,
      verdict: Math.max(row.verdict, groups.verdict[group]!),
      before: row.before + (first?.[group] ?? 0),
      now: row.now + (last?.[group] ?? 0),
    };
  }
  const { now, before, ...counts } = row;
  return {
    ...counts,
    before,
    change: now - before,
    group: members[0]!,
    level,
    members,
    isOpen: level === 1 && members.length > 1 && open.has(members[0]!),
    minWaitMinutes,
    maxWaitMinutes,
  };
}

function sorted(rows: readonly GroupRow[], { groups, comparison, sort }: GroupLayout): readonly GroupRow[] {
  const compare = comparing(groups, sort);
  const up = sort.descending ? -1 : 1;
  return rows.toSorted(
    (a, b) =>
      (comparison ? Number(isGone(a)) - Number(isGone(b)) : 0) ||
      up * compare(a, b) ||
      b.verdict - a.verdict ||
      b.matching - a.matching ||
      a.group - b.group,
  );
}

export function isGone(row: GroupRow): boolean {
  return row.count === 0;
}

function comparing(groups: GroupTable, { column }: GroupSort): (a: GroupRow, b: GroupRow) => number {
  switch (column) {
    case 'count':
      return (a, b) => a.matching - b.matching;
    case 'change':
      return (a, b) => a.change - b.change;
    case 'wait':
      return (a, b) => a.maxWaitMinutes - b.maxWaitMinutes || a.minWaitMinutes - b.minWaitMinutes;
    case 'verdict':
      return (a, b) => a.verdict - b.verdict;
    case 'state':
      return byText((row) => stateText(groups, row.group).toLowerCase());
    case 'function':
      return byText((row) => {
        const frame = telling(groups, row.group);
        return frame < 0 ? '' : groups.strings[groups.frames.func[frame]!]!.toLowerCase();
      });
    case 'creator':
      return byText((row) => creatorOf(groups, row.group)?.func.toLowerCase() ?? '');
  }
}

function byText(key: (row: GroupRow) => string): (a: GroupRow, b: GroupRow) => number {
  const keys = new Map<GroupRow, string>();
  const keyOf = (row: GroupRow) => {
    const known = keys.get(row);
    if (known !== undefined) return known;
    const made = key(row);
    keys.set(row, made);
    return made;
  };
  return (a, b) => {
    const left = keyOf(a);
    const right = keyOf(b);
    return left === right ? 0 : left < right ? -1 : 1;
  };
}
