import type { Int64 } from '../../../base/int64';

export interface WordKind {
  readonly bytes: 4 | 8;
  readonly isLittleEndian: boolean;
}

/** In the order in which Go tries them. */
export const wordKinds: readonly WordKind[] = [
  { bytes: 4, isLittleEndian: true },
  { bytes: 4, isLittleEndian: false },
  { bytes: 8, isLittleEndian: true },
  { bytes: 8, isLittleEndian: false },
];

/** Reads words of one kind. Beyond the end they are 0, as in google/pprof profile/legacy_profile.go. */
export class WordCursor {
  pos = 0;
  /** Halves of the word read last, unsigned. */
  lo = 0;
  hi = 0;
  readonly #view: DataView;
  readonly #kind: WordKind;

  constructor(bytes: Uint8Array, kind: WordKind) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#kind = kind;
  }

  get bytesLeft(): number {
    return this.#view.byteLength - this.pos;
  }

  get hasBytes(): boolean {
    return this.bytesLeft > 0;
  }

  /** Whole words that are left. */
  get left(): number {
    return Math.floor(this.bytesLeft / this.#kind.bytes);
  }

  read(): void {
    const { bytes, isLittleEndian } = this.#kind;
    this.lo = 0;
    this.hi = 0;
    if (this.bytesLeft < bytes) {
      this.pos = this.#view.byteLength;
      return;
    }
    const low = bytes === 8 && !isLittleEndian ? 4 : 0;
    this.lo = this.#view.getUint32(this.pos + low, isLittleEndian);
    if (bytes === 8) this.hi = this.#view.getUint32(this.pos + 4 - low, isLittleEndian);
    this.pos += bytes;
  }

  /** The word as int64: unsigned where it has 32 bits. */
  readInt64(): Int64 {
    this.read();
    const value = (this.hi | 0) * 4294967296 + this.lo;
    return Number.isSafeInteger(value) ? value : (BigInt(this.hi | 0) << 32n) | BigInt(this.lo);
  }

  /** One less than the word read last, as unsigned 64 bit. */
  decrement(): void {
    if (this.lo === 0) this.hi = (this.hi - 1) >>> 0;
    this.lo = (this.lo - 1) >>> 0;
  }
}
