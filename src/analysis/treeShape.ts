import { MessageError, message } from '../base/message';
import type { CallTree } from '../model/callTree';
import { PrefixTreeBuilder } from '../model/prefixTreeBuilder';
import type { TreeShape } from '../model/views';
import { finishTree } from './callTree';

/** A stack read from its leaf shares little with others: beyond this many calls the picture would outgrow the memory. */
const mostNodes = 16_000_000;

/**
 * The same samples as `tree`, a tree from the root down, folded into another shape. `sampleStack` has the stack of each
 * sample. Samples that have no place in the shape (their stacks lack the function) end at node -1. Throws a MessageError
 * where the shape has too many calls.
 *
 *     samples   main → serve → load        bottomUp   load ← serve ← main      callees of serve   serve → load
 *               main → load                           load ← main              callers of load    load ← serve ← main
 *                                                                                                 load ← main
 */
export function reshapeTree(tree: CallTree, shape: TreeShape, sampleStack: Int32Array): CallTree {
  switch (shape.kind) {
    case 'topDown':
      return tree;
    case 'bottomUp':
      return mapTree(
        tree,
        -1,
        upwards(tree, (node) => node, sampledNodes(tree, sampleStack)),
      );
    case 'callers':
      return mapTree(tree, shape.frame, upwards(tree, outermostCalls(tree, shape.frame)));
    case 'callees':
      return mapTree(tree, shape.frame, downwards(tree, outermostCalls(tree, shape.frame)));
  }
}

/** Fills `placeOf` with the new node of each node of the old tree, -1 for none. Node 0 of the builder is there already. */
type Placing = (builder: PrefixTreeBuilder, placeOf: Int32Array) => void;

function mapTree(tree: CallTree, rootFrame: number, place: Placing): CallTree {
  const builder = new PrefixTreeBuilder(tree.length + 16);
  builder.child(-1, 0);
  const placeOf = new Int32Array(tree.length).fill(-1);
  place(builder, placeOf);
  return finishTree(
    tree.frames,
    builder,
    rootFrame,
    tree.stackNode.map((node) => placeOf[node]!),
  );
}

/** Stacks from where `startOf` says they start (-1: nowhere) up to the root; `only`: just for these nodes. */
function upwards(tree: CallTree, startOf: (node: number) => number, only?: Uint8Array): Placing {
  const { parent, frame } = tree;
  return (builder, placeOf) => {
    for (let node = 1; node < tree.length; node++) {
      if (only?.[node] === 0) continue;
      const start = startOf(node);
      if (start < 0) continue;
      if (start !== node) {
        placeOf[node] = placeOf[start]!;
        continue;
      }
      let place = 0;
      // A whole stack is told leaf first; where one function is the root, it stands there already.
      for (let at = only ? start : parent[start]!; at > 0; at = parent[at]!) {
        place = builder.child(place, frame[at]!);
      }
      if (builder.length > mostNodes) throw tooManyNodes();
      placeOf[node] = place;
    }
    if (only) placeOf[0] = 0;
  };
}

function downwards(tree: CallTree, startOf: (node: number) => number): Placing {
  const { parent, frame } = tree;
  return (builder, placeOf) => {
    for (let node = 1; node < tree.length; node++) {
      const start = startOf(node);
      if (start < 0) continue;
      placeOf[node] = start === node ? 0 : builder.child(placeOf[parent[node]!]!, frame[node]!);
    }
  };
}

/** For each node the outermost call of `frame` at or above it, -1 where there is none. Asked in ascending order. */
function outermostCalls(tree: CallTree, wanted: number): (node: number) => number {
  const start = new Int32Array(tree.length).fill(-1);
  return (node) => {
    const above = start[tree.parent[node]!]!;
    start[node] = above >= 0 ? above : tree.frame[node] === wanted ? node : -1;
    return start[node]!;
  };
}

/** 1 where a sample ends: prefixes of stacks end nowhere. */
function sampledNodes(tree: CallTree, sampleStack: Int32Array): Uint8Array {
  const ends = new Uint8Array(tree.length);
  for (const stack of sampleStack) if (stack >= 0) ends[tree.stackNode[stack]!] = 1;
  return ends;
}

function tooManyNodes(): MessageError {
  return new MessageError(
    message(
      'treeShape.tooManyNodes',
      'Seen from the leaves, this profile has more than {limit} calls. Narrow it down with a focus first.',
      { limit: mostNodes },
    ),
  );
}
