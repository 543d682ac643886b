const newline = 0x0a;
const carriageReturn = 0x0d;
const hash = 0x23;

/** Walks over the lines of a text without decoding it. `start` to `end` is the line last read, without its line end. */
export class TextLines {
  readonly bytes: Uint8Array;
  start = 0;
  end = 0;
  /** 1-based; 0 before the first line. */
  number = 0;
  /** False for a last line that nothing ends. */
  isEnded = false;
  #next = 0;

  constructor(bytes: Uint8Array, from = 0, number = 0) {
    this.bytes = bytes;
    this.#next = from;
    this.number = number;
  }

  /** Where the line after this one starts. */
  get nextStart(): number {
    return this.#next;
  }

  /** False at the end of the text; the line is empty then. */
  next(): boolean {
    const { bytes } = this;
    this.start = this.#next;
    if (this.start >= bytes.length) {
      this.end = this.start;
      this.isEnded = false;
      return false;
    }
    const found = bytes.indexOf(newline, this.start);
    this.end = found < 0 ? bytes.length : found;
    this.#next = found < 0 ? bytes.length : found + 1;
    this.isEnded = found >= 0;
    if (this.end > this.start && bytes[this.end - 1] === carriageReturn) this.end--;
    this.number++;
    return true;
  }

  /** Leaves out white space at both ends of the line. */
  trim(): void {
    const { bytes } = this;
    while (this.start < this.end && isSpace(bytes[this.start]!)) this.start++;
    while (this.end > this.start && isSpace(bytes[this.end - 1]!)) this.end--;
  }

  isBlankOrComment(): boolean {
    const first = this.firstVisible();
    return first === this.end || this.bytes[first] === hash;
  }

  isComment(): boolean {
    const first = this.firstVisible();
    return first < this.end && this.bytes[first] === hash;
  }

  /** Where the first character stands that is no white space; `end` for none. */
  firstVisible(): number {
    let at = this.start;
    while (at < this.end && isSpace(this.bytes[at]!)) at++;
    return at;
  }

  startsWith(text: string): boolean {
    return startsAt(this.bytes, this.start, this.end, text);
  }

  /** At most so many bytes of the line, decoded. */
  text(limit = 65_536): string {
    return decoder.decode(this.bytes.subarray(this.start, Math.min(this.end, this.start + limit)));
  }
}

const decoder = new TextDecoder();

export function isSpace(byte: number): boolean {
  return byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
}

/** True when the ASCII `text` stands at `at`, before `end`. */
export function startsAt(bytes: Uint8Array, at: number, end: number, text: string): boolean {
  if (at + text.length > end) return false;
  for (let i = 0; i < text.length; i++) {
    if (bytes[at + i] !== text.charCodeAt(i)) return false;
  }
  return true;
}
