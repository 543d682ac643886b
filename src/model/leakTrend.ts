import type { Message } from '../base/message';

/** How many captures a verdict needs. */
export const leastTrendCaptures = 3;

/** Three or more heap profiles of one program, oldest first, followed per allocation site. */
export interface LeakTrend {
  /** Milliseconds since 1970, ascending, one a capture. */
  readonly timesMs: readonly number[];
  /** Bytes in use of the whole program, one a capture. */
  readonly totals: readonly number[];
  readonly verdict: TrendVerdict;
  readonly reason: Message;
  /** Bytes a minute; null with too little data. */
  readonly slopePerMinute: number | null;
  /** Worst first: growing before the rest, then by what they grow, then by what they hold. */
  readonly sites: readonly TrendSite[];
  /** Sites left out because they never held a share worth mentioning. */
  readonly omitted: number;
  /** Why captures were left out or cannot be compared: another binary, a restart, no time. */
  readonly problems: readonly Message[];
}

export type TrendVerdict = 'growing' | 'steady' | 'shrinking' | 'tooLittleData';

/** `retention`: what is allocated stays. `churn`: much is allocated and little survives. */
export type SiteBehaviour = 'retention' | 'churn' | 'mixed' | 'unknown';

export interface TrendSite {
  /** The innermost function outside the standard library; where there is none, the allocating function. */
  readonly name: string;
  readonly file: string;
  readonly line: number;
  /** Bytes in use, one a capture. */
  readonly inuseBytes: readonly number[];
  readonly inuseObjects: readonly number[];
  /** Relative standard error of the last one; null where it is exact or unknown. */
  readonly relativeError: number | null;
  /** Bytes a minute (Theil–Sen); null with too little data. */
  readonly slopePerMinute: number | null;
  /** Bytes allocated from the first capture to the last; null where the profiles do not say. */
  readonly allocatedBytes: number | null;
  /** Growth in use divided by what was allocated meanwhile, 0 to 1; null where nothing was allocated or nobody knows. */
  readonly survival: number | null;
  readonly verdict: TrendVerdict;
  readonly behaviour: SiteBehaviour;
  readonly reason: Message;
}
