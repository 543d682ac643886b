/** Thrown by a cursor whose bytes end too early or hold no valid number: `offset` is where it stood. */
export class CursorError extends Error {
  readonly offset: number;

  constructor(reason: string, offset: number) {
    super(reason);
    this.name = 'CursorError';
    this.offset = offset;
  }
}

const TWO_32 = 4294967296;

/** Reads protobuf's primitives from a part of a buffer. Every read is checked against `end`. */
export class ByteCursor {
  readonly bytes: Uint8Array;
  pos: number;
  end: number;
  /** Halves of the varint read last, unsigned. */
  lo = 0;
  hi = 0;

  constructor(bytes: Uint8Array, start = 0, end = bytes.length) {
    this.bytes = bytes;
    this.pos = start;
    this.end = end;
  }

  /** Leaves 64 bits in `lo` and `hi`. As in Go's decoder, ten bytes are the most and bits beyond 64 are dropped. */
  readVarint(): void {
    const { bytes, end } = this;
    let pos = this.pos;
    let lo = 0;
    let hi = 0;
    for (let shift = 0; ; shift += 7) {
      if (pos >= end || shift > 63) throw new CursorError('bad varint', this.pos);
      const byte = bytes[pos++]!;
      const bits = byte & 0x7f;
      if (shift < 28) lo |= bits << shift;
      else if (shift === 28) {
        lo |= bits << 28;
        hi |= bits >>> 4;
      } else hi |= bits << (shift - 32);
      if (byte < 0x80) break;
    }
    this.pos = pos;
    this.lo = lo >>> 0;
    this.hi = hi >>> 0;
  }

  /** An unsigned varint as a number; rounds above 2^53, so only for lengths, tags, indices and ids known to be small. */
  readUint(): number {
    const { bytes } = this;
    // Most varints of a profile have one to three bytes.
    if (this.pos + 3 <= this.end) {
      const first = bytes[this.pos]!;
      if (first < 0x80) {
        this.pos++;
        return first;
      }
      const second = bytes[this.pos + 1]!;
      if (second < 0x80) {
        this.pos += 2;
        return (first & 0x7f) | (second << 7);
      }
      const third = bytes[this.pos + 2]!;
      if (third < 0x80) {
        this.pos += 3;
        return (first & 0x7f) | ((second & 0x7f) << 7) | (third << 14);
      }
    }
    this.readVarint();
    return this.hi * TWO_32 + this.lo;
  }

  /** The varint read last as signed 64 bit, rounded above 2^53. */
  lastInt(): number {
    return (this.hi | 0) * TWO_32 + this.lo;
  }

  /** True when `lastInt()` is exact. */
  lastIntIsSafe(): boolean {
    const high = this.hi | 0;
    return high >= -0x200000 && high < 0x200000;
  }

  lastBigInt(): bigint {
    return (BigInt(this.hi | 0) << 32n) | BigInt(this.lo);
  }

  lastBigUint(): bigint {
    return (BigInt(this.hi) << 32n) | BigInt(this.lo);
  }

  /** A length that must fit into what is left. */
  readLength(): number {
    const at = this.pos;
    const length = this.readUint();
    if (length > this.end - this.pos) {
      throw new CursorError(`needs ${length} bytes, ${this.end - this.pos} are left`, at);
    }
    return length;
  }

  skip(length: number): void {
    if (length > this.end - this.pos) throw new CursorError('ends early', this.pos);
    this.pos += length;
  }
}
