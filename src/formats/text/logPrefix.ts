import { isDigit, space, tab, textOf } from './textBytes';

/**
 * What a log puts before each line, learned from a line whose rest is known:
 *
 *     Dec  2 09:14:33 web-1 shop[411]:      month, number, number, "web-1", "shop[411]:"
 *     2024-12-02T09:14:33.1Z stderr F       number, "stderr", whole or part
 *
 * Numbers differ from line to line, words do not: they tell who wrote it, so two processes have two prefixes.
 */
export interface LogPrefix {
  /** The same for prefixes that are the same. */
  readonly key: string;
  readonly tokens: readonly Token[];
  /** Blanks behind the last token: as many are taken from each line, so that the rest keeps its indent. */
  readonly blanks: number;
}

type Token =
  | { readonly kind: 'month' | 'part' }
  /** Where the rest of a line follows without a blank, the number ends with this byte, and has it so many times. */
  | { readonly kind: 'number'; readonly lastByte: number; readonly times: number }
  | { readonly kind: 'word'; readonly bytes: Uint8Array };

/** What `matchPrefix` found. */
export class PrefixMatch {
  /** Where the rest of the line begins. */
  end = 0;
  /** The container runtime broke the line here: it goes on in the next one. */
  isPart = false;
}

const longestPrefix = 512;

/** The prefix that ends where the rest of a line begins; null where there is none, or one that is too long to be one. */
export function learnPrefix(bytes: Uint8Array, lineStart: number, rest: number): LogPrefix | null {
  if (rest - lineStart > longestPrefix) return null;
  const tokens: Token[] = [];
  let at = skipSpace(bytes, lineStart, rest);
  let end = at;
  while (at < rest) {
    end = tokenEnd(bytes, at, rest);
    tokens.push(tokenAt(bytes, at, end, tokens));
    at = skipSpace(bytes, end, rest);
  }
  if (tokens.length === 0) return null;
  const key = tokens.map((token) =>
    token.kind === 'word' ? textOf(token.bytes, 0, token.bytes.length) : `\0${token.kind}`,
  );
  return { key: `${key.join(' ')}\0${rest - end}`, tokens, blanks: rest - end };
}

function tokenAt(bytes: Uint8Array, start: number, end: number, before: readonly Token[]): Token {
  if (isNumber(bytes, start, end)) {
    const lastByte = bytes[end - 1]!;
    return {
      kind: 'number',
      lastByte,
      times: bytes.subarray(start, end).filter((byte) => byte === lastByte).length,
    };
  }
  if (isMonth(bytes, start, end)) return { kind: 'month' };
  const isTag = end - start === 1 && (bytes[start] === 0x46 || bytes[start] === 0x50);
  if (isTag && before.length === 2 && before[0]!.kind === 'number') return { kind: 'part' };
  return { kind: 'word', bytes: bytes.slice(start, end) };
}

/** Whether a line begins with the prefix; `into` says where it ends then. */
export function matchPrefix(
  prefix: LogPrefix,
  bytes: Uint8Array,
  start: number,
  end: number,
  into: PrefixMatch,
): boolean {
  let at = skipSpace(bytes, start, end);
  into.isPart = false;
  const { tokens } = prefix;
  for (let i = 0; i < tokens.length; i++) {
    if (at >= end) return false;
    const token = tokens[i]!;
    const isLast = i === tokens.length - 1;
    const next = endOf(token, isLast && prefix.blanks === 0, bytes, at, end);
    if (next < 0 || !fits(token, bytes, at, next, into)) return false;
    at = isLast ? next : skipSpace(bytes, next, end);
  }
  for (let i = 0; i < prefix.blanks && at < end && bytes[at] === space; i++) at++;
  if (prefix.blanks === 1 && bytes[at - 1] !== space && bytes[at] === tab && at < end) at++;
  into.end = at;
  return true;
}

function endOf(token: Token, isGlued: boolean, bytes: Uint8Array, start: number, end: number): number {
  if (token.kind === 'word') return wordEnd(token.bytes, bytes, start, end, isGlued);
  const next = tokenEnd(bytes, start, end);
  if (!isGlued || token.kind !== 'number') return next;
  let times = 0;
  for (let at = start; at < next; at++) {
    if (bytes[at] === token.lastByte && ++times === token.times) return at + 1;
  }
  return -1;
}

function fits(token: Token, bytes: Uint8Array, start: number, end: number, into: PrefixMatch): boolean {
  switch (token.kind) {
    case 'word':
      return true;
    case 'number':
      return isNumber(bytes, start, end);
    case 'month':
      return isMonth(bytes, start, end);
    case 'part':
      into.isPart = bytes[start] === 0x50;
      return end - start === 1 && (bytes[start] === 0x46 || bytes[start] === 0x50);
  }
}

function wordEnd(word: Uint8Array, bytes: Uint8Array, start: number, end: number, isGlued: boolean): number {
  if (end - start < word.length) return -1;
  for (let i = 0; i < word.length; i++) if (bytes[start + i] !== word[i]) return -1;
  const next = start + word.length;
  return isGlued || next === end || isSpace(bytes[next]!) ? next : -1;
}

/** Digits with punctuation: a time, a date, a counter. `2024-12-02T09:14:33.1Z`, `[12.5s]`, `<6>`, glog's `E1202`. */
function isNumber(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start === 5 && isGlogLetter(bytes[start]!) && hasOnlyDigits(bytes, start + 1, end)) return true;
  let digits = 0;
  for (let i = start; i < end; i++) {
    const byte = bytes[i]!;
    if (isDigit(byte)) digits++;
    else if (
      isLetter(byte) &&
      !(i > start && isDigit(bytes[i - 1]) && isTimeLetter(byte, bytes[i + 1], i + 1 === end))
    ) {
      return false;
    } else if (byte >= 0x80) return false;
  }
  return digits > 0;
}

/** T between date and time, Z behind it, s for seconds. */
function isTimeLetter(byte: number, next: number | undefined, isLast: boolean): boolean {
  if (byte === 0x54) return isDigit(next);
  const isUnit = byte === 0x5a || byte === 0x73;
  return isUnit && (isLast || !isLetter(next ?? 0));
}

function isGlogLetter(byte: number): boolean {
  return byte === 0x49 || byte === 0x57 || byte === 0x45 || byte === 0x46;
}

function hasOnlyDigits(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (!isDigit(bytes[i])) return false;
  return true;
}

const names = new Set(
  'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec Mon Tue Wed Thu Fri Sat Sun'.split(' '),
);

function isMonth(bytes: Uint8Array, start: number, end: number): boolean {
  return (
    end - start === 3 && names.has(String.fromCharCode(bytes[start]!, bytes[start + 1]!, bytes[start + 2]!))
  );
}

function tokenEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && !isSpace(bytes[at]!)) at++;
  return at;
}

function skipSpace(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && isSpace(bytes[at]!)) at++;
  return at;
}

function isSpace(byte: number): boolean {
  return byte === space || byte === tab;
}

function isLetter(byte: number): boolean {
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}
