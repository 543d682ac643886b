import { type Int64Column, isWide, newColumn, scatterAdd } from '../base/int64';
import { MessageError, message } from '../base/message';
import type { CallTree, FrameTable, NodeValues } from '../model/callTree';
import { PrefixTreeBuilder } from '../model/prefixTreeBuilder';
import type { Profile } from '../model/profile';

/**
 * Real stacks have a few frames a location. A small file can name one location of thousands of inlined calls thousands of
 * times: such a tree would outgrow any memory.
 */
const maxFramesPerLocation = 64;
const alwaysAllowedNodes = 1_000_000;

/** Merges the profile's stacks by the frames of `frames`. Throws a MessageError where they expand beyond all measure. */
export function computeCallTree(profile: Profile, frames: FrameTable): CallTree {
  const { stacks } = profile;
  const { locationStart, locationFrame } = frames;
  const builder = new PrefixTreeBuilder(stacks.length + 16);
  const root = builder.child(-1, 0);
  const mostNodes = alwaysAllowedNodes + maxFramesPerLocation * stacks.length;
  const stackNode = new Int32Array(stacks.length);
  for (let stack = 0; stack < stacks.length; stack++) {
    const caller = stacks.parent[stack]!;
    let node = caller < 0 ? root : stackNode[caller]!;
    const location = stacks.location[stack]!;
    for (let row = locationStart[location]!; row < locationStart[location + 1]!; row++) {
      node = builder.child(node, locationFrame[row]!);
    }
    stackNode[stack] = node;
    if (builder.length > mostNodes) throw tooManyNodes(mostNodes);
  }
  return finishTree(frames, builder, -1, stackNode);
}

/** The tree that `builder` has grown from node 0, whose frame is `rootFrame` (-1 for "all"). */
export function finishTree(
  frames: FrameTable,
  builder: PrefixTreeBuilder,
  rootFrame: number,
  stackNode: Int32Array,
): CallTree {
  const { parent, key } = builder.finish();
  const frame = new Int32Array(key.buffer);
  frame[0] = rootFrame;
  const { childStart, child } = childrenOf(parent);
  return {
    frames,
    length: parent.length,
    parent,
    frame,
    depth: depthsOf(parent),
    stackNode,
    childStart,
    child,
    outermost: firstOnPath(frame, childStart, child, frames.length),
  };
}

/** Sums one column of the samples over the tree. Samples without a stack count at "all" alone. */
export function computeNodeValues(tree: CallTree, profile: Profile, column: Int64Column): NodeValues {
  const perStack = sumByStack(profile, column);
  const self = newColumn(column, tree.length);
  scatterAdd(self, tree.stackNode, perStack);
  if (tree.frame[0] === -1) addEmptyStacks(self, profile.samples.stack, column);
  const total = self.slice() as Int64Column;
  foldIntoParents(total, tree.parent);
  return { self, total };
}

/** Sum of the samples that end at each stack, without those of its extensions. */
export function sumByStack(profile: Profile, column: Int64Column): Int64Column {
  const perStack = newColumn(column, profile.stacks.length);
  scatterAdd(perStack, profile.samples.stack, column);
  return perStack;
}

/** Adds each node to its parent, last first, so that every row ends with the sum of its subtree. */
export function foldIntoParents(column: Int64Column, parent: Int32Array): void {
  if (isWide(column)) {
    for (let node = column.length - 1; node >= 0; node--) {
      const above = parent[node]!;
      if (above >= 0) column[above] = column[above]! + column[node]!;
    }
    return;
  }
  for (let node = column.length - 1; node >= 0; node--) {
    const above = parent[node]!;
    if (above >= 0) column[above] = column[above]! + column[node]!;
  }
}

function tooManyNodes(limit: number): MessageError {
  return new MessageError(
    message(
      'callTree.tooManyNodes',
      'The stacks of this profile expand to more than {limit} calls, because single locations hold thousands of inlined calls. It is probably damaged.',
      { limit },
    ),
  );
}

function addEmptyStacks(self: Int64Column, stack: Int32Array, column: Int64Column): void {
  for (let sample = 0; sample < stack.length; sample++) {
    if (stack[sample]! >= 0) continue;
    if (isWide(self)) self[0] = self[0]! + (column as BigInt64Array)[sample]!;
    else self[0] = self[0]! + (column as Float64Array)[sample]!;
  }
}

function depthsOf(parent: Int32Array): Uint32Array {
  const depth = new Uint32Array(parent.length);
  for (let node = 1; node < parent.length; node++) depth[node] = depth[parent[node]!]! + 1;
  return depth;
}

function childrenOf(parent: Int32Array): { childStart: Uint32Array; child: Uint32Array } {
  const childStart = new Uint32Array(parent.length + 1);
  for (let node = 1; node < parent.length; node++) {
    const row = parent[node]! + 1;
    childStart[row] = childStart[row]! + 1;
  }
  for (let node = 0; node < parent.length; node++)
    childStart[node + 1] = childStart[node + 1]! + childStart[node]!;
  const next = childStart.slice();
  const child = new Uint32Array(Math.max(0, parent.length - 1));
  for (let node = 1; node < parent.length; node++) {
    const above = parent[node]!;
    const row = next[above]!;
    next[above] = row + 1;
    child[row] = node;
  }
  return { childStart, child };
}

/**
 * 1 for each node of a tree where no ancestor has the same key. Walks depth first with a count of each key on the path from
 * the root. Keys are below `keyCount`; node 0 may have none (-1).
 */
export function firstOnPath(
  keys: Int32Array,
  childStart: Uint32Array,
  child: Uint32Array,
  keyCount: number,
): Uint8Array {
  const isFirst = new Uint8Array(keys.length);
  const onPath = new Uint32Array(keyCount);
  if (keys[0]! >= 0) {
    onPath[keys[0]!] = 1;
    isFirst[0] = 1;
  }
  const path = [0];
  const nextRow = childStart.slice(0, keys.length);
  while (path.length > 0) {
    const node = path[path.length - 1]!;
    const row = nextRow[node]!;
    if (row < childStart[node + 1]!) {
      nextRow[node] = row + 1;
      const below = child[row]!;
      const key = keys[below]!;
      isFirst[below] = onPath[key] === 0 ? 1 : 0;
      onPath[key] = onPath[key]! + 1;
      path.push(below);
    } else {
      path.pop();
      if (node !== 0) onPath[keys[node]!] = onPath[keys[node]!]! - 1;
    }
  }
  return isFirst;
}
