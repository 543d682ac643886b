import { Sequences } from '../../base/sequences';
import type { GoroutineDump } from '../../model/goroutines';
import { PrefixTreeBuilder } from '../../model/prefixTreeBuilder';
import type { FunctionTable, LabelTable, LocationTable, Profile, StackTable } from '../../model/profile';
import { MoreStrings } from '../question/moreStrings';
import { stateText } from './stateText';

const goroutineCount = { type: 'goroutine', unit: 'count' };

/**
 * The stacks of a dump as a profile, as Go's own goroutine profile has them: one value type, goroutine/count, and besides a
 * label `state`. `keep` (by goroutine) leaves out those with a 0. Goroutines of the same stack, state and labels are one sample.
 */
export function profileOfDump(dump: GoroutineDump, keep: Uint8Array | null, timeMs: number | null): Profile {
  const { goroutines } = dump;
  const strings = new MoreStrings(dump.strings);
  const samples = gatherSamples(dump, keep);
  const places = usedFrames(dump, samples.stacks);
  const { stacks, leafOf } = stackTree(dump, samples.stacks, places.of);
  const functions = functionTable(dump, places.frames);
  return {
    kind: 'goroutine',
    sampleTypes: [goroutineCount],
    defaultSampleIndex: 0,
    strings,
    samples: {
      length: samples.example.length,
      stack: Int32Array.from(samples.example, (row) =>
        goroutines.stack[row]! < 0 ? -1 : leafOf[goroutines.stack[row]!]!,
      ),
      values: [Float64Array.from(samples.count)],
      labels: labelsOf(dump, samples.example, strings),
      compared: null,
    },
    stacks,
    locations: locationTable(dump, places.frames, functions.of),
    functions: functions.table,
    mappings: noMappings,
    timeNanos: timeMs === null ? null : BigInt(Math.round(timeMs)) * 1_000_000n,
    durationNanos: 0,
    periodType: goroutineCount,
    period: 1,
    comments: [],
    docUrl: '',
  };
}

const noMappings = {
  length: 0,
  start: new BigUint64Array(0),
  limit: new BigUint64Array(0),
  offset: new BigUint64Array(0),
  file: new Uint32Array(0),
  buildId: new Uint32Array(0),
};

/** A goroutine of each sample, how many it stands for, and which stacks they have. */
function gatherSamples({ goroutines, stacks }: GoroutineDump, keep: Uint8Array | null) {
  const known = new Sequences();
  const example: number[] = [];
  const count: number[] = [];
  const used = new Uint8Array(stacks.length);
  const key = new Uint32Array(4);
  for (let i = 0; i < goroutines.length; i++) {
    if (keep !== null && keep[i] === 0) continue;
    key[0] = goroutines.stack[i]! + 1;
    key[1] = goroutines.state[i]!;
    // The suffixes that a state text may have.
    key[2] = goroutines.flags[i]! & 0xe;
    key[3] = goroutines.labels[i]! + 1;
    const sample = known.add(key, 0, 4);
    if (sample === example.length) {
      example.push(i);
      count.push(0);
      if (goroutines.stack[i]! >= 0) used[goroutines.stack[i]!] = 1;
    }
    count[sample]! += goroutines.count[i]!;
  }
  return { example, count, stacks: used };
}

/** Frames of the stacks in use, in their order (a file's dumps share their tables), and the position of each in it. */
function usedFrames({ stacks, frames }: GoroutineDump, used: Uint8Array) {
  const of = new Int32Array(frames.length).fill(-1);
  const list: number[] = [];
  for (let stack = 0; stack < stacks.length; stack++) {
    if (used[stack] === 0) continue;
    for (let at = stacks.start[stack]!; at < stacks.start[stack + 1]!; at++) {
      const frame = stacks.frame[at]!;
      if (of[frame]! < 0) of[frame] = list.push(frame) - 1;
    }
  }
  return { frames: Uint32Array.from(list), of };
}

/**
 * A tree of the stacks in use, outermost frame first; the leaf of each by stack of the dump. runtime.goexit, with which all
 * begin, says nothing: Go's own profiles leave it out.
 */
function stackTree(
  { stacks, frames, strings }: GoroutineDump,
  used: Uint8Array,
  locationOf: Int32Array,
): { stacks: StackTable; leafOf: Int32Array } {
  const tree = new PrefixTreeBuilder();
  const leafOf = new Int32Array(stacks.length).fill(-1);
  const isExit = (frame: number) => strings.get(frames.func[frame]!) === 'runtime.goexit';
  for (let stack = 0; stack < stacks.length; stack++) {
    if (used[stack] === 0) continue;
    const from = stacks.start[stack]!;
    let at = stacks.start[stack + 1]! - 1;
    if (at > from && isExit(stacks.frame[at]!)) at--;
    let node = -1;
    for (; at >= from; at--) node = tree.child(node, locationOf[stacks.frame[at]!]!);
    leafOf[stack] = node;
  }
  const { parent, key } = tree.finish();
  return { stacks: { length: parent.length, parent, location: key }, leafOf };
}

/** Functions by name and file. `of`: by position in `used`. */
function functionTable(
  { frames }: GoroutineDump,
  used: Uint32Array,
): { table: FunctionTable; of: Int32Array } {
  const known = new Sequences();
  const of = new Int32Array(used.length);
  const key = new Uint32Array(2);
  for (let at = 0; at < used.length; at++) {
    key[0] = frames.func[used[at]!]!;
    key[1] = frames.file[used[at]!]!;
    of[at] = known.add(key, 0, 2);
  }
  const { items } = known.finish();
  const name = Uint32Array.from({ length: known.length }, (_, fn) => items[fn * 2]!);
  const file = Uint32Array.from({ length: known.length }, (_, fn) => items[fn * 2 + 1]!);
  const startLine = new Float64Array(known.length);
  return { table: { length: known.length, name, systemName: name, file, startLine }, of };
}

/** One location a frame: a text does not say which calls were inlined into one address. */
function locationTable({ frames }: GoroutineDump, used: Uint32Array, functionOf: Int32Array): LocationTable {
  const { length } = used;
  return {
    length,
    address: new BigUint64Array(length),
    mapping: new Int32Array(length).fill(-1),
    lineStart: Uint32Array.from({ length: length + 1 }, (_, location) => location),
    lineFunction: functionOf,
    lineNumber: Float64Array.from(used, (frame) => frames.line[frame]!),
  };
}

function labelsOf(dump: GoroutineDump, examples: readonly number[], strings: MoreStrings): LabelTable {
  const start = new Uint32Array(examples.length + 1);
  const key: number[] = [];
  const text: number[] = [];
  const add = (name: string, value: string) => {
    key.push(strings.add(name));
    text.push(strings.add(value));
  };
  for (const [sample, row] of examples.entries()) {
    const own = dump.labelSets[dump.goroutines.labels[row]!] ?? [];
    const state = stateText(dump, row);
    if (state !== '') add('state', state);
    for (const [name, value] of own) add(name, value);
    start[sample + 1] = key.length;
  }
  return {
    start,
    key: Uint32Array.from(key),
    text: Uint32Array.from(text),
    number: new Float64Array(key.length),
    unit: new Uint32Array(key.length),
  };
}
