import { asNumbers, type Int64Column } from '../base/int64';
import type { FrameTable } from '../model/callTree';
import { PrefixTreeBuilder } from '../model/prefixTreeBuilder';
import type { StackRows } from './stackRows';

/** Callers of frame f are `start[f]` to `start[f + 1]`, in the order of the profile. */
export interface CallerEdges {
  readonly start: Uint32Array;
  readonly name: readonly string[];
  readonly value: Float64Array;
}

/**
 * Sums by line and calling function, each sample once per line. Frames without a file have no callers, frames without a name
 * call nobody, and callers whose values cancel out are left out.
 */
export function sumCallers(
  rows: StackRows,
  frames: FrameTable,
  outermost: Uint8Array,
  total: Int64Column,
): CallerEdges {
  const { names, numberOf } = numberNames(frames);
  const { edges, value } = addEdges(rows, frames, outermost, asNumbers(total), numberOf);
  return groupByFrame(edges.finish(), frames.length, value, names);
}

/** Callers are numbered by their names; -1 for none. */
function numberNames({ name }: FrameTable): { names: string[]; numberOf: Int32Array } {
  const numbers = new Map<string, number>();
  const numberOf = Int32Array.from(name, (text) => {
    if (text === '') return -1;
    const known = numbers.get(text);
    if (known !== undefined) return known;
    numbers.set(text, numbers.size);
    return numbers.size - 1;
  });
  return { names: [...numbers.keys()], numberOf };
}

/** Nodes 0 to `frames.length` are the frames, their children the edges: the builder finds them without allocating. */
function addEdges(
  { stacks }: StackRows,
  frames: FrameTable,
  outermost: Uint8Array,
  total: Float64Array,
  numberOf: Int32Array,
): { edges: PrefixTreeBuilder; value: Float64Array } {
  const { locationStart, locationFrame } = frames;
  const hasFile = Uint8Array.from(frames.file, (file) => (file === '' ? 0 : 1));
  const edges = new PrefixTreeBuilder(frames.length * 4 + 64);
  for (let frame = 0; frame < frames.length; frame++) edges.child(-1, frame);
  let value = new Float64Array(frames.length * 4 + 64);
  let row = 0;
  for (let stack = 0; stack < stacks.length; stack++) {
    const location = stacks.location[stack]!;
    const parent = stacks.parent[stack]!;
    const amount = total[stack]!;
    let above = parent < 0 ? -1 : locationFrame[locationStart[stacks.location[parent]! + 1]! - 1]!;
    for (let at = locationStart[location]!; at < locationStart[location + 1]!; at++) {
      const frame = locationFrame[at]!;
      const caller = above < 0 ? -1 : numberOf[above]!;
      above = frame;
      if (outermost[row++] === 0 || caller < 0 || amount === 0 || hasFile[frame] === 0) continue;
      const edge = edges.child(frame, caller);
      if (edge >= value.length) {
        const grown = new Float64Array(Math.ceil(value.length * 1.5));
        grown.set(value);
        value = grown;
      }
      value[edge]! += amount;
    }
  }
  return { edges, value };
}

function groupByFrame(
  { parent, key }: { parent: Int32Array; key: Uint32Array },
  frameCount: number,
  value: Float64Array,
  names: readonly string[],
): CallerEdges {
  const start = new Uint32Array(frameCount + 1);
  for (let edge = frameCount; edge < parent.length; edge++) {
    if (value[edge] !== 0) start[parent[edge]! + 1]!++;
  }
  for (let frame = 0; frame < frameCount; frame++) start[frame + 1]! += start[frame]!;
  const next = start.slice();
  const name = new Array<string>(start[frameCount]!);
  const grouped = new Float64Array(start[frameCount]!);
  for (let edge = frameCount; edge < parent.length; edge++) {
    if (value[edge] === 0) continue;
    const at = next[parent[edge]!]!++;
    name[at] = names[key[edge]!]!;
    grouped[at] = value[edge]!;
  }
  return { start, name, value: grouped };
}
