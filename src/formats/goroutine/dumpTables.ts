import { grown } from '../../base/growingColumns';
import type { DumpFrames, DumpStacks } from '../../model/goroutines';
import type { StringTable } from '../../model/profile';
import { ByteStringTable } from '../stringTable';

/** Mixes a number into a hash: FNV-1a's step with a wider number. */
export function mix(hash: number, value: number): number {
  return Math.imul(hash ^ value, 0x01000193);
}

export const hashStart = 0x811c9dc5 | 0;

/** Keys by hash, open addressing; whoever asks verifies the key itself. Half empty at least. */
class HashSlots {
  mask = 255;
  slots = new Int32Array(256).fill(-1);

  /** To be called with the hashes of all keys, after a key was added. */
  keepRoom(length: number, hashes: Int32Array): void {
    if (length * 2 <= this.mask) return;
    this.mask = this.mask * 2 + 1;
    this.slots = new Int32Array(this.mask + 1).fill(-1);
    for (let key = 0; key < length; key++) {
      let slot = spread(hashes[key]!) & this.mask;
      while (this.slots[slot] !== -1) slot = (slot + 1) & this.mask;
      this.slots[slot] = key;
    }
  }
}

/** FNV's low bits depend on the last bytes most. */
export function spread(hash: number): number {
  return hash ^ (hash >>> 15);
}

/** Distinct texts as places in the file's bytes; nothing is decoded. Index 0 is the empty string. */
export class TextTable {
  length = 1;
  start = new Uint32Array(256);
  size = new Uint32Array(256);
  readonly #bytes: Uint8Array;
  readonly #slots = new HashSlots();
  #hashes = new Int32Array(256);

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#slots.slots[spread(hashStart) & this.#slots.mask] = 0;
    this.#hashes[0] = hashStart;
  }

  intern(start: number, end: number): number {
    const bytes = this.#bytes;
    let hash = hashStart;
    for (let i = start; i < end; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
    const { slots, mask } = this.#slots;
    let slot = spread(hash) & mask;
    for (let key = slots[slot]!; key !== -1; key = slots[slot]!) {
      if (this.#hashes[key] === hash && this.#equals(key, start, end)) return key;
      slot = (slot + 1) & mask;
    }
    return this.#add(slot, hash, start, end - start);
  }

  finish(): StringTable {
    return new ByteStringTable(
      this.#bytes,
      this.start.slice(0, this.length),
      this.size.slice(0, this.length),
    );
  }

  #equals(key: number, start: number, end: number): boolean {
    if (this.size[key] !== end - start) return false;
    const bytes = this.#bytes;
    const delta = this.start[key]! - start;
    for (let i = start; i < end; i++) if (bytes[i] !== bytes[i + delta]) return false;
    return true;
  }

  #add(slot: number, hash: number, start: number, size: number): number {
    const key = this.length++;
    if (key === this.start.length) {
      this.start = grown(this.start);
      this.size = grown(this.size);
      this.#hashes = grown(this.#hashes);
    }
    this.start[key] = start;
    this.size[key] = size;
    this.#hashes[key] = hash;
    this.#slots.slots[slot] = key;
    this.#slots.keepRoom(this.length, this.#hashes);
    return key;
  }
}

/** Distinct (function, file, line), each with a place in the text that shows how its file and line are written. */
export class FrameTable {
  length = 0;
  func = new Uint32Array(256);
  file = new Uint32Array(256);
  line = new Uint32Array(256);
  /** Where `file:line` stands; its size is 0 where the frame has none. */
  placeStart = new Uint32Array(256);
  placeSize = new Uint32Array(256);
  readonly #slots = new HashSlots();
  #hashes = new Int32Array(256);

  intern(func: number, file: number, line: number, placeStart: number, placeSize: number): number {
    const hash = mix(mix(mix(hashStart, func), file), line);
    const { slots, mask } = this.#slots;
    let slot = spread(hash) & mask;
    for (let key = slots[slot]!; key !== -1; key = slots[slot]!) {
      if (this.func[key] === func && this.line[key] === line && this.file[key] === file) return key;
      slot = (slot + 1) & mask;
    }
    const key = this.length++;
    if (key === this.func.length) {
      this.func = grown(this.func);
      this.file = grown(this.file);
      this.line = grown(this.line);
      this.placeStart = grown(this.placeStart);
      this.placeSize = grown(this.placeSize);
      this.#hashes = grown(this.#hashes);
    }
    this.placeStart[key] = placeStart;
    this.placeSize[key] = placeSize;
    this.func[key] = func;
    this.file[key] = file;
    this.line[key] = line;
    this.#hashes[key] = hash;
    slots[slot] = key;
    this.#slots.keepRoom(this.length, this.#hashes);
    return key;
  }

  finish(): DumpFrames {
    const { length } = this;
    return {
      length,
      func: this.func.slice(0, length),
      file: this.file.slice(0, length),
      line: this.line.slice(0, length),
    };
  }
}

/** Distinct sequences of frames. */
export class StackTable {
  length = 0;
  start = new Uint32Array(256);
  frame = new Uint32Array(1024);
  readonly #slots = new HashSlots();
  #hashes = new Int32Array(256);

  intern(frames: Int32Array, depth: number): number {
    let hash = hashStart;
    for (let i = 0; i < depth; i++) hash = mix(hash, frames[i]!);
    const { slots, mask } = this.#slots;
    let slot = spread(hash) & mask;
    for (let key = slots[slot]!; key !== -1; key = slots[slot]!) {
      if (this.#hashes[key] === hash && this.#equals(key, frames, depth)) return key;
      slot = (slot + 1) & mask;
    }
    return this.#add(slot, hash, frames, depth);
  }

  finish(): DumpStacks {
    const { length } = this;
    return {
      length,
      start: this.start.slice(0, length + 1),
      frame: this.frame.slice(0, this.start[length]!),
    };
  }

  #equals(key: number, frames: Int32Array, depth: number): boolean {
    const start = this.start[key]!;
    if (this.start[key + 1]! - start !== depth) return false;
    for (let i = 0; i < depth; i++) if (this.frame[start + i] !== frames[i]) return false;
    return true;
  }

  #add(slot: number, hash: number, frames: Int32Array, depth: number): number {
    const key = this.length++;
    if (key + 2 > this.start.length) this.start = grown(this.start);
    if (key === this.#hashes.length) this.#hashes = grown(this.#hashes);
    const start = this.start[key]!;
    while (start + depth > this.frame.length) this.frame = grown(this.frame);
    for (let i = 0; i < depth; i++) this.frame[start + i] = frames[i]!;
    this.start[key + 1] = start + depth;
    this.#hashes[key] = hash;
    this.#slots.slots[slot] = key;
    this.#slots.keepRoom(this.length, this.#hashes);
    return key;
  }
}
