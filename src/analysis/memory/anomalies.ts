import type { MemorySeries } from '../../model/memorySeries';
import type { Anomaly, TimelineSeries } from '../../model/timeline';
import { DrawnSeriesSet } from './drawnSeries';
import { medianOf, quantileOf } from './quantile';

interface Line {
  readonly timeMs: Float64Array;
  readonly value: Float64Array;
}

/** Weight of a new point in the moving average: half of it is made of the last two points. */
const weight = 0.3;
/**
 * Usual is what nine of ten residuals stay within; beyond 2.5 times that is an anomaly. For a normal distribution these are 4.1
 * standard deviations, one false alarm in 24,000 points. The highest tenth may be anomalies themselves, so it does not count.
 */
const usualShare = 0.9;
const beyondUsual = 2.5;
/** Nor is anything odd that is small by itself: this share of the middle value, or the least of the series. */
const leastShare = 0.05;
const fewestPoints = 30;
const mostAnomalies = 200;

const mebibyte = 2 ** 20;

interface Watched {
  readonly series: TimelineSeries;
  /** What is too small to matter: gctrace cuts sizes off at MiB; pauses below a millisecond are as Go means them. */
  readonly least: number;
  /** A fall of these is good news. */
  readonly upOnly: boolean;
}

const watched: readonly Watched[] = [
  { series: 'heapLive', least: 2 * mebibyte, upOnly: false },
  { series: 'pause', least: 1e6, upOnly: true },
  { series: 'gcCpu', least: 0.02, upOnly: true },
  { series: 'goroutines', least: 10, upOnly: false },
  { series: 'rss', least: 2 * mebibyte, upOnly: false },
];

/**
 * Points of drawn lines that their own past does not explain: far from a moving average (EWMA) of what came before, farther than
 * a quantile of all such distances makes usual. A step is one anomaly, not a new one at every point of the new level. Lines
 * begin anew where they are broken (restarts, gaps), and pieces of fewer than 30 points are not judged. Linear in the
 * points; at most 200, the farthest, in order of time. `drawn` is of the same series.
 */
export function findAnomalies(
  series: MemorySeries,
  drawn: DrawnSeriesSet = new DrawnSeriesSet(series),
): Anomaly[] {
  const found = watched.flatMap((each) => {
    const line = drawn.get(each.series);
    return line ? piecesOf(line, line.breaks.rows).flatMap((piece) => judgePiece(each, piece)) : [];
  });
  if (found.length > mostAnomalies) {
    found.sort((a, b) => farness(b) - farness(a));
    found.length = mostAnomalies;
  }
  return found.sort((a, b) => a.timeMs - b.timeMs);
}

function farness({ value, expected, threshold }: Anomaly): number {
  return Math.abs(value - expected) / threshold;
}

function judgePiece({ series, least, upOnly }: Watched, line: Line): Anomaly[] {
  const { timeMs, value } = knownPoints(line);
  if (value.length < fewestPoints) return [];
  const residuals = residualsOf(value);
  const usual = beyondUsual * quantileOf(residuals, usualShare);
  const threshold = Math.max(usual, least, leastShare * Math.abs(medianOf(value)));
  const found: Anomaly[] = [];
  let level = value[0]!;
  /** The last anomaly: whether it was a spike or the first point of a new level, the next point tells. */
  let odd = Number.NaN;
  for (let i = 1; i < value.length; i++) {
    const now = value[i]!;
    const isNearLevel = Math.abs(now - level) <= threshold;
    if (isNearLevel && Number.isNaN(odd)) {
      level += weight * (now - level);
      continue;
    }
    const isNearOdd = Math.abs(now - odd) <= threshold;
    if (isNearOdd && (!isNearLevel || Math.abs(now - odd) < Math.abs(now - level))) {
      level = (odd + now) / 2;
      odd = Number.NaN;
    } else if (isNearLevel) {
      level += weight * (now - level);
      odd = Number.NaN;
    } else {
      if (now > level || !upOnly) {
        found.push({ series, timeMs: timeMs[i]!, value: now, expected: level, threshold });
      }
      odd = now;
    }
  }
  return found;
}

/** How far each point but the first is from the average of those before. */
function residualsOf(value: Float64Array): Float64Array {
  const residuals = new Float64Array(value.length - 1);
  let level = value[0]!;
  for (let i = 1; i < value.length; i++) {
    residuals[i - 1] = Math.abs(value[i]! - level);
    level += weight * (value[i]! - level);
  }
  return residuals;
}

function piecesOf({ timeMs, value }: Line, breaks: Uint32Array): Line[] {
  const borders = [0, ...breaks, timeMs.length];
  return borders.slice(1).map((end, piece) => ({
    timeMs: timeMs.subarray(borders[piece]!, end),
    value: value.subarray(borders[piece]!, end),
  }));
}

function knownPoints({ timeMs, value }: Line): Line {
  const times = new Float64Array(value.length);
  const values = new Float64Array(value.length);
  let length = 0;
  for (let row = 0; row < value.length; row++) {
    if (!Number.isFinite(value[row]!)) continue;
    times[length] = timeMs[row]!;
    values[length++] = value[row]!;
  }
  return { timeMs: times.subarray(0, length), value: values.subarray(0, length) };
}
