import { computeNodeValues } from '../analysis/callTree';
import { sampleVariance } from '../analysis/confidence';
import { computeFrameValues } from '../analysis/frameValues';
import { sumOf } from '../analysis/total';
import type { Int64Column } from '../base/int64';
import { remembered } from '../base/remembered';
import type { CallTree } from '../model/callTree';
import type { Profile } from '../model/profile';
import type { ComparedTable, Granularity } from '../model/views';

export interface FrameValues {
  readonly flat: Int64Column;
  readonly cum: Int64Column;
}

export interface ComparedFrameValues extends FrameValues {
  /** Both sides of a comparison; null where the profile is none. */
  readonly compared: ComparedTable | null;
}

/**
 * Flat and cum of every frame, by granularity and value type: what tables are made of. They grow with the frames, not with the
 * call nodes, so that all that were asked for are kept.
 */
export class FrameColumns {
  readonly #profile: Profile;
  readonly #treeOf: (granularity: Granularity) => CallTree;
  readonly #values = new Map<string, ComparedFrameValues>();
  readonly #variances = new Map<string, FrameValues | null>();

  constructor(profile: Profile, treeOf: (granularity: Granularity) => CallTree) {
    this.#profile = profile;
    this.#treeOf = treeOf;
  }

  /** Of a value type that the profile has. */
  valuesOf(granularity: Granularity, sampleIndex: number): ComparedFrameValues {
    return remembered(this.#values, `${granularity} ${sampleIndex}`, () => {
      const { values, compared } = this.#profile.samples;
      const sum = (column: Int64Column) => this.#sum(granularity, column);
      const sides = compared && ([compared.base[sampleIndex]!, compared.current[sampleIndex]!] as const);
      return { ...sum(values[sampleIndex]!), compared: sides && compareFrames(...sides, sum) };
    });
  }

  /** Variances of flat and cum; null where the numbers are exact or the sampling is unknown. */
  varianceOf(granularity: Granularity, sampleIndex: number): FrameValues | null {
    return remembered(this.#variances, `${granularity} ${sampleIndex}`, () => {
      const perSample = sampleVariance(this.#profile, sampleIndex);
      return perSample && this.#sum(granularity, perSample);
    });
  }

  #sum(granularity: Granularity, column: Int64Column): FrameValues {
    const tree = this.#treeOf(granularity);
    return computeFrameValues(tree, computeNodeValues(tree, this.#profile, column));
  }
}

function compareFrames(
  base: Int64Column,
  current: Int64Column,
  sum: (column: Int64Column) => FrameValues,
): ComparedTable {
  const before = sum(base);
  const after = sum(current);
  return {
    baseFlat: before.flat,
    currentFlat: after.flat,
    baseCum: before.cum,
    currentCum: after.cum,
    baseTotal: sumOf(base),
    currentTotal: sumOf(current),
  };
}
