import type { GrowingBytes } from './growingBytes';
import { backslash, hexDigit, quote, startsWith, textOf, word } from './textBytes';

/** Who wrote a line, where a log of several writers says it: Docker, journald, what collects them, and `go test -json`. */
const writerKeys = ['stream', '_PID', 'container_id', 'container_name', 'pod_name', 'pod', 'Package'].map(
  (key) => word(`"${key}":`),
);

/** Whose text is a line of the log. */
export interface TextKey {
  /** With its quotes. */
  readonly key: Uint8Array;
  /** Docker keeps the end of a line in the text, and leaves it out where it breaks a long one; others never have it. */
  readonly hasLineEnds: boolean;
}

/**
 * The key whose text holds a position of a line of JSON: `log` in `{"log":"goroutine 1 [running]:\n"}`. Null where the
 * position is in no text that has a key.
 */
export function keyOfText(
  bytes: Uint8Array,
  lineStart: number,
  position: number,
  lineEnd: number,
): TextKey | null {
  let at = lineStart;
  while (at < position) {
    if (bytes[at] !== quote) {
      at++;
      continue;
    }
    const keyEnd = textEnd(bytes, at + 1, lineEnd);
    const start = valueStart(bytes, keyEnd + 1, lineEnd);
    if (start < 0) {
      at = keyEnd + 1;
      continue;
    }
    const end = textEnd(bytes, start, lineEnd);
    if (start <= position && position < end && end < lineEnd) {
      const hasLineEnds = bytes[end - 2] === backslash && bytes[end - 1] === 0x6e;
      return { key: bytes.slice(at, keyEnd + 1), hasLineEnds };
    }
    at = end + 1;
  }
  return null;
}

/** Where the text of a key begins in a line, behind its opening quote; -1 where the line has none. */
export function textOfKey(bytes: Uint8Array, key: Uint8Array, lineStart: number, lineEnd: number): number {
  for (let at = bytes.indexOf(quote, lineStart); at >= 0 && at < lineEnd; at = bytes.indexOf(quote, at + 1)) {
    let i = 0;
    while (i < key.length && bytes[at + i] === key[i]) i++;
    if (i < key.length) continue;
    const start = valueStart(bytes, at + i, lineEnd);
    if (start >= 0) return start;
  }
  return -1;
}

/** Behind a key: a colon and an opening quote. */
function valueStart(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && (bytes[at] === 0x20 || bytes[at] === 0x3a)) at++;
  return at > start && at < end && bytes[at] === quote ? at + 1 : -1;
}

/** Where the closing quote is, else the end. */
function textEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at] !== quote) at += bytes[at] === backslash ? 2 : 1;
  return Math.min(at, end);
}

/** What tells the writers of a log apart: the values of known keys, outside of the text that begins at a position. */
export function writerOf(bytes: Uint8Array, lineStart: number, textStart: number, lineEnd: number): string {
  return (
    writerIn(bytes, lineStart, textStart) + writerIn(bytes, textEnd(bytes, textStart, lineEnd) + 1, lineEnd)
  );
}

function writerIn(bytes: Uint8Array, start: number, end: number): string {
  let writer = '';
  for (let at = start; at < end; at++) {
    if (bytes[at] !== quote) continue;
    for (const key of writerKeys) {
      if (bytes[at + 1] !== key[1] || !startsWith(bytes, at, end, key)) continue;
      const valueAt = at + key.length;
      let valueEnd = valueAt;
      while (valueEnd < end && bytes[valueEnd] !== 0x2c && bytes[valueEnd] !== 0x7d) valueEnd++;
      writer += `${textOf(bytes, valueAt, valueEnd)}\0`;
      at = valueEnd;
    }
  }
  return writer;
}

const controls: Readonly<Record<number, number>> = {
  98: 0x08,
  102: 0x0c,
  110: 0x0a,
  114: 0x0d,
  116: 0x09,
};

/** Writes a text of JSON without its escapes, up to its closing quote or the end. */
export function writeText(bytes: Uint8Array, start: number, end: number, into: GrowingBytes): void {
  let at = start;
  while (at < end && bytes[at] !== quote) {
    const byte = bytes[at++]!;
    if (byte !== backslash || at >= end) {
      into.push(byte);
      continue;
    }
    const escaped = bytes[at++]!;
    if (escaped !== 0x75) {
      into.push(controls[escaped] ?? escaped);
      continue;
    }
    const code = fourDigits(bytes, at, end);
    if (code < 0) continue;
    at += 4;
    const isPair = code >= 0xd800 && code < 0xdc00 && bytes[at] === backslash && bytes[at + 1] === 0x75;
    const low = isPair ? fourDigits(bytes, at + 2, end) : -1;
    if (low >= 0xdc00 && low < 0xe000) {
      at += 6;
      into.pushCodePoint(0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00));
    } else {
      into.pushCodePoint(code);
    }
  }
}

function fourDigits(bytes: Uint8Array, start: number, end: number): number {
  if (start + 4 > end) return -1;
  let value = 0;
  for (let i = start; i < start + 4; i++) {
    const digit = hexDigit(bytes[i]!);
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}
