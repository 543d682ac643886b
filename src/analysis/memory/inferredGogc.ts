import type { GcCycles } from '../../model/memorySeries';
import { leastGoalAt100 } from './peak';
import { quantilesWithin, someKnown } from './quantile';
import type { Rows } from './windows';

const mebibyte = 2 ** 20;
/** Sizes are cut off at MiB: of smaller heaps that says too little. */
const leastLive = 8 * mebibyte;
/** Goals of a fixed GOGC agree to within rounding; where a limit rules, or it was changed, they do not. */
const mostSpread = 0.12;
/** Goals that stand at the live heap are GOMEMLIMIT's. */
const leastPercent = 5;
const fewest = 5;

/**
 * GOGC as the goals of a GC trace tell it, in percent: goal − live of the cycle before, over live, stacks and globals. null where
 * goals do not agree on one: a memory limit made them, or it was changed, or heaps are too small.
 */
export function inferGogc(cycles: GcCycles, { start, end }: Rows): number | null {
  const percents = new Float64Array(Math.max(0, end - start)).fill(Number.NaN);
  const ofSmallest = new Float64Array(percents.length).fill(Number.NaN);
  for (let row = start + 1; row < end; row++) {
    const live = cycles.heapLive[row - 1]!;
    const grown = cycles.goal[row]! - live;
    const scanned = live + mebibyte / 2 + orZero(cycles.stacks[row]!) + orZero(cycles.globals[row]!);
    if (live >= leastLive) percents[row - start] = (100 * grown) / scanned;
    else if (live < mebibyte) ofSmallest[row - start] = (100 * cycles.goal[row]!) / leastGoalAt100;
  }
  return agreed(percents) ?? agreed(ofSmallest);
}

function agreed(percents: Float64Array): number | null {
  const known = someKnown(percents);
  const [low, middle, high] = quantilesWithin(known, [0.25, 0.5, 0.75]);
  if (known.length < fewest || high! - low! > mostSpread * middle! || middle! < leastPercent) return null;
  const round = 5 * Math.round(middle! / 5);
  return Math.abs(round - middle!) <= 0.03 * middle! ? round : Math.round(middle!);
}

function orZero(value: number): number {
  return Number.isNaN(value) ? 0 : value;
}
