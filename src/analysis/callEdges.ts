import { type Int64Column, isWide, newColumn } from '../base/int64';
import type { CallTree } from '../model/callTree';
import { PrefixTreeBuilder } from '../model/prefixTreeBuilder';
import type { Profile } from '../model/profile';
import { firstOnPath } from './callTree';

/** Calls between frames that were kept, each pair once. */
export interface CallEdges {
  readonly length: number;
  readonly caller: Int32Array;
  readonly callee: Uint32Array;
  readonly weight: Int64Column;
  /** Sums of the divisor column of means; null where no mean was asked for. */
  readonly divisor: Int64Column | null;
  /** 1 where every call was inlined. */
  readonly inlined: Uint8Array;
  /** 1 where frames that were not kept stood between. */
  readonly residual: Uint8Array;
}

/** Which call nodes samples with a value pass, and which of them some sample reached by a call that was not inlined. */
export interface SampledNodes {
  readonly passed: Uint8Array;
  readonly called: Uint8Array;
}

/**
 * Edges as pprof counts them (google/pprof internal/graph newGraph): a sample counts once per edge, also under recursion, a
 * call of a frame by itself is no edge, and over frames that are not in `kept` (null: all are) an edge is residual.
 * `totals` are sums over call nodes; `divisors` those of the first value type.
 */
export function computeCallEdges(
  tree: CallTree,
  sampled: SampledNodes,
  totals: Int64Column,
  divisors: Int64Column | null,
  kept: Uint8Array | null,
): CallEdges {
  const { edgeOf, isResidual, caller, callee } = findEdges(tree, sampled.passed, kept);
  const { length } = caller;
  const isFirst = firstOnPath(edgeOf, tree.childStart, tree.child, length + 1);
  const inlined = new Uint8Array(length).fill(1);
  const residual = new Uint8Array(length);
  const counted = new Int32Array(tree.length).fill(-1);
  for (let node = 1; node < tree.length; node++) {
    const edge = edgeOf[node]!;
    if (edge === length || isFirst[node] === 0) continue;
    counted[node] = edge;
    if (sampled.called[node] === 1) inlined[edge] = 0;
    if (isResidual[node] === 1) residual[edge] = 1;
  }
  return {
    length,
    caller,
    callee,
    weight: sumBy(counted, totals, length),
    divisor: divisors && sumBy(counted, divisors, length),
    inlined,
    residual,
  };
}

/** Looks at which samples have a value other than 0 in any of `columns`: pprof sees no others, not even for edges of weight 0. */
export function findSampledNodes(
  profile: Profile,
  tree: CallTree,
  columns: readonly Int64Column[],
): SampledNodes {
  const { stacks, samples } = profile;
  const isPassed = new Uint8Array(stacks.length);
  for (let sample = 0; sample < samples.length; sample++) {
    const stack = samples.stack[sample]!;
    if (stack >= 0 && columns.some((column) => Number(column[sample]!) !== 0)) isPassed[stack] = 1;
  }
  const passed = new Uint8Array(tree.length);
  const called = new Uint8Array(tree.length);
  const { locationStart } = tree.frames;
  for (let stack = stacks.length - 1; stack >= 0; stack--) {
    if (isPassed[stack] === 0) continue;
    if (stacks.parent[stack]! >= 0) isPassed[stacks.parent[stack]!] = 1;
    const location = stacks.location[stack]!;
    let node = tree.stackNode[stack]!;
    if (node < 0) continue;
    // The outermost frame of a location was called, the frames inside were inlined into it.
    for (let row = locationStart[location]!; row < locationStart[location + 1]!; row++) {
      passed[node] = 1;
      if (row + 1 === locationStart[location + 1]!) called[node] = 1;
      node = tree.parent[node]!;
    }
  }
  return { passed, called };
}

interface FoundEdges {
  /** Edge that ends at each call node; the number of edges where there is none. */
  readonly edgeOf: Int32Array;
  readonly isResidual: Uint8Array;
  readonly caller: Int32Array;
  readonly callee: Uint32Array;
}

function findEdges(tree: CallTree, passed: Uint8Array, kept: Uint8Array | null): FoundEdges {
  const { frame, parent, frames } = tree;
  // A tree of two levels: frames as roots, so that a root's number is the frame's, and the edges below their callers.
  const pairs = new PrefixTreeBuilder(frames.length + 1024);
  for (let caller = 0; caller < frames.length; caller++) pairs.child(-1, caller);
  const edgeOf = new Int32Array(tree.length).fill(-1);
  const isResidual = new Uint8Array(tree.length);
  // The nearest kept node at or above each node; 0, "all", stands for none.
  const nearest = new Int32Array(tree.length);
  for (let node = 1; node < tree.length; node++) {
    const above = nearest[parent[node]!]!;
    const callee = frame[node]!;
    if (kept && kept[callee] === 0) {
      nearest[node] = above;
      continue;
    }
    nearest[node] = node;
    if (above === 0 || passed[node] === 0 || frame[above] === callee) continue;
    edgeOf[node] = pairs.child(frame[above]!, callee) - frames.length;
    if (above !== parent[node]) isResidual[node] = 1;
  }
  const { parent: callers, key } = pairs.finish();
  const length = callers.length - frames.length;
  for (let node = 0; node < tree.length; node++) if (edgeOf[node]! < 0) edgeOf[node] = length;
  return { edgeOf, isResidual, caller: callers.slice(frames.length), callee: key.slice(frames.length) };
}

function sumBy(target: Int32Array, values: Int64Column, length: number): Int64Column {
  const sums = newColumn(values, length);
  if (isWide(sums)) {
    const wide = values as BigInt64Array;
    for (let i = 0; i < target.length; i++) {
      const at = target[i]!;
      if (at >= 0) sums[at] = sums[at]! + wide[i]!;
    }
    return sums;
  }
  const narrow = values as Float64Array;
  for (let i = 0; i < target.length; i++) {
    const at = target[i]!;
    if (at >= 0) sums[at] = sums[at]! + narrow[i]!;
  }
  return sums;
}
