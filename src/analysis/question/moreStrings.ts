import type { StringTable } from '../../model/profile';

/** The strings of a profile and further ones behind them. */
export class MoreStrings implements StringTable {
  readonly #recorded: StringTable;
  readonly #added: string[] = [];
  readonly #indices = new Map<string, number>();

  constructor(recorded: StringTable) {
    this.#recorded = recorded;
  }

  get length(): number {
    return this.#recorded.length + this.#added.length;
  }

  get(index: number): string {
    const added = index - this.#recorded.length;
    return added < 0 ? this.#recorded.get(index) : (this.#added[added] ?? '');
  }

  /** Index of the text, the same for the same text; 0 for ''. */
  add(text: string): number {
    if (text === '') return 0;
    let index = this.#indices.get(text);
    if (index === undefined) {
      index = this.#recorded.length + this.#added.push(text) - 1;
      this.#indices.set(text, index);
    }
    return index;
  }
}
