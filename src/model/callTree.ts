import type { Brand } from '../base/brand';
import type { Int64Column } from '../base/int64';

/** Position in a FrameTable. */
export type FrameIndex = Brand<'frame'>;
/** Position in a CallTree; 0 is "all". */
export type CallNode = Brand<'callNode'>;

/**
 * What frames are told apart by, and which frames each location stands for. A location has several where calls were
 * inlined; they are the rows `locationStart[l]` to `locationStart[l + 1]` of `locationFrame`, outermost caller first.
 */
export interface FrameTable {
  readonly length: number;
  readonly name: readonly string[];
  /** Of the first definition seen; '' unknown. */
  readonly file: readonly string[];
  /** Line of the first definition, or the line itself where lines are told apart; 0 unknown. */
  readonly line: Float64Array;
  /** Where frames are told apart by it: the address of the machine code, 0 unknown. */
  readonly address?: BigUint64Array;
  readonly locationStart: Uint32Array;
  readonly locationFrame: Uint32Array;
}

/**
 * The samples' stacks merged from the root by frame. A parent always stands before its children.
 *
 *     node     0    1     2      3        node 0 is "all": frame -1, parent -1 (a tree of one function's calls: that function)
 *     parent  -1    0     1      1
 *     frame   -1  main  serve  load
 */
export interface CallTree {
  readonly frames: FrameTable;
  readonly length: number;
  readonly parent: Int32Array;
  readonly frame: Int32Array;
  /** Node 0 has depth 0. */
  readonly depth: Uint32Array;
  /** The node where each stack of the profile ends; -1 where the tree has no place for it. */
  readonly stackNode: Int32Array;
  /** Children of node n are the rows `childStart[n]` to `childStart[n + 1]` of `child`. */
  readonly childStart: Uint32Array;
  readonly child: Uint32Array;
  /** 1 where no ancestor has the same frame: summing these totals counts a sample once per frame, recursion or not. */
  readonly outermost: Uint8Array;
}

/** A value column summed over a call tree: `self` of samples that end at the node, `total` of those that pass it. */
export interface NodeValues {
  readonly self: Int64Column;
  readonly total: Int64Column;
}
