import {
  carriageReturn,
  decimal,
  lineEnd,
  newline,
  openParen,
  skipDigits,
  space,
  startsWith,
  tab,
} from '../text/textBytes';
import { byWord, inGoroutineWord } from './frameLine';
import type { SharedTables } from './sharedTables';
import type { StackBuilder } from './stackBuilder';

/**
 * Reads a frame's two lines where they are those that came here before: nothing is hashed or looked up. Measured by
 * `test/bench/goroutines.ts`.
 */
export class PredictedLines {
  readonly #tables: SharedTables;
  readonly #stack: StackBuilder;

  constructor(tables: SharedTables, stack: StackBuilder) {
    this.#tables = tables;
    this.#stack = stack;
  }

  /** The end of the second of the two lines that begin at `at`; -1 where they are not the predicted ones: nothing is taken in then. */
  read(at: number): number {
    const { before, frameAfter, creatorAfter } = this.#stack;
    const first = frameAfter.first(before);
    if (first >= 0) {
      const end = this.#frameLines(at, first);
      if (end >= 0) return end;
      const second = frameAfter.second(before);
      const other = second < 0 ? -1 : this.#frameLines(at, second);
      if (other >= 0) return other;
    }
    const creator = creatorAfter.first(before);
    return creator < 0 ? -1 : this.#creatorLines(at, creator);
  }

  #frameLines(start: number, frame: number): number {
    const { bytes, frames, texts, columns } = this.#tables;
    const stack = this.#stack;
    const func = frames.func[frame]!;
    const nameEnd = start + texts.size[func]!;
    if (bytes[nameEnd] !== openParen || !sameBytes(bytes, texts.start[func]!, start, nameEnd)) return -1;
    const { addresses } = columns;
    const at =
      stack.ancestorGoid < 0 ? stack.readArguments(nameEnd + 1, bytes.length) : lineEnd(bytes, nameEnd);
    const end = at < 0 ? -1 : this.#placeLine(at, frame);
    if (end < 0) {
      columns.addresses = addresses;
      return -1;
    }
    stack.pushFrame(frame);
    return end;
  }

  #creatorLines(start: number, frame: number): number {
    const { bytes, frames, texts } = this.#tables;
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
    if (end >= 0) this.#stack.setCreator(frame, goid);
    return end;
  }

  /** Behind a function's line: its end, and the line of a frame's place. Returns the end of that line, -1 for another. */
  #placeLine(start: number, frame: number): number {
    const { bytes, frames } = this.#tables;
    const size = frames.placeSize[frame]!;
    let at = bytes[start] === carriageReturn ? start + 1 : start;
    if (size === 0 || bytes[at] !== newline || bytes[at + 1] !== tab) return -1;
    at += 2;
    const end = at + size;
    const after = bytes[end];
    if (after !== newline && after !== space && after !== carriageReturn) return -1;
    if (!sameBytes(bytes, frames.placeStart[frame]!, at, end)) return -1;
    this.#stack.place.hasOffset = after === space;
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
