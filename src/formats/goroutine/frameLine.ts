import {
  closeBrace,
  closeParen,
  colon,
  comma,
  decimal,
  endsWith,
  hexDigit,
  isDigit,
  openBrace,
  openParen,
  skipDigits,
  space,
  startsWith,
  word,
} from '../text/textBytes';

/**
 * Where the arguments of a function line begin: the parenthesis that the last one closes. Receivers and type arguments
 * have theirs before it. -1 for a line that is no function with arguments.
 *
 *     net/http.(*persistConn).readLoop(0xc0000b2000)        main.Map[...](...)        main.f({0x1, _}, 0x2?, ...)
 */
export function argumentsStart(bytes: Uint8Array, start: number, end: number): number {
  if (end - start < 3 || bytes[end - 1] !== closeParen) return -1;
  let at = end - 2;
  while (at > start && bytes[at] !== openParen) {
    if (!isArgumentByte(bytes[at]!)) return -1;
    at--;
  }
  return at > start && isName(bytes, start, at) ? at : -1;
}

/** Hexadecimal numbers, `?`, `_`, `...`, braces and what separates them. */
function isArgumentByte(byte: number): boolean {
  if (byte >= 0x30 && byte <= 0x39) return true;
  if (byte >= 0x61 && byte <= 0x66) return true;
  switch (byte) {
    case 0x78: // x
    case 0x3f: // ?
    case 0x5f: // _
    case 0x2e: // .
    case space:
    case comma:
    case openBrace:
    case closeBrace:
      return true;
    default:
      return false;
  }
}

const typeWord = word('type');

/** Names have no blanks, but for those of functions that the compiler makes for types: `type..eq.struct { … }`. */
function isName(bytes: Uint8Array, start: number, end: number): boolean {
  const first = bytes[start]!;
  if (first === openParen || first === space || first === 0x2f || first === closeParen) return false;
  for (let i = start; i < end; i++) {
    if (bytes[i]! <= space) return startsWith(bytes, start, end, typeWord);
  }
  return true;
}

/** `main.f`, as gccgo prints it: a package, a dot, a name, nothing that a sentence would have. */
export function isBareName(bytes: Uint8Array, start: number, end: number): boolean {
  let hasDot = false;
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!;
    if (byte <= space || byte === openParen || byte === closeParen || byte === colon || byte === 0x3d)
      return false;
    if (byte === 0x2e && at > start && at + 1 < end) hasDot = true;
  }
  return hasDot;
}

/** Where a frame is; filled anew for each. */
export class Place {
  fileEnd = 0;
  /** Behind the digits of the line number. */
  end = 0;
  line = 0;
  /** Whether an offset or a counter stands behind it: frames without are inlined, or cut. */
  hasOffset = false;
}

/**
 * Reads `/path/file.go:12 +0x1d fp=0x… sp=0x… pc=0x…` from its first visible byte; false for another line. Paths may hold
 * colons and blanks (`C:/Program Files/…`), so it is read from its end.
 */
export function readPlace(bytes: Uint8Array, start: number, end: number, into: Place): boolean {
  let at = end;
  into.hasOffset = false;
  for (let before = offsetStart(bytes, start, at); before >= 0; before = offsetStart(bytes, start, at)) {
    at = before;
    into.hasOffset = true;
  }
  let digits = at;
  while (digits > start && isDigit(bytes[digits - 1])) digits--;
  if (digits === at || digits - 1 <= start || bytes[digits - 1] !== colon) return false;
  into.end = at;
  into.fileEnd = digits - 1;
  into.line = decimal(bytes, digits, at) >>> 0;
  return true;
}

/** Where the last of ` +0x1d`, ` fp=0x…`, ` sp=0x…`, ` pc=0x…` begins; -1 where the text ends otherwise. */
function offsetStart(bytes: Uint8Array, start: number, end: number): number {
  let at = end;
  while (at > start && hexDigit(bytes[at - 1]!) >= 0) at--;
  if (at === end || bytes[at - 1] !== 0x78 || bytes[at - 2] !== 0x30) return -1;
  at -= 2;
  if (bytes[at - 1] === 0x2b) at -= 1;
  else if (bytes[at - 1] === 0x3d && (bytes[at - 2] === 0x70 || bytes[at - 2] === 0x63)) at -= 3;
  else return -1;
  while (at > start && bytes[at - 1] === space) at--;
  return at > start ? at : -1;
}

const sourceEnds = ['.go', '.s', '.S', '.c', '.cc', '.cpp', '.cxx', '.h', '.y', '.m', '.swig'].map(word);

/** Whether a file is one that frames name, where nothing but its text tells. */
export function isSourceFile(bytes: Uint8Array, start: number, end: number): boolean {
  if (bytes[start] === 0x3c || bytes[start] === 0x3f) return true;
  return sourceEnds.some((ending) => endsWith(bytes, start, end, ending));
}

const elidedWord = word('...');
const elidedTail = word('frames elided...');

/** `...additional frames elided...`, or `...23 frames elided...`. */
export function isElided(bytes: Uint8Array, start: number, end: number): boolean {
  return startsWith(bytes, start, end, elidedWord) && endsWith(bytes, start, end, elidedTail);
}

export const byWord = word('created by ');
export const inGoroutineWord = word(' in goroutine ');

/** Filled by `readCreator`. */
export class Creator {
  nameStart = 0;
  nameEnd = 0;
  /** -1 unknown: before Go 1.21. */
  goid = -1;
}

/** `created by main.main in goroutine 1`. */
export function readCreator(bytes: Uint8Array, start: number, end: number, into: Creator): boolean {
  if (!startsWith(bytes, start, end, byWord)) return false;
  into.nameStart = start + byWord.length;
  into.nameEnd = end;
  into.goid = -1;
  let digits = end;
  while (digits > into.nameStart && isDigit(bytes[digits - 1])) digits--;
  if (digits < end && endsWith(bytes, into.nameStart, digits, inGoroutineWord)) {
    into.goid = decimal(bytes, digits, end);
    into.nameEnd = digits - inGoroutineWord.length;
  }
  return into.nameEnd > into.nameStart;
}

const originWord = word('[originating from goroutine ');

/** The id in `[originating from goroutine 12]:`; -1 for another line. */
export function readOrigin(bytes: Uint8Array, start: number, end: number): number {
  if (!startsWith(bytes, start, end, originWord)) return -1;
  const digits = start + originWord.length;
  const digitsEnd = skipDigits(bytes, digits, end);
  return digitsEnd > digits ? decimal(bytes, digits, digitsEnd) : -1;
}
