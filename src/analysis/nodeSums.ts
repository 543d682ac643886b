import { toNumber } from '../base/int64';
import type { CallTree } from '../model/callTree';
import type { Profile } from '../model/profile';

/** self and total of one call node in every value type, without summing over the rest of the tree. */
export function sumSubtree(
  profile: Profile,
  tree: CallTree,
  node: number,
): { selfByType: number[]; totalByType: number[] } {
  const isBelow = new Uint8Array(tree.length);
  isBelow[node] = 1;
  for (let at = node + 1; at < tree.length; at++) isBelow[at] = isBelow[tree.parent[at]!]!;
  const { samples } = profile;
  const emptyStackNode = tree.frame[0] === -1 ? 0 : -1;
  const selfByType = samples.values.map(() => 0);
  const totalByType = samples.values.map(() => 0);
  for (let sample = 0; sample < samples.length; sample++) {
    const stack = samples.stack[sample]!;
    const at = stack < 0 ? emptyStackNode : tree.stackNode[stack]!;
    if (at < 0 || isBelow[at] === 0) continue;
    for (let type = 0; type < totalByType.length; type++) {
      const value = toNumber(samples.values[type]![sample]!);
      totalByType[type]! += value;
      if (at === node) selfByType[type]! += value;
    }
  }
  return { selfByType, totalByType };
}
