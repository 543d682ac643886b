import { GrowingFloat64, GrowingInt32, GrowingUint32 } from '../base/growingColumns';
import type { CallTree } from '../model/callTree';
import { packageNameOf } from '../model/goName';
import type { ComparedTotals, FlameView, FrameNames } from '../model/views';

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
  /** Totals of both sides of a comparison. */
  readonly compared?: ComparedTotals | null;
}

/** The boxes below `root` in display order: preorder, heaviest sibling first, small ones left out. */
export function computeFlameView(
  tree: CallTree,
  values: FlameValues,
  options: { sampleIndex: number; root: number; minShare?: number },
): FlameView {
  const { root } = options;
  const below = weighSubtree(tree, values.weight, root);
  const threshold = Math.max((options.minShare ?? 0) * values.weight[root]!, below.threshold);
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
    frame.push(frames.positionOf(tree.frame[at]!));
    depth.push(level);
    weight.push(values.weight[at]!);
    total.push(values.total[at]!);
    self.push(values.self[at]!);
    if (level < maxViewDepth) pushChildren(tree, values.weight, at, threshold, pending);
  }
  const rows = node.finish();
  return {
    sampleIndex: options.sampleIndex,
    root,
    ancestors: ancestorsOf(tree, values, root, frames),
    length: rows.length,
    node: rows,
    frame: frame.finish(),
    depth: Uint16Array.from(depth.finish()),
    weight: weight.finish(),
    total: total.finish(),
    self: self.finish(),
    compared: values.compared
      ? {
          base: pick(values.compared.base, rows),
          current: pick(values.compared.current, rows),
        }
      : null,
    frames: frames.names(),
    omitted: below.count - rows.length,
    maxDepth: below.maxDepth,
  };
}

function pick(column: Float64Array, rows: Uint32Array): Float64Array {
  return Float64Array.from(rows, (row) => column[row]!);
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

interface Subtree {
  readonly count: number;
  readonly maxDepth: number;
  /** At most `maxViewNodes` of its nodes weigh this much. */
  readonly threshold: number;
}

/** One pass over the subtree, or over the columns where it is the whole tree. */
function weighSubtree(tree: CallTree, weight: Float64Array, root: number): Subtree {
  const ranks = new WeightRanks();
  const { depth, childStart, child } = tree;
  let deepest = depth[root]!;
  let count = 0;
  if (root === 0) {
    count = tree.length;
    for (let node = 0; node < count; node++) {
      if (depth[node]! > deepest) deepest = depth[node]!;
      ranks.add(weight[node]!);
    }
  } else {
    const pending = [root];
    for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
      count++;
      if (depth[node]! > deepest) deepest = depth[node]!;
      ranks.add(weight[node]!);
      for (let row = childStart[node]!; row < childStart[node + 1]!; row++) pending.push(child[row]!);
    }
  }
  return { count, maxDepth: deepest - depth[root]!, threshold: ranks.thresholdFor(maxViewNodes) };
}

/**
 * Counts weights in buckets of 6 % (a float's exponent and the first four bits of its fraction grow with its value), which
 * finds a threshold without sorting millions. A child never outweighs its parent, so the nodes above it form a tree.
 */
class WeightRanks {
  readonly #buckets = new Uint32Array(1 << 15);
  readonly #float = new Float64Array(1);
  readonly #words = new Uint32Array(this.#float.buffer);

  add(weight: number): void {
    this.#float[0] = weight;
    const bucket = this.#words[1]! >>> 16;
    this.#buckets[bucket] = this.#buckets[bucket]! + 1;
  }

  thresholdFor(most: number): number {
    let above = 0;
    for (let bucket = this.#buckets.length - 1; bucket > 0; bucket--) {
      above += this.#buckets[bucket]!;
      if (above > most) return this.#lowestOf(bucket + 1);
    }
    return 0;
  }

  #lowestOf(bucket: number): number {
    this.#words[0] = 0;
    this.#words[1] = bucket << 16;
    return this.#float[0]!;
  }
}

function ancestorsOf(
  tree: CallTree,
  values: FlameValues,
  root: number,
  frames: FrameCollector,
): FlameView['ancestors'] {
  const ancestors: { node: number; frame: number; total: number }[] = [];
  for (let node = tree.parent[root]!; node >= 0; node = tree.parent[node]!) {
    const frame = frames.positionOf(tree.frame[node]!);
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

  /** -1 for "all". */
  positionOf(frame: number): number {
    if (frame < 0) return -1;
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
