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
  const { stacks, leafOf } = stackTree(dump, samples.stacks);
  const functions = functionTable(dump);
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
    locations: locationTable(dump, functions.of),
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

/** A tree of the stacks in use, outermost frame first; the leaf of each by stack of the dump. runtime.goexit says nothing, as in Go's profiles. */
function stackTree(
  { stacks, frames, strings }: GoroutineDump,
  used: Uint8Array,
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
    for (; at >= from; at--) node = tree.child(node, stacks.frame[at]!);
    leafOf[stack] = node;
  }
  const { parent, key } = tree.finish();
  return { stacks: { length: parent.length, parent, location: key }, leafOf };
}

/** Functions by name and file. `of`: by frame. */
function functionTable({ frames }: GoroutineDump): { table: FunctionTable; of: Int32Array } {
  const known = new Sequences();
  const of = new Int32Array(frames.length);
  const key = new Uint32Array(2);
  for (let frame = 0; frame < frames.length; frame++) {
    key[0] = frames.func[frame]!;
    key[1] = frames.file[frame]!;
    of[frame] = known.add(key, 0, 2);
  }
  const { items } = known.finish();
  const name = Uint32Array.from({ length: known.length }, (_, fn) => items[fn * 2]!);
  const file = Uint32Array.from({ length: known.length }, (_, fn) => items[fn * 2 + 1]!);
  const startLine = new Float64Array(known.length);
  return { table: { length: known.length, name, systemName: name, file, startLine }, of };
}

/** One location a frame: a text does not say which calls were inlined into one address. */
function locationTable({ frames }: GoroutineDump, functionOf: Int32Array): LocationTable {
  return {
    length: frames.length,
    address: new BigUint64Array(frames.length),
    mapping: new Int32Array(frames.length).fill(-1),
    lineStart: Uint32Array.from({ length: frames.length + 1 }, (_, location) => location),
    lineFunction: functionOf,
    lineNumber: Float64Array.from(frames.line),
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
