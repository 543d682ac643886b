/**
 * Slope of `values` over `times`: the median of the slopes between all pairs, which a single outlier (a capture between two
 * collections) does not move. NaN where no two times differ. Counts pairs: meant for up to a few hundred points.
 */
export function theilSenSlope(times: ArrayLike<number>, values: ArrayLike<number>): number {
  const slopes: number[] = [];
  for (let i = 0; i < times.length; i++) {
    for (let j = i + 1; j < times.length; j++) {
      const span = times[j]! - times[i]!;
      if (span !== 0) slopes.push((values[j]! - values[i]!) / span);
    }
  }
  if (slopes.length === 0) return Number.NaN;
  const sorted = Float64Array.from(slopes).sort();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Share of pairs that rise minus share of pairs that fall, -1 to 1 (Kendall's tau over time). */
export function riseOverFall(values: ArrayLike<number>): number {
  let balance = 0;
  let pairs = 0;
  for (let i = 0; i < values.length; i++) {
    for (let j = i + 1; j < values.length; j++) {
      balance += Math.sign(values[j]! - values[i]!);
      pairs++;
    }
  }
  return pairs === 0 ? 0 : balance / pairs;
}
