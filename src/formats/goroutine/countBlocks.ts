import { decimal, skipDigits, startsWith, word } from '../text/textBytes';

/** A `goroutine profile: total 12` with its stacks: another form of evidence in the same text. */
export interface CountBlock {
  readonly start: number;
  end: number;
  /** 1-based. */
  readonly line: number;
  readonly total: number;
}

const headers = ['goroutine profile: total ', 'goroutineleak profile: total '].map(word);
const recordWord = word(' @');
const comment = 0x23;

/** Finds where counts of goroutines stand in a text; what they say is read by the reader of that form. */
export class CountBlocks {
  readonly blocks: CountBlock[] = [];
  #isOpen = false;

  /** Whether a line begins a block. */
  open(bytes: Uint8Array, start: number, end: number, next: number, line: number): boolean {
    const header = headers.find((expected) => startsWith(bytes, start, end, expected));
    if (header === undefined) return false;
    const digits = start + header.length;
    if (digits === end || skipDigits(bytes, digits, end) < end) return false;
    this.blocks.push({ start, end: next, line, total: decimal(bytes, digits, end) });
    this.#isOpen = true;
    return true;
  }

  /** Whether a line, which is not empty, belongs to an open block: `12 @ 0x46128e 0x42c5ad`, or a comment that names what stands there. */
  read(bytes: Uint8Array, start: number, end: number, next: number): boolean {
    if (!this.#isOpen) return false;
    const digits = skipDigits(bytes, start, end);
    const isRecord = digits > start && startsWith(bytes, digits, end, recordWord);
    this.#isOpen = isRecord || bytes[start] === comment;
    if (this.#isOpen) this.blocks[this.blocks.length - 1]!.end = next;
    return this.#isOpen;
  }
}
