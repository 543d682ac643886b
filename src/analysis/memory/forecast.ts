import { type Message, message } from '../../base/message';
import { formatBytes, formatNanos } from '../../base/units';
import type { Backtest, Forecast, MemoryReportOptions } from '../../model/memoryReport';
import type { MemorySeries } from '../../model/memorySeries';
import type { TimelineSeries } from '../../model/timeline';
import { riseOverFall } from '../theilSen';
import { backtestOf, carriedOn, type Method, methods } from './backtest';
import { besideHeap } from './headroom';
import { limitsOf } from './limits';
import { type Floors, floorsOf, liveFloor, liveHeapOf } from './liveFloor';
import { lastProcessSpan } from './recent';
import { countKnown, equalWindows, rowsWithin } from './windows';

/** Pairs of so many floors are fitted some thirty times over within a few tens of milliseconds. */
const mostFloors = 100;
const fewestFloors = 12;
/** A window of a line that goes up and down must hold some of its low points. */
const pointsAWindow = 4;
/** Share of rising over falling pairs: all of the line, and its last third, must go up. */
const leastRise = 0.5;
const leastLateRise = 0.2;
/** How slow the last third may be beside all of it before growth has come to an end. */
const leastLateRate = 0.25;
/** Median of |forecast − value| ÷ change on the series' own past. */
const mostError = 0.35;
/** A growth that may be this much slower than foretold may as well end. */
const leastSlowest = 0.1;
/** How many times as long as it was watched a line is carried on. */
const farthest = 20;

interface Candidate {
  readonly series: TimelineSeries;
  readonly limitName: 'GOMEMLIMIT' | 'container';
  readonly limit: number;
  /** What the limit counts besides, and leaves to the line so much less. */
  readonly beside: number;
  readonly floors: Floors;
  /** The last that was watched: how long is left is counted from here. */
  readonly endMs: number;
}

/**
 * When the live heap reaches what GOMEMLIMIT leaves beside stacks and the rest of the runtime, or resident memory the container's
 * limit, if they go on as they did; whichever is first. The method is the one that would have done better on the series' own past, the interval what its errors there were;
 * silent where neither did well, where nothing grows, or where growth ended. At most a hundred floors are fitted: cost
 * is linear in the series with a small constant part.
 */
export function forecastLimit(
  series: MemorySeries,
  options: Pick<MemoryReportOptions, 'known' | 'range'>,
): Forecast {
  if (series.clock === 'none') {
    return silent(message('forecast.noClock', 'Nobody wrote when these samples were taken.'));
  }
  const limits = limitsOf(series, options.known, options.range);
  if (limits.memoryLimit === null && limits.containerLimit === null) {
    return silent(
      message(
        'forecast.noLimit',
        'No limit is known: neither GOMEMLIMIT nor that of the container. Enter one to see when it is reached.',
      ),
    );
  }
  const found = candidatesOf(series, options, limits);
  if (found.length === 0) {
    return silent(
      message(
        'forecast.noLine',
        'Neither the live heap nor resident memory over time is known beside the limit.',
      ),
    );
  }
  const forecasts = found.map(forecastOne);
  const reached = forecasts.filter((forecast) => forecast.kind === 'reaches');
  if (reached.length === 0) return forecasts[0]!;
  return reached.reduce((first, forecast) => (forecast.atMs < first.atMs ? forecast : first));
}

function candidatesOf(
  series: MemorySeries,
  { range }: Pick<MemoryReportOptions, 'range'>,
  { memoryLimit, containerLimit }: { memoryLimit: number | null; containerLimit: number | null },
): Candidate[] {
  const span = lastProcessSpan(series, range);
  const live = liveHeapOf(series, span);
  const liveFloors = live && liveFloor(live, floorCount(countKnown(live.value, live.rows)));
  const { timeMs, fields } = series.samples;
  const rows = rowsWithin(timeMs, span);
  const known = countKnown(fields.RSS, rows);
  const rssFloors =
    fields.RSS && known > 0
      ? floorsOf(timeMs, fields.RSS, equalWindows(timeMs, rows, floorCount(known)))
      : null;
  const found: Candidate[] = [];
  if (memoryLimit !== null && liveFloors) {
    const beside = besideHeap(series, span);
    const limit = memoryLimit;
    const endMs = span.toMs;
    found.push({ series: 'heapLive', limitName: 'GOMEMLIMIT', limit, beside, floors: liveFloors, endMs });
  }
  if (containerLimit !== null && rssFloors) {
    found.push({
      series: 'rss',
      limitName: 'container',
      limit: containerLimit,
      beside: 0,
      floors: rssFloors,
      endMs: span.toMs,
    });
  } else if (containerLimit !== null && liveFloors) {
    const beside = besideHeap(series, span);
    const limit = containerLimit;
    const endMs = span.toMs;
    found.push({ series: 'heapLive', limitName: 'container', limit, beside, floors: liveFloors, endMs });
  }
  return found;
}

/** As many windows as hold some points each; the fewest that can be judged where that leaves too few. */
function floorCount(points: number): number {
  return Math.min(
    mostFloors,
    Math.max(Math.min(points, 2 * fewestFloors), Math.floor(points / pointsAWindow)),
  );
}

function forecastOne({ series, limitName, limit, beside, floors, endMs }: Candidate): Forecast {
  const why = reasonAgainst(floors, limit - beside);
  if (why) return silent(why);
  const tested = methods
    .map((method) => ({ method, test: backtestOf(method, floors) }))
    .filter(({ test }) => test.backtest.medianRelativeError <= mostError)
    .sort((a, b) => a.test.backtest.medianRelativeError - b.test.backtest.medianRelativeError);
  const best = tested[0];
  if (!best) {
    return silent(
      message(
        'forecast.noFit',
        'It grows, but not evenly: neither Theil–Sen nor Holt would have foretold its own past to within {percent} % of the change.',
        { percent: Math.round(100 * mostError) },
      ),
    );
  }
  const { method, test } = best;
  const { level, perMs } = method.fit(floors.timeMs, floors.value);
  const lastMs = floors.timeMs.at(-1)!;
  const spanMs = lastMs - floors.timeMs[0]!;
  const leftMs = (limit - beside - level) / perMs;
  if (!(perMs > 0) || leftMs > farthest * spanMs) return silent(tooFar(spanMs));
  const { fastest, slowest } = carriedOn(test, leftMs / test.backtest.horizonMs);
  const atMs = lastMs + Math.max(0, leftMs);
  const lowMs = lastMs + Math.max(0, leftMs / fastest);
  const highMs = slowest > leastSlowest ? lastMs + Math.max(0, leftMs / slowest) : Number.POSITIVE_INFINITY;
  return {
    kind: 'reaches',
    series,
    limit,
    limitName,
    atMs,
    lowMs,
    highMs,
    bytesPerMinute: perMs * 60_000,
    method: method.name,
    backtest: test.backtest,
    message: reachesMessage({
      series,
      limit,
      limitName,
      beside,
      perMs,
      atMs,
      lowMs,
      highMs,
      endMs,
      method,
      ...test,
    }),
  };
}

/** Why a line is not carried on; null: it may be. */
function reasonAgainst({ timeMs, value }: Floors, limit: number): Message | null {
  if (value.length < fewestFloors) {
    return message(
      'forecast.tooFew',
      'Too little was watched: {count} low points where {least} are needed to test a forecast on its own past.',
      { count: value.length, least: fewestFloors },
    );
  }
  if (value.at(-1)! >= limit) {
    return message('forecast.reached', 'The limit is reached already.');
  }
  const from = Math.floor((2 * value.length) / 3);
  const [lateTimes, late] = [timeMs.subarray(from), value.subarray(from)];
  const rate = methods[0]!.fit(timeMs, value).perMs;
  if (riseOverFall(value) < leastRise || !(rate > 0)) {
    return message('forecast.noGrowth', 'It does not grow steadily: as it goes, no limit is reached.');
  }
  const lateRate = methods[0]!.fit(lateTimes, late).perMs;
  if (riseOverFall(late) < leastLateRise || lateRate < leastLateRate * rate) {
    return message('forecast.ended', 'It grew, but no longer does in the last third.');
  }
  return null;
}

function tooFar(spanMs: number): Message {
  return message(
    'forecast.tooFar',
    'As it goes, the limit is more than {times} times as far away as was watched ({span}): that far nothing can be told.',
    { times: farthest, span: formatNanos(spanMs * 1e6) },
  );
}

interface Reached {
  readonly series: TimelineSeries;
  readonly limit: number;
  readonly limitName: 'GOMEMLIMIT' | 'container';
  readonly beside: number;
  readonly perMs: number;
  readonly atMs: number;
  readonly lowMs: number;
  readonly highMs: number;
  readonly endMs: number;
  readonly method: Method;
  readonly backtest: Backtest;
}

function reachesMessage(reached: Reached): Message {
  const { series, limit, limitName, beside, perMs, atMs, lowMs, highMs, endMs, method, backtest } = reached;
  const leftUntil = (timeMs: number) => formatNanos(Math.max(0, timeMs - endMs) * 1e6);
  const args = {
    limit: `${limitName === 'GOMEMLIMIT' ? 'GOMEMLIMIT' : 'container'} ${formatBytes(limit)}`,
    beside: formatBytes(beside),
    rate: formatBytes(perMs * 60_000),
    left: leftUntil(atMs),
    low: leftUntil(lowMs),
    high: highMs === Number.POSITIVE_INFINITY ? '' : leftUntil(highMs),
    method: method.name === 'theilSen' ? 'Theil–Sen' : 'Holt',
    cases: backtest.cases,
    error: `${Math.round(100 * backtest.medianRelativeError)} %`,
  };
  if (series === 'heapLive' && beside > 0) {
    return highMs === Number.POSITIVE_INFINITY
      ? message(
          'forecast.besideMayReach',
          'At {rate} a minute the live heap, with {beside} of stacks and runtime beside it, reaches the limit ({limit}) in {left}, at the earliest in {low}; it may also never. {method}, off by {error} of the change in {cases} tests on its own past.',
          args,
        )
      : message(
          'forecast.besideReaches',
          'At {rate} a minute the live heap, with {beside} of stacks and runtime beside it, reaches the limit ({limit}) in {left}, between {low} and {high}. {method}, off by {error} of the change in {cases} tests on its own past.',
          args,
        );
  }
  if (series === 'heapLive') {
    return highMs === Number.POSITIVE_INFINITY
      ? message(
          'forecast.liveMayReach',
          'At {rate} a minute the live heap reaches the limit ({limit}) in {left}, at the earliest in {low}; it may also never. {method}, off by {error} of the change in {cases} tests on its own past.',
          args,
        )
      : message(
          'forecast.liveReaches',
          'At {rate} a minute the live heap reaches the limit ({limit}) in {left}, between {low} and {high}. {method}, off by {error} of the change in {cases} tests on its own past.',
          args,
        );
  }
  return highMs === Number.POSITIVE_INFINITY
    ? message(
        'forecast.rssMayReach',
        'At {rate} a minute resident memory reaches the limit ({limit}) in {left}, at the earliest in {low}; it may also never. {method}, off by {error} of the change in {cases} tests on its own past.',
        args,
      )
    : message(
        'forecast.rssReaches',
        'At {rate} a minute resident memory reaches the limit ({limit}) in {left}, between {low} and {high}. {method}, off by {error} of the change in {cases} tests on its own past.',
        args,
      );
}

function silent(reason: Message): Forecast {
  return { kind: 'silent', reason };
}
