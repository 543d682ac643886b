import type { StringIndex, StringTable } from './profile';

/** A string table that grows: every text has one index, and index 0 is ''. */
export class InternedStrings implements StringTable {
  readonly #texts: string[] = [''];
  readonly #indices = new Map<string, number>([['', 0]]);

  get length(): number {
    return this.#texts.length;
  }

  get(index: StringIndex): string {
    return this.#texts[index] ?? '';
  }

  indexOf(text: string): number {
    let index = this.#indices.get(text);
    if (index === undefined) {
      index = this.#texts.length;
      this.#indices.set(text, index);
      this.#texts.push(text);
    }
    return index;
  }

  /** Indices of another table's strings in this one. A string is decoded when it is first asked for. */
  indicesOf(strings: StringTable): (index: number) => number {
    const known = new Int32Array(strings.length).fill(-1);
    return (index) => {
      if (index >= known.length) return 0;
      if (known[index]! < 0) known[index] = this.indexOf(strings.get(index));
      return known[index]!;
    };
  }
}
