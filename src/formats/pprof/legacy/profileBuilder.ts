import { GrowingFloat64, GrowingInt32, GrowingUint32 } from '../../../base/growingColumns';
import type { Int64 } from '../../../base/int64';
import { InternedStrings } from '../../../model/internedStrings';
import { PrefixTreeBuilder } from '../../../model/prefixTreeBuilder';
import type {
  FunctionTable,
  LabelTable,
  LocationTable,
  Profile,
  ProfileKind,
  SampleTable,
  StackTable,
  ValueType,
} from '../../../model/profile';
import { Int64ColumnBuilder } from '../int64ColumnBuilder';
import { kindOfProfile } from '../kind';
import { PRUNE_ITSELF, planPruning } from '../prune';
import { compileFrameRegexp } from '../regexp';
import { AddressTable } from './addressTable';
import { framesDroppedBy } from './droppedFrames';
import { assignMappings, type MapEntry } from './mappings';

/** What a form says about its whole profile. */
export interface LegacyHeader {
  readonly sampleTypes: readonly ValueType[];
  readonly periodType: ValueType | null;
  readonly period: Int64;
  readonly durationNanos?: Int64;
  /** Where the header tells the kind; else the value types do. */
  readonly kind?: ProfileKind;
  /** Java's addresses are keys of its own and no places in memory: they name locations and are forgotten. */
  readonly addressesAreKeys?: boolean;
}

/** Makes a profile from stacks of addresses. A location is an address, by its number in `addresses`. */
export class LegacyProfileBuilder {
  readonly addresses = new AddressTable();
  readonly strings = new InternedStrings();
  sampleCount = 0;
  readonly #tree = new PrefixTreeBuilder(1024);
  readonly #stack = new GrowingInt32();
  readonly #values: readonly Int64ColumnBuilder[];
  readonly #labelStart = new GrowingUint32();
  readonly #labelKey = new GrowingUint32();
  readonly #labelText = new GrowingUint32();
  readonly #labelNumber = new Int64ColumnBuilder(0);
  readonly #hiddenDepth = new GrowingUint32();
  readonly #hiddenLeaf = new GrowingUint32();
  readonly #functions = new Map<string, number>();
  readonly #functionName = new GrowingUint32();
  readonly #functionFile = new GrowingUint32();
  readonly #lines = new LocationLines();

  constructor(typeCount: number) {
    this.#values = Array.from({ length: typeCount }, () => new Int64ColumnBuilder(0));
    this.#labelStart.push(0);
  }

  /** Locations leaf first, entries `from` to `to` of the list. */
  addSample(values: readonly Int64[], locations: Uint32Array, from: number, to: number): void {
    let node = -1;
    for (let i = to - 1; i >= from; i--) node = this.#tree.child(node, locations[i]!);
    this.#stack.push(node);
    for (const [type, column] of this.#values.entries()) column.setInteger(this.sampleCount, values[type]!);
    this.sampleCount++;
    this.#labelStart.push(this.#labelKey.length);
  }

  /** How many frames the sample that is added next has below its own leaf, and the location of the lowest. */
  addHidden(depth: number, leaf: number): void {
    this.#hiddenDepth.push(Math.min(255, depth));
    this.#hiddenLeaf.push(leaf);
  }

  /** A label of the sample that is added next. */
  addTextLabel(key: string, text: string): void {
    this.#labelNumber.setInteger(this.#labelKey.length, 0);
    this.#labelKey.push(this.strings.indexOf(key));
    this.#labelText.push(this.strings.indexOf(text));
  }

  addNumberLabel(key: string, number: Int64): void {
    this.#labelNumber.setInteger(this.#labelKey.length, number);
    this.#labelKey.push(this.strings.indexOf(key));
    this.#labelText.push(0);
  }

  /** Appends a line to a location: innermost call first, and all lines of one location before those of the next. */
  addLine(location: number, name: string, file: string, line: number): void {
    this.#lines.add(location, this.#functionOf(name, file), line);
  }

  lineCount(location: number): number {
    return this.#lines.count(location);
  }

  finish(header: LegacyHeader, map: readonly MapEntry[], fileName: string): Profile {
    const tree = this.#tree.finish();
    const functions = this.#functionTable();
    const lines = this.#lines.finish(this.addresses.length);
    const used = new Uint8Array(this.addresses.length);
    for (const location of tree.key) used[location] = 1;
    const address = this.#addressColumn(header, lines.lineStart);
    const { mappings, mapping } = assignMappings(map, address, used, this.strings);
    if (header.addressesAreKeys) address.fill(0n);
    const locations: LocationTable = { length: address.length, address, mapping, ...lines };
    const stacks: StackTable = { length: tree.parent.length, parent: tree.parent, location: tree.key };
    const pruned = this.#prune(header, locations, functions, stacks);
    const profile: Omit<Profile, 'kind'> = {
      sampleTypes: header.sampleTypes,
      defaultSampleIndex: header.sampleTypes.length - 1,
      strings: this.strings,
      samples: {
        length: this.sampleCount,
        stack: pruned.sampleStack,
        values: this.#values.map((column) => column.finish()),
        labels: this.#labelTable(),
        compared: null,
      },
      stacks: pruned.stacks,
      locations: pruned.locations,
      functions,
      mappings,
      timeNanos: null,
      durationNanos: Number(header.durationNanos ?? 0),
      periodType: header.periodType,
      period: Number(header.period),
      comments: [],
      docUrl: '',
    };
    const kind = header.kind ?? kindOfProfile(profile, fileName);
    return kind === 'goroutine'
      ? { ...profile, kind, samples: this.#withHidden(profile.samples) }
      : { ...profile, kind };
  }

  /** Nothing is added where no frame is hidden, or where a form does not tell. */
  #withHidden(samples: SampleTable): SampleTable {
    const depth = Uint8Array.from(this.#hiddenDepth.finish());
    if (depth.length !== samples.length || !depth.some((frames) => frames > 0)) return samples;
    return { ...samples, hidden: { depth, leaf: this.#hiddenLeaf.finish() } };
  }

  #functionOf(name: string, file: string): number {
    const key = `${name}\0${file}`;
    const known = this.#functions.get(key);
    if (known !== undefined) return known;
    const fn = this.#functionName.length;
    this.#functions.set(key, fn);
    this.#functionName.push(this.strings.indexOf(name));
    this.#functionFile.push(this.strings.indexOf(file));
    return fn;
  }

  #functionTable(): FunctionTable {
    const name = this.#functionName.finish();
    return {
      length: name.length,
      name,
      systemName: name,
      file: this.#functionFile.finish(),
      startLine: new Float64Array(name.length),
    };
  }

  #labelTable(): LabelTable {
    return {
      start: this.#labelStart.finish(),
      key: this.#labelKey.finish(),
      text: this.#labelText.finish(),
      number: this.#labelNumber.finish(),
      unit: new Uint32Array(this.#labelKey.length),
    };
  }

  /** A key that has a name needs no mapping to be named after: its address is none. */
  #addressColumn({ addressesAreKeys }: LegacyHeader, lineStart: Uint32Array): BigUint64Array {
    const address = new BigUint64Array(this.addresses.length);
    for (let location = 0; location < address.length; location++) {
      const isNamed = lineStart[location]! < lineStart[location + 1]!;
      if (!(addressesAreKeys && isNamed)) address[location] = this.addresses.get(location);
    }
    return address;
  }

  /** Drops the frames that Go drops from these forms, which can be told by their names only. */
  #prune(header: LegacyHeader, locations: LocationTable, functions: FunctionTable, stacks: StackTable) {
    const sampleStack = this.#stack.finish();
    const { drop, keep } = framesDroppedBy(header.sampleTypes);
    const pruning =
      functions.length === 0
        ? null
        : planPruning(
            locations,
            functions,
            this.strings,
            compileFrameRegexp(drop),
            keep === '' ? null : compileFrameRegexp(keep),
          );
    if (pruning === null) return { sampleStack, locations, stacks };
    const { kept, stack } = pruneStacks(stacks, pruning.effect);
    const moved = sampleStack.map((leaf) => (leaf < 0 ? leaf : stack[leaf]!));
    return { sampleStack: moved, locations: pruning.locations, stacks: kept };
  }
}

/** Lines by location, in the order in which they came; put into the order of the locations at the end. */
class LocationLines {
  readonly #location = new GrowingUint32();
  readonly #fn = new GrowingInt32();
  readonly #number = new GrowingFloat64();
  #counts = new Uint32Array(256);

  add(location: number, fn: number, line: number): void {
    if (location >= this.#counts.length) {
      const grown = new Uint32Array(location * 2);
      grown.set(this.#counts);
      this.#counts = grown;
    }
    this.#counts[location]!++;
    this.#location.push(location);
    this.#fn.push(fn);
    this.#number.push(line);
  }

  count(location: number): number {
    return location < this.#counts.length ? this.#counts[location]! : 0;
  }

  finish(locations: number): Pick<LocationTable, 'lineStart' | 'lineFunction' | 'lineNumber'> {
    const location = this.#location.finish();
    const fn = this.#fn.finish();
    const number = this.#number.finish();
    const lineStart = new Uint32Array(locations + 1);
    for (let i = 0; i < locations; i++) lineStart[i + 1] = lineStart[i]! + this.count(i);
    const next = lineStart.slice();
    const lineFunction = new Int32Array(location.length);
    const lineNumber = new Float64Array(location.length);
    for (let row = 0; row < location.length; row++) {
      const at = next[location[row]!]!++;
      lineFunction[at] = fn[row]!;
      lineNumber[at] = number[row]!;
    }
    return { lineStart, lineFunction, lineNumber };
  }
}

/** The rule of `prunedLeaves`, applied from the root to a whole tree at once. `stack` says where each old node went. */
function pruneStacks(stacks: StackTable, effect: Uint8Array): { kept: StackTable; stack: Int32Array } {
  const { length, parent, location } = stacks;
  const tree = new PrefixTreeBuilder(length);
  const stack = new Int32Array(length);
  const state = new Uint8Array(length);
  for (let node = 0; node < length; node++) {
    const above = parent[node]!;
    const onto = above < 0 ? -1 : stack[above]!;
    const before = above < 0 ? NOTHING_KEPT : state[above]!;
    const what = effect[location[node]!]!;
    const isCut = before === CUT || (before === KEPT && what === PRUNE_ITSELF);
    stack[node] = isCut ? onto : tree.child(onto, location[node]!);
    if (isCut || (before === KEPT && what !== 0)) state[node] = CUT;
    else state[node] = what === 0 ? KEPT : before;
  }
  const { parent: newParent, key } = tree.finish();
  return { kept: { length: newParent.length, parent: newParent, location: key }, stack };
}

const NOTHING_KEPT = 0;
const KEPT = 1;
const CUT = 2;
