import type { ByteCursor } from '../../base/byteCursor';
import type { Int64, Int64Column } from '../../base/int64';

/** Collects varints as numbers; turns into a BigInt64Array at the end when a value or a sum would not be exact. */
export class Int64ColumnBuilder {
  #values: Float64Array;
  #length: number;
  #magnitude = 0;
  #unsafe: Map<number, bigint> | null = null;

  constructor(length: number) {
    this.#values = new Float64Array(length);
    this.#length = length;
  }

  /** Stores the varint that the cursor has read last. Rows beyond the length extend the column. */
  set(row: number, cursor: ByteCursor): void {
    this.#reserve(row);
    const value = cursor.lastInt();
    this.#values[row] = value;
    this.#magnitude += Math.abs(value);
    if (cursor.lastIntIsSafe()) {
      if (this.#unsafe !== null) this.#unsafe.delete(row);
      return;
    }
    this.#unsafe ??= new Map();
    this.#unsafe.set(row, cursor.lastBigInt());
  }

  /** Stores an integer; a bigint where a number would not hold it. */
  setInteger(row: number, value: Int64): void {
    this.#reserve(row);
    const rounded = Number(value);
    this.#values[row] = rounded;
    this.#magnitude += Math.abs(rounded);
    if (Number.isSafeInteger(rounded)) {
      this.#unsafe?.delete(row);
      return;
    }
    this.#unsafe ??= new Map();
    this.#unsafe.set(row, BigInt(value));
  }

  setZero(row: number): void {
    this.#reserve(row);
    this.#values[row] = 0;
    this.#unsafe?.delete(row);
  }

  finish(): Int64Column {
    const values = this.#values.length === this.#length ? this.#values : this.#values.slice(0, this.#length);
    if (this.#magnitude <= Number.MAX_SAFE_INTEGER && !this.#unsafe?.size) return values;
    const wide = BigInt64Array.from(values, (value) => BigInt.asIntN(64, BigInt(value)));
    for (const [row, exact] of this.#unsafe ?? []) wide[row] = exact;
    return wide;
  }

  #reserve(row: number): void {
    if (row < this.#length) return;
    this.#length = row + 1;
    if (row < this.#values.length) return;
    const grown = new Float64Array(Math.max(64, Math.ceil(row * 1.5)));
    grown.set(this.#values);
    this.#values = grown;
  }
}
