import { toNumber } from '../../base/int64';
import { MessageError, message } from '../../base/message';
import { remembered } from '../../base/remembered';
import { scaledLabel } from '../../base/scaledLabel';
import { PrefixTreeBuilder } from '../../model/prefixTreeBuilder';
import type { LabelTable, Profile, StringTable } from '../../model/profile';
import { optionNames, type Question } from '../../model/question';
import { holdsNumber, holdsText, keyTester } from './labelRows';
import { MoreStrings } from './moreStrings';
import { finishStacks } from './stackRewrite';
import type { Step } from './step';

/** A label with a value of its own in each sample makes a stack of its own of each: some 20 bytes a call. */
const mostStacks = 16_000_000;
/** Texts are kept for numbers that come again and again, like sizes; not for all of those that do not, like ids. */
const mostNumbers = 1 << 16;

/**
 * Makes the values of `tagRoot`'s keys the outermost frames (the first key is the root) and those of `tagLeaf`'s the innermost
 * ones (the last key is the leaf). A frame is named after the value, its file is the key; a sample without the label has a frame
 * without a name (google/pprof internal/driver/tagroot.go).
 */
export function addTagFrames(profile: Profile, { tagRoot, tagLeaf }: Question): Step {
  const rootKeys = keysOf(tagRoot);
  const leafKeys = keysOf(tagLeaf);
  const unmatched: (keyof Question)[] = [];
  const frames = new LabelFrames(profile);
  const roots = rootKeys.map((key) => frames.bySample(key));
  const leaves = leafKeys.map((key) => frames.bySample(key));
  if (tagRoot !== '' && !roots.some(({ found }) => found)) unmatched.push('tagRoot');
  if (tagLeaf !== '' && !leaves.some(({ found }) => found)) unmatched.push('tagLeaf');
  if (roots.length + leaves.length === 0) return { profile, unmatched };
  const builder = new PrefixTreeBuilder(profile.stacks.length + 16);
  const stack = growStacks(
    profile,
    builder,
    roots.map(({ location }) => location),
    leaves.map(({ location }) => location),
  );
  return {
    profile: {
      ...frames.addTo(profile),
      stacks: finishStacks(builder),
      samples: { ...profile.samples, stack },
    },
    unmatched,
  };
}

function keysOf(option: string): string[] {
  return option.split(',').filter((key) => key !== '');
}

/**
 * Samples are taken by what their stack starts with, so that one column, filled anew for each such start, knows which stacks
 * already stand below it.
 */
function growStacks(
  { samples, stacks }: Profile,
  builder: PrefixTreeBuilder,
  roots: readonly Int32Array[],
  leaves: readonly Int32Array[],
): Int32Array {
  const start = new Int32Array(samples.length);
  for (let sample = 0; sample < samples.length; sample++) start[sample] = grow(builder, -1, roots, sample);
  const result = new Int32Array(samples.length);
  const became = new Int32Array(stacks.length);
  const filledFor = new Int32Array(stacks.length).fill(-2);
  const path: number[] = [];
  for (const sample of samplesByStart(start, builder.length)) {
    const root = start[sample]!;
    let stack = samples.stack[sample]!;
    path.length = 0;
    for (; stack >= 0 && filledFor[stack] !== root; stack = stacks.parent[stack]!) path.push(stack);
    let node = stack < 0 ? root : became[stack]!;
    for (let i = path.length - 1; i >= 0; i--) {
      const at = path[i]!;
      node = builder.child(node, stacks.location[at]!);
      became[at] = node;
      filledFor[at] = root;
    }
    result[sample] = grow(builder, node, leaves, sample);
    if (builder.length > mostStacks) throw tooManyStacks();
  }
  return result;
}

function grow(
  builder: PrefixTreeBuilder,
  from: number,
  locations: readonly Int32Array[],
  sample: number,
): number {
  let node = from;
  for (const location of locations) node = builder.child(node, location[sample]!);
  return node;
}

/** Samples in the order of their start (-1 for none), those with the same start in the order of the profile. */
function samplesByStart(start: Int32Array, starts: number): Uint32Array {
  const next = new Uint32Array(starts + 2);
  for (let sample = 0; sample < start.length; sample++) {
    const after = start[sample]! + 2;
    next[after] = next[after]! + 1;
  }
  for (let i = 1; i < next.length; i++) next[i] = next[i]! + next[i - 1]!;
  const order = new Uint32Array(start.length);
  for (let sample = 0; sample < start.length; sample++) {
    const at = start[sample]! + 1;
    order[next[at]!] = sample;
    next[at] = next[at]! + 1;
  }
  return order;
}

/** The frames that labels become: new functions and locations behind those of the profile. */
class LabelFrames {
  readonly #profile: Profile;
  readonly #strings: MoreStrings;
  readonly #names: number[] = [];
  readonly #files: number[] = [];

  constructor(profile: Profile) {
    this.#profile = profile;
    this.#strings = new MoreStrings(profile.strings);
  }

  /** For each sample the location that stands for its values of the key; `found` is whether any sample has one. */
  bySample(key: string): { location: Int32Array; found: boolean } {
    const { strings, samples } = this.#profile;
    const { labels } = samples;
    const values = new LabelValues(strings, key);
    const locations = new Map<string, number>();
    const location = new Int32Array(samples.length);
    let found = false;
    for (let sample = 0; sample < samples.length; sample++) {
      const value = values.of(labels, sample);
      if (value !== null) found = true;
      location[sample] = remembered(locations, value ?? '', (name) => this.#add(name, key));
    }
    return { location, found };
  }

  addTo(profile: Profile): Profile {
    const { locations, functions } = profile;
    const added = this.#names.length;
    const lines = locations.lineFunction.length;
    const zeros = new Array<number>(added).fill(0);
    const from = (first: number) => Array.from(zeros, (_, i) => first + i);
    return {
      ...profile,
      strings: this.#strings,
      locations: {
        length: locations.length + added,
        address: appended(locations.address, zeros.map(BigInt)),
        mapping: appended(locations.mapping, Array<number>(added).fill(-1)),
        lineStart: appended(locations.lineStart, from(lines + 1)),
        lineFunction: appended(locations.lineFunction, from(functions.length)),
        lineNumber: appended(locations.lineNumber, zeros),
      },
      functions: {
        length: functions.length + added,
        name: appended(functions.name, this.#names),
        systemName: appended(functions.systemName, zeros),
        file: appended(functions.file, this.#files),
        startLine: appended(functions.startLine, zeros),
      },
    };
  }

  #add(name: string, key: string): number {
    this.#files.push(this.#strings.add(key));
    return this.#profile.locations.length + this.#names.push(this.#strings.add(name)) - 1;
  }
}

/** The values of one key as text, texts before numbers; what most samples have, one value, is put into words once. */
class LabelValues {
  readonly #strings: StringTable;
  readonly #isKey: (key: number) => boolean;
  readonly #numbers = new Map<number, Map<number, string>>();

  constructor(strings: StringTable, key: string) {
    this.#strings = strings;
    this.#isKey = keyTester(strings, key);
  }

  /** null for none. */
  of(labels: LabelTable, sample: number): string | null {
    let texts: string | null = null;
    let numbers: string | null = null;
    for (let row = labels.start[sample]!; row < labels.start[sample + 1]!; row++) {
      if (!this.#isKey(labels.key[row]!)) continue;
      if (holdsText(labels, row)) texts = joined(texts, this.#strings.get(labels.text[row]!));
      else if (holdsNumber(labels, row)) numbers = joined(numbers, this.#numberText(labels, row));
    }
    return numbers === null ? texts : joined(texts, numbers);
  }

  #numberText(labels: LabelTable, row: number): string {
    const unit = labels.unit[row]!;
    const value = toNumber(labels.number[row]!);
    const ofUnit = remembered(this.#numbers, unit, () => new Map<number, string>());
    return remembered(
      ofUnit,
      value,
      () => scaledLabel(value, this.#strings.get(unit), 'minimum'),
      mostNumbers,
    );
  }
}

function joined(before: string | null, value: string): string {
  return before === null ? value : `${before},${value}`;
}

function appended<T extends Int32Array | Uint32Array | Float64Array | BigUint64Array>(
  column: T,
  added: T extends BigUint64Array ? bigint[] : number[],
): T {
  const longer = new (column.constructor as new (length: number) => T)(column.length + added.length);
  longer.set(column as never);
  longer.set(added as never, column.length);
  return longer;
}

function tooManyStacks(): MessageError {
  return new MessageError(
    message(
      'question.tooManyStacks',
      '{root} and {leaf}: these labels have so many values that the stacks would grow to more than {limit} calls.',
      { root: optionNames.tagRoot, leaf: optionNames.tagLeaf, limit: mostStacks },
    ),
  );
}
