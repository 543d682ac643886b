import { GrowingFloat64, GrowingInt32, GrowingUint32 } from '../base/growingColumns';
import type { CallTree } from '../model/callTree';
import { packageNameOf } from '../model/goName';
import type { FlameView, FrameNames } from '../model/views';

/** More boxes than this are never sent: a screen has fewer pixels. */
export const maxViewNodes = 200_000;

/** FlameView keeps depths in 16 bits; a stack deeper than this is cut there. */
const maxViewDepth = 65_534;

/** Values of one type over a tree, as plain numbers: pictures may round. */
export interface FlameValues {
  readonly self: Float64Array;
  readonly total: Float64Array;
  /** Sums of magnitudes: what boxes are as wide as. */
  readonly weight: Float64Array;
}

/** The boxes below `root` in display order: preorder, heaviest sibling first, small ones left out. */
export function computeFlameView(
  tree: CallTree,
  values: FlameValues,
  options: { sampleIndex: number; root: number; minShare?: number },
): FlameView {
  const { root } = options;
  const below = subtreeOf(tree, root);
  const threshold = Math.max(
    (options.minShare ?? 0) * values.weight[root]!,
    weightOfRank(values.weight, below.nodes, maxViewNodes),
  );
  const node = new GrowingUint32();
  const frame = new GrowingInt32();
  const depth = new GrowingUint32();
  const weight = new GrowingFloat64();
  const total = new GrowingFloat64();
  const self = new GrowingFloat64();
  const frames = new FrameCollector(tree);
  const pending: number[] = [root];
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    const level = tree.depth[at]! - tree.depth[root]!;
    node.push(at);
    frame.push(at === 0 ? -1 : frames.positionOf(tree.frame[at]!));
    depth.push(level);
    weight.push(values.weight[at]!);
    total.push(values.total[at]!);
    self.push(values.self[at]!);
    if (level < maxViewDepth) pushChildren(tree, values.weight, at, threshold, pending);
  }
  return {
    sampleIndex: options.sampleIndex,
    root,
    ancestors: ancestorsOf(tree, values, root, frames),
    length: node.length,
    node: node.finish(),
    frame: frame.finish(),
    depth: Uint16Array.from(depth.finish()),
    weight: weight.finish(),
    total: total.finish(),
    self: self.finish(),
    frames: frames.names(),
    omitted: below.nodes.length - node.length,
    maxDepth: below.maxDepth,
  };
}

/** Pushes the lightest first, so that the heaviest is taken next. Nodes of equal weight keep the order of their frames. */
function pushChildren(
  tree: CallTree,
  weight: Float64Array,
  node: number,
  threshold: number,
  pending: number[],
): void {
  const start = pending.length;
  for (let row = tree.childStart[node]!; row < tree.childStart[node + 1]!; row++) {
    const child = tree.child[row]!;
    if (weight[child]! > 0 && weight[child]! >= threshold) pending.push(child);
  }
  if (pending.length - start < 2) return;
  const kept = pending
    .splice(start)
    .sort((a, b) => weight[a]! - weight[b]! || tree.frame[b]! - tree.frame[a]!);
  for (const child of kept) pending.push(child);
}

function subtreeOf(tree: CallTree, root: number): { nodes: Uint32Array; maxDepth: number } {
  if (root === 0)
    return { nodes: Uint32Array.from({ length: tree.length }, (_, i) => i), maxDepth: deepest(tree.depth) };
  const nodes = new GrowingUint32();
  nodes.push(root);
  let maxDepth = 0;
  for (let next = 0; next < nodes.length; next++) {
    const node = nodes.get(next);
    maxDepth = Math.max(maxDepth, tree.depth[node]! - tree.depth[root]!);
    for (let row = tree.childStart[node]!; row < tree.childStart[node + 1]!; row++)
      nodes.push(tree.child[row]!);
  }
  return { nodes: nodes.finish(), maxDepth };
}

/**
 * The weight that at most `rank` of the nodes reach. A child never outweighs its parent, so the nodes that reach it
 * form a tree.
 */
function weightOfRank(weight: Float64Array, nodes: Uint32Array, rank: number): number {
  if (nodes.length <= rank) return 0;
  const sorted = Float64Array.from(nodes, (node) => weight[node]!).sort();
  const candidate = sorted[sorted.length - rank]!;
  // Many nodes can share the weight at the border: then only heavier ones are sent.
  return sorted[sorted.length - rank - 1] === candidate ? candidate * (1 + 1e-12) : candidate;
}

function ancestorsOf(
  tree: CallTree,
  values: FlameValues,
  root: number,
  frames: FrameCollector,
): FlameView['ancestors'] {
  const ancestors: { node: number; frame: number; total: number }[] = [];
  for (let node = tree.parent[root]!; node >= 0; node = tree.parent[node]!) {
    const frame = node === 0 ? -1 : frames.positionOf(tree.frame[node]!);
    ancestors.push({ node, frame, total: values.total[node]! });
  }
  return ancestors.reverse();
}

/** Numbers the frames that a view uses in the order of their first use. */
class FrameCollector {
  readonly #tree: CallTree;
  readonly #position: Int32Array;
  readonly #ids: number[] = [];

  constructor(tree: CallTree) {
    this.#tree = tree;
    this.#position = new Int32Array(tree.frames.length).fill(-1);
  }

  positionOf(frame: number): number {
    const known = this.#position[frame]!;
    if (known >= 0) return known;
    this.#position[frame] = this.#ids.length;
    return this.#ids.push(frame) - 1;
  }

  names(): FrameNames {
    const { frames } = this.#tree;
    return {
      id: Uint32Array.from(this.#ids),
      name: this.#ids.map((frame) => frames.name[frame]!),
      packageName: this.#ids.map((frame) => packageNameOf(frames.name[frame]!)),
      file: this.#ids.map((frame) => frames.file[frame]!),
      startLine: Float64Array.from(this.#ids, (frame) => frames.line[frame]!),
    };
  }
}

function deepest(depth: Uint32Array): number {
  let max = 0;
  for (let i = 0; i < depth.length; i++) if (depth[i]! > max) max = depth[i]!;
  return max;
}
