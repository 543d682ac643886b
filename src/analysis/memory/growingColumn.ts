/** Numbers at the end of which more may come, at a cost by what is new. */
export class GrowingColumn {
  length = 0;
  #items: Float64Array;

  constructor(room = 64) {
    this.#items = new Float64Array(room);
  }

  push(value: number): void {
    if (this.length === this.#items.length) this.#grow(this.length + 1);
    this.#items[this.length++] = value;
  }

  /** Makes it this long; what is new is NaN. */
  extendTo(length: number): void {
    if (length > this.#items.length) this.#grow(length);
    if (length > this.length) this.#items.fill(Number.NaN, this.length, length);
    this.length = length;
  }

  set(row: number, value: number): void {
    this.#items[row] = value;
  }

  at(row: number): number {
    return this.#items[row]!;
  }

  /** What is there now, not a copy: it stays as it is while numbers are only added. */
  view(): Float64Array {
    return this.#items.subarray(0, this.length);
  }

  /** Leaves the last `count` alone. Views that were taken before keep what they had. */
  keepLast(count: number): void {
    this.#items = this.#items.slice(this.length - count, this.#items.length);
    this.length = count;
  }

  #grow(wanted: number): void {
    const grown = new Float64Array(Math.max(64, wanted, Math.ceil(this.length * 1.5)));
    grown.set(this.#items.subarray(0, this.length));
    this.#items = grown;
  }
}
