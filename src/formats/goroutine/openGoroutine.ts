import { goroutineFlags } from '../../model/goroutines';
import { startsWith, word } from '../text/textBytes';
import type { DumpBoundaries } from './dumpBoundaries';
import { Header } from './header';
import type { SharedTables } from './sharedTables';
import type { SkippedLines } from './skippedLines';
import type { StackBuilder } from './stackBuilder';

/** The goroutine whose lines are read, from its header until the next one; it becomes a row then. */
export class OpenGoroutine {
  isOpen = false;
  /** A blank line was seen: frames that follow belong to something else. */
  isEnded = false;
  /** The text ends in the middle of it. */
  isCut = false;
  /** End of the last line that belongs to it, or to its dump. */
  end = 0;
  /** Read into before it is known whether a line is a header: the open goroutine's is still needed. */
  nextHeader = new Header();

  readonly #tables: SharedTables;
  readonly #stack: StackBuilder;
  readonly #boundaries: DumpBoundaries;
  readonly #skipped: SkippedLines;
  #header = new Header();
  #start = 0;
  #line = 0;

  constructor(tables: SharedTables, stack: StackBuilder, boundaries: DumpBoundaries, skipped: SkippedLines) {
    this.#tables = tables;
    this.#stack = stack;
    this.#boundaries = boundaries;
    this.#skipped = skipped;
  }

  /** Begins with what was read into `nextHeader`. */
  open(start: number, end: number, line: number): void {
    this.close();
    [this.#header, this.nextHeader] = [this.nextHeader, this.#header];
    this.#skipped.reachHeader();
    this.#boundaries.beginDumpIfNew(this.#header.goid, start, line);
    this.#boundaries.countSkipped();
    this.#stack.begin();
    this.isOpen = true;
    this.isEnded = false;
    this.isCut = false;
    this.#start = start;
    this.#line = line;
    this.end = end;
  }

  close(): void {
    if (!this.isOpen) return;
    const { columns } = this.#tables;
    const { goid } = this.#header;
    this.#stack.finish();
    this.isOpen = false;
    const mark = this.#boundaries.last;
    mark.end = this.end;
    const known = columns.rowOf(goid);
    if (known >= 0) this.#completeRow(known);
    // Goroutine 0 is a thread's own stack, no goroutine of the program.
    if (known >= 0 || goid === 0) {
      columns.addresses = this.#stack.firstAddress;
    } else {
      this.#addRow(mark.firstRow);
    }
  }

  /** A thread's own block shows the stack that was "unavailable" before. */
  #completeRow(row: number): void {
    const { flags, stack, creator } = this.#tables.columns;
    if ((flags[row]! & goroutineFlags.noStack) === 0 || this.#stack.stack < 0) return;
    flags[row]! &= ~goroutineFlags.noStack;
    stack[row] = this.#stack.stack;
    if (creator[row]! < 0) creator[row] = this.#stack.creator;
  }

  #addRow(firstRow: number): void {
    const { bytes, texts, columns, labels, ancestries } = this.#tables;
    const { stack, creator, creatorGoid, ancestors, firstAddress } = this.#stack;
    const header = this.#header;
    const row = columns.add();
    columns.addressStart[row] = firstAddress;
    columns.goid[row] = header.goid;
    columns.state[row] = texts.intern(header.stateStart, header.stateEnd);
    columns.waitMinutes[row] = header.minutes;
    columns.flags[row] = this.#flags(row === firstRow);
    columns.bubble[row] = header.bubble;
    columns.thread[row] = header.thread;
    columns.stack[row] = stack;
    columns.creator[row] = creator;
    columns.creatorGoid[row] = creatorGoid;
    columns.ancestry[row] = ancestors.length > 0 ? ancestries.push(ancestors) - 1 : -1;
    columns.labels[row] = labels.positionOf(bytes, header.labelsStart, header.labelsEnd);
    columns.start[row] = this.#start;
    columns.end[row] = this.end;
    columns.line[row] = this.#line;
    columns.rememberGoid(row);
    if (row === firstRow || !this.#isRunning()) return;
    if (this.#boundaries.splitAtRunning(row, this.#isWriterOnTop())) {
      columns.flags[row]! |= goroutineFlags.current;
    }
  }

  #flags(isFirst: boolean): number {
    return (
      this.#header.flags |
      (isFirst ? goroutineFlags.current : 0) |
      (this.#stack.isUnavailable ? goroutineFlags.noStack : 0) |
      (this.isCut ? goroutineFlags.cut : 0)
    );
  }

  /** Running with a stack: the one that wrote the dump, for others that run have none to show. */
  #isRunning(): boolean {
    const { stateStart, stateEnd } = this.#header;
    return (
      this.#stack.stack >= 0 &&
      stateEnd - stateStart === runningWord.length &&
      startsWith(this.#tables.bytes, stateStart, stateEnd, runningWord)
    );
  }

  #isWriterOnTop(): boolean {
    const { bytes, texts, frames, stacks } = this.#tables;
    const func = frames.func[stacks.frame[stacks.start[this.#stack.stack]!]!]!;
    const start = texts.start[func]!;
    const end = start + texts.size[func]!;
    return writerWords.some(
      (writer) => writer.length === end - start && startsWith(bytes, start, end, writer),
    );
  }
}

const runningWord = word('running');
/** Whose stack is on top where a dump was asked for, or where the program died. */
const writerWords = ['runtime/pprof.writeGoroutineStacks', 'runtime/debug.Stack', 'panic'].map(word);
