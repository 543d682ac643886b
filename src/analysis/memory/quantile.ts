/** Of more values every so manieth is looked at, which leaves their quantiles. */
const most = 65_536;

/** The smallest known value that at least this share of the known ones does not exceed (nearest rank); NaN of none. */
export function quantileOf(values: Float64Array, share: number): number {
  const known = someKnown(values);
  return known.length === 0 ? Number.NaN : ranked(known, rankOf(known.length, share));
}

/** Likewise of all of them, however many, in this order of shares; NaN of none. `values` are known, and are put in another order. */
export function quantilesWithin(values: Float64Array, shares: readonly number[]): number[] {
  return shares.map((share) =>
    values.length === 0 ? Number.NaN : ranked(values, rankOf(values.length, share)),
  );
}

/** The middle of the known values, of two of them their mean; NaN of none. */
export function medianOf(values: Float64Array): number {
  return medianWithin(someKnown(values));
}

/** Likewise of all of them. `values` are known, and are put in another order. */
export function medianWithin(values: Float64Array): number {
  if (values.length === 0) return Number.NaN;
  const middle = values.length >> 1;
  const upper = ranked(values, middle);
  if (values.length % 2 === 1) return upper;
  // What is left of a rank is not above it.
  let lower = values[0]!;
  for (let at = 1; at < middle; at++) if (values[at]! > lower) lower = values[at]!;
  return (lower + upper) / 2;
}

/** A copy of the known values, of very many every so manieth. */
export function someKnown(values: Float64Array): Float64Array {
  const step = Math.max(1, Math.ceil(values.length / most));
  const known = new Float64Array(Math.ceil(values.length / step));
  let length = 0;
  for (let row = 0; row < values.length; row += step) {
    if (!Number.isNaN(values[row]!)) known[length++] = values[row]!;
  }
  return known.subarray(0, length);
}

function rankOf(length: number, share: number): number {
  return Math.min(length - 1, Math.max(0, Math.ceil(share * length) - 1));
}

/** The value that would stand there if they were sorted: what is less goes to its left, in linear time (Hoare's selection). */
function ranked(values: Float64Array, rank: number): number {
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const pivot = middleOfThree(values[low]!, values[(low + high) >> 1]!, values[high]!);
    let left = low;
    let right = high;
    while (left <= right) {
      while (values[left]! < pivot) left++;
      while (values[right]! > pivot) right--;
      if (left > right) break;
      const value = values[left]!;
      values[left++] = values[right]!;
      values[right--] = value;
    }
    if (rank <= right) high = right;
    else if (rank >= left) low = left;
    else break;
  }
  return values[rank]!;
}

function middleOfThree(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}
