import type { Int64 } from '../../../base/int64';

/*
 * Integers as Go's strconv and Go's arithmetic give them. Results are numbers while they are exact, else bigints.
 */

const minInt64 = -(2n ** 63n);
const maxInt64 = 2n ** 63n - 1n;

/** Decimal digits, with '-' before them where there is one. Null where they are none or leave int64. */
export function parseDecimal(bytes: Uint8Array, start: number, end: number): Int64 | null {
  const isNegative = bytes[start] === 0x2d;
  let at = isNegative ? start + 1 : start;
  if (at >= end) return null;
  while (at < end - 1 && bytes[at] === 0x30) at++;
  if (end - at > 19) return null;
  let value = 0;
  for (let i = at; i < end; i++) {
    if (!isDigit(bytes[i]!)) return null;
    value = value * 10 + bytes[i]! - 0x30;
  }
  if (value <= Number.MAX_SAFE_INTEGER) return isNegative ? -value : value;
  const exact = BigInt(String.fromCharCode(...bytes.subarray(at, end)));
  return checked(isNegative ? -exact : exact);
}

/** As strconv.ParseInt(text, 0, 64): 0x, 0o, 0b and a leading 0 (octal) choose the base, `_` may stand between digits. */
export function parseGoInt(text: string): Int64 | null {
  const [, sign, digits] = /^([+-]?)(\w{1,64})$/.exec(text) ?? [];
  if (digits === undefined) return null;
  const plain = digits.replace(/^0([0-7_]+)$/, '0o$1').replace(/^(0o)_/, '$1');
  if (/^_|__|_$/.test(plain) || (!/^0[xob]/i.test(plain) && /^0./.test(plain))) return null;
  const bare = plain.replaceAll('_', '');
  if (!/^(0x[\da-f]+|0o[0-7]+|0b[01]+|\d+)$/i.test(bare)) return null;
  return checked(sign === '-' ? -BigInt(bare.toLowerCase()) : BigInt(bare.toLowerCase()));
}

/** Go's int64(x) on amd64: cut towards 0; what does not fit becomes the least int64. */
export function truncateToInt64(value: number): Int64 {
  const whole = Math.trunc(value);
  if (Math.abs(whole) <= Number.MAX_SAFE_INTEGER) return whole === 0 ? 0 : whole;
  return whole >= -(2 ** 63) && whole < 2 ** 63 ? BigInt(whole) : minInt64;
}

/** Go's product of two int64, which wraps. */
export function multiplyInt64(a: Int64, b: Int64): Int64 {
  const product = Number(a) * Number(b);
  if (Number.isSafeInteger(product)) return product === 0 ? 0 : product;
  return narrow(BigInt.asIntN(64, BigInt(a) * BigInt(b)));
}

/** Go's quotient of two int64, cut towards 0. `divisor` is not 0. */
export function divideInt64(dividend: Int64, divisor: Int64): Int64 {
  if (typeof dividend === 'number' && typeof divisor === 'number') return truncateToInt64(dividend / divisor);
  return narrow(BigInt.asIntN(64, BigInt(dividend) / BigInt(divisor)));
}

export function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

function checked(value: bigint): Int64 | null {
  return value < minInt64 || value > maxInt64 ? null : narrow(value);
}

function narrow(value: bigint): Int64 {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
