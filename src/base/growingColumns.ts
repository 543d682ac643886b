/** Typed columns whose length is not known before the data has been read. They grow by half, so memory stays near the need. */

export class GrowingUint32 {
  #items: Uint32Array;
  length = 0;

  constructor(capacity = 64) {
    this.#items = new Uint32Array(capacity);
  }

  push(value: number): void {
    if (this.length === this.#items.length) this.#grow();
    this.#items[this.length++] = value;
  }

  get(index: number): number {
    return this.#items[index]!;
  }

  /** The filled part, without spare room. */
  finish(): Uint32Array {
    return this.#items.length === this.length ? this.#items : this.#items.slice(0, this.length);
  }

  #grow(): void {
    const grown = new Uint32Array(grownCapacity(this.length));
    grown.set(this.#items);
    this.#items = grown;
  }
}

export class GrowingInt32 {
  #items: Int32Array;
  length = 0;

  constructor(capacity = 64) {
    this.#items = new Int32Array(capacity);
  }

  push(value: number): void {
    if (this.length === this.#items.length) this.#grow();
    this.#items[this.length++] = value;
  }

  get(index: number): number {
    return this.#items[index]!;
  }

  finish(): Int32Array {
    return this.#items.length === this.length ? this.#items : this.#items.slice(0, this.length);
  }

  #grow(): void {
    const grown = new Int32Array(grownCapacity(this.length));
    grown.set(this.#items);
    this.#items = grown;
  }
}

export class GrowingFloat64 {
  #items: Float64Array;
  length = 0;

  constructor(capacity = 64) {
    this.#items = new Float64Array(capacity);
  }

  push(value: number): void {
    if (this.length === this.#items.length) this.#grow();
    this.#items[this.length++] = value;
  }

  finish(): Float64Array {
    return this.#items.length === this.length ? this.#items : this.#items.slice(0, this.length);
  }

  #grow(): void {
    const grown = new Float64Array(grownCapacity(this.length));
    grown.set(this.#items);
    this.#items = grown;
  }
}

function grownCapacity(length: number): number {
  return Math.max(64, Math.ceil(length * 1.5));
}
