/** Position by 64-bit id. Ids are keys: dense small ones live in an array, all others in a map. */
export class IdIndex {
  readonly #dense: Int32Array;
  readonly #sparse = new Map<number | bigint, number>();

  constructor(count: number) {
    this.#dense = new Int32Array(count * 2 + 16).fill(-1);
  }

  /** False when the id is taken already. */
  add(lo: number, hi: number, position: number): boolean {
    if (this.find(lo, hi) >= 0) return false;
    if (hi === 0 && lo < this.#dense.length) this.#dense[lo] = position;
    else this.#sparse.set(keyOf(lo, hi), position);
    return true;
  }

  /** -1 for none. */
  find(lo: number, hi: number): number {
    if (hi === 0 && lo < this.#dense.length) return this.#dense[lo]!;
    return this.#sparse.get(keyOf(lo, hi)) ?? -1;
  }
}

function keyOf(lo: number, hi: number): number | bigint {
  return hi < 0x200000 ? hi * 4294967296 + lo : (BigInt(hi) << 32n) | BigInt(lo);
}
