import type { GoroutineRow } from '../../model/goroutineReport';
import { type GoroutineDump, goroutineFlags } from '../../model/goroutines';
import type { JudgedDump } from './matchGoroutines';
import { stateText } from './stateText';

const mostRows = 500;

/** A page of the goroutines of a group (all for null) that match (all for null), in the order of the dump. `total` counts rows. */
export function listGoroutines(
  { studied, members }: Pick<JudgedDump, 'studied' | 'members'>,
  matching: Uint8Array | null,
  page: { readonly group: number | null; readonly offset: number; readonly limit: number },
): { rows: GoroutineRow[]; total: number } {
  const { group, offset, limit } = page;
  const { member, memberStart, groupOf } = members;
  const all = group === null ? null : member.subarray(memberStart[group] ?? 0, memberStart[group + 1] ?? 0);
  const length = all === null ? groupOf.length : all.length;
  const most = Math.min(Math.max(limit, 0), mostRows);
  const rows: GoroutineRow[] = [];
  let total = 0;
  for (let at = 0; at < length; at++) {
    const index = all === null ? at : all[at]!;
    if (matching !== null && matching[index] === 0) continue;
    if (total >= offset && rows.length < most) rows.push(rowOf(studied.dump, index, groupOf[index]!));
    total++;
  }
  return { rows, total };
}

function rowOf(dump: GoroutineDump, index: number, group: number): GoroutineRow {
  const { goroutines, labelSets } = dump;
  return {
    index,
    group,
    goid: goroutines.goid[index]!,
    count: goroutines.count[index]!,
    state: stateText(dump, index),
    waitMinutes: goroutines.waitMinutes[index]!,
    creatorGoid: goroutines.creatorGoid[index]!,
    line: goroutines.line[index]!,
    bubble: goroutines.bubble[index]!,
    thread: goroutines.thread[index]!,
    lockedToThread: (goroutines.flags[index]! & goroutineFlags.lockedToThread) !== 0,
    labels: labelSets[goroutines.labels[index]!] ?? [],
  };
}
