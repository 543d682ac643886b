import { HexReader } from './hexAddresses';
import { labelsOf } from './labels';
import type { LegacyProfileBuilder } from './profileBuilder';
import { isSpace, startsAt, type TextLines } from './textLines';

/** Whether names come from the text's comment lines, or from nowhere, as for Go's own reader. */
export type Symbolize = 'recorded' | 'none';

/**
 * The stack of the record that is being read, leaf first, and what the comment lines below it say about its frames
 * (runtime/pprof printStackRecord):
 *
 *     2 @ 0x43bda4 0x46e7e9 0x459d21
 *     # labels: {"tenant":"acme"}
 *     #	0x46e7e8	io.ReadAtLeast+0xa8	/usr/local/go/src/io/io.go:307
 *
 * The address of a comment is that of the call, so one less than in the stack (before Go 1.9: the same). Several comments in a row
 * with one address are calls inlined there, innermost first. Go writes no comment for the runtime's frames at the leaf
 * and none for runtime.goexit at the root: these frames are left out here too, as they are from Go's binary profiles.
 */
export class PendingStack {
  locations = new Uint32Array(64);
  length = 0;
  readonly #builder: LegacyProfileBuilder;
  readonly #symbolize: Symbolize;
  readonly #hex = new HexReader();
  /** Entry that the next comment may speak of. */
  #next = 0;
  /** First and last entry that a comment spoke of; -1 for none. */
  #first = -1;
  #last = -1;
  /** Comments left that repeat what is known of the entry `#last`. */
  #repeats = 0;
  /** The text of the first comment of the entry `#last`, while its location gets its lines: start and end; 0 else. */
  #firstText: readonly [number, number] | null = null;
  /** By location: the last entry at which it stands in this stack, written with the record's number. */
  #lastEntry = new Int32Array(256);
  #entryRecord = new Int32Array(256);
  #record = 0;

  constructor(builder: LegacyProfileBuilder, symbolize: Symbolize) {
    this.#builder = builder;
    this.#symbolize = symbolize;
  }

  clear(): void {
    this.length = 0;
    this.#next = 0;
    this.#first = -1;
    this.#last = -1;
    this.#repeats = 0;
    this.#firstText = null;
    this.#record++;
  }

  /**
   * Appends the return address that was read last; a call stands one before it. Go 1.23 and later fill the stacks of new
   * threads up with zeros, which are no calls: only where there is nothing else, one stands for what is not known.
   */
  pushReturn(hex: HexReader): void {
    const isZero = hex.lo === 0 && hex.hi === 0;
    if (isZero && this.length > 0 && this.#symbolize === 'recorded') return;
    hex.decrement();
    const location = this.#builder.addresses.add(hex.lo, hex.hi);
    if (this.length === this.locations.length) this.locations = doubled(this.locations);
    if (location >= this.#lastEntry.length) {
      this.#lastEntry = grownTo(this.#lastEntry, location * 2);
      this.#entryRecord = grownTo(this.#entryRecord, location * 2);
    }
    this.#lastEntry[location] = this.length;
    this.#entryRecord[location] = this.#record;
    this.locations[this.length++] = location;
  }

  /** Takes what a line that starts with '#' says about this stack, or about the sample. */
  readComment(lines: TextLines): void {
    if (this.#symbolize === 'none') return;
    const { bytes, end } = lines;
    let at = lines.firstVisible() + 1;
    while (at < end && isSpace(bytes[at]!)) at++;
    if (this.#hex.read(bytes, at, end)) this.#readFrame(bytes, end);
    else if (startsAt(bytes, at, end, 'labels:')) {
      for (const [key, value] of labelsOf(bytes.subarray(at + 7, end)))
        this.#builder.addTextLabel(key, value);
    }
  }

  /** Hands the sample to the builder, without the frames that Go hides. */
  flush(values: readonly (number | bigint)[]): void {
    const from = Math.max(0, this.#first);
    const isGoexitLeft = this.#last >= 0 && this.#last === this.length - 2;
    this.#builder.addHidden(from, from > 0 ? this.locations[0]! : 0);
    this.#builder.addSample(values, this.locations, from, isGoexitLeft ? this.length - 1 : this.length);
  }

  /** The reader stands behind the address. */
  #readFrame(bytes: Uint8Array, end: number): void {
    const location = this.#locationOfComment();
    if (location < 0) return;
    const start = this.#hex.pos;
    const isSame = this.#last >= 0 && this.locations[this.#last] === location;
    if (isSame && this.#repeats > 0) {
      this.#repeats--;
      return;
    }
    const isInlined = isSame && this.#firstText !== null && !equalText(bytes, this.#firstText, [start, end]);
    if (!isInlined && !this.#moveTo(location)) return;
    if (isInlined) this.#name(location, bytes, start, end);
    else if (this.#builder.lineCount(location) > 0) {
      this.#repeats = this.#builder.lineCount(location) - 1;
      this.#firstText = null;
    } else {
      this.#firstText = [start, end];
      this.#name(location, bytes, start, end);
    }
  }

  /** -1 where the address of the comment is not ahead in this stack. */
  #locationOfComment(): number {
    const { addresses } = this.#builder;
    const hex = this.#hex;
    const call = addresses.find(hex.lo, hex.hi);
    if (this.#isAhead(call)) return call;
    hex.decrement();
    const before = addresses.find(hex.lo, hex.hi);
    return this.#isAhead(before) ? before : -1;
  }

  #isAhead(location: number): boolean {
    if (location < 0 || location >= this.#lastEntry.length) return false;
    if (this.#entryRecord[location] !== this.#record) return false;
    return this.#lastEntry[location]! >= Math.max(0, this.#last);
  }

  /** Goes on to the next entry with this location. */
  #moveTo(location: number): boolean {
    if (this.#lastEntry[location]! < this.#next) return false;
    while (this.locations[this.#next] !== location) this.#next++;
    this.#last = this.#next++;
    if (this.#first < 0) this.#first = this.#last;
    this.#repeats = 0;
    return true;
  }

  /** `io.ReadAtLeast+0xa8	/usr/local/go/src/io/io.go:307`; tabs between, or spaces where the text was pasted. */
  #name(location: number, bytes: Uint8Array, start: number, end: number): void {
    const text = decoder.decode(bytes.subarray(start, Math.min(end, start + longestComment))).trim();
    const [, name = '', rest = ''] = /^(.*?)\+0x[\da-f]+(?:\s+(.*))?$/s.exec(text) ?? [];
    if (name === '') return;
    const [, file = rest, line = '0'] = /^(.*):(\d{1,9})$/s.exec(rest) ?? [];
    this.#builder.addLine(location, name, file, Number(line));
  }
}

const decoder = new TextDecoder();
const longestComment = 65_536;

function equalText(
  bytes: Uint8Array,
  [aStart, aEnd]: readonly [number, number],
  [bStart, bEnd]: readonly [number, number],
): boolean {
  if (aEnd - aStart !== bEnd - bStart) return false;
  for (let i = 0; i < aEnd - aStart; i++) if (bytes[aStart + i] !== bytes[bStart + i]) return false;
  return true;
}

function doubled(list: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const grown = new Uint32Array(list.length * 2);
  grown.set(list);
  return grown;
}

function grownTo(list: Int32Array<ArrayBuffer>, length: number): Int32Array<ArrayBuffer> {
  const grown = new Int32Array(length);
  grown.set(list);
  return grown;
}
