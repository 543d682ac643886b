import { skipBlanks, startsWith, word } from '../text/textBytes';
import {
  argumentsStart,
  Creator,
  isBareName,
  isElided,
  isSourceFile,
  readCreator,
  readOrigin,
  readPlace,
} from './frameLine';
import { isOtherThread } from './preamble';
import type { SkippedLines } from './skippedLines';
import type { StackBuilder } from './stackBuilder';

/** Recognises the lines of a goroutine below its header, and hands what they say to its stack. */
export class StackLines {
  readonly #bytes: Uint8Array;
  readonly #stack: StackBuilder;
  readonly #skipped: SkippedLines;
  readonly #creator = new Creator();

  constructor(bytes: Uint8Array, stack: StackBuilder, skipped: SkippedLines) {
    this.#bytes = bytes;
    this.#stack = stack;
    this.#skipped = skipped;
  }

  /** Whether a line was one of them. */
  read(start: number, end: number, lineStart: number): boolean {
    const bytes = this.#bytes;
    const stack = this.#stack;
    if (stack.pending !== 'none' && this.#readPendingPlace(start, end, lineStart)) return true;
    const nameEnd = argumentsStart(bytes, start, end);
    if (nameEnd >= 0) {
      stack.awaitFrame(start, nameEnd);
      if (stack.ancestorGoid < 0) stack.readArguments(nameEnd + 1, end);
      return true;
    }
    const creator = this.#creator;
    if (readCreator(bytes, start, end, creator)) {
      stack.awaitCreator(creator.nameStart, creator.nameEnd, creator.goid);
      return true;
    }
    return this.#readRareLine(start, end, lineStart);
  }

  #readPendingPlace(start: number, end: number, lineStart: number): boolean {
    const bytes = this.#bytes;
    const { place } = this.#stack;
    if (!readPlace(bytes, start, end, place)) return false;
    if (start === lineStart && !isSourceFile(bytes, start, place.fileEnd)) return false;
    this.#stack.placePending(start);
    return true;
  }

  #readRareLine(start: number, end: number, lineStart: number): boolean {
    const bytes = this.#bytes;
    const stack = this.#stack;
    if (isElided(bytes, start, end)) {
      stack.pushNamed(start, end);
      return true;
    }
    if (isOtherThread(bytes, start, end)) {
      stack.isUnavailable = true;
      return true;
    }
    const origin = readOrigin(bytes, start, end);
    if (origin >= 0) {
      stack.beginAncestor(origin);
      return true;
    }
    if (startsWith(bytes, start, end, nonGoWord)) {
      stack.pushNamed(start, start + nonGoWord.length);
      return true;
    }
    return this.#readForeignPlace(start, end, lineStart);
  }

  /** gccgo's frames have no arguments. Others: `\t/src/a.c:12 pc=0x46128e` behind the bare name of a C function, or `\tpc=0x…` alone. */
  #readForeignPlace(start: number, end: number, lineStart: number): boolean {
    const bytes = this.#bytes;
    const skipped = this.#skipped;
    const { place } = this.#stack;
    if (start === lineStart) return false;
    if (startsWith(bytes, start, end, counterWord)) return true;
    if (skipped.lastStart < 0 || start - lineStart <= skipped.lastIndent) return false;
    if (!readPlace(bytes, start, end, place)) return false;
    const isForeign = startsWith(bytes, skipBlanks(bytes, place.end, end), end, counterWord);
    if (!isForeign && !isBareName(bytes, skipped.lastStart, skipped.lastEnd)) return false;
    this.#stack.pushPlaced(skipped.lastStart, skipped.lastEnd, start);
    skipped.takeBackLast();
    return true;
  }
}

const nonGoWord = word('non-Go function');
const counterWord = word('pc=0x');
