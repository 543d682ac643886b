import type { CallTree } from '../model/callTree';
import { packageNameOf } from '../model/goName';
import type { Neighbour } from '../model/views';

/**
 * Callers and callees of one frame with the weight of each edge, heaviest first, as pprof's -peek: a sample counts once
 * per edge, and a call of the frame by itself is no edge. "none" (frame -1) is the rest: at the root, or at the leaf.
 */
export function computeNeighbours(
  tree: CallTree,
  total: Float64Array,
  self: Float64Array,
  frame: number,
): { callers: Neighbour[]; callees: Neighbour[] } {
  const callers = new Map<number, number>();
  const callees = new Map<number, number>();
  for (let node = 1; node < tree.length; node++) {
    const own = tree.frame[node]!;
    const above = tree.parent[node]!;
    const caller = tree.frame[above]!;
    if (own === frame) {
      if (self[node] !== 0) add(callees, -1, self[node]!);
      if (caller !== frame && isFirstEdge(tree, node, above))
        add(callers, above === 0 ? -1 : caller, total[node]!);
    } else if (caller === frame && isFirstEdge(tree, node, above)) add(callees, own, total[node]!);
  }
  return { callers: sorted(tree, callers), callees: sorted(tree, callees) };
}

/** False where the same call stands nearer to the root of the same stack. */
function isFirstEdge(tree: CallTree, node: number, above: number): boolean {
  const callee = tree.frame[node]!;
  const caller = tree.frame[above]!;
  for (let at = above; at > 0; at = tree.parent[at]!) {
    if (tree.frame[at] === callee && tree.frame[tree.parent[at]!] === caller) return false;
  }
  return true;
}

function add(sums: Map<number, number>, key: number, value: number): void {
  sums.set(key, (sums.get(key) ?? 0) + value);
}

function sorted(tree: CallTree, sums: Map<number, number>): Neighbour[] {
  return [...sums]
    .filter(([, value]) => value !== 0)
    .sort(([a, left], [b, right]) => Math.abs(right) - Math.abs(left) || a - b)
    .map(([frame, value]) => {
      const name = frame < 0 ? '' : tree.frames.name[frame]!;
      return { frame, name, packageName: packageNameOf(name), value };
    });
}
