/** The value below which a share of sorted values lies, by the nearest rank; NaN of none. */
export function sortedQuantile(sorted: Float64Array, share: number): number {
  if (sorted.length === 0) return Number.NaN;
  const rank = Math.ceil(share * sorted.length) - 1;
  return sorted[Math.min(sorted.length - 1, Math.max(0, rank))]!;
}

/** Known values in order of size; of very many every so manieth, which leaves their quantiles. */
export function sortedKnown(values: Float64Array, most = 65_536): Float64Array {
  const step = Math.max(1, Math.ceil(values.length / most));
  const known = new Float64Array(Math.ceil(values.length / step));
  let length = 0;
  for (let row = 0; row < values.length; row += step) {
    if (!Number.isNaN(values[row]!)) known[length++] = values[row]!;
  }
  return known.subarray(0, length).sort();
}

/** The middle of the known values; NaN of none. */
export function medianOf(values: Float64Array): number {
  const sorted = sortedKnown(values);
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return Number.NaN;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
