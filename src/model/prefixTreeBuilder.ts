/**
 * Grows a prefix tree: a node is a (parent, key) pair, found again by an open-addressing table over the columns
 * themselves. A parent always stands before its children.
 */
export class PrefixTreeBuilder {
  length = 0;
  #parent: Int32Array;
  #key: Uint32Array;
  #slots: Int32Array;

  constructor(capacity = 256) {
    this.#parent = new Int32Array(capacity);
    this.#key = new Uint32Array(capacity);
    this.#slots = new Int32Array(slotsFor(capacity)).fill(-1);
  }

  /** The child of `parent` (-1 for a root) with this key, made when it is new. */
  child(parent: number, key: number): number {
    const mask = this.#slots.length - 1;
    let slot = hashOf(parent, key) & mask;
    for (let node = this.#slots[slot]!; node !== -1; node = this.#slots[slot]!) {
      if (this.#parent[node] === parent && this.#key[node] === key) return node;
      slot = (slot + 1) & mask;
    }
    const node = this.length++;
    if (node === this.#parent.length) this.#grow();
    this.#parent[node] = parent;
    this.#key[node] = key;
    if (this.length * 2 > this.#slots.length) this.#rehash();
    else this.#slots[slot] = node;
    return node;
  }

  finish(): { parent: Int32Array; key: Uint32Array } {
    this.#slots = new Int32Array(0);
    return { parent: this.#parent.slice(0, this.length), key: this.#key.slice(0, this.length) };
  }

  #grow(): void {
    const capacity = Math.ceil(this.#parent.length * 1.5) + 64;
    const parent = new Int32Array(capacity);
    parent.set(this.#parent);
    this.#parent = parent;
    const key = new Uint32Array(capacity);
    key.set(this.#key);
    this.#key = key;
  }

  #rehash(): void {
    const slots = new Int32Array(this.#slots.length * 2).fill(-1);
    const mask = slots.length - 1;
    for (let node = 0; node < this.length; node++) {
      let slot = hashOf(this.#parent[node]!, this.#key[node]!) & mask;
      while (slots[slot] !== -1) slot = (slot + 1) & mask;
      slots[slot] = node;
    }
    this.#slots = slots;
  }
}

function hashOf(parent: number, key: number): number {
  let hash = Math.imul(parent + 1, 0x9e3779b1) ^ Math.imul(key + 1, 0x85ebca6b);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b3c6d);
  return hash ^ (hash >>> 13);
}

function slotsFor(capacity: number): number {
  let slots = 512;
  while (slots < capacity * 2) slots *= 2;
  return slots;
}
