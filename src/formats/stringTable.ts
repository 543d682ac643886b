import type { StringIndex, StringTable } from '../model/profile';

const decoder = new TextDecoder();

/** Strings as offsets into bytes. Keeps the file's bytes only where they are mostly strings. */
export class ByteStringTable implements StringTable {
  readonly length: number;
  readonly #bytes: Uint8Array;
  readonly #start: Uint32Array;
  readonly #size: Uint32Array;
  readonly #cache: (string | undefined)[];

  constructor(file: Uint8Array, start: Uint32Array, size: Uint32Array) {
    this.length = start.length;
    this.#size = size;
    this.#cache = new Array<string | undefined>(start.length);
    let total = 0;
    for (let i = 0; i < size.length; i++) total += size[i]!;
    if (total * 2 > file.length) {
      this.#bytes = file;
      this.#start = start;
      return;
    }
    this.#bytes = new Uint8Array(total);
    this.#start = new Uint32Array(start.length);
    for (let i = 0, at = 0; i < start.length; i++) {
      this.#bytes.set(file.subarray(start[i]!, start[i]! + size[i]!), at);
      this.#start[i] = at;
      at += size[i]!;
    }
  }

  /** Invalid UTF-8 becomes U+FFFD; an index outside the table is ''. */
  get(index: StringIndex): string {
    const cached = this.#cache[index];
    if (cached !== undefined) return cached;
    if (index < 0 || index >= this.length) return '';
    const start = this.#start[index]!;
    const text = decoder.decode(this.#bytes.subarray(start, start + this.#size[index]!));
    this.#cache[index] = text;
    return text;
  }
}
