import { type Int64, type Int64Column, isWide, toNumber } from '../base/int64';
import type { ReportOptions } from '../model/question';

/** What pprof's -drop_negative leaves out: a negative flat, or a negative cum with nothing of its own. */
export function isNegativeRow(flat: Int64, cum: Int64): boolean {
  return flat < 0 || (Number(flat) === 0 && cum < 0);
}

/** A share of the rows' signed sum, cut to a whole number, as pprof cuts it. */
export function cutoffOf(sum: number, fraction: number): number {
  return Math.abs(Math.trunc(sum * fraction));
}

/** Means and divided values of chosen rows; `divisor` has the sums of the first value type. */
export function reportedColumn(
  column: Int64Column,
  divisor: Int64Column | null,
  { divideBy }: Pick<ReportOptions, 'divideBy'>,
): Int64Column {
  const means = divisor ? meansOf(column, divisor) : column;
  if (!(divideBy > 0) || divideBy === 1) return means;
  return Float64Array.from(means as ArrayLike<Int64>, (value) => toNumber(value) * (1 / divideBy));
}

/** Total of a report, which may be that of means: the mean of all samples. */
export function reportedTotal(
  total: Int64,
  divisor: Int64 | null,
  { divideBy }: Pick<ReportOptions, 'divideBy'>,
): number {
  const mean = divisor === null || Number(divisor) === 0 ? total : quotient(total, divisor);
  return divideBy > 0 && divideBy !== 1 ? toNumber(mean) * (1 / divideBy) : toNumber(mean);
}

export function pickColumn(rows: ArrayLike<number>, column: Int64Column): Int64Column {
  if (isWide(column)) return BigInt64Array.from(rows, (row) => column[row]!);
  return Float64Array.from(rows, (row) => column[row]!);
}

export function compareMagnitudes(a: Int64, b: Int64): number {
  const left = a < 0 ? -a : a;
  const right = b < 0 ? -b : b;
  return left < right ? -1 : left > right ? 1 : 0;
}

export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function meansOf(column: Int64Column, divisor: Int64Column): Int64Column {
  if (isWide(column)) {
    return column.map((value, row) => BigInt(quotient(value, divisor[row]!)));
  }
  return column.map((value, row) => toNumber(quotient(value, divisor[row]!)));
}

/** Whole numbers, cut towards 0 as Go's division; a divisor of 0 divides nothing. */
function quotient(value: Int64, divisor: Int64): Int64 {
  if (Number(divisor) === 0) return value;
  if (typeof value === 'number' && typeof divisor === 'number') return Math.trunc(value / divisor);
  return BigInt(value) / BigInt(divisor);
}
