import type { Backtest } from '../../model/memoryReport';
import { theilSenSlope } from '../theilSen';
import type { Floors } from './liveFloor';
import { medianOf, quantilesWithin } from './quantile';

/** A line through the last point of what was seen: where it is there, and how fast it goes. */
export interface Fit {
  readonly level: number;
  /** Bytes a millisecond. */
  readonly perMs: number;
}

export interface Method {
  readonly name: 'theilSen' | 'holt';
  readonly fit: (timeMs: Float64Array, value: Float64Array) => Fit;
}

/** The simpler one first: it is taken where both do as well. */
export const methods: readonly Method[] = [
  { name: 'theilSen', fit: fitTheilSen },
  { name: 'holt', fit: fitHolt },
];

/** At most so many moments of the past from which the future, now known, is foretold. */
const mostOrigins = 24;
/** Share of the series that is only looked at, and how far ahead of each origin the forecast is compared. */
const learningShare = 0.4;
const horizonShare = 0.25;
/** Of a hundred cases of the backtest ninety lie within the interval. */
const tail = 0.05;

export interface Tested {
  readonly backtest: Backtest;
  /** What really happened over the horizon as a multiple of what was foretold, at its 95th, 50th and 5th percentile. */
  readonly fastest: number;
  readonly middle: number;
  readonly slowest: number;
}

/**
 * How the multiples go on over `horizons` horizons. Noise evens out over more of them, but a growth that was underrated at each
 * (it speeds up) will be at the next ones too: over k horizons the middle m comes to the mean of m, m², … mᵏ.
 */
export function carriedOn(
  { fastest, middle, slowest }: Tested,
  horizons: number,
): { readonly fastest: number; readonly slowest: number } {
  const m = Math.min(2, Math.max(0.5, middle));
  const k = Math.max(1, horizons);
  const drift = Math.abs(m - 1) < 1e-6 ? 1 : (m ** k - 1) / (k * (m - 1));
  return {
    fastest: Math.max(1, fastest * Math.max(1, drift)),
    slowest: Math.min(1, slowest * Math.min(1, drift)),
  };
}

/** How well a method would have foretold the series' own past, from moments that roll through it. */
export function backtestOf(method: Method, { timeMs, value }: Floors): Tested {
  const length = value.length;
  const horizon = Math.max(1, Math.round(horizonShare * length));
  const first = Math.max(3, Math.round(learningShare * length));
  const origins = Math.max(0, length - horizon - first);
  const step = Math.max(1, Math.ceil(origins / mostOrigins));
  const errors: number[] = [];
  const ratios: number[] = [];
  for (let seen = first; seen + horizon <= length; seen += step) {
    const [now, then] = [seen - 1, seen - 1 + horizon];
    const { level, perMs } = method.fit(timeMs.subarray(0, seen), value.subarray(0, seen));
    const foretold = perMs * (timeMs[then]! - timeMs[now]!);
    const change = value[then]! - value[now]!;
    errors.push(
      change === 0 ? Number.POSITIVE_INFINITY : Math.abs(level + foretold - value[then]!) / Math.abs(change),
    );
    ratios.push(foretold > 0 ? (value[then]! - level) / foretold : 0);
  }
  const [slowest, middle, fastest] = quantilesWithin(
    Float64Array.from(ratios.filter((ratio) => !Number.isNaN(ratio))),
    [tail, 0.5, 1 - tail],
  ) as [number, number, number];
  return {
    backtest: {
      cases: errors.length,
      horizonMs: length > horizon ? timeMs[length - 1]! - timeMs[length - 1 - horizon]! : 0,
      medianRelativeError:
        errors.length === 0 ? Number.POSITIVE_INFINITY : medianOf(Float64Array.from(errors)),
    },
    fastest,
    middle,
    slowest,
  };
}

function fitTheilSen(timeMs: Float64Array, value: Float64Array): Fit {
  const perMs = theilSenSlope(timeMs, value);
  const lastMs = timeMs.at(-1)!;
  return { level: medianOf(value.map((at, row) => at + perMs * (lastMs - timeMs[row]!))), perMs };
}

/** Smoothing of level and trend, each by the pair that was nearest one step ahead. */
const smoothings = [0.2, 0.4, 0.7].flatMap((level) => [0.1, 0.3, 0.6].map((trend) => ({ level, trend })));

/** Holt's linear trend over unequal steps: the trend is a rate, and each step is as long as it was. */
function fitHolt(timeMs: Float64Array, value: Float64Array): Fit {
  let best: (Fit & { readonly error: number }) | null = null;
  for (const smoothing of smoothings) {
    const fit = holtOf(timeMs, value, smoothing);
    if (!best || fit.error < best.error) best = fit;
  }
  return best!;
}

function holtOf(
  timeMs: Float64Array,
  value: Float64Array,
  smoothing: { readonly level: number; readonly trend: number },
): Fit & { readonly error: number } {
  let level = value[0]!;
  let perMs = (value[1]! - value[0]!) / Math.max(1, timeMs[1]! - timeMs[0]!);
  let error = 0;
  for (let row = 1; row < value.length; row++) {
    const stepMs = timeMs[row]! - timeMs[row - 1]!;
    const foretold = level + perMs * stepMs;
    error += Math.abs(value[row]! - foretold);
    const before = level;
    level = foretold + smoothing.level * (value[row]! - foretold);
    if (stepMs > 0) perMs += smoothing.trend * ((level - before) / stepMs - perMs);
  }
  return { level, perMs, error };
}
