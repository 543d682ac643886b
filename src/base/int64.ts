/**
 * One policy for Go's int64. A column is a Float64Array while every value and every possible sum of its values is exact
 * (the sum of magnitudes stays within 2^53), else a BigInt64Array, which wraps like Go's int64 does.
 */
export type Int64Column = Float64Array | BigInt64Array;
export type Int64 = number | bigint;

export function isWide(column: Int64Column): column is BigInt64Array {
  return column instanceof BigInt64Array;
}

/** A column of zeros of the same width as `like`. */
export function newColumn(like: Int64Column, length: number): Int64Column {
  return isWide(like) ? new BigInt64Array(length) : new Float64Array(length);
}

/** `out[index[i]] += values[i]` for every i with index[i] >= 0. `out` and `values` have the same width. */
export function scatterAdd(out: Int64Column, index: ArrayLike<number>, values: Int64Column): void {
  if (isWide(out)) {
    scatterAddWide(out, index, values as BigInt64Array);
    return;
  }
  const source = values as Float64Array;
  for (let i = 0; i < source.length; i++) {
    const at = index[i]!;
    if (at >= 0) out[at] = out[at]! + source[i]!;
  }
}

function scatterAddWide(out: BigInt64Array, index: ArrayLike<number>, values: BigInt64Array): void {
  for (let i = 0; i < values.length; i++) {
    const at = index[i]!;
    if (at >= 0) out[at] = out[at]! + values[i]!;
  }
}

/** A whole column as 64-bit integers: itself where it is wide. */
export function asWide(column: Int64Column): BigInt64Array {
  return isWide(column) ? column : BigInt64Array.from(column, BigInt);
}

/** `a - b` row by row; both have the same width. */
export function subtractColumns(a: Int64Column, b: Int64Column): Int64Column {
  const out = newColumn(a, a.length);
  if (isWide(out)) {
    for (let i = 0; i < out.length; i++) out[i] = (a as BigInt64Array)[i]! - (b as BigInt64Array)[i]!;
  } else {
    for (let i = 0; i < out.length; i++) out[i] = (a as Float64Array)[i]! - (b as Float64Array)[i]!;
  }
  return out;
}

/** 1 for each row that is not 0 in some column. */
export function nonZeroRows(columns: readonly Int64Column[], length: number): Uint8Array {
  const rows = new Uint8Array(length);
  for (const column of columns) {
    if (isWide(column)) {
      for (let i = 0; i < length; i++) if (column[i] !== 0n) rows[i] = 1;
    } else {
      for (let i = 0; i < length; i++) if (column[i] !== 0) rows[i] = 1;
    }
  }
  return rows;
}

/** The sum of magnitudes, as Go totals a profile. */
export function sumOfMagnitudes(column: Int64Column, include?: Uint8Array): Int64 {
  if (isWide(column)) {
    const sum = new BigInt64Array(1);
    for (let i = 0; i < column.length; i++) {
      if (include?.[i] === 0) continue;
      const value = column[i]!;
      sum[0] = sum[0]! + (value < 0n ? -value : value);
    }
    return sum[0]!;
  }
  let sum = 0;
  for (let i = 0; i < column.length; i++) {
    if (include?.[i] !== 0) sum += Math.abs(column[i]!);
  }
  return sum;
}

/** For pictures and percentages: may round beyond 2^53. */
export function toNumber(value: Int64): number {
  return typeof value === 'bigint' ? Number(value) : value;
}

/** A whole column for pictures: itself where it is narrow. */
export function asNumbers(column: Int64Column): Float64Array {
  return isWide(column) ? Float64Array.from(column, Number) : column;
}

/** For JSON: a number while exact, else its decimal digits as a string. */
export function toJsonInteger(value: Int64): number | string {
  if (typeof value === 'number') return value;
  const small = Number(value);
  return Number.isSafeInteger(small) ? small : value.toString();
}
