import type { StringIndex, StringTable } from '../../../model/profile';

/** A string table that grows: the same text gets the same index. */
export class TextStrings implements StringTable {
  readonly #texts: string[] = [''];
  readonly #indices = new Map<string, number>([['', 0]]);

  get length(): number {
    return this.#texts.length;
  }

  /** An index outside the table is ''. */
  get(index: StringIndex): string {
    return this.#texts[index] ?? '';
  }

  add(text: string): StringIndex {
    const known = this.#indices.get(text);
    if (known !== undefined) return known;
    this.#indices.set(text, this.#texts.length);
    return this.#texts.push(text) - 1;
  }
}
