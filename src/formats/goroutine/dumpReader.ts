import { type Ancestor, type Crash, goroutineFlags } from '../../model/goroutines';
import { CountBlocks } from './countBlocks';
import {
  carriageReturn,
  closeParen,
  colon,
  decimal,
  hexDigit,
  lineEnd,
  newline,
  openParen,
  skipBlanks,
  skipDigits,
  space,
  startsWith,
  tab,
  trimEnd,
  word,
} from './dumpBytes';
import { FrameTable, grown, StackTable, TextTable } from './dumpTables';
import { findGoroutine } from './findGoroutines';
import {
  argumentsStart,
  byWord,
  Creator,
  inGoroutineWord,
  isBareName,
  isElided,
  isSourceFile,
  Place,
  readCreator,
  readOrigin,
  readPlace,
} from './frameLine';
import { FramePredictor } from './framePredictor';
import { GoroutineColumns } from './goroutineColumns';
import { Header, longestHeader, readHeader } from './header';
import { LabelSets } from './labels';
import { isAroundDump, isDashes, isExit, isOtherThread, kindOf, Preamble } from './preamble';

/** A dump as a range of rows: it ends where the next one begins. */
export interface DumpMark {
  firstRow: number;
  crash: Crash | null;
  start: number;
  end: number;
  line: number;
  skippedLines: number;
}

/** What a line of a function waits for: its place. */
type Pending = 'none' | 'frame' | 'creator';

const goroutineWord = word('goroutine ');
const runningWord = word('running');
const nonGoWord = word('non-Go function');
const counterWord = word('pc=0x');
/** Whose stack is on top where a dump was asked for, or where the program died. */
const writerWords = ['runtime/pprof.writeGoroutineStacks', 'runtime/debug.Stack', 'panic'].map(word);
/** What `pprof.Lookup("goroutine").WriteTo(w, 2)` gives up at, in the middle of a line (runtime/pprof writeGoroutineStacks). */
export const truncatedBytes = 64 << 20;

const maxAddresses = 16;
/** Of a goroutine's text: tables that have room at once need not grow. */
const usualBytes = 256;
const maxFirstRows = 1 << 18;
/** Deeper frames are not counted on: a header's stack is elided long before. */
const maxDepth = 1 << 16;

/**
 * Reads the goroutines of a text, all dumps of it, in one pass. It recognises lines and skips the rest: nothing in a text can
 * make it fail.
 */
export class DumpReader {
  readonly texts: TextTable;
  readonly frames = new FrameTable();
  readonly stacks = new StackTable();
  readonly columns: GoroutineColumns;
  readonly labels = new LabelSets();
  readonly ancestries: Ancestor[][] = [];
  readonly marks: DumpMark[] = [];
  readonly counts = new CountBlocks();
  /** Some line holds a header, but not at its beginning: it may be wrapped in what a log puts around lines. */
  seesWrapped = false;

  readonly #bytes: Uint8Array;
  readonly #predictor = new FramePredictor();
  readonly #creatorPredictor = new FramePredictor();
  #header = new Header();
  /** Read into before it is known whether the line is a header: the open goroutine's is still needed. */
  #next = new Header();
  readonly #place = new Place();
  readonly #creator = new Creator();
  readonly #preamble = new Preamble();

  /** 1-based, of the line that is read. */
  #line = 0;
  #isOpen = false;
  /** A blank line was seen: frames that follow belong to something else. */
  #isEnded = false;
  #headerStart = 0;
  #headerLine = 0;
  #path = new Int32Array(256);
  #depth = 0;
  #before = -1;
  #addressesBefore = 0;
  #stack = -1;
  #flags = 0;
  #creatorFrame = -1;
  #creatorGoid = -1;
  #ancestors: Ancestor[] = [];
  /** The ancestor whose frames are read; -1 while the goroutine's own are. */
  #ancestorGoid = -1;
  #ancestorCreator = -1;
  #pending: Pending = 'none';
  #pendingStart = 0;
  #pendingNameEnd = 0;
  #pendingGoid = -1;
  /** The line before, where it was not understood: a C function has no arguments that tell it from a line of a log. */
  #unknownStart = -1;
  #unknownEnd = 0;
  #unknownIndent = 0;
  /** End of the last line that belongs to the dump. */
  #contentEnd = 0;
  /** Lines skipped since then. */
  #noise = 0;
  /** Of them, lines between goroutines. */
  #noiseBetween = 0;
  #noiseBeforeHeader = 0;
  /** A line of `-----` came last: if a signal follows, so do goroutines of another thread. */
  #sawDashes = false;
  /** In what a further thread prints (GOTRACEBACK=crash): some of its goroutines were listed before. */
  #inThreads = false;
  #lastRunning = -1;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.texts = new TextTable(bytes);
    this.columns = new GoroutineColumns(
      Math.min(Math.max(64, Math.ceil(bytes.length / usualBytes)), maxFirstRows),
    );
  }

  read(): void {
    const bytes = this.#bytes;
    const { length } = bytes;
    let at = 0;
    while (at < length) {
      if (this.#isOpen && !this.#isEnded && this.#pending === 'none') {
        const next = this.#predictedLines(at);
        if (next >= 0) {
          at = next;
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
    this.#close();
  }

  #readLine(start: number, end: number, lineStart: number, next: number): void {
    const bytes = this.#bytes;
    if (start === end) {
      this.#blank();
      return;
    }
    if (this.counts.read(bytes, start, end, next)) return;
    if (bytes[start] === goroutineWord[0] && readHeader(bytes, start, end, this.#next)) {
      this.#openGoroutine(lineStart);
      this.#contentEnd = next;
      return;
    }
    if (this.#isOpen && !this.#isEnded && this.#readInGoroutine(start, end, lineStart)) {
      this.#countNoise();
      this.#contentEnd = next;
      return;
    }
    const glued = this.#gluedHeader(start, end);
    if (glued >= 0) {
      this.seesWrapped = true;
      this.#openGoroutine(glued);
      this.#contentEnd = next;
      return;
    }
    if (this.#readAround(start, end, lineStart, next)) return;
    this.#skip(start, end, lineStart, next);
  }

  /** Lines that were skipped since the last one of the dump turn out to stand inside it. */
  #countNoise(): void {
    this.#unknownStart = -1;
    if (this.#noise === 0) return;
    this.marks[this.marks.length - 1]!.skippedLines += this.#noise;
    this.#noise = 0;
  }

  #blank(): void {
    if (!this.#isOpen) return;
    // A text whose every line is followed by a blank one: there is nothing yet that could have ended.
    if (this.#depth === 0 && this.#pending === 'none') return;
    // Behind a line of a log, the blank one is the log's, too.
    if (this.#pending === 'none' && this.#noise === 0) this.#isEnded = true;
  }

  #readInGoroutine(start: number, end: number, lineStart: number): boolean {
    const bytes = this.#bytes;
    if (this.#pending !== 'none' && this.#readPendingPlace(start, end, lineStart)) return true;
    const nameEnd = argumentsStart(bytes, start, end);
    if (nameEnd >= 0) {
      this.#dropPending();
      this.#pending = 'frame';
      this.#pendingStart = start;
      this.#pendingNameEnd = nameEnd;
      this.#addressesOf(nameEnd, end);
      return true;
    }
    if (readCreator(bytes, start, end, this.#creator)) {
      this.#dropPending();
      this.#pending = 'creator';
      this.#pendingStart = this.#creator.nameStart;
      this.#pendingNameEnd = this.#creator.nameEnd;
      this.#pendingGoid = this.#creator.goid;
      return true;
    }
    return this.#readRareLine(start, end, lineStart);
  }

  #readRareLine(start: number, end: number, lineStart: number): boolean {
    const bytes = this.#bytes;
    if (isElided(bytes, start, end)) {
      this.#dropPending();
      this.#pushFrame(this.frames.intern(this.texts.intern(start, end), 0, 0, 0, 0));
      return true;
    }
    if (isOtherThread(bytes, start, end)) {
      this.#flags |= goroutineFlags.noStack;
      return true;
    }
    const origin = readOrigin(bytes, start, end);
    if (origin >= 0) {
      this.#dropPending();
      this.#finishStack();
      this.#ancestorGoid = origin;
      return true;
    }
    if (startsWith(bytes, start, end, nonGoWord)) {
      this.#dropPending();
      this.#pushFrame(this.frames.intern(this.texts.intern(start, start + nonGoWord.length), 0, 0, 0, 0));
      return true;
    }
    return this.#readForeignPlace(start, end, lineStart);
  }

  /** gccgo's frames have no arguments. Others: `\t/src/a.c:12 pc=0x46128e` behind the bare name of a C function, or `\tpc=0x…` alone. */
  #readForeignPlace(start: number, end: number, lineStart: number): boolean {
    const bytes = this.#bytes;
    if (start === lineStart) return false;
    if (startsWith(bytes, start, end, counterWord)) return true;
    if (this.#unknownStart < 0 || start - lineStart <= this.#unknownIndent) return false;
    if (!readPlace(bytes, start, end, this.#place)) return false;
    const isForeign = startsWith(bytes, skipBlanks(bytes, this.#place.end, end), end, counterWord);
    if (!isForeign && !isBareName(bytes, this.#unknownStart, this.#unknownEnd)) return false;
    const func = this.texts.intern(this.#unknownStart, this.#unknownEnd);
    this.#unknownStart = -1;
    this.#noise--;
    this.#pushPlace(func, start);
    return true;
  }

  #readPendingPlace(start: number, end: number, lineStart: number): boolean {
    const bytes = this.#bytes;
    const place = this.#place;
    if (!readPlace(bytes, start, end, place)) return false;
    if (start === lineStart && !isSourceFile(bytes, start, place.fileEnd)) return false;
    const func = this.texts.intern(this.#pendingStart, this.#pendingNameEnd);
    const file = this.texts.intern(start, place.fileEnd);
    const frame = this.frames.intern(func, file, place.line, start, place.end - start);
    if (this.#pending === 'creator') this.#setCreator(frame);
    else this.#pushFrame(frame);
    this.#pending = 'none';
    return true;
  }

  #pushPlace(func: number, start: number): void {
    const place = this.#place;
    const file = this.texts.intern(start, place.fileEnd);
    this.#pushFrame(this.frames.intern(func, file, place.line, start, place.end - start));
  }

  /** A function or creator whose place never came: the text was cut or mixed, its name is still known. */
  #dropPending(): void {
    if (this.#pending === 'none') return;
    const func = this.texts.intern(this.#pendingStart, this.#pendingNameEnd);
    const frame = this.frames.intern(func, 0, 0, 0, 0);
    if (this.#pending === 'creator') this.#setCreator(frame);
    else this.#pushFrame(frame);
    this.#pending = 'none';
  }

  #setCreator(frame: number): void {
    this.#creatorPredictor.follow(this.#before, frame);
    if (this.#ancestorGoid >= 0) {
      this.#ancestorCreator = frame;
    } else {
      this.#creatorFrame = frame;
      this.#creatorGoid = this.#pendingGoid;
    }
  }

  #pushFrame(frame: number): void {
    if (this.#depth >= maxDepth) return;
    if (this.#depth === this.#path.length) this.#path = grown(this.#path);
    this.#predictor.follow(this.#before, frame);
    this.#path[this.#depth++] = frame;
    this.#before = frame;
  }

  /** Ends the frames that are being read: the goroutine's own, or those of an ancestor. */
  #finishStack(): void {
    const stack = this.#depth > 0 ? this.stacks.intern(this.#path, this.#depth) : -1;
    if (this.#ancestorGoid < 0) {
      this.#stack = stack;
    } else {
      this.#ancestors.push({ goid: this.#ancestorGoid, stack, creator: this.#ancestorCreator });
      this.#ancestorCreator = -1;
    }
    this.#depth = 0;
    this.#before = -1;
  }

  #openGoroutine(lineStart: number): void {
    this.#close();
    [this.#header, this.#next] = [this.#next, this.#header];
    this.#noiseBeforeHeader = this.#noiseBetween;
    this.#noiseBetween = 0;
    this.#beginDumpIfNew(lineStart);
    this.#countNoise();
    this.#isOpen = true;
    this.#isEnded = false;
    this.#headerStart = lineStart;
    this.#headerLine = this.#line;
    this.#flags = this.#header.flags;
    this.#addressesBefore = this.columns.addresses;
    this.#creatorFrame = -1;
    this.#creatorGoid = -1;
    this.#ancestorGoid = -1;
    this.#unknownStart = -1;
    this.#stack = -1;
    this.#depth = 0;
    this.#before = -1;
  }

  /**
   * A dump begins with the first header, behind what announces a crash, and where an id comes for the second time. The one
   * that wrote a dump stands first in it, so a repeated id belongs to the dump of the running goroutine before it.
   */
  #beginDumpIfNew(lineStart: number): void {
    const last = this.marks[this.marks.length - 1];
    const hasPreamble = this.#preamble.start >= 0;
    if (last && this.#inThreads) {
      this.#preamble.clear();
      return;
    }
    const start = hasPreamble ? this.#preamble.start : lineStart;
    const line = hasPreamble ? this.#preamble.line : this.#line;
    const crash = this.#preamble.take();
    if (!last || crash !== null) {
      this.#beginDump({ firstRow: this.columns.length, crash, start, end: start, line, skippedLines: 0 });
      return;
    }
    const { goid } = this.#header;
    if (this.columns.rowOf(goid) < 0) return;
    if (this.#lastRunning > last.firstRow) this.#splitAt(this.#lastRunning);
    if (this.columns.rowOf(goid) < 0) return;
    this.#beginDump({ firstRow: this.columns.length, crash, start, end: start, line, skippedLines: 0 });
  }

  #beginDump(mark: DumpMark): void {
    this.marks.push(mark);
    this.columns.forgetGoids();
    this.#noise = 0;
    this.#lastRunning = -1;
  }

  /** Makes the rows from this one on a dump of their own. */
  #splitAt(row: number): void {
    const { columns, marks } = this;
    const last = marks[marks.length - 1]!;
    const end = last.end;
    last.end = columns.end[row - 1]!;
    const start = columns.start[row]!;
    this.#beginDump({ firstRow: row, crash: null, start, end, line: columns.line[row]!, skippedLines: 0 });
    for (let i = row; i < columns.length; i++) columns.rememberGoid(i);
  }

  #close(): void {
    if (!this.#isOpen) return;
    this.#dropPending();
    this.#finishStack();
    this.#isOpen = false;
    const mark = this.marks[this.marks.length - 1]!;
    mark.end = this.#contentEnd;
    const known = this.columns.rowOf(this.#header.goid);
    if (known >= 0) this.#completeRow(known);
    // Goroutine 0 is a thread's own stack, no goroutine of the program.
    if (known >= 0 || this.#header.goid === 0) {
      this.columns.addresses = this.#addressesBefore;
    } else {
      this.#addRow(mark);
    }
    this.#ancestors = [];
  }

  /** A thread's own block shows the stack that was "unavailable" before. */
  #completeRow(row: number): void {
    const { flags, stack, creator } = this.columns;
    if ((flags[row]! & goroutineFlags.noStack) === 0 || this.#stack < 0) return;
    flags[row]! &= ~goroutineFlags.noStack;
    stack[row] = this.#stack;
    if (creator[row]! < 0) creator[row] = this.#creatorFrame;
  }

  #addRow(mark: DumpMark): void {
    const { columns } = this;
    const header = this.#header;
    const isRunning = this.#isRunning();
    const row = columns.add();
    columns.addressStart[row] = this.#addressesBefore;
    columns.goid[row] = header.goid;
    columns.state[row] = this.texts.intern(header.stateStart, header.stateEnd);
    columns.waitMinutes[row] = header.minutes;
    columns.flags[row] = this.#flags | (row === mark.firstRow ? goroutineFlags.current : 0);
    columns.bubble[row] = header.bubble;
    columns.thread[row] = header.thread;
    columns.stack[row] = this.#stack;
    columns.creator[row] = this.#creatorFrame;
    columns.creatorGoid[row] = this.#creatorGoid;
    columns.ancestry[row] = this.#ancestors.length > 0 ? this.ancestries.push(this.#ancestors) - 1 : -1;
    columns.labels[row] = this.labels.positionOf(this.#bytes, header.labelsStart, header.labelsEnd);
    columns.start[row] = this.#headerStart;
    columns.end[row] = this.#contentEnd;
    columns.line[row] = this.#headerLine;
    columns.rememberGoid(row);
    if (!isRunning || row === mark.firstRow) return;
    this.#lastRunning = row;
    if (!this.#inThreads && (this.#noiseBeforeHeader > 0 || this.#isWriterOnTop())) {
      this.#splitAt(row);
      columns.flags[row]! |= goroutineFlags.current;
    }
  }

  /** Running with a stack: the one that wrote the dump, for others that run have none to show. */
  #isRunning(): boolean {
    const { stateStart, stateEnd } = this.#header;
    return (
      this.#stack >= 0 &&
      stateEnd - stateStart === runningWord.length &&
      startsWith(this.#bytes, stateStart, stateEnd, runningWord)
    );
  }

  #isWriterOnTop(): boolean {
    const { texts, frames, stacks } = this;
    const func = frames.func[stacks.frame[stacks.start[this.#stack]!]!]!;
    const start = texts.start[func]!;
    const end = start + texts.size[func]!;
    return writerWords.some(
      (writer) => writer.length === end - start && startsWith(this.#bytes, start, end, writer),
    );
  }

  /** Preambles, and what stands between and behind goroutines. */
  #readAround(start: number, end: number, lineStart: number, next: number): boolean {
    const bytes = this.#bytes;
    if (this.#isOpen && !this.#isEnded) {
      if (kindOf(bytes, start, end) === null && !isAroundDump(bytes, start, end)) return false;
      this.#isEnded = true;
    }
    if (start === lineStart && this.counts.open(bytes, start, end, next, this.#line)) return true;
    const sawDashes = this.#sawDashes;
    this.#sawDashes = isDashes(bytes, start, end) && this.marks.length > 0;
    // Any other announcement is that of another crash.
    if (kindOf(bytes, start, end) !== null) this.#inThreads = sawDashes;
    if (isExit(bytes, start, end)) this.#inThreads = false;
    if (this.#sawDashes) {
      if (this.#isOpen) this.#contentEnd = next;
      return true;
    }
    if (!this.#preamble.read(bytes, start, end, lineStart, this.#line)) {
      if (!isAroundDump(bytes, start, end)) return false;
    } else if (!this.#inThreads) {
      return true;
    }
    if (this.#isOpen) this.#contentEnd = next;
    return true;
  }

  #skip(start: number, end: number, lineStart: number, next: number): void {
    const bytes = this.#bytes;
    const dumpStart = this.marks[this.marks.length - 1]?.start;
    if (dumpStart !== undefined) {
      // What was written behind a dump that stops in the middle of a line.
      const limit = dumpStart + truncatedBytes;
      if (limit > start && limit < end && this.counts.open(bytes, limit, end, next, this.#line)) return;
    }
    this.seesWrapped ||= findGoroutine(bytes, start, end) >= 0;
    this.#unknownStart = start;
    this.#unknownIndent = start - lineStart;
    this.#unknownEnd = end;
    if (this.marks.length === 0) return;
    this.#noise++;
    if (!this.#isOpen || this.#isEnded) this.#noiseBetween++;
  }

  /** Where a header begins behind what the program had written without ending its line; -1 where none does. */
  #gluedHeader(start: number, end: number): number {
    const bytes = this.#bytes;
    if (bytes[end - 1] !== colon) return -1;
    for (let at = Math.max(start + 1, end - longestHeader); at + goroutineWord.length < end; at++) {
      if (bytes[at] === goroutineWord[0] && readHeader(bytes, at, end, this.#next)) return at;
    }
    return -1;
  }

  /** Marks a goroutine in the middle of which the text ends. */
  #markCut(): void {
    const bytes = this.#bytes;
    if (!this.#isOpen) return;
    const endsInLine = bytes[bytes.length - 1] !== newline;
    const isHalf = endsInLine && !this.#isEnded && (this.#unknownStart >= 0 || !this.#place.hasOffset);
    if (this.#pending !== 'none' || isHalf) this.#flags |= goroutineFlags.cut;
  }

  /** Addresses among the arguments that begin at a parenthesis. */
  #addressesOf(open: number, end: number): void {
    if (this.#ancestorGoid < 0) this.#readArguments(open + 1, end);
  }

  /** Behind the closing parenthesis; -1 where the line ends before. */
  #readArguments(start: number, end: number): number {
    const bytes = this.#bytes;
    const { columns } = this;
    const last = this.#addressesBefore + maxAddresses;
    let argument = 0;
    let at = start;
    while (at < end) {
      const byte = bytes[at++]!;
      if (byte === 0x30 && bytes[at] === 0x78) {
        const digits = ++at;
        let value = 0;
        for (let digit = hexDigit(bytes[at]!); digit >= 0; digit = hexDigit(bytes[++at]!))
          value = value * 16 + digit;
        const isAddress = at - digits > 5 && value >= 0x100000 && value <= 0x1000000000000;
        if (isAddress && columns.addresses < last && this.#depth < 256 && argument < 256) {
          columns.addAddress(value, this.#depth, argument);
        }
        argument++;
      } else if (byte === closeParen) {
        return at;
      } else if (byte === 0x5f) {
        argument++;
      } else if (byte === newline) {
        return -1;
      }
    }
    return -1;
  }

  /**
   * A frame's two lines, where they are those that came here before: nothing is hashed or looked up. -1 where they are not.
   * Measured by `test/bench/goroutines.ts`.
   */
  #predictedLines(at: number): number {
    const first = this.#predictor.first(this.#before);
    if (first >= 0) {
      const next = this.#frameLines(at, first);
      if (next >= 0) return next;
      const second = this.#predictor.second(this.#before);
      const other = second < 0 ? -1 : this.#frameLines(at, second);
      if (other >= 0) return other;
    }
    const creator = this.#creatorPredictor.first(this.#before);
    return creator < 0 ? -1 : this.#creatorLines(at, creator);
  }

  #frameLines(start: number, frame: number): number {
    const bytes = this.#bytes;
    const { frames, texts } = this;
    const func = frames.func[frame]!;
    const nameEnd = start + texts.size[func]!;
    if (bytes[nameEnd] !== openParen || !sameBytes(bytes, texts.start[func]!, start, nameEnd)) return -1;
    const { addresses } = this.columns;
    const at =
      this.#ancestorGoid < 0 ? this.#readArguments(nameEnd + 1, bytes.length) : lineEnd(bytes, nameEnd);
    const end = at < 0 ? -1 : this.#placeLine(at, frame);
    if (end < 0) {
      this.columns.addresses = addresses;
      return -1;
    }
    this.#countNoise();
    this.#pushFrame(frame);
    this.#line += 2;
    this.#contentEnd = end;
    return end + 1;
  }

  #creatorLines(start: number, frame: number): number {
    const bytes = this.#bytes;
    const { frames, texts } = this;
    if (!startsWith(bytes, start, bytes.length, byWord)) return -1;
    const func = frames.func[frame]!;
    const nameStart = start + byWord.length;
    const nameEnd = nameStart + texts.size[func]!;
    if (!sameBytes(bytes, texts.start[func]!, nameStart, nameEnd)) return -1;
    let at = nameEnd;
    let goid = -1;
    if (startsWith(bytes, at, bytes.length, inGoroutineWord)) {
      const digits = at + inGoroutineWord.length;
      at = skipDigits(bytes, digits, bytes.length);
      if (at === digits) return -1;
      goid = decimal(bytes, digits, at);
    }
    const end = this.#placeLine(at, frame);
    if (end < 0) return -1;
    this.#countNoise();
    this.#pendingGoid = goid;
    this.#setCreator(frame);
    this.#line += 2;
    this.#contentEnd = end;
    return end + 1;
  }

  /** Behind a function's line: its end, and the line of a frame's place. Returns the end of that line, -1 for another. */
  #placeLine(start: number, frame: number): number {
    const bytes = this.#bytes;
    const { placeStart, placeSize } = this.frames;
    const size = placeSize[frame]!;
    let at = bytes[start] === carriageReturn ? start + 1 : start;
    if (size === 0 || bytes[at] !== newline || bytes[at + 1] !== tab) return -1;
    at += 2;
    const end = at + size;
    const after = bytes[end];
    if (after !== newline && after !== space && after !== carriageReturn) return -1;
    if (!sameBytes(bytes, placeStart[frame]!, at, end)) return -1;
    this.#place.hasOffset = after === space;
    // An offset is short: a call to find the end of the line would take longer.
    at = end;
    while (at < bytes.length && bytes[at] !== newline) at++;
    return at;
  }
}

/** Whether the bytes from `start` to `end` are those that begin at `from`. */
function sameBytes(bytes: Uint8Array, from: number, start: number, end: number): boolean {
  if (end > bytes.length) return false;
  const delta = from - start;
  for (let i = start; i < end; i++) if (bytes[i] !== bytes[i + delta]) return false;
  return true;
}
