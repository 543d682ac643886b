import { type Int64Column, toNumber } from '../base/int64';
import type { CallTree } from '../model/callTree';
import type { ComparedValues, Profile } from '../model/profile';
import type { ComparedByType, NodeDetails } from '../model/views';

/** self and total of one call node in every value type, without summing over the rest of the tree. */
export function sumSubtree(
  profile: Profile,
  tree: CallTree,
  node: number,
): Pick<NodeDetails, 'selfByType' | 'totalByType' | 'compared'> {
  const isBelow = new Uint8Array(tree.length);
  isBelow[node] = 1;
  for (let at = node + 1; at < tree.length; at++) isBelow[at] = isBelow[tree.parent[at]!]!;
  const { values, compared } = profile.samples;
  const own = sumColumns(profile, tree, node, isBelow, values);
  return {
    selfByType: own.self,
    totalByType: own.total,
    compared:
      compared && comparedSums(compared, (columns) => sumColumns(profile, tree, node, isBelow, columns)),
  };
}

interface Sums {
  readonly self: readonly number[];
  readonly total: readonly number[];
}

function comparedSums(
  { base, current }: ComparedValues,
  sum: (columns: readonly Int64Column[]) => Sums,
): ComparedByType {
  const before = sum(base);
  const after = sum(current);
  return { baseFlat: before.self, currentFlat: after.self, baseCum: before.total, currentCum: after.total };
}

function sumColumns(
  { samples }: Profile,
  tree: CallTree,
  node: number,
  isBelow: Uint8Array,
  columns: readonly Int64Column[],
): Sums {
  const emptyStackNode = tree.frame[0] === -1 ? 0 : -1;
  const self = columns.map(() => 0);
  const total = columns.map(() => 0);
  for (let sample = 0; sample < samples.length; sample++) {
    const stack = samples.stack[sample]!;
    const at = stack < 0 ? emptyStackNode : tree.stackNode[stack]!;
    if (at < 0 || isBelow[at] === 0) continue;
    for (let type = 0; type < total.length; type++) {
      const value = toNumber(columns[type]![sample]!);
      total[type]! += value;
      if (at === node) self[type]! += value;
    }
  }
  return { self, total };
}
