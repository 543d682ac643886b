import { type Int64Column, toNumber } from '../base/int64';
import type { CallTree } from '../model/callTree';

/** Call nodes where samples end, in the order of the tree, each with its frames from the root down. */
export function* stackPaths(
  tree: CallTree,
  columns: readonly Int64Column[],
): Generator<{ readonly node: number; readonly frames: readonly number[] }> {
  for (let node = 1; node < tree.length; node++) {
    if (columns.every((column) => toNumber(column[node]!) === 0)) continue;
    const frames: number[] = [];
    for (let at = node; at > 0; at = tree.parent[at]!) frames.push(tree.frame[at]!);
    yield { node, frames: frames.reverse() };
  }
}
