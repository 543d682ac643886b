import { colon, lineEnd, newline, skipBlanks, trimEnd, word } from '../text/textBytes';
import { CountBlocks } from './countBlocks';
import { DumpBoundaries, type DumpMark } from './dumpBoundaries';
import { findGoroutine } from './findGoroutines';
import { longestHeader, readHeader } from './header';
import { OpenGoroutine } from './openGoroutine';
import { isAroundDump, kindOf } from './preamble';
import { PredictedLines } from './predictedLines';
import { SharedTables } from './sharedTables';
import { SkippedLines } from './skippedLines';
import { StackBuilder } from './stackBuilder';
import { StackLines } from './stackLines';

/**
 * Reads the goroutines of a text, all dumps of it, in one pass. It recognises lines and skips the rest: nothing in a text can
 * make it fail.
 */
export class DumpReader {
  readonly tables: SharedTables;
  readonly marks: readonly DumpMark[];
  readonly counts = new CountBlocks();
  /** Some line holds a header, but not at its beginning: it may be wrapped in what a log puts around lines. */
  seesWrapped = false;

  readonly #bytes: Uint8Array;
  readonly #skipped = new SkippedLines();
  readonly #boundaries: DumpBoundaries;
  readonly #stack: StackBuilder;
  readonly #goroutine: OpenGoroutine;
  readonly #stackLines: StackLines;
  readonly #predicted: PredictedLines;
  /** 1-based, of the line that is read. */
  #line = 0;

  constructor(bytes: Uint8Array) {
    const tables = new SharedTables(bytes);
    const skipped = this.#skipped;
    this.#bytes = bytes;
    this.tables = tables;
    this.#boundaries = new DumpBoundaries(tables.columns, skipped);
    this.marks = this.#boundaries.marks;
    this.#stack = new StackBuilder(tables);
    this.#goroutine = new OpenGoroutine(tables, this.#stack, this.#boundaries, skipped);
    this.#stackLines = new StackLines(bytes, this.#stack, skipped);
    this.#predicted = new PredictedLines(tables, this.#stack);
  }

  read(): void {
    const bytes = this.#bytes;
    const goroutine = this.#goroutine;
    const stack = this.#stack;
    const predicted = this.#predicted;
    const { length } = bytes;
    let at = 0;
    while (at < length) {
      if (goroutine.isOpen && !goroutine.isEnded && stack.pending === 'none') {
        const end = predicted.read(at);
        if (end >= 0) {
          this.#line += 2;
          this.#extendGoroutine(end);
          at = end + 1;
          continue;
        }
      }
      const end = lineEnd(bytes, at);
      this.#line++;
      const start = skipBlanks(bytes, at, end);
      this.#readLine(start, trimEnd(bytes, start, end), at, end);
      at = end + 1;
    }
    this.#markCut();
    goroutine.close();
  }

  #readLine(start: number, end: number, lineStart: number, next: number): void {
    const bytes = this.#bytes;
    const goroutine = this.#goroutine;
    if (start === end) {
      this.#blank();
      return;
    }
    if (this.counts.read(bytes, start, end, next)) return;
    if (bytes[start] === goroutineWord[0] && readHeader(bytes, start, end, goroutine.nextHeader)) {
      goroutine.open(lineStart, next, this.#line);
      return;
    }
    if (goroutine.isOpen && !goroutine.isEnded && this.#stackLines.read(start, end, lineStart)) {
      this.#extendGoroutine(next);
      return;
    }
    const glued = this.#gluedHeader(start, end);
    if (glued >= 0) {
      this.seesWrapped = true;
      goroutine.open(glued, next, this.#line);
      return;
    }
    if (this.#readAround(start, end, lineStart, next)) return;
    this.#skip(start, end, lineStart, next);
  }

  /** A line of the open goroutine ends there: what was skipped before it stands inside the dump. */
  #extendGoroutine(end: number): void {
    this.#boundaries.countSkipped();
    this.#goroutine.end = end;
  }

  #blank(): void {
    const { depth, pending } = this.#stack;
    if (!this.#goroutine.isOpen || pending !== 'none') return;
    // A text whose every line is followed by a blank one: there is nothing yet that could have ended.
    if (depth === 0) return;
    // Behind a line of a log, the blank one is the log's, too.
    if (this.#skipped.count === 0) this.#goroutine.isEnded = true;
  }

  /** Preambles, and what stands between and behind goroutines. */
  #readAround(start: number, end: number, lineStart: number, next: number): boolean {
    const bytes = this.#bytes;
    const goroutine = this.#goroutine;
    if (goroutine.isOpen && !goroutine.isEnded) {
      if (kindOf(bytes, start, end) === null && !isAroundDump(bytes, start, end)) return false;
      goroutine.isEnded = true;
    }
    if (start === lineStart && this.counts.open(bytes, start, end, next, this.#line)) return true;
    const side = this.#boundaries.sideOf(bytes, start, end, lineStart, this.#line);
    if (side === 'before' && goroutine.isOpen) goroutine.end = next;
    return side !== null;
  }

  #skip(start: number, end: number, lineStart: number, next: number): void {
    const bytes = this.#bytes;
    const skipped = this.#skipped;
    const dumpStart = this.marks[this.marks.length - 1]?.start;
    if (dumpStart !== undefined) {
      // What was written behind a dump that stops in the middle of a line.
      const limit = dumpStart + truncatedBytes;
      if (limit > start && limit < end && this.counts.open(bytes, limit, end, next, this.#line)) return;
    }
    this.seesWrapped ||= findGoroutine(bytes, start, end) >= 0;
    skipped.keepLast(start, end, start - lineStart);
    if (dumpStart === undefined) return;
    skipped.add(!this.#goroutine.isOpen || this.#goroutine.isEnded);
  }

  /** Where a header begins behind what the program had written without ending its line; -1 where none does. */
  #gluedHeader(start: number, end: number): number {
    const bytes = this.#bytes;
    if (bytes[end - 1] !== colon) return -1;
    for (let at = Math.max(start + 1, end - longestHeader); at + goroutineWord.length < end; at++) {
      if (bytes[at] === goroutineWord[0] && readHeader(bytes, at, end, this.#goroutine.nextHeader)) return at;
    }
    return -1;
  }

  /** Marks a goroutine in the middle of which the text ends. */
  #markCut(): void {
    const bytes = this.#bytes;
    const goroutine = this.#goroutine;
    const { pending, place } = this.#stack;
    if (!goroutine.isOpen) return;
    const endsInLine = bytes[bytes.length - 1] !== newline;
    const isHalf = endsInLine && !goroutine.isEnded && (this.#skipped.lastStart >= 0 || !place.hasOffset);
    goroutine.isCut = pending !== 'none' || isHalf;
  }
}

const goroutineWord = word('goroutine ');
/** What `pprof.Lookup("goroutine").WriteTo(w, 2)` gives up at, in the middle of a line (runtime/pprof writeGoroutineStacks). */
export const truncatedBytes = 64 << 20;
