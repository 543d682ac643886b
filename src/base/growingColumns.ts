/** Typed columns whose length is not known before the data has been read. They grow by half, so memory stays near the need. */

export const GrowingUint32 = growing((length) => new Uint32Array(length));
export const GrowingInt32 = growing((length) => new Int32Array(length));
export const GrowingFloat64 = growing((length) => new Float64Array(length));

interface Column<Items> {
  readonly length: number;
  [index: number]: number;
  set(from: Items): void;
  slice(start: number, end: number): Items;
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
      if (this.length === this.#items.length) this.#grow();
      this.#items[this.length++] = value;
    }

    /** The filled part, without spare room. */
    finish(): Items {
      return this.#items.length === this.length ? this.#items : this.#items.slice(0, this.length);
    }

    #grow(): void {
      const grown = make(Math.max(64, Math.ceil(this.length * 1.5)));
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
