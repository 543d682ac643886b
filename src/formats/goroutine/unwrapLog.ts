import { GrowingUint32 } from '../../base/growingColumns';
import { GrowingBytes } from '../text/growingBytes';
import { keyOfText, type TextKey, textOfKey, writerOf, writeText } from '../text/jsonLines';
import { type LogPrefix, learnPrefix, matchPrefix, PrefixMatch } from '../text/logPrefix';
import { lineEnd, newline, skipBlanks, trimEnd } from '../text/textBytes';
import { findGoroutine } from './findGoroutines';
import { argumentsStart, Place, readPlace } from './frameLine';
import { Header, readHeader } from './header';

/** What one writer wrote to a log, without what the log put around its lines. */
export interface LogStream {
  readonly bytes: Uint8Array;
  /** 1-based line of the file for each line of `bytes`. */
  readonly lines: Uint32Array;
}

/** A log of more writers than this is read as if the others had written one text. */
const maxWrappers = 64;
/** How far below a header the next line of its goroutine may be, where others write between. */
const maxLinesBetween = 50;

/**
 * Takes the wrapping off a log that has goroutines in it: timestamps, unit names and the like before each line, or JSON around
 * it (Docker, journald). Each writer's lines become a text of their own, so dumps of two processes that were written at the
 * same time come apart. Null where the goroutines stand in plain text.
 */
export function unwrapLog(bytes: Uint8Array): LogStream[] | null {
  const { keys, prefixes } = learnWrapping(bytes);
  if (keys.length > 0) {
    const streams = new Streams();
    splitJson(bytes, keys, streams);
    return streams.finish().flatMap((stream) => unwrapPrefixes(stream));
  }
  if (prefixes.length === 0) return null;
  const streams = new Streams();
  splitPrefixes(bytes, prefixes, streams, null);
  return streams.finish();
}

/** Docker's JSON around lines that a logger of the program had prefixed. */
function unwrapPrefixes(stream: LogStream): LogStream[] {
  const { prefixes } = learnWrapping(stream.bytes);
  if (prefixes.length === 0) return [stream];
  const streams = new Streams();
  splitPrefixes(stream.bytes, prefixes, streams, stream.lines);
  return streams.finish();
}

interface Wrapping {
  readonly keys: TextKey[];
  readonly prefixes: LogPrefix[];
}

/** Looks at what stands before each header. */
function learnWrapping(bytes: Uint8Array): Wrapping {
  const keys: TextKey[] = [];
  const prefixes: LogPrefix[] = [];
  for (let at = findGoroutine(bytes, 0); at >= 0; ) {
    if (at === 0 || bytes[at - 1] === newline) {
      at = findGoroutine(bytes, at + 1);
      continue;
    }
    // One look a line, or a file that is one long line would take for ever.
    const start = bytes.lastIndexOf(newline, at - 1) + 1;
    const end = lineEnd(bytes, at);
    if (skipBlanks(bytes, start, at) < at) learnFromLine(bytes, start, at, end, { keys, prefixes });
    at = findGoroutine(bytes, end);
  }
  return { keys, prefixes };
}

function learnFromLine(
  bytes: Uint8Array,
  start: number,
  at: number,
  end: number,
  { keys, prefixes }: Wrapping,
): void {
  if (!readHeader(bytes, at, trimEnd(bytes, at, end), new Header())) {
    if (keys.length === maxWrappers || keys.some(({ key }) => textOfKey(bytes, key, start, end) >= 0)) return;
    const key = keyOfText(bytes, start, at, end);
    if (key) keys.push(key);
    return;
  }
  const match = new PrefixMatch();
  const isKnown = prefixes.some(
    (prefix) => matchPrefix(prefix, bytes, start, end, match) && match.end === at,
  );
  if (isKnown || prefixes.length === maxWrappers) return;
  const prefix = learnPrefix(bytes, start, at);
  if (prefix && goesOn(bytes, end + 1, prefix, match)) prefixes.push(prefix);
}

/** Whether the goroutine goes on under the same prefix; else what stands before its header is no prefix of lines. */
function goesOn(bytes: Uint8Array, from: number, prefix: LogPrefix, match: PrefixMatch): boolean {
  const place = new Place();
  const header = new Header();
  let at = from;
  for (let line = 0; line < maxLinesBetween && at < bytes.length; line++) {
    const end = lineEnd(bytes, at);
    if (matchPrefix(prefix, bytes, at, end, match)) {
      const start = skipBlanks(bytes, match.end, end);
      const rest = trimEnd(bytes, start, end);
      if (argumentsStart(bytes, start, rest) >= 0 || readPlace(bytes, start, rest, place)) return true;
      if (readHeader(bytes, start, rest, header)) return true;
    }
    at = end + 1;
  }
  return false;
}

function splitPrefixes(
  bytes: Uint8Array,
  prefixes: readonly LogPrefix[],
  streams: Streams,
  lines: Uint32Array | null,
): void {
  const match = new PrefixMatch();
  let latest = 0;
  let number = 0;
  for (let at = 0; at < bytes.length; number++) {
    const end = lineEnd(bytes, at);
    const line = lines === null ? number + 1 : (lines[number] ?? 0);
    let found = -1;
    for (let i = 0; i < prefixes.length && found < 0; i++) {
      const candidate = (latest + i) % prefixes.length;
      if (matchPrefix(prefixes[candidate]!, bytes, at, end, match)) found = candidate;
    }
    if (found >= 0) latest = found;
    const stream = streams.of(found < 0 ? '' : prefixes[found]!.key);
    const start = found < 0 ? at : match.end;
    const isPart = found >= 0 && match.isPart;
    stream.add(bytes, start, end, line, !isPart);
    at = end + 1;
  }
}

function splitJson(bytes: Uint8Array, keys: readonly TextKey[], streams: Streams): void {
  let line = 0;
  for (let at = 0; at < bytes.length; ) {
    const end = lineEnd(bytes, at);
    line++;
    let start = -1;
    let isWhole = true;
    for (let i = 0; i < keys.length && start < 0; i++) {
      start = textOfKey(bytes, keys[i]!.key, at, end);
      isWhole = !keys[i]!.hasLineEnds;
    }
    if (start < 0) streams.of('').add(bytes, at, end, line, true);
    else streams.of(writerOf(bytes, at, start, end)).addText(bytes, start, end, line, isWhole);
    at = end + 1;
  }
}

class Streams {
  readonly #byKey = new Map<string, StreamBuilder>();

  of(key: string): StreamBuilder {
    let found = this.#byKey.get(key);
    if (!found) {
      found = this.#byKey.size < maxWrappers ? new StreamBuilder() : this.#byKey.values().next().value!;
      this.#byKey.set(key, found);
    }
    return found;
  }

  finish(): LogStream[] {
    return [...new Set(this.#byKey.values())].map((stream) => stream.finish());
  }
}

class StreamBuilder {
  readonly #bytes = new GrowingBytes();
  readonly #lines = new GrowingUint32();

  add(from: Uint8Array, start: number, end: number, line: number, endsLine: boolean): void {
    if (this.#isAtLineStart()) this.#lines.push(line);
    this.#bytes.pushRange(from, start, end);
    if (endsLine) this.#bytes.push(newline);
  }

  /** A text of JSON, which can be several lines, or a part of one. */
  addText(from: Uint8Array, start: number, end: number, line: number, isWhole: boolean): void {
    if (this.#isAtLineStart()) this.#lines.push(line);
    const before = this.#bytes.length;
    writeText(from, start, end, this.#bytes);
    if (isWhole && (this.#bytes.length === before || !this.#isAtLineStart())) this.#bytes.push(newline);
    for (let i = before; i < this.#bytes.length - 1; i++)
      if (this.#bytes.at(i) === newline) this.#lines.push(line);
  }

  #isAtLineStart(): boolean {
    const { length } = this.#bytes;
    return length === 0 || this.#bytes.at(length - 1) === newline;
  }

  finish(): LogStream {
    return { bytes: this.#bytes.finish(), lines: this.#lines.finish() };
  }
}
