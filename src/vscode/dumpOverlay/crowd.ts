import { type Finding, type Verdict, verdicts } from '../../model/finding';
import type { GoroutineLine, GoroutineReport } from '../../model/goroutineReport';
import type { GoroutineSpot } from './goroutineIndex';

export type StateCount = GoroutineLine['states'][number];

/** Goroutines of one role on one or several lines of source. */
export interface Crowd {
  readonly role: GoroutineLine['role'];
  readonly count: number;
  /** Of the last of the compared dumps less the first; null without a comparison. */
  readonly change: number | null;
  /** Most frequent first. */
  readonly states: readonly StateCount[];
  /** Whole minutes, lower bounds, of those that print any; -1 where none does. */
  readonly minWaitMinutes: number;
  readonly maxWaitMinutes: number;
  /** How many print minutes. */
  readonly waiting: number;
  /** Positions in the report's groups, largest first. */
  readonly groups: readonly number[];
  readonly verdict: Verdict;
}

/** Null where nobody is there, and nobody was. */
export function crowdOf(lines: readonly GoroutineLine[], report: GoroutineReport): Crowd | null {
  if (lines.length === 0) return null;
  const { groups } = report;
  const members = lines.length === 1 ? lines[0]!.groups : largestFirst(lines, report);
  let minWaitMinutes = -1;
  let maxWaitMinutes = -1;
  let waiting = 0;
  let verdict = 0;
  for (const group of members) {
    verdict = Math.max(verdict, groups.verdict[group]!);
    if (groups.waiting[group] === 0) continue;
    waiting += groups.waiting[group]!;
    const least = groups.minWaitMinutes[group]!;
    minWaitMinutes = minWaitMinutes < 0 ? least : Math.min(minWaitMinutes, least);
    maxWaitMinutes = Math.max(maxWaitMinutes, groups.maxWaitMinutes[group]!);
  }
  const count = sum(lines.map((line) => line.count));
  const changes = lines.flatMap(({ change }) => change ?? []);
  return {
    role: lines[0]!.role,
    count,
    change: changes.length === 0 ? null : sum(changes),
    states: mergedStates(lines),
    minWaitMinutes,
    maxWaitMinutes,
    waiting,
    groups: members,
    verdict: verdicts[verdict]!,
  };
}

/** Findings about goroutines of these spots, or about the lines themselves, in the order of the report. */
export function findingsOf(spots: readonly GoroutineSpot[], report: GoroutineReport): Finding[] {
  const { findingStart, finding } = report.groups;
  const found = new Set(spots.flatMap(({ findings }) => findings));
  for (const { blocked, created } of spots) {
    for (const line of [...blocked, ...created]) {
      for (const group of line.groups) {
        for (let at = findingStart[group]!; at < findingStart[group + 1]!; at++) found.add(finding[at]!);
      }
    }
  }
  return [...found].sort((a, b) => a - b).map((at) => report.findings[at]!);
}

/** A crowd that a person should see: a share of all goroutines, or a verdict about them, however few they are. */
export function isWorthTelling(
  { count, change, verdict }: Crowd,
  { facts }: GoroutineReport,
  minimumShare: number,
): boolean {
  const size = Math.max(count, Math.abs(change ?? 0));
  return verdict !== 'normal' || (size > 0 && size >= facts.parsed * minimumShare);
}

/** Whether it has a CodeLens on its own line: `go` statements have, and lines where someone is more than parked. */
export function hasOwnLens(crowd: Crowd, report: GoroutineReport, minimumShare: number): boolean {
  return crowd.role === 'created' ? isWorthTelling(crowd, report, minimumShare) : crowd.verdict !== 'normal';
}

/** How much time lies between the compared dumps: for rates. */
export interface Since {
  readonly dumps: number;
  /** Null where times are unknown. */
  readonly minutes: number | null;
}

export function sinceOf({ comparison }: GoroutineReport): Since | null {
  if (!comparison) return null;
  const { dumps } = comparison;
  const first = dumps[0]?.timeMs ?? null;
  const last = dumps.at(-1)?.timeMs ?? null;
  const minutes = first === null || last === null ? 0 : (last - first) / 60_000;
  return { dumps: dumps.length, minutes: minutes > 0 ? minutes : null };
}

function largestFirst(lines: readonly GoroutineLine[], { groups }: GoroutineReport): number[] {
  const members = new Set(lines.flatMap((line) => line.groups));
  return [...members].sort((a, b) => groups.count[b]! - groups.count[a]! || a - b);
}

function mergedStates(lines: readonly GoroutineLine[]): readonly StateCount[] {
  if (lines.length === 1) return lines[0]!.states;
  const merged = new Map<string, StateCount>();
  for (const item of lines.flatMap(({ states }) => states)) {
    const key = `${item.stateClass} ${item.state}`;
    const count = (merged.get(key)?.count ?? 0) + item.count;
    merged.set(key, { ...item, count });
  }
  return [...merged.values()].sort((a, b) => b.count - a.count);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
