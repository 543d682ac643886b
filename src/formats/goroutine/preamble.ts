import type { Crash } from '../../model/goroutines';
import { hexDigit, isDigit, space, startsWith, textOf, word } from '../text/textBytes';

/** What a terminal shows of Ctrl+\\, before what the program says to it. */
const quitKeys = word('^\\');
const panicWord = word('panic: ');
const fatalWord = word('fatal error: ');
const signalWord = word('SIG');
const runtimeWord = word('runtime: ');
const faultWord = word('unexpected fault address ');
const runtimeStackWord = word('runtime stack:');
const goroutineStackWord = word('goroutine running on other thread; stack unavailable');
/** What a dump may be followed by, or interrupted by, and what says nothing of goroutines. */
const knownLines = [
  'exit status ',
  'PC=0x',
  '-----',
  '[signal ',
  'signal arrived during ',
  'ELF section ',
].map(word);

/** Lines after which what looked like the beginning of a crash is taken for a line of a log. */
const maxLines = 100;
/** The runtime's own stack is printed before goroutines, and elided where it is longer. */
const maxStackLines = 500;
const maxDetails = 50;
/** Panic values can be whole files. */
const maxTextBytes = 4096;

/**
 * What a program prints when it dies, before its goroutines: collects lines until a goroutine shows that they belong to a dump
 * (runtime/panic.go printpanics, runtime/panic.go fatalthrow, runtime/signal_unix.go sighandler).
 */
export class Preamble {
  /** Where it begins; -1 where there is none. */
  start = -1;
  line = 0;
  #kind: Crash['kind'] | null = null;
  #text = '';
  #details: string[] = [];
  #lines = 0;
  #inRuntimeStack = false;

  /** Takes a line in, if it begins a preamble or is part of the one that has begun. */
  read(bytes: Uint8Array, from: number, end: number, lineStart: number, line: number): boolean {
    const start = startsWith(bytes, from, end, quitKeys) ? from + quitKeys.length : from;
    const kind = kindOf(bytes, start, end);
    const begins = kind !== null || startsWith(bytes, start, end, runtimeWord);
    const isStack = startsWith(bytes, start, end, runtimeStackWord);
    if (this.start < 0) {
      if (!begins && !isStack && !startsWith(bytes, start, end, faultWord)) return false;
      this.start = lineStart;
      this.line = line;
    }
    if (isStack) this.#inRuntimeStack = true;
    this.#lines++;
    if (this.#inRuntimeStack && this.#lines <= maxStackLines) return true;
    if (this.#lines > maxLines) {
      this.clear();
      return false;
    }
    const text = textOf(bytes, start, Math.min(end, start + maxTextBytes));
    if (kind !== null && this.#kind === null) {
      this.#kind = kind;
      this.#text = text;
    } else if (this.#details.length < maxDetails) {
      this.#details.push(text);
    }
    return true;
  }

  /** The crash that was announced, if one was; begins anew. */
  take(): Crash | null {
    const kind = this.#kind;
    const crash = kind === null ? null : { kind, text: this.#text, details: this.#details };
    this.clear();
    return crash;
  }

  clear(): void {
    this.start = -1;
    this.#kind = null;
    this.#text = '';
    this.#details = [];
    this.#lines = 0;
    this.#inRuntimeStack = false;
  }
}

/** Whether a line announces that a program dies. */
export function kindOf(bytes: Uint8Array, start: number, end: number): Crash['kind'] | null {
  const first = bytes[start];
  if (first === 0x70 && startsWith(bytes, start, end, panicWord)) return 'panic';
  if (first === 0x66 && startsWith(bytes, start, end, fatalWord)) return 'fatal';
  return first === 0x53 && isSignal(bytes, start, end) ? 'signal' : null;
}

/** `SIGQUIT: quit`. */
function isSignal(bytes: Uint8Array, start: number, end: number): boolean {
  if (!startsWith(bytes, start, end, signalWord)) return false;
  let at = start + signalWord.length;
  while (at < end && ((bytes[at]! >= 0x41 && bytes[at]! <= 0x5a) || isDigit(bytes[at]))) at++;
  return at > start + 3 && bytes[at] === 0x3a && bytes[at + 1] === space && at + 2 < end;
}

export function isDashes(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start === 5 && startsWith(bytes, start, end, knownLines[2]!);
}

/** What `go run` and `go test` print when the program is gone. */
export function isExit(bytes: Uint8Array, start: number, end: number): boolean {
  return startsWith(bytes, start, end, knownLines[0]!);
}

export function isOtherThread(bytes: Uint8Array, start: number, end: number): boolean {
  return startsWith(bytes, start, end, goroutineStackWord);
}

/** Lines that belong to dumps beside goroutines: registers, exit status, dashes between threads. */
export function isAroundDump(bytes: Uint8Array, start: number, end: number): boolean {
  return isRegister(bytes, start, end) || knownLines.some((known) => startsWith(bytes, start, end, known));
}

const hexWord = word('0x');

/** `rflags 0x286`: a short name, blanks, a number. */
function isRegister(bytes: Uint8Array, start: number, end: number): boolean {
  let at = start;
  while (at < end && isLowerOrDigit(bytes[at]!)) at++;
  if (at === start || at - start > 8 || bytes[at] !== space) return false;
  while (at < end && bytes[at] === space) at++;
  if (!startsWith(bytes, at, end, hexWord)) return false;
  at += hexWord.length;
  const digits = at;
  while (at < end && hexDigit(bytes[at]!) >= 0) at++;
  return at === end && at > digits;
}

function isLowerOrDigit(byte: number): boolean {
  return (byte >= 0x61 && byte <= 0x7a) || isDigit(byte);
}
