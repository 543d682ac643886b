import { GrowingUint32 } from '../base/growingColumns';
import type { Int64, Int64Column } from '../base/int64';
import { PrefixTreeBuilder } from '../model/prefixTreeBuilder';
import type { LabelTable } from '../model/profile';

/**
 * Sets of labels, each stored once, whatever order its labels came in; values of one key keep their order, as in Go.
 * Labels are nodes of one prefix tree (key, then the text, or the number and its unit), sets are paths in another:
 *
 *     labels   bytes# → 64 → bytes          set   tenant=acme → bytes=64
 *              tenant → acme
 */
export class LabelSets {
  readonly #labels = new PrefixTreeBuilder();
  readonly #sets = new PrefixTreeBuilder();
  readonly #numbers = new Map<Int64, number>();
  /** Of the set that is being gathered: rank of the label's key, and the label. */
  readonly #ranks: number[] = [];
  readonly #gathered: number[] = [];

  addText(key: number, text: number): void {
    const rank = key * 2;
    this.#gather(rank, this.#labels.child(this.#labels.child(-1, rank), text));
  }

  addNumber(key: number, number: Int64, unit: number): void {
    const rank = key * 2 + 1;
    const valued = this.#labels.child(this.#labels.child(-1, rank), this.#numberId(number));
    this.#gather(rank, this.#labels.child(valued, unit));
  }

  /** The set of the labels added since the last call; 0 for none. */
  take(): number {
    let set = -1;
    for (const label of this.#gathered) set = this.#sets.child(set, label);
    this.#gathered.length = 0;
    this.#ranks.length = 0;
    return set + 1;
  }

  /** Labels of rows whose sets are `setOf`. The sets take no more labels afterwards. */
  finish(setOf: Uint32Array): LabelTable {
    const start = new Uint32Array(setOf.length + 1);
    const labels = this.#labels.finish();
    const sets = this.#sets.finish();
    const label = new GrowingUint32();
    const path: number[] = [];
    for (let row = 0; row < setOf.length; row++) {
      for (let set = setOf[row]! - 1; set >= 0; set = sets.parent[set]!) path.push(sets.key[set]!);
      while (path.length > 0) label.push(path.pop()!);
      start[row + 1] = label.length;
    }
    return { start, ...labelColumns(label.finish(), labels, [...this.#numbers.keys()]) };
  }

  /** Keeps labels in the order of their keys; there are few, so inserting is sorting enough. */
  #gather(rank: number, label: number): void {
    let at = this.#ranks.length;
    for (; at > 0 && this.#ranks[at - 1]! > rank; at--) {
      this.#ranks[at] = this.#ranks[at - 1]!;
      this.#gathered[at] = this.#gathered[at - 1]!;
    }
    this.#ranks[at] = rank;
    this.#gathered[at] = label;
  }

  #numberId(number: Int64): number {
    // One number has one id, however its column is stored.
    const key = typeof number === 'bigint' && isSafe(number) ? Number(number) : number;
    let id = this.#numbers.get(key);
    if (id === undefined) {
      id = this.#numbers.size;
      this.#numbers.set(key, id);
    }
    return id;
  }
}

function isSafe(number: bigint): boolean {
  return number >= BigInt(Number.MIN_SAFE_INTEGER) && number <= BigInt(Number.MAX_SAFE_INTEGER);
}

function labelColumns(
  label: Uint32Array,
  { parent, key: keys }: { readonly parent: Int32Array; readonly key: Uint32Array },
  numbers: readonly Int64[],
): Omit<LabelTable, 'start'> {
  const key = new Uint32Array(label.length);
  const text = new Uint32Array(label.length);
  const unit = new Uint32Array(label.length);
  const isWide = numbers.some((number) => typeof number === 'bigint');
  const number: Int64Column = isWide ? new BigInt64Array(label.length) : new Float64Array(label.length);
  for (let row = 0; row < label.length; row++) {
    const node = label[row]!;
    const above = parent[node]!;
    if (parent[above] === -1) {
      key[row] = keys[above]! >>> 1;
      text[row] = keys[node]!;
      continue;
    }
    key[row] = keys[parent[above]!]! >>> 1;
    unit[row] = keys[node]!;
    const value = numbers[keys[above]!]!;
    number[row] = (isWide ? BigInt(value) : value) as never;
  }
  return { key, text, number, unit };
}
