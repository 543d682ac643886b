/** Numbers 64-bit addresses in the order of their first occurrence. Halves are unsigned 32-bit numbers. */
export class AddressTable {
  length = 0;
  #lo = new Uint32Array(256);
  #hi = new Uint32Array(256);
  #slots = new Int32Array(1024).fill(-1);

  /** The address's number, a new one when it is new. */
  add(lo: number, hi: number): number {
    let slot = this.#slotOf(lo, hi);
    const known = this.#slots[slot]!;
    if (known >= 0) return known;
    if ((this.length + 1) * 2 > this.#slots.length) {
      this.#rehash();
      slot = this.#slotOf(lo, hi);
    }
    const number = this.length++;
    if (number === this.#lo.length) this.#grow();
    this.#lo[number] = lo;
    this.#hi[number] = hi;
    this.#slots[slot] = number;
    return number;
  }

  /** -1 for none. */
  find(lo: number, hi: number): number {
    return this.#slots[this.#slotOf(lo, hi)]!;
  }

  get(number: number): bigint {
    return (BigInt(this.#hi[number]!) << 32n) | BigInt(this.#lo[number]!);
  }

  /** The slot that holds the address, or the free one where it would go. */
  #slotOf(lo: number, hi: number): number {
    const mask = this.#slots.length - 1;
    let slot = hashOf(lo, hi) & mask;
    for (let at = this.#slots[slot]!; at >= 0; at = this.#slots[slot]!) {
      if (this.#lo[at] === lo && this.#hi[at] === hi) return slot;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  #rehash(): void {
    this.#slots = new Int32Array(this.#slots.length * 2).fill(-1);
    for (let number = 0; number < this.length; number++) {
      this.#slots[this.#slotOf(this.#lo[number]!, this.#hi[number]!)] = number;
    }
  }

  #grow(): void {
    const lo = new Uint32Array(this.length * 2);
    lo.set(this.#lo);
    this.#lo = lo;
    const hi = new Uint32Array(this.length * 2);
    hi.set(this.#hi);
    this.#hi = hi;
  }
}

function hashOf(lo: number, hi: number): number {
  let hash = Math.imul(lo, 0x9e3779b1) ^ Math.imul(hi + 1, 0x85ebca6b);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b3c6d);
  return hash ^ (hash >>> 13);
}
