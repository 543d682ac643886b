import type { WaitTarget } from '../../model/goroutineReport';
import { findHolders } from './lockHolders';
import type { StudiedDump } from './studiedDump';
import { type Target, Waits } from './waiters';

const mostTargets = 200;

/**
 * What goroutines wait on, most waiters first, at most 200: locks, WaitGroups and conditions by the address that their innermost
 * frames print, and who likely holds them; without an address a target for each group. Channels are told where a frame of the
 * runtime has their address (SIGQUIT dumps), or where another goroutine has an argument of the blocked function, too.
 */
export function computeWaitTargets(studied: StudiedDump, groupOf: Int32Array): WaitTarget[] {
  const waits = new Waits(studied, groupOf);
  waits.gather();
  const targets = [...waits.targets].sort((a, b) => b.waiting - a.waiting).slice(0, mostTargets);
  findHolders(waits, targets);
  return targets.map((target) => toWaitTarget(studied, groupOf, target));
}

function toWaitTarget({ dump }: StudiedDump, groupOf: Int32Array, target: Target): WaitTarget {
  return {
    kind: target.kind,
    address: target.address === 0 ? '' : `0x${target.address.toString(16)}`,
    waiters: target.waiting,
    groups: [...target.groups].sort((a, b) => b[1] - a[1]).map(([group]) => group),
    holders: target.holders.map(({ goroutine, reason }) => ({
      goroutine,
      goid: dump.goroutines.goid[goroutine]!,
      group: groupOf[goroutine]!,
      reason,
    })),
  };
}
