import { goroutineFlags } from '../../model/goroutines';
import {
  backslash,
  closeBrace,
  closeBracket,
  colon,
  comma,
  decimal,
  endsWith,
  isDigit,
  openBrace,
  quote,
  skipBlanks,
  skipDigits,
  space,
  startsWith,
  word,
} from '../text/textBytes';

/** What a header says; filled anew for each. Positions are in the text. */
export class Header {
  goid = 0;
  stateStart = 0;
  stateEnd = 0;
  /** -1 for none. */
  minutes = -1;
  flags = 0;
  /** -1 for none. */
  bubble = -1;
  /** -1 for none. */
  thread = -1;
  /** Of what stands between the braces; equal where there are none. */
  labelsStart = 0;
  labelsEnd = 0;
}

/** Labels can be long, but not this long: what is longer would cost every line of a strange file too much. */
export const longestHeader = 4096;
/** Of a state, or of an attribute. */
const longestPart = 128;
const maxAttributes = 16;

const goroutineWord = word('goroutine ');
const gWord = word(' gp=');
const threadWord = word(' m=');
const threadPointerWord = word(' mp=');
const stateWord = word(' [');
const labelsWord = word(' labels:{');
const suffixes: readonly (readonly [Uint8Array, number])[] = [
  [word(' (durable)'), goroutineFlags.durable],
  [word(' (scan)'), goroutineFlags.scan],
  [word(' (leaked)'), goroutineFlags.leaked],
];
const minutesWord = word(' minutes');
const lockedWord = word('locked to thread');
const bubbleWords = [word('synctest bubble '), word('synctest group ')];

/**
 * Reads the line that begins a goroutine (runtime/traceback.go goroutineheader), from Go 1.0 to today; false for any other.
 *
 *     goroutine 4 gp=0xc000002380 m=nil [select (leaked), 3 minutes, synctest bubble 7 labels:{"k": "v"}]:
 *     goroutine 2 [running] {pattern: "GET /"}:
 */
export function readHeader(bytes: Uint8Array, start: number, end: number, into: Header): boolean {
  if (bytes[end - 1] !== colon || end - start > longestHeader) return false;
  if (bytes[end - 2] !== closeBracket && bytes[end - 2] !== closeBrace) return false;
  if (!startsWith(bytes, start, end, goroutineWord)) return false;
  const goidStart = start + goroutineWord.length;
  let at = skipDigits(bytes, goidStart, end);
  if (at === goidStart) return false;
  into.goid = decimal(bytes, goidStart, at);
  into.flags = 0;
  into.minutes = -1;
  into.bubble = -1;
  into.labelsStart = 0;
  into.labelsEnd = 0;
  at = readThread(bytes, at, end, into);
  if (!startsWith(bytes, at, end, stateWord)) return false;
  at = readBrackets(bytes, at + stateWord.length, end, into);
  if (bytes[at] !== closeBracket || at >= end) return false;
  at = skipBlanks(bytes, at + 1, end);
  if (bytes[at] === openBrace) at = readLabels(bytes, at, end, into);
  return at + 1 === end && bytes[at] === colon;
}

/** ` gp=0x… m=0 mp=0x…` or ` gp=0x… m=nil`. */
function readThread(bytes: Uint8Array, start: number, end: number, into: Header): number {
  into.thread = -1;
  let at = start;
  if (startsWith(bytes, at, end, gWord)) at = skipWord(bytes, at + gWord.length, end);
  if (!startsWith(bytes, at, end, threadWord)) return at;
  const numberStart = at + threadWord.length;
  const numberEnd = skipDigits(bytes, numberStart, end);
  if (numberEnd > numberStart) into.thread = decimal(bytes, numberStart, numberEnd);
  at = skipWord(bytes, numberEnd, end);
  return startsWith(bytes, at, end, threadPointerWord)
    ? skipWord(bytes, at + threadPointerWord.length, end)
    : at;
}

function skipWord(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at] !== space) at++;
  return at;
}

/** State, suffixes, attributes and labels up to the closing bracket, whose position is returned. */
function readBrackets(bytes: Uint8Array, start: number, end: number, into: Header): number {
  let at = start;
  const last = Math.min(end, start + longestPart);
  while (at < last && bytes[at] !== comma && bytes[at] !== closeBracket && bytes[at] !== openBrace) at++;
  into.stateStart = start;
  into.stateEnd = at;
  if (bytes[at] === openBrace && at < end) {
    at -= labelsWord.length - 1;
    if (at < start || !startsWith(bytes, at, end, labelsWord)) return end;
    into.stateEnd = at;
  }
  for (const [suffix, flag] of suffixes) {
    if (!endsWith(bytes, start, into.stateEnd, suffix)) continue;
    into.flags |= flag;
    into.stateEnd -= suffix.length;
  }
  for (let i = 0; i < maxAttributes && at < end && bytes[at] === comma; i++) {
    at = readAttribute(bytes, skipBlanks(bytes, at + 1, end), end, into);
  }
  if (!startsWith(bytes, at, end, labelsWord)) return at;
  return readLabels(bytes, at + labelsWord.length - 1, end, into);
}

/** Attributes that are not known are passed over: each Go version has brought new ones. */
function readAttribute(bytes: Uint8Array, start: number, end: number, into: Header): number {
  let at = start;
  const last = Math.min(end, start + longestPart);
  while (at < last && bytes[at] !== comma && bytes[at] !== closeBracket) {
    if (bytes[at] === space && startsWith(bytes, at, end, labelsWord)) break;
    at++;
  }
  if (isDigit(bytes[start]) && endsWith(bytes, start, at, minutesWord)) {
    into.minutes = decimal(bytes, start, skipDigits(bytes, start, at));
    return at;
  }
  if (startsWith(bytes, start, at, lockedWord)) into.flags |= goroutineFlags.lockedToThread;
  for (const bubble of bubbleWords) {
    if (startsWith(bytes, start, at, bubble)) into.bubble = decimal(bytes, start + bubble.length, at);
  }
  return at;
}

/** From the opening brace to behind the closing one: values in quotes may hold braces, brackets and escaped quotes. */
function readLabels(bytes: Uint8Array, start: number, end: number, into: Header): number {
  let at = start + 1;
  let quoted = false;
  while (at < end && (quoted || bytes[at] !== closeBrace)) {
    if (quoted && bytes[at] === backslash) at++;
    else if (bytes[at] === quote) quoted = !quoted;
    at++;
  }
  if (at >= end) return end;
  into.labelsStart = start + 1;
  into.labelsEnd = at;
  return at + 1;
}
