import { grown } from '../../base/growingColumns';

/** Bytes that are written one after the other. */
export class GrowingBytes {
  length = 0;
  #bytes = new Uint8Array(1024);

  push(byte: number): void {
    if (this.length === this.#bytes.length) this.#bytes = grown(this.#bytes);
    this.#bytes[this.length++] = byte;
  }

  pushRange(from: Uint8Array, start: number, end: number): void {
    const size = end - start;
    while (this.length + size > this.#bytes.length) this.#bytes = grown(this.#bytes);
    const to = this.#bytes;
    const { length } = this;
    // Lines are short: a copy byte by byte is faster than a view for each.
    for (let i = 0; i < size; i++) to[length + i] = from[start + i]!;
    this.length += size;
  }

  /** In UTF-8; a lone half of a pair becomes U+FFFD. */
  pushCodePoint(code: number): void {
    const point = code >= 0xd800 && code < 0xe000 ? 0xfffd : code;
    if (point < 0x80) {
      this.push(point);
      return;
    }
    if (point < 0x800) {
      this.push(0xc0 | (point >> 6));
    } else if (point < 0x10000) {
      this.push(0xe0 | (point >> 12));
      this.push(0x80 | ((point >> 6) & 0x3f));
    } else {
      this.push(0xf0 | (point >> 18));
      this.push(0x80 | ((point >> 12) & 0x3f));
      this.push(0x80 | ((point >> 6) & 0x3f));
    }
    this.push(0x80 | (point & 0x3f));
  }

  at(position: number): number | undefined {
    return this.#bytes[position];
  }

  finish(): Uint8Array {
    return this.#bytes.slice(0, this.length);
  }
}
