/**
 * Gives every distinct sequence of integers one number, in the order in which they come. Sequences lie one behind the other in
 * one column, and the table of hashes is open addressing over it: nothing is allocated for a sequence.
 */
export class Sequences {
  length = 0;
  #start = new Uint32Array(256);
  #items = new Uint32Array(1024);
  #slots = new Int32Array(512).fill(-1);

  /** The number of `items[from]` to `items[to - 1]`. */
  add(items: Uint32Array, from: number, to: number): number {
    const mask = this.#slots.length - 1;
    let slot = hashOf(items, from, to) & mask;
    for (let known = this.#slots[slot]!; known >= 0; known = this.#slots[slot]!) {
      if (this.#isEqual(known, items, from, to)) return known;
      slot = (slot + 1) & mask;
    }
    this.#slots[slot] = this.length;
    const number = this.#append(items, from, to);
    if (this.length * 2 > this.#slots.length) this.#rehash();
    return number;
  }

  /** Items of sequence i are `items[start[i]]` to `items[start[i + 1] - 1]`. */
  finish(): { readonly start: Uint32Array; readonly items: Uint32Array } {
    const start = this.#start.slice(0, this.length + 1);
    return { start, items: this.#items.slice(0, start[this.length]) };
  }

  #isEqual(known: number, items: Uint32Array, from: number, to: number): boolean {
    const start = this.#start[known]!;
    if (this.#start[known + 1]! - start !== to - from) return false;
    for (let i = from, at = start; i < to; i++, at++) {
      if (this.#items[at] !== items[i]) return false;
    }
    return true;
  }

  #append(items: Uint32Array, from: number, to: number): number {
    const number = this.length++;
    const start = this.#start[number]!;
    const end = start + to - from;
    if (number + 2 > this.#start.length) this.#start = grown(this.#start, number + 2);
    if (end > this.#items.length) this.#items = grown(this.#items, end);
    for (let i = from, at = start; i < to; i++, at++) this.#items[at] = items[i]!;
    this.#start[number + 1] = end;
    return number;
  }

  #rehash(): void {
    const slots = new Int32Array(this.#slots.length * 2).fill(-1);
    const mask = slots.length - 1;
    for (let number = 0; number < this.length; number++) {
      let slot = hashOf(this.#items, this.#start[number]!, this.#start[number + 1]!) & mask;
      while (slots[slot]! >= 0) slot = (slot + 1) & mask;
      slots[slot] = number;
    }
    this.#slots = slots;
  }
}

function hashOf(items: Uint32Array, from: number, to: number): number {
  let hash = 0x811c9dc5 ^ (to - from);
  for (let i = from; i < to; i++) {
    hash = Math.imul(hash ^ items[i]!, 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  return hash;
}

function grown(column: Uint32Array, needed: number): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(Math.max(needed, column.length * 2));
  larger.set(column);
  return larger;
}
