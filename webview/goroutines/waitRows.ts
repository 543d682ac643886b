import type { WaitTarget } from '../../src/model/goroutineReport';

/** A row of the tree of what is waited for: a target, who may hold it, and the groups that wait. */
export type WaitRow =
  | { readonly kind: 'target'; readonly target: number; readonly isOpen: boolean; readonly waiters: number }
  | { readonly kind: 'holder'; readonly target: number; readonly holder: number }
  | { readonly kind: 'waiters'; readonly target: number; readonly group: number; readonly waiters: number };

/** Only targets that a matching group waits for. `counts`: goroutines of each group that match. */
export function layoutWaits(
  targets: readonly WaitTarget[],
  counts: Uint32Array,
  isOpen: (target: number) => boolean,
): readonly WaitRow[] {
  const rows: WaitRow[] = [];
  for (const [position, target] of targets.entries()) {
    const groups = target.groups.filter((group) => counts[group]! > 0);
    if (groups.length === 0) continue;
    const open = isOpen(position);
    rows.push({ kind: 'target', target: position, isOpen: open, waiters: target.waiters });
    if (!open) continue;
    for (let holder = 0; holder < target.holders.length; holder++) {
      rows.push({ kind: 'holder', target: position, holder });
    }
    for (const group of groups) {
      // Of a group some may wait for another: never more than wait for this one.
      const waiters = Math.min(counts[group]!, target.waiters);
      rows.push({ kind: 'waiters', target: position, group, waiters });
    }
  }
  return rows;
}
