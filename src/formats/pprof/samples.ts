import { ByteCursor } from '../../base/byteCursor';
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
  const folder = new StackFolder(cursor.bytes, locationIds);
  const stack = new Int32Array(count);
  cursor.pos = 0;
  for (let sample = 0; sample < count; ) {
    const tag = cursor.readUint();
    if (tag !== ProfileField.sample * 8 + BYTES) {
      skipField(cursor, tag % 8);
      continue;
    }
    const size = cursor.readLength();
    reader.read(sample, cursor.pos + size);
    if (pruneEffect === null && reader.isPacked) {
      stack[sample] = folder.foldPacked(reader.packedStart, reader.packedEnd);
    } else {
      reader.decodePacked();
      const leaf = pruneEffect ? prunedLeaves(reader.locations, reader.depth, pruneEffect) : 0;
      stack[sample] = folder.fold(reader.locations, leaf, reader.depth);
    }
    sample++;
  }
  return {
    samples: {
      length: count,
      stack,
      values: reader.values.map((column) => column.finish()),
      labels: reader.labels(),
      compared: null,
    },
    stacks: folder.finish(),
  };
}

/** Reads one sample message at a time into scratch space and columns. */
class SampleReader {
  /** Locations of the sample read last, leaf first; `depth` of them. */
  locations = new Uint32Array(128);
  depth = 0;
  /** Where the locations stand when they came in one packed field; they are decoded only when `decodePacked` is called. */
  packedStart = 0;
  packedEnd = 0;
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
    this.packedStart = 0;
    this.packedEnd = 0;
    cursor.end = end;
    while (cursor.pos < end) {
      const tag = cursor.readUint();
      if (tag === 10) this.#notePackedLocations();
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

  get isPacked(): boolean {
    return this.depth === 0;
  }

  /** Appends the locations of the packed field to `locations`. */
  decodePacked(): void {
    const cursor = this.#cursor;
    const { pos, end } = cursor;
    cursor.pos = this.packedStart;
    cursor.end = this.packedEnd;
    while (cursor.pos < this.packedEnd) this.#pushLocation();
    cursor.pos = pos;
    cursor.end = end;
    this.packedStart = this.packedEnd;
  }

  #notePackedLocations(): void {
    const cursor = this.#cursor;
    const length = cursor.readLength();
    if (length === 0) return;
    // A second field, packed or not, continues the list: then it is decoded right here.
    if (this.packedEnd > this.packedStart) this.decodePacked();
    this.packedStart = cursor.pos;
    this.packedEnd = cursor.pos + length;
    cursor.pos = this.packedEnd;
    if (this.depth > 0) this.decodePacked();
  }

  #readLocation(): void {
    if (this.packedEnd > this.packedStart) this.decodePacked();
    this.#pushLocation();
  }

  #pushLocation(): void {
    const cursor = this.#cursor;
    const found = findLocation(cursor, this.#ids);
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

function findLocation(cursor: ByteCursor, ids: IdIndex): number {
  const at = cursor.pos;
  const small = cursor.readUint();
  // An id above 2^32 went through readVarint, which left its halves exact.
  const found = small < 4294967296 ? ids.find(small, 0) : ids.find(cursor.lo, cursor.hi);
  if (found < 0) throw malformed(at, 'a sample names a location that is not in the file');
  return found;
}

/**
 * Finds or makes the stack of a sample. Neighbouring samples share most of their root side, and stacks are written leaf
 * first: so the ends of their bytes are equal, and only what stands before has to be decoded.
 */
class StackFolder {
  readonly #tree = new PrefixTreeBuilder(1024);
  readonly #cursor: ByteCursor;
  readonly #ids: IdIndex;
  /** Nodes of the stack folded last, root first. */
  #lastNode = new Int32Array(128);
  /** Bytes of the stack folded last, when it was packed. */
  #lastStart = 0;
  #lastEnd = 0;
  #leafSide = new Uint32Array(128);

  constructor(bytes: Uint8Array, ids: IdIndex) {
    this.#cursor = new ByteCursor(bytes);
    this.#ids = ids;
  }

  /** Node of the leaf; -1 for an empty stack. */
  foldPacked(start: number, end: number): number {
    const { bytes } = this.#cursor;
    let at = end - 1;
    let last = this.#lastEnd - 1;
    let shared = 0;
    let sharedStart = end;
    // A varint ends with a byte below 0x80: the first one that ends inside the equal bytes may begin before them.
    for (; at >= start && last >= this.#lastStart && bytes[at] === bytes[last]; at--, last--) {
      if (bytes[at]! < 0x80) {
        shared++;
        sharedStart = at + 1;
      }
    }
    const isWhole = (at < start || bytes[at]! < 0x80) && (last < this.#lastStart || bytes[last]! < 0x80);
    if (isWhole) sharedStart = at + 1;
    else shared--;
    this.#lastStart = start;
    this.#lastEnd = end;
    return this.#append(Math.max(0, shared), this.#decodeLeafSide(start, sharedStart));
  }

  /** The same for decoded locations: entries `from` (leaf) to `to` (beyond the root) of the list count. */
  fold(locations: Uint32Array, from: number, to: number): number {
    this.#lastEnd = this.#lastStart;
    if (to - from > this.#leafSide.length) this.#leafSide = new Uint32Array((to - from) * 2);
    this.#leafSide.set(locations.subarray(from, to));
    return this.#append(0, to - from);
  }

  finish(): StackTable {
    const { parent, key } = this.#tree.finish();
    return { length: parent.length, parent, location: key };
  }

  #decodeLeafSide(start: number, end: number): number {
    const cursor = this.#cursor;
    cursor.pos = start;
    cursor.end = end;
    let count = 0;
    while (cursor.pos < end) {
      if (count === this.#leafSide.length) {
        const grown = new Uint32Array(count * 2);
        grown.set(this.#leafSide);
        this.#leafSide = grown;
      }
      this.#leafSide[count++] = findLocation(cursor, this.#ids);
    }
    return count;
  }

  /** Continues the first `shared` levels of the last stack with the first `count` locations of the leaf side. */
  #append(shared: number, count: number): number {
    const depth = shared + count;
    if (depth > this.#lastNode.length) {
      const grown = new Int32Array(depth * 2);
      grown.set(this.#lastNode);
      this.#lastNode = grown;
    }
    const lastNode = this.#lastNode;
    let node = shared === 0 ? -1 : lastNode[shared - 1]!;
    for (let i = count - 1, level = shared; i >= 0; i--, level++) {
      node = this.#tree.child(node, this.#leafSide[i]!);
      lastNode[level] = node;
    }
    return node;
  }
}
