import { computeNodeValues } from '../analysis/callTree';
import { sampleVariance } from '../analysis/confidence';
import { hasNegative } from '../analysis/total';
import { asNumbers, type Int64Column } from '../base/int64';
import type { CallTree } from '../model/callTree';
import type { Profile } from '../model/profile';
import type { ComparedTotals } from '../model/views';

/** One value type over a tree of functions as plain numbers. */
export interface ShownType {
  readonly key: string;
  readonly sampleIndex: number;
  readonly tree: CallTree;
  readonly self: Float64Array;
  readonly total: Float64Array;
  /** Sums of magnitudes; the same arrays as self and total where nothing is negative. */
  readonly weightSelf: Float64Array;
  readonly weight: Float64Array;
  readonly compared: ComparedTotals | null;
  /** Not computed yet while undefined; null where the numbers are exact or the sampling is unknown. */
  variance: NumberValues | null | undefined;
}

export interface NumberValues {
  readonly self: Float64Array;
  readonly total: Float64Array;
}

/** `key` is the caller's own: what it knows these numbers by. */
export function showType(profile: Profile, tree: CallTree, sampleIndex: number, key: string): ShownType {
  const column = profile.samples.values[sampleIndex]!;
  const values = sumNumbers(tree, profile, column);
  const magnitudes = magnitudesOf(profile, column, sampleIndex);
  const weights = magnitudes ? sumNumbers(tree, profile, magnitudes) : values;
  const { compared } = profile.samples;
  return {
    key,
    sampleIndex,
    tree,
    ...values,
    weightSelf: weights.self,
    weight: weights.total,
    compared: compared && {
      base: sumNumbers(tree, profile, compared.base[sampleIndex]!).total,
      current: sumNumbers(tree, profile, compared.current[sampleIndex]!).total,
    },
    variance: undefined,
  };
}

/** Variances of self and total, computed when they are first asked for; null where the numbers are exact or the sampling is unknown. */
export function varianceOf(shown: ShownType, profile: Profile): NumberValues | null {
  if (shown.variance === undefined) {
    const perSample = sampleVariance(profile, shown.sampleIndex);
    shown.variance = perSample && sumNumbers(shown.tree, profile, perSample);
  }
  return shown.variance;
}

function sumNumbers(tree: CallTree, profile: Profile, column: Int64Column): NumberValues {
  const { self, total } = computeNodeValues(tree, profile, column);
  return { self: asNumbers(self), total: asNumbers(total) };
}

/** How much each sample weighs: in a comparison both of its sides. null where that is what it counts. */
function magnitudesOf({ samples }: Profile, column: Int64Column, sampleIndex: number): Float64Array | null {
  if (!samples.compared) return hasNegative(column) ? asNumbers(column).map(Math.abs) : null;
  const base = asNumbers(samples.compared.base[sampleIndex]!);
  const current = asNumbers(samples.compared.current[sampleIndex]!);
  return base.map((value, sample) => Math.abs(value) + Math.abs(current[sample]!));
}
