import { isDigit } from './goNumbers';

/*
 * Numbers before the '@' of a record, read from the '@' backwards: in all forms they end there, and what may stand before
 * them is not said. Positions go with bytes `start` to `end` of a line.
 */

const AT = 0x40;
const SPACE = 0x20;

/** Where a field starts and ends, one pair of positions per field. */
export type Fields = readonly number[];

/** `inuse: bytes [alloc: bytes] @`; null where no '@' of the line ends that. `at` is the '@'. */
export function heapFields(
  bytes: Uint8Array,
  start: number,
  end: number,
): { fields: Fields; at: number } | null {
  return firstAt(bytes, start, end, (at) => {
    const back = new Backwards(bytes, start, at);
    const allocBytes = back.literal(' ').literal(']').spaces().digits();
    const allocObjects = back.spaces().literal(':').digits();
    const inuseBytes = back.spaces().literal('[').spaces().digits(true);
    const inuseObjects = back.spaces().literal(':').digits(true);
    return back.failed ? null : [...inuseObjects, ...inuseBytes, ...allocObjects, ...allocBytes];
  });
}

/** `delay contentions @`. Without a space between them, the last digit is the second number, as in Go's expression. */
export function contentionFields(
  bytes: Uint8Array,
  start: number,
  end: number,
): { fields: Fields; at: number } | null {
  return firstAt(bytes, start, end, (at) => {
    const back = new Backwards(bytes, start, at);
    const second = back.literal(' ').digits();
    if (back.failed) return null;
    const first = back.spaces().digits();
    if (!back.failed) return [...first, ...second];
    const [from, to] = second as [number, number];
    return to - from < 2 ? null : [from, to - 1, to - 1, to];
  });
}

/** `value objects @ `: Java's, with at least one space around each. */
export function javaFields(
  bytes: Uint8Array,
  start: number,
  end: number,
): { fields: Fields; at: number } | null {
  return firstAt(bytes, start, end, (at) => {
    const back = new Backwards(bytes, start, at);
    const second = back.literal(' ').spaces().digits();
    const first = back.literal(' ').spaces().digits();
    const isOpen = at + 1 < end && bytes[at + 1] === SPACE;
    return back.failed || !isOpen ? null : [...first, ...second];
  });
}

function firstAt(
  bytes: Uint8Array,
  start: number,
  end: number,
  match: (at: number) => Fields | null,
): { fields: Fields; at: number } | null {
  for (let at = start; at < end; at++) {
    if (bytes[at] !== AT) continue;
    const fields = match(at);
    if (fields) return { fields, at };
  }
  return null;
}

/** Steps from a position towards the start of the line; once something did not match, nothing does. */
class Backwards {
  failed = false;
  readonly #bytes: Uint8Array;
  readonly #start: number;
  #pos: number;

  constructor(bytes: Uint8Array, start: number, pos: number) {
    this.#bytes = bytes;
    this.#start = start;
    this.#pos = pos;
  }

  literal(character: string): this {
    if (this.#pos > this.#start && this.#bytes[this.#pos - 1] === character.charCodeAt(0)) this.#pos--;
    else this.failed = true;
    return this;
  }

  spaces(): this {
    while (this.#pos > this.#start && this.#bytes[this.#pos - 1] === SPACE) this.#pos--;
    return this;
  }

  digits(signed = false): [start: number, end: number] {
    const end = this.#pos;
    while (this.#pos > this.#start && isDigit(this.#bytes[this.#pos - 1]!)) this.#pos--;
    if (this.#pos === end) this.failed = true;
    else if (signed && this.#pos > this.#start && this.#bytes[this.#pos - 1] === 0x2d) this.#pos--;
    return [this.#pos, end];
  }
}
