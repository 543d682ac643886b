import { type Int64Column, isWide, newColumn } from '../base/int64';
import type { CallTree, NodeValues } from '../model/callTree';

/** flat and cum of every frame of a tree. A sample counts once in a frame's cum, also under recursion. */
export function computeFrameValues(
  tree: CallTree,
  values: NodeValues,
): { flat: Int64Column; cum: Int64Column } {
  const flat = newColumn(values.self, tree.frames.length);
  const cum = newColumn(values.self, tree.frames.length);
  if (isWide(flat)) addWide(tree, values, flat, cum as BigInt64Array);
  else addNarrow(tree, values, flat, cum as Float64Array);
  return { flat, cum };
}

function addNarrow(tree: CallTree, values: NodeValues, flat: Float64Array, cum: Float64Array): void {
  const { frame, outermost } = tree;
  const self = values.self as Float64Array;
  const total = values.total as Float64Array;
  for (let node = 1; node < tree.length; node++) {
    const key = frame[node]!;
    flat[key] = flat[key]! + self[node]!;
    if (outermost[node] === 1) cum[key] = cum[key]! + total[node]!;
  }
}

function addWide(tree: CallTree, values: NodeValues, flat: BigInt64Array, cum: BigInt64Array): void {
  const { frame, outermost } = tree;
  const self = values.self as BigInt64Array;
  const total = values.total as BigInt64Array;
  for (let node = 1; node < tree.length; node++) {
    const key = frame[node]!;
    flat[key] = flat[key]! + self[node]!;
    if (outermost[node] === 1) cum[key] = cum[key]! + total[node]!;
  }
}
