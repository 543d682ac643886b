/** A hexadecimal number read from a text: its halves, unsigned, and where it ended. */
export class HexReader {
  lo = 0;
  hi = 0;
  pos = 0;

  /**
   * Reads `0x` and lower-case digits at `at`. False where none stand there; where the number has more than 64 bits, false
   * with `pos` behind it.
   */
  read(bytes: Uint8Array, at: number, end: number): boolean {
    this.pos = at;
    if (!(at + 2 < end && bytes[at] === 0x30 && bytes[at + 1] === 0x78)) return false;
    let digit = hexDigit(bytes[at + 2]!);
    if (digit < 0) return false;
    let lo = 0;
    let hi = 0;
    let pos = at + 2;
    let fits = true;
    while (digit >= 0) {
      if (hi >= 0x10000000) fits = false;
      hi = ((hi << 4) | (lo >>> 28)) >>> 0;
      lo = ((lo << 4) | digit) >>> 0;
      digit = ++pos < end ? hexDigit(bytes[pos]!) : -1;
    }
    this.lo = lo;
    this.hi = hi;
    this.pos = pos;
    return fits;
  }

  /** One less, as unsigned 64 bit: from a return address to the call before it. */
  decrement(): void {
    if (this.lo === 0) this.hi = (this.hi - 1) >>> 0;
    this.lo = (this.lo - 1) >>> 0;
  }
}

/**
 * Calls `each` for every `0x…` between `start` and the first byte that can be no part of a list of addresses, with the
 * number in the reader. False where one of them does not fit 64 bits.
 */
export function readAddresses(
  reader: HexReader,
  bytes: Uint8Array,
  start: number,
  end: number,
  each: () => void,
): boolean {
  for (let at = start; at < end && isAddressByte(bytes[at]!); ) {
    if (reader.read(bytes, at, end)) each();
    else if (reader.pos > at) return false;
    else {
      at++;
      continue;
    }
    at = reader.pos;
  }
  return true;
}

/** -1 for a byte that is none of 0-9 and a-f. */
function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  return byte >= 0x61 && byte <= 0x66 ? byte - 0x57 : -1;
}

function isAddressByte(byte: number): boolean {
  return byte === 0x20 || byte === 0x78 || hexDigit(byte) >= 0;
}
