/** Bytes that the grammars of texts are made of, and small steps over them. All take positions, none makes a string. */

export const newline = 0x0a;
export const tab = 0x09;
export const space = 0x20;
export const carriageReturn = 0x0d;
export const colon = 0x3a;
export const comma = 0x2c;
export const quote = 0x22;
export const backslash = 0x5c;
export const openParen = 0x28;
export const closeParen = 0x29;
export const closeBracket = 0x5d;
export const openBrace = 0x7b;
export const closeBrace = 0x7d;

/** A word of the grammar, as bytes. */
export function word(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

export function startsWith(bytes: Uint8Array, at: number, end: number, expected: Uint8Array): boolean {
  if (end - at < expected.length) return false;
  for (let i = 0; i < expected.length; i++) if (bytes[at + i] !== expected[i]) return false;
  return true;
}

export function endsWith(bytes: Uint8Array, start: number, end: number, expected: Uint8Array): boolean {
  return end - start >= expected.length && startsWith(bytes, end - expected.length, end, expected);
}

export function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

/** The value of a hexadecimal digit; -1 for anything else. */
export function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}

export function skipDigits(bytes: Uint8Array, at: number, end: number): number {
  let position = at;
  while (position < end && isDigit(bytes[position])) position++;
  return position;
}

/** Decimal digits as a number: exact up to 2^53. */
export function decimal(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let i = start; i < end; i++) value = value * 10 + (bytes[i]! - 0x30);
  return value;
}

export function skipBlanks(bytes: Uint8Array, at: number, end: number): number {
  let position = at;
  while (position < end && (bytes[position] === space || bytes[position] === tab)) position++;
  return position;
}

/** The end without blanks and carriage returns. */
export function trimEnd(bytes: Uint8Array, start: number, end: number): number {
  let position = end;
  while (position > start) {
    const byte = bytes[position - 1]!;
    if (byte !== space && byte !== carriageReturn && byte !== tab) break;
    position--;
  }
  return position;
}

export function lineEnd(bytes: Uint8Array, at: number): number {
  const end = bytes.indexOf(newline, at);
  return end < 0 ? bytes.length : end;
}

const decoder = new TextDecoder();

export function textOf(bytes: Uint8Array, start: number, end: number): string {
  return decoder.decode(bytes.subarray(start, end));
}
