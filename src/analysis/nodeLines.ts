import type { CallTree } from '../model/callTree';
import type { Profile } from '../model/profile';
import type { LineValue } from '../model/views';
import { functionFacts } from './frames';

/** Weights of source lines by call node: which line of the frame each sample below the node was at. */
export type NodeLines = ReadonlyMap<number, readonly LineValue[]>;

/**
 * Lines of `node` and of its ancestors, each heaviest first, counting the samples below `node` alone.
 * `stackTotal` and `stackSelf` are sums per stack of the profile, with and without extensions of the stack.
 */
export function computeNodeLines(
  profile: Profile,
  tree: CallTree,
  node: number,
  stackTotal: Float64Array,
  stackSelf: Float64Array,
): NodeLines {
  const sums = new Map<number, Map<string, LineValue & { flat: number; cum: number }>>();
  const { stacks } = profile;
  for (let stack = 0; stack < stacks.length; stack++) {
    const last = tree.stackNode[stack]!;
    const inlined = linesAt(tree, profile, stack);
    // The stack's own frames are its node and, where calls were inlined, that node's nearest ancestors.
    const steps = tree.depth[last]! - tree.depth[node]!;
    if (steps < 0 || steps >= inlined || !isAncestor(tree, node, last, steps)) continue;
    if (stackTotal[stack] === 0) continue;
    for (let at = stack; at >= 0; at = stacks.parent[at]!) {
      addStack(profile, tree, at, at === stack, stackTotal[stack]!, stackSelf[stack]!, node, sums);
    }
  }
  const sorted = new Map<number, LineValue[]>();
  for (const [key, lines] of sums) {
    sorted.set(
      key,
      [...lines.values()].sort((a, b) => Math.abs(b.cum) - Math.abs(a.cum) || a.line - b.line),
    );
  }
  return sorted;
}

function linesAt(tree: CallTree, profile: Profile, stack: number): number {
  const location = profile.stacks.location[stack]!;
  return tree.frames.locationStart[location + 1]! - tree.frames.locationStart[location]!;
}

function isAncestor(tree: CallTree, ancestor: number, node: number, steps: number): boolean {
  let at = node;
  for (let i = 0; i < steps; i++) at = tree.parent[at]!;
  return at === ancestor;
}

function addStack(
  profile: Profile,
  tree: CallTree,
  stack: number,
  isOwn: boolean,
  total: number,
  self: number,
  node: number,
  sums: Map<number, Map<string, LineValue & { flat: number; cum: number }>>,
): void {
  const { locations } = profile;
  const location = profile.stacks.location[stack]!;
  let at = tree.stackNode[stack]!;
  for (let row = locations.lineStart[location]!; row < locations.lineStart[location + 1]!; row++) {
    // Frames that the node has called inside the same location lie below it.
    if (tree.depth[at]! <= tree.depth[node]!) {
      const { file } = functionFacts(profile, locations.lineFunction[row]!);
      const line = locations.lineNumber[row]!;
      const lines = sums.get(at) ?? new Map();
      if (lines.size === 0) sums.set(at, lines);
      const key = `${line}\0${file}`;
      const sum = lines.get(key) ?? { file, line, flat: 0, cum: 0 };
      sum.cum += total;
      if (isOwn && at === tree.stackNode[stack]) sum.flat += self;
      lines.set(key, sum);
    }
    at = tree.parent[at]!;
  }
}
