const TWO_32 = 4294967296;

/** Writes protobuf's primitives into a buffer that grows. The other half of `ByteCursor`. */
export class ByteWriter {
  length = 0;
  #bytes: Uint8Array;

  constructor(capacity = 1024) {
    this.#bytes = new Uint8Array(capacity);
  }

  /** An unsigned integer up to 2^53. */
  writeUint(value: number): void {
    if (value < 128) this.#push(value);
    else this.writeHalves(value >>> 0, Math.floor(value / TWO_32));
  }

  /** A signed 64-bit integer; negative ones take ten bytes. */
  writeInt(value: number | bigint): void {
    if (typeof value === 'bigint') {
      const bits = BigInt.asUintN(64, value);
      this.writeHalves(Number(bits & 0xffffffffn), Number(bits >> 32n));
    } else this.writeHalves(value >>> 0, Math.floor(value / TWO_32) >>> 0);
  }

  /** A varint of 64 bits, as unsigned halves. */
  writeHalves(lo: number, hi: number): void {
    this.#reserve(10);
    let low = lo;
    let high = hi;
    while (high !== 0 || low > 127) {
      this.#bytes[this.length++] = (low & 127) | 128;
      low = ((low >>> 7) | (high << 25)) >>> 0;
      high >>>= 7;
    }
    this.#bytes[this.length++] = low;
  }

  writeBytes(bytes: Uint8Array): void {
    this.writeUint(bytes.length);
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** Calls `write` and puts the length of what it wrote in front of it. */
  writeSized(write: () => void): void {
    this.#push(0);
    const start = this.length;
    write();
    const size = this.length - start;
    if (size < 128) {
      this.#bytes[start - 1] = size;
      return;
    }
    // The length takes more than the byte kept for it: what was written moves on.
    const more = varintSize(size) - 1;
    this.#reserve(more);
    this.#bytes.copyWithin(start + more, start, this.length);
    this.length = start - 1;
    this.writeUint(size);
    this.length = start + more + size;
  }

  finish(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.length) as Uint8Array<ArrayBuffer>;
  }

  #push(byte: number): void {
    this.#reserve(1);
    this.#bytes[this.length++] = byte;
  }

  #reserve(count: number): void {
    if (this.length + count <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.ceil((this.length + count) * 1.5));
    grown.set(this.#bytes.subarray(0, this.length));
    this.#bytes = grown;
  }
}

function varintSize(value: number): number {
  let size = 1;
  for (let rest = value; rest > 127; rest = Math.floor(rest / 128)) size++;
  return size;
}
