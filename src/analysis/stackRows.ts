import { type Int64Column, isWide, newColumn } from '../base/int64';
import type { FrameTable } from '../model/callTree';
import type { StackTable } from '../model/profile';

/**
 * Frames summed over the profile's own stacks, without merging them into a call tree first: with a frame for every line
 * there is next to nothing to merge, and a tree of millions of nodes is what takes the time.
 *
 * A row is one frame of one stack's own location, outermost caller first; rows of all stacks follow each other:
 *
 *     stack        0        1             2
 *     location     main     serve+inlined put
 *     start        0        1             3        4
 */
export interface StackRows {
  readonly stacks: StackTable;
  readonly start: Uint32Array;
  /** The stacks so that each is followed by all of its extensions: the order of a walk. */
  readonly order: Uint32Array;
}

/** `frames` gives every location at least one frame. */
export function layoutStackRows(stacks: StackTable, { locationStart }: FrameTable): StackRows {
  const start = new Uint32Array(stacks.length + 1);
  for (let stack = 0; stack < stacks.length; stack++) {
    const location = stacks.location[stack]!;
    start[stack + 1] = start[stack]! + locationStart[location + 1]! - locationStart[location]!;
  }
  return { stacks, start, order: walkOrder(stacks.parent) };
}

/** Per row 1 where its frame does not occur above it: summing totals of these alone counts a sample once per frame. */
export function outermostRows({ stacks, start, order }: StackRows, frames: FrameTable): Uint8Array {
  const { locationStart, locationFrame } = frames;
  const { parent, location } = stacks;
  const outermost = new Uint8Array(start[stacks.length]!);
  const onPath = new Uint32Array(frames.length);
  const path: number[] = [];
  for (let i = 0; i < order.length; i++) {
    const stack = order[i]!;
    const above = parent[stack]!;
    while (path.length > 0 && path[path.length - 1] !== above) {
      const left = location[path.pop()!]!;
      for (let at = locationStart[left]!; at < locationStart[left + 1]!; at++) onPath[locationFrame[at]!]!--;
    }
    path.push(stack);
    let row = start[stack]!;
    const entered = location[stack]!;
    for (let at = locationStart[entered]!; at < locationStart[entered + 1]!; at++) {
      const frame = locationFrame[at]!;
      if (onPath[frame] === 0) outermost[row] = 1;
      onPath[frame]!++;
      row++;
    }
  }
  return outermost;
}

/** flat and cum of every frame. `self` and `total` are per stack. */
export function sumStackRows(
  { stacks }: StackRows,
  frames: FrameTable,
  outermost: Uint8Array,
  self: Int64Column,
  total: Int64Column,
): { flat: Int64Column; cum: Int64Column } {
  const flat = newColumn(self, frames.length);
  const cum = newColumn(self, frames.length);
  if (isWide(flat)) {
    addWide(
      stacks,
      frames,
      outermost,
      self as BigInt64Array,
      total as BigInt64Array,
      flat,
      cum as typeof flat,
    );
  } else {
    addNarrow(
      stacks,
      frames,
      outermost,
      self as Float64Array,
      total as Float64Array,
      flat,
      cum as typeof flat,
    );
  }
  return { flat, cum };
}

function addNarrow(
  { length, location }: StackTable,
  { locationStart, locationFrame }: FrameTable,
  outermost: Uint8Array,
  self: Float64Array,
  total: Float64Array,
  flat: Float64Array,
  cum: Float64Array,
): void {
  let row = 0;
  for (let stack = 0; stack < length; stack++) {
    const end = locationStart[location[stack]! + 1]!;
    flat[locationFrame[end - 1]!]! += self[stack]!;
    const value = total[stack]!;
    const first = locationStart[location[stack]!]!;
    // Most of what a heap profile has ever seen allocated is not in use any more.
    if (value === 0) {
      row += end - first;
      continue;
    }
    for (let at = first; at < end; at++) {
      if (outermost[row++] === 1) cum[locationFrame[at]!]! += value;
    }
  }
}

function addWide(
  { length, location }: StackTable,
  { locationStart, locationFrame }: FrameTable,
  outermost: Uint8Array,
  self: BigInt64Array,
  total: BigInt64Array,
  flat: BigInt64Array,
  cum: BigInt64Array,
): void {
  let row = 0;
  for (let stack = 0; stack < length; stack++) {
    const end = locationStart[location[stack]! + 1]!;
    const value = total[stack]!;
    for (let at = locationStart[location[stack]!]!; at < end; at++) {
      if (outermost[row++] === 1) cum[locationFrame[at]!]! += value;
    }
    flat[locationFrame[end - 1]!]! += self[stack]!;
  }
}

/** A parent stands before its children, so sizes of subtrees sum up from the end and places are dealt out from the start. */
function walkOrder(parent: Int32Array): Uint32Array {
  const size = new Uint32Array(parent.length).fill(1);
  for (let stack = parent.length - 1; stack >= 0; stack--) {
    const above = parent[stack]!;
    if (above >= 0) size[above]! += size[stack]!;
  }
  const order = new Uint32Array(parent.length);
  // Where the next child of each stack goes.
  const next = new Uint32Array(parent.length);
  let nextRoot = 0;
  for (let stack = 0; stack < parent.length; stack++) {
    const above = parent[stack]!;
    const place = above < 0 ? nextRoot : next[above]!;
    if (above < 0) nextRoot += size[stack]!;
    else next[above]! += size[stack]!;
    next[stack] = place + 1;
    order[place] = stack;
  }
  return order;
}
