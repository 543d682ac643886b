/** Typed columns whose length is not known before the data has been read. They grow by half, so memory stays near the need. */

export const GrowingUint8 = growing((length) => new Uint8Array(length));
export const GrowingUint32 = growing((length) => new Uint32Array(length));
export const GrowingInt32 = growing((length) => new Int32Array(length));
export const GrowingFloat64 = growing((length) => new Float64Array(length));

interface Column<Items> {
  readonly length: number;
  [index: number]: number;
  set(from: ArrayLike<number>, offset?: number): void;
  slice(start: number, end: number): Items;
  subarray(start: number, end: number): Items;
}

/** A class of its own for each kind of column: code that sees one kind of array only stays fast. */
function growing<Items extends Column<Items>>(make: (length: number) => Items) {
  return class {
    length = 0;
    #items: Items;

    constructor(capacity = 64) {
      this.#items = make(capacity);
    }

    push(value: number): void {
      if (this.length === this.#items.length) this.#grow(this.length + 1);
      this.#items[this.length++] = value;
    }

    append(items: ArrayLike<number>): void {
      const length = this.length + items.length;
      if (length > this.#items.length) this.#grow(length);
      this.#items.set(items, this.length);
      this.length = length;
    }

    at(position: number): number {
      return this.#items[position]!;
    }

    /** Of a value that is there already: views that were taken change, too. */
    set(position: number, value: number): void {
      this.#items[position] = value;
    }

    /** What is there now, without a copy. It stays as it is while values are only added, or dropped from the start. */
    view(): Items {
      return this.#items.subarray(0, this.length);
    }

    keepLast(count: number): void {
      const kept = this.#items.subarray(this.length - count, this.length);
      this.#items = make(this.#items.length);
      this.#items.set(kept);
      this.length = count;
    }

    /** The filled part, without spare room. */
    finish(): Items {
      return this.#items.length === this.length ? this.#items : this.#items.slice(0, this.length);
    }

    #grow(wanted: number): void {
      const grown = make(Math.max(64, wanted, Math.ceil(this.length * 1.5)));
      grown.set(this.#items);
      this.#items = grown;
    }
  };
}

interface Growable<Items> {
  readonly length: number;
  set(from: Items): void;
}

/** Twice as long, with the same items at its start. */
export function grown<Items extends Growable<Items>>(items: Items): Items {
  const make = items.constructor as new (length: number) => Items;
  const larger = new make(items.length * 2);
  larger.set(items);
  return larger;
}
