import type { Crash } from '../../model/goroutines';
import type { GoroutineColumns } from './goroutineColumns';
import { isAroundDump, isDashes, isExit, kindOf, Preamble } from './preamble';
import type { SkippedLines } from './skippedLines';

/**
 * Tells the dumps of a text apart: each begins where a crash is announced, where an id comes for the second time, or where
 * another goroutine wrote it.
 */
export class DumpBoundaries {
  readonly marks: DumpMark[] = [];
  readonly #columns: GoroutineColumns;
  readonly #skipped: SkippedLines;
  readonly #preamble = new Preamble();
  /** A line of `-----` came last: if a signal follows, so do goroutines of another thread. */
  #sawDashes = false;
  /** In what a further thread prints (GOTRACEBACK=crash): some of its goroutines were listed before. */
  #inThreads = false;
  #lastRunning = -1;

  constructor(columns: GoroutineColumns, skipped: SkippedLines) {
    this.#columns = columns;
    this.#skipped = skipped;
  }

  /** The dump that is read; there is one as soon as a goroutine has begun. */
  get last(): DumpMark {
    return this.marks[this.marks.length - 1]!;
  }

  /**
   * To be called for each header. A dump begins with the first one, behind what announces a crash, and where an id comes for
   * the second time. The one that wrote a dump stands first in it, so a repeated id belongs to the dump of the running
   * goroutine before it.
   */
  beginDumpIfNew(goid: number, lineStart: number, headerLine: number): void {
    const last = this.marks[this.marks.length - 1];
    const hasPreamble = this.#preamble.start >= 0;
    if (last && this.#inThreads) {
      this.#preamble.clear();
      return;
    }
    const start = hasPreamble ? this.#preamble.start : lineStart;
    const line = hasPreamble ? this.#preamble.line : headerLine;
    const crash = this.#preamble.take();
    if (!last || crash !== null) {
      this.#beginDump({ firstRow: this.#columns.length, crash, start, end: start, line, skippedLines: 0 });
      return;
    }
    if (this.#columns.rowOf(goid) < 0) return;
    if (this.#lastRunning > last.firstRow) this.#splitAt(this.#lastRunning);
    if (this.#columns.rowOf(goid) < 0) return;
    this.#beginDump({ firstRow: this.#columns.length, crash, start, end: start, line, skippedLines: 0 });
  }

  /**
   * The last row is a goroutine that runs and shows its stack, and is not the first of its dump. Whether a dump of its own
   * begins with it.
   */
  splitAtRunning(row: number, isWriterOnTop: boolean): boolean {
    this.#lastRunning = row;
    if (this.#inThreads || !(this.#skipped.hadBeforeHeader || isWriterOnTop)) return false;
    this.#splitAt(row);
    return true;
  }

  /** Lines that were skipped since the last one of the dump turn out to stand inside it. */
  countSkipped(): void {
    const skipped = this.#skipped;
    skipped.forgetLast();
    if (skipped.count === 0) return;
    this.last.skippedLines += skipped.count;
    skipped.count = 0;
  }

  /** Whether a line between goroutines belongs to the dump before it, or begins what may be the next one; null for neither. */
  sideOf(
    bytes: Uint8Array,
    start: number,
    end: number,
    lineStart: number,
    line: number,
  ): 'before' | 'next' | null {
    const sawDashes = this.#sawDashes;
    this.#sawDashes = isDashes(bytes, start, end) && this.marks.length > 0;
    // Any other announcement is that of another crash.
    if (kindOf(bytes, start, end) !== null) this.#inThreads = sawDashes;
    if (isExit(bytes, start, end)) this.#inThreads = false;
    if (this.#sawDashes) return 'before';
    if (!this.#preamble.read(bytes, start, end, lineStart, line)) {
      return isAroundDump(bytes, start, end) ? 'before' : null;
    }
    return this.#inThreads ? 'before' : 'next';
  }

  #beginDump(mark: DumpMark): void {
    this.marks.push(mark);
    this.#columns.forgetGoids();
    this.#skipped.count = 0;
    this.#lastRunning = -1;
  }

  /** Makes the rows from this one on a dump of their own. */
  #splitAt(row: number): void {
    const columns = this.#columns;
    const { last } = this;
    const { end } = last;
    last.end = columns.end[row - 1]!;
    const start = columns.start[row]!;
    this.#beginDump({ firstRow: row, crash: null, start, end, line: columns.line[row]!, skippedLines: 0 });
    for (let i = row; i < columns.length; i++) columns.rememberGoid(i);
  }
}

/** A dump as a range of rows: it ends where the next one begins. */
export interface DumpMark {
  firstRow: number;
  crash: Crash | null;
  start: number;
  end: number;
  line: number;
  skippedLines: number;
}
