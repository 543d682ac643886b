import type { ByteCursor } from '../../base/byteCursor';
import { GrowingUint32 } from '../../base/growingColumns';
import { PrefixTreeBuilder } from '../../model/prefixTreeBuilder';
import type { LabelTable, SampleTable, StackTable } from '../../model/profile';
import type { IdIndex } from './idIndex';
import { Int64ColumnBuilder } from './int64ColumnBuilder';
import type { Layout } from './layout';
import { malformed } from './malformed';
import { prunedLeaves } from './prune';
import { readStringIndex } from './tables';
import { BYTES, expectWireType, ProfileField, readMessage, skipField, VARINT } from './wire';

/** Samples with their stacks folded into a prefix tree while they are read, so that no stack is ever stored twice. */
export function decodeSamples(
  cursor: ByteCursor,
  layout: Layout,
  locationIds: IdIndex,
  pruneEffect: Uint8Array | null,
): { samples: SampleTable; stacks: StackTable } {
  const count = layout.sampleCount;
  const typeCount = layout.sampleTypes.length;
  const reader = new SampleReader(cursor, layout, locationIds, count, typeCount);
  const folder = new StackFolder();
  const stack = new Int32Array(count);
  cursor.pos = 0;
  for (let sample = 0; sample < count; ) {
    const tag = cursor.readUint();
    if (tag !== ProfileField.sample * 8 + BYTES) {
      skipField(cursor, tag % 8);
      continue;
    }
    const size = cursor.readLength();
    const end = cursor.pos + size;
    reader.read(sample, end);
    const leaf = pruneEffect ? prunedLeaves(reader.locations, reader.depth, pruneEffect) : 0;
    stack[sample] = folder.fold(reader.locations, leaf, reader.depth);
    sample++;
  }
  return {
    samples: {
      length: count,
      stack,
      values: reader.values.map((column) => column.finish()),
      labels: reader.labels(),
    },
    stacks: folder.finish(),
  };
}

/** Reads one sample message at a time into scratch space and columns. */
class SampleReader {
  /** Locations of the sample read last, leaf first; `depth` of them. */
  locations = new Uint32Array(128);
  depth = 0;
  readonly values: readonly Int64ColumnBuilder[];
  readonly #cursor: ByteCursor;
  readonly #layout: Layout;
  readonly #ids: IdIndex;
  readonly #labelStart: Uint32Array;
  readonly #labelKey = new GrowingUint32();
  readonly #labelText = new GrowingUint32();
  readonly #labelNumber: Int64ColumnBuilder;
  readonly #labelUnit = new GrowingUint32();

  constructor(cursor: ByteCursor, layout: Layout, ids: IdIndex, count: number, typeCount: number) {
    this.#cursor = cursor;
    this.#layout = layout;
    this.#ids = ids;
    this.values = Array.from({ length: typeCount }, () => new Int64ColumnBuilder(count));
    this.#labelStart = new Uint32Array(count + 1);
    this.#labelNumber = new Int64ColumnBuilder(0);
  }

  read(sample: number, end: number): void {
    const cursor = this.#cursor;
    const at = cursor.pos;
    const outerEnd = cursor.end;
    let valueCount = 0;
    this.depth = 0;
    cursor.end = end;
    while (cursor.pos < end) {
      const tag = cursor.readUint();
      if (tag === 10) this.#readPackedLocations();
      else if (tag === 18) valueCount = this.#readPackedValues(sample, valueCount);
      else if (tag === 26) this.#readLabel();
      else if (tag === 8) this.#readLocation();
      else if (tag === 16) valueCount = this.#readValue(sample, valueCount);
      else this.#skipUnknown(tag);
    }
    cursor.end = outerEnd;
    if (valueCount !== this.values.length) {
      throw malformed(at, `a sample has ${valueCount} values for ${this.values.length} value types`);
    }
    this.#labelStart[sample + 1] = this.#labelKey.length;
  }

  labels(): LabelTable {
    return {
      start: this.#labelStart,
      key: this.#labelKey.finish(),
      text: this.#labelText.finish(),
      number: this.#labelNumber.finish(),
      unit: this.#labelUnit.finish(),
    };
  }

  #readPackedLocations(): void {
    const cursor = this.#cursor;
    const length = cursor.readLength();
    const end = cursor.pos + length;
    const outerEnd = cursor.end;
    cursor.end = end;
    while (cursor.pos < end) this.#readLocation();
    cursor.end = outerEnd;
  }

  #readLocation(): void {
    const cursor = this.#cursor;
    const at = cursor.pos;
    const small = cursor.readUint();
    // An id above 2^32 went through readVarint, which left its halves exact.
    const found = small < 4294967296 ? this.#ids.find(small, 0) : this.#ids.find(cursor.lo, cursor.hi);
    if (found < 0) throw malformed(at, 'a sample names a location that is not in the file');
    if (this.depth === this.locations.length) {
      const grown = new Uint32Array(this.depth * 2);
      grown.set(this.locations);
      this.locations = grown;
    }
    this.locations[this.depth++] = found;
  }

  #readPackedValues(sample: number, count: number): number {
    const cursor = this.#cursor;
    const length = cursor.readLength();
    const end = cursor.pos + length;
    const outerEnd = cursor.end;
    cursor.end = end;
    while (cursor.pos < end) count = this.#readValue(sample, count);
    cursor.end = outerEnd;
    return count;
  }

  #readValue(sample: number, count: number): number {
    const cursor = this.#cursor;
    cursor.readVarint();
    if (count < this.values.length) this.values[count]!.set(sample, cursor);
    return count + 1;
  }

  #skipUnknown(tag: number): void {
    const field = Math.floor(tag / 8);
    if (field >= 1 && field <= 3) {
      throw malformed(this.#cursor.pos, `sample field ${field} has wire type ${tag % 8}`);
    }
    skipField(this.#cursor, tag % 8);
  }

  /** As Go: a text wins over a number, and a label with neither is dropped. */
  #readLabel(): void {
    const cursor = this.#cursor;
    const layout = this.#layout;
    let key = 0;
    let text = 0;
    let unit = 0;
    let hasNumber = false;
    const row = this.#labelKey.length;
    const size = cursor.readLength();
    readMessage(cursor, cursor.pos + size, (field, wireType) => {
      if (field === 1) key = readStringIndex(cursor, wireType, layout);
      else if (field === 2) text = readStringIndex(cursor, wireType, layout);
      else if (field === 3) {
        expectWireType(cursor, wireType, VARINT);
        cursor.readVarint();
        hasNumber = cursor.lo !== 0 || cursor.hi !== 0;
        this.#labelNumber.set(row, cursor);
      } else if (field === 4) unit = readStringIndex(cursor, wireType, layout);
      else skipField(cursor, wireType);
    });
    if (text === 0 && !hasNumber && unit === 0) return;
    if (!hasNumber || text !== 0) this.#labelNumber.setZero(row);
    this.#labelKey.push(key);
    this.#labelText.push(text);
    this.#labelUnit.push(text === 0 ? unit : 0);
  }
}

/** Finds or makes the stack of a sample. Neighbouring samples share most of their root side, which is compared, not hashed. */
class StackFolder {
  readonly #tree = new PrefixTreeBuilder(1024);
  /** The stack folded last, root first: its locations and its nodes. */
  #lastLocation = new Uint32Array(128);
  #lastNode = new Int32Array(128);
  #lastDepth = 0;

  /** Node of the leaf; -1 for an empty stack. Entries `from` (leaf) to `to` (beyond the root) of the list count. */
  fold(locations: Uint32Array, from: number, to: number): number {
    const depth = to - from;
    if (depth > this.#lastNode.length) this.#grow(depth);
    const lastLocation = this.#lastLocation;
    const lastNode = this.#lastNode;
    const shared = Math.min(depth, this.#lastDepth);
    let level = 0;
    while (level < shared && lastLocation[level] === locations[to - 1 - level]) level++;
    let node = level === 0 ? -1 : lastNode[level - 1]!;
    for (; level < depth; level++) {
      const location = locations[to - 1 - level]!;
      node = this.#tree.child(node, location);
      lastLocation[level] = location;
      lastNode[level] = node;
    }
    this.#lastDepth = depth;
    return node;
  }

  finish(): StackTable {
    const { parent, key } = this.#tree.finish();
    return { length: parent.length, parent, location: key };
  }

  #grow(depth: number): void {
    const location = new Uint32Array(depth * 2);
    location.set(this.#lastLocation);
    this.#lastLocation = location;
    const node = new Int32Array(depth * 2);
    node.set(this.#lastNode);
    this.#lastNode = node;
  }
}
