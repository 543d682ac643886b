import type { FlameView } from '../../src/model/views';
import { changeSteps, stepOfChange } from '../change';

/**
 * Boxes of a view. valueX counts in the unit of the weights, from the left edge of the view's root.
 * Columns are by position in the view (preorder), so a subtree is the range `i` to `subtreeEnd[i]`.
 */
export interface FlameLayout {
  readonly view: FlameView;
  readonly length: number;
  /** Left edge as valueX. */
  readonly start: Float64Array;
  /** Position of the parent, -1 at the root. */
  readonly parent: Int32Array;
  readonly subtreeEnd: Uint32Array;
  readonly rows: FlameRows;
  readonly byFrame: FrameIndex;
  /** Width of the narrowest box that has one; Infinity without any. */
  readonly narrowest: number;
}

/**
 * The same boxes row by row, from left to right: what a frame on screen walks through. Rank k of these columns is box
 * `box[k]`; row r holds the ranks `begin[r]` to `begin[r + 1]`. Edges are repeated here, side by side: a frame of a
 * large graph waits for memory more than for anything else, and what it reads together lies together.
 */
export interface FlameRows {
  readonly count: number;
  readonly begin: Uint32Array;
  readonly box: Uint32Array;
  /** Position in the view's frames, -1 for "all". */
  readonly frame: Int32Array;
  /** What decides the colour: the frame, in a comparison the frame and how much has changed (see `colourKey`). */
  readonly key: Int32Array;
  /** valueX of the left edge of rank k at `2 * k`, of its right edge at `2 * k + 1`. */
  readonly edges: Float64Array;
  /** Let a frame pass over slivers: in great strides where boxes are dense, in small ones near wide boxes. */
  readonly coarse: RankBlocks;
  readonly fine: RankBlocks;
}

/**
 * Blocks of 64 or of 8 ranks. Block b has four numbers from `4 * b` on: the left edge of its first box, the right edge
 * of its last, the width of its widest box or hole, and the key of its widest box. The first three mean something only
 * where a block lies within one row.
 */
export type RankBlocks = Float64Array;

/** Ranks in a block, as powers of two. */
export const coarseShift = 6;
export const fineShift = 3;

/** Ranks of all boxes of a frame (position in `view.frames`): `rank[begin[f]]` to `rank[begin[f + 1]]`, row by row. */
export interface FrameIndex {
  readonly begin: Uint32Array;
  readonly rank: Uint32Array;
}

export function layoutFlame(view: FlameView): FlameLayout {
  const { start, parent, subtreeEnd, rowCount } = placeBoxes(view);
  const rows = sortIntoRows(view, start, rowCount);
  const byFrame = indexFrames(view, rows);
  return {
    view,
    length: view.length,
    start,
    parent,
    subtreeEnd,
    rows,
    byFrame,
    narrowest: narrowestOf(view),
  };
}

/** Position of the box in `row` that covers valueX, -1 where there is none. */
export function boxAt(layout: FlameLayout, row: number, valueX: number): number {
  const { rows } = layout;
  if (row < 0 || row >= rows.count) return -1;
  const rank = firstRankAfter(rows, row, valueX);
  return rank < rows.begin[row + 1]! && rows.edges[2 * rank]! <= valueX ? rows.box[rank]! : -1;
}

/** First rank of `row` whose right edge lies beyond valueX; the row's end if there is none. */
export function firstRankAfter(rows: FlameRows, row: number, valueX: number): number {
  let low = rows.begin[row]!;
  let high = rows.begin[row + 1]!;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (rows.edges[2 * middle + 1]! > valueX) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Positions of the children of `index`, leftmost (heaviest) first. */
export function childrenOf(layout: FlameLayout, index: number): number[] {
  const children: number[] = [];
  const end = layout.subtreeEnd[index]!;
  for (let child = index + 1; child < end; child = layout.subtreeEnd[child]!) children.push(child);
  return children;
}

/** Rows that the subtree of `index` takes below it. */
export function heightBelow(layout: FlameLayout, index: number): number {
  const { depth } = layout.view;
  let deepest = depth[index]!;
  const end = layout.subtreeEnd[index]!;
  for (let i = index + 1; i < end; i++) if (depth[i]! > deepest) deepest = depth[i]!;
  return deepest - depth[index]!;
}

function placeBoxes(view: FlameView) {
  const { length, depth, weight } = view;
  const start = new Float64Array(length);
  const parent = new Int32Array(length);
  const subtreeEnd = new Uint32Array(length);
  // By depth: the open box, and where its next child starts.
  const open: number[] = [];
  const nextX: number[] = [0];
  for (let i = 0; i < length; i++) {
    const row = Math.min(depth[i]!, open.length);
    for (let closed = open.length - 1; closed >= row; closed--) subtreeEnd[open[closed]!] = i;
    open.length = row;
    parent[i] = row === 0 ? -1 : open[row - 1]!;
    const left = nextX[row]!;
    start[i] = left;
    nextX[row] = left + weight[i]!;
    nextX[row + 1] = left;
    open.push(i);
  }
  for (const last of open) subtreeEnd[last] = length;
  return { start, parent, subtreeEnd, rowCount: nextX.length - 1 };
}

function narrowestOf({ weight }: FlameView): number {
  let narrowest = Number.POSITIVE_INFINITY;
  for (const width of weight) if (width > 0 && width < narrowest) narrowest = width;
  return narrowest;
}

/** A counting sort by depth: preorder already visits every row from left to right. */
function sortIntoRows(view: FlameView, start: Float64Array, rowCount: number): FlameRows {
  const { length, depth, weight } = view;
  const count = length === 0 ? 0 : rowCount;
  const begin = new Uint32Array(count + 1);
  for (let i = 0; i < length; i++) begin[depth[i]! + 1] = begin[depth[i]! + 1]! + 1;
  for (let row = 0; row < count; row++) begin[row + 1] = begin[row + 1]! + begin[row]!;
  const next = begin.slice(0, count);
  const box = new Uint32Array(length);
  const frame = new Int32Array(length);
  const key = view.compared ? new Int32Array(length) : frame;
  const edges = new Float64Array(2 * length);
  for (let i = 0; i < length; i++) {
    const rank = next[depth[i]!]!;
    next[depth[i]!] = rank + 1;
    box[rank] = i;
    frame[rank] = view.frame[i]!;
    if (view.compared) {
      const step = stepOfChange(view.compared.base[i]!, view.compared.current[i]!);
      key[rank] = colourKey(view.frame[i]!, step, changeSteps);
    }
    edges[2 * rank] = start[i]!;
    edges[2 * rank + 1] = start[i]! + weight[i]!;
  }
  const coarse = summariseBlocks(edges, key, coarseShift);
  return { count, begin, box, frame, key, edges, coarse, fine: summariseBlocks(edges, key, fineShift) };
}

/** Numbers from -1 on: frame by frame (-1 for "all"), each with `steps` of them. With one step it is the frame. */
export function colourKey(frame: number, step: number, steps: number): number {
  return (frame + 1) * steps + step - 1;
}

function summariseBlocks(edges: Float64Array, key: Int32Array, shift: number): RankBlocks {
  const ranks = edges.length / 2;
  const blocks = new Float64Array(4 * (((ranks - 1) >> shift) + 1));
  for (let block = 0; block < blocks.length / 4; block++) {
    const first = block << shift;
    const end = Math.min(ranks, (block + 1) << shift);
    let widest = first;
    let hole = 0;
    for (let rank = first; rank < end; rank++) {
      if (widthOf(edges, rank) > widthOf(edges, widest)) widest = rank;
      if (rank > first) hole = Math.max(hole, edges[2 * rank]! - edges[2 * rank - 1]!);
    }
    const at = 4 * block;
    blocks[at] = edges[2 * first]!;
    blocks[at + 1] = edges[2 * end - 1]!;
    blocks[at + 2] = Math.max(widthOf(edges, widest), hole);
    blocks[at + 3] = key[widest]!;
  }
  return blocks;
}

function widthOf(edges: Float64Array, rank: number): number {
  return edges[2 * rank + 1]! - edges[2 * rank]!;
}

function indexFrames(view: FlameView, rows: FlameRows): FrameIndex {
  const frames = view.frames.id.length;
  const begin = new Uint32Array(frames + 1);
  for (let i = 0; i < view.length; i++) {
    const frame = view.frame[i]!;
    if (frame >= 0) begin[frame + 1] = begin[frame + 1]! + 1;
  }
  for (let frame = 0; frame < frames; frame++) begin[frame + 1] = begin[frame + 1]! + begin[frame]!;
  const next = begin.slice(0, frames);
  const rank = new Uint32Array(begin[frames]!);
  for (let k = 0; k < view.length; k++) {
    const frame = rows.frame[k]!;
    if (frame < 0) continue;
    rank[next[frame]!] = k;
    next[frame] = next[frame]! + 1;
  }
  return { begin, rank };
}
