import { writerOf } from '../text/jsonLines';
import { type LogPrefix, learnPrefix, matchPrefix, PrefixMatch } from '../text/logPrefix';
import { openBrace, quote, skipBlanks, textOf } from '../text/textBytes';

/** Who wrote a line, as far as what stands before its trace (or around it, in JSON) says. */
export interface LogWriter {
  readonly id: number;
  readonly name: string;
  readonly pid: number | null;
  /** Words of the prefix that do not change, and how many that do (times, counters), or `ofJson`. */
  readonly words: readonly string[];
  readonly numbers: number;
  /** Lines that it wrote. */
  lines: number;
}

/** A log of more writers than this is read as if the others had written without a prefix. */
const maxWriters = 1024;
/** Prefixes that are compared byte by byte before one is learned. */
const maxKnown = 32;
const longestPrefix = 512;
const longestJson = 16_384;

/** Instead of a count: what JSON says of its writer is no prefix of anything. */
const ofJson = -1;

const escapeByte = 0x1b;
/** Of logfmt, `app=shop`: others say nothing of who wrote it. */
const nameKeys: ReadonlySet<string> = new Set(
  'app container container_name host instance job name pod pod_name process service svc unit'.split(' '),
);
const levels = /^\[?(?:trace|debug|info|notice|warn|warning|err|error|fatal)\]?:?$/i;
const noWords: ReadonlySet<string> = new Set(['|', '-', 'stderr', 'stdout', 'F', 'P', '>']);

/** Tells the writers of a log apart. */
export class LogWriters {
  readonly all: LogWriter[] = [];
  readonly #byKey = new Map<string, LogWriter>();
  readonly #bare: LogWriter;
  /** Latest used first. */
  readonly #known: { readonly prefix: LogPrefix; readonly writer: LogWriter }[] = [];
  readonly #match = new PrefixMatch();

  constructor() {
    this.#bare = this.#keep('', { name: '', pid: null, words: [], numbers: 0 });
  }

  /** Who wrote the line in which a trace begins at a position. */
  of(bytes: Uint8Array, lineStart: number, at: number, lineEnd: number): LogWriter {
    const writer = this.#find(bytes, lineStart, at, lineEnd);
    writer.lines++;
    return writer;
  }

  #find(bytes: Uint8Array, lineStart: number, at: number, lineEnd: number): LogWriter {
    const first = skipBlanks(bytes, lineStart, at);
    if (first === at) return this.#bare;
    const json = jsonStart(bytes, first, at);
    if (json >= 0) return this.#ofJson(bytes, json, at, Math.min(lineEnd, at + longestJson));
    if (at - lineStart > longestPrefix) return this.#bare;
    const isColoured = bytes.subarray(lineStart, at).includes(escapeByte);
    return isColoured
      ? this.#ofPrefix(withoutColours(bytes.subarray(lineStart, at)))
      : this.#ofPrefix(bytes, lineStart, at);
  }

  #ofPrefix(bytes: Uint8Array, start = 0, end = bytes.length): LogWriter {
    const known = this.#known;
    for (let i = 0; i < known.length; i++) {
      const one = known[i]!;
      if (!matchPrefix(one.prefix, bytes, start, end, this.#match) || this.#match.end !== end) continue;
      if (i > 0) known.unshift(...known.splice(i, 1));
      return one.writer;
    }
    const prefix = learnPrefix(bytes, start, end);
    if (prefix === null) return this.#bare;
    const words = wordsOf(prefix);
    const numbers = prefix.tokens.length - words.length;
    const writer = this.#ofKey(`${numbers}\0${words.join('\0')}`, () => {
      const { name, pid } = identityOf(words);
      return { name, pid, words, numbers };
    });
    known.unshift({ prefix, writer });
    if (known.length > maxKnown) known.pop();
    return writer;
  }

  #ofJson(bytes: Uint8Array, start: number, at: number, end: number): LogWriter {
    const from = Math.max(start, at - longestJson);
    const key = writerOf(bytes, from, textStart(bytes, from, at), end);
    return this.#ofKey(`{${key}`, () => {
      const text = textOf(bytes, from, end);
      const pid = /"(?:_PID|pid)" ?: ?"?(\d{1,9})\b/.exec(text)?.[1];
      const named =
        /"(?:pod_name|pod|container_name|SYSLOG_IDENTIFIER|_SYSTEMD_UNIT|_COMM|Package)" ?: ?"([^"]{1,200})"/;
      const name = named.exec(text)?.[1] ?? '';
      return {
        name,
        pid: pid === undefined ? null : Number(pid),
        words: [key],
        numbers: ofJson,
      };
    });
  }

  #ofKey(key: string, make: () => Omit<LogWriter, 'id' | 'lines'>): LogWriter {
    const found = this.#byKey.get(key);
    if (found) return found;
    return this.all.length < maxWriters ? this.#keep(key, make()) : this.#bare;
  }

  #keep(key: string, facts: Omit<LogWriter, 'id' | 'lines'>): LogWriter {
    const writer = { ...facts, id: this.all.length, lines: 0 };
    this.all.push(writer);
    this.#byKey.set(key, writer);
    return writer;
  }
}

const leastNoise = 8;

/**
 * For each writer, whose lines its own are: words that follow the prefix of another (`BenchmarkParse-8  gc 3 @…`, from a
 * program that had begun a line) make no writer, unless they name a process.
 */
export function mergeWriters(writers: readonly LogWriter[]): readonly LogWriter[] {
  // Words that are others on every line, such as ids of requests, are no writers.
  const once = writers.filter((writer) => writer.lines === 1 && !identityOf(writer.words).isIdentity);
  const isNoise = once.length >= leastNoise && once.length > writers.length / 2;
  return writers.map((writer) => {
    if (isNoise && once.includes(writer)) return once[0]!;
    const shorter = writers.filter((other) => other.lines > 0 && isBeginningOf(other, writer));
    return shorter.sort((a, b) => a.words.length - b.words.length)[0] ?? writer;
  });
}

function isBeginningOf(shorter: LogWriter, longer: LogWriter): boolean {
  return (
    shorter.numbers === longer.numbers &&
    shorter.words.length < longer.words.length &&
    shorter.words.every((word, at) => word === longer.words[at]) &&
    !identityOf(longer.words.slice(shorter.words.length)).isIdentity
  );
}

/** Where a line's JSON begins: docker compose and the like put their prefix before it. */
function jsonStart(bytes: Uint8Array, first: number, at: number): number {
  const from = Math.max(first, at - longestJson);
  for (let i = from; i < at; i++) {
    if (bytes[i] === openBrace && bytes[skipBlanks(bytes, i + 1, at)] === quote) return i;
  }
  return -1;
}

/** Behind the quote that opens the text in which a position is. */
function textStart(bytes: Uint8Array, from: number, at: number): number {
  return bytes.subarray(from, at).lastIndexOf(quote) + 1 + from;
}

function withoutColours(bytes: Uint8Array): Uint8Array {
  const plain: number[] = [];
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] !== escapeByte) {
      plain.push(bytes[at]!);
      continue;
    }
    // `ESC [ 1 ; 32 m`: the first letter ends it.
    at += bytes[at + 1] === 0x5b ? 2 : 1;
    while (at < bytes.length && bytes[at]! < 0x40) at++;
  }
  return Uint8Array.from(plain);
}

/** Words that stay the same from line to line: no `ts=2024-12-02T09:14:33Z`. */
function wordsOf(prefix: LogPrefix): string[] {
  return prefix.tokens.flatMap((token) => {
    if (token.kind !== 'word') return [];
    const text = textOf(token.bytes, 0, token.bytes.length);
    return /^\w+="?[\d:.,TZ+-]+"?$/.test(text) && /\d/.test(text) ? [] : [text];
  });
}

/**
 * `shop[411]:` → name and pid; `[pod/web-1/app]`, `web-1 |` and `Feb 26 12:52:23 host shop:` have a name alone. All but the last
 * name a process for sure; other words may be a program's own output.
 */
function identityOf(
  words: readonly string[],
): Pick<LogWriter, 'name' | 'pid'> & { readonly isIdentity: boolean } {
  let pid: number | null = null;
  let isIdentity = words.includes('|');
  const names: string[] = [];
  for (const word of words) {
    if (noWords.has(word) || levels.test(word)) continue;
    const [, name, digits] = /^(.*)\[(\d{1,9})\]:?$/.exec(word) ?? [];
    if (digits !== undefined) pid = Number(digits);
    isIdentity ||= digits !== undefined || /^\[\S*[/:]\S*\]$/.test(word) || word.endsWith('|');
    const [, key, value] = /^(\w+)="?([^"]*)"?$/.exec(word) ?? [];
    if (key !== undefined && !nameKeys.has(key)) continue;
    names.push(value ?? (name ?? word).replace(/^\[(.*)\]$/, '$1').replace(/[:|]+$/, ''));
  }
  return { name: names.filter((name) => name !== '').join(' '), pid, isIdentity };
}
