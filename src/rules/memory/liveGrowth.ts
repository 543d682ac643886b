import {
  type Floors,
  floorGrowth,
  floorsOf,
  type LiveHeap,
  liveHeapOf,
} from '../../analysis/memory/liveFloor';
import {
  countKnown,
  equalWindows,
  firstKnown,
  lastKnown,
  type Rows,
  rowAtOrAfter,
  rowsWithin,
} from '../../analysis/memory/windows';
import { type Message, message } from '../../base/message';
import { formatExact } from '../../base/units';
import type { Finding, FindingLocation, TimeSpan } from '../../model/finding';
import { isLimit } from '../../model/memoryFields';
import type { GrowthSite } from '../../model/memoryReport';
import { bytesText, conclude, evidence, lacks, lengthText } from './conclude';
import { cycleCount, has, type MemoryContext, type ProcessRun, sampleCount } from './context';
import { type Rule, thresholdOf } from './rule';

/**
 * H1. The floor of the live heap rises, window after window, to the very end of what is known. The floor, because between
 * collections everything rises; to the end, because a cache that is full stops; beyond what was there before, because load that
 * comes back every day does not go further each time.
 */
export const liveGrowth: Rule = {
  id: 'H1',
  title: message('rule.H1.title', 'Live heap keeps growing'),
  severity: 'error',
  needs: ['liveHeap', 'severalSamples'],
  thresholds: {
    minRises: { value: 3, unit: 'windows', least: 2 },
    windows: { value: 8, unit: 'windows', least: 4 },
    minGrowthShare: { value: 0.3, unit: 'share', least: 0 },
    minGrowthBytes: { value: 33_554_432, unit: 'bytes', least: 0 },
    // A window that is higher by less is as high: gctrace cuts sizes off at whole MiB.
    minRiseShare: { value: 0.01, unit: 'share', least: 0 },
    minRiseBytes: { value: 1_048_576, unit: 'bytes', least: 0 },
    // Growth in the later half as a share of growth in the earlier one: what fills up slows down.
    minLateShare: { value: 0.6, unit: 'share', least: 0 },
    // Times as high as any window was before it began to grow.
    minAboveEarlier: { value: 1.1, unit: '', least: 1 },
    minSeconds: { value: 30, unit: 'seconds', least: 0 },
    secondsForError: { value: 60, unit: 'seconds', least: 0 },
  },
  evaluate: (context) => {
    const found = context.runs.flatMap((run) => growthIn(context, run) ?? []);
    const worst = found.reduce<Growth | null>(
      (most, one) => (most && most.bytes >= one.bytes ? most : one),
      null,
    );
    return worst ? [findingOf(context, worst, found.length)] : [];
  },
  unjudged: (context) => {
    if (cycleCount(context) === 0) {
      if (!has(context, 'HeapAlloc') && !has(context, 'HeapLive')) return null;
      if (sampleCount(context) < 2) return lacks.secondSample;
      if (!has(context, 'HeapLive') && !has(context, 'NumGC')) return uncounted;
    } else if (cycleCount(context) < 2) return lacks.secondSample;
    return context.runs.some((run) => isLongEnough(context, run)) ? null : tooShort(context);
  },
};

const uncounted = message(
  'rule.H1.uncounted',
  'HeapAlloc alone, and nobody counted collections (NumGC): garbage cannot be told from growth.',
);

/** So many points in a window at least: the lowest of one is only the one that happens to be there. */
const pointsAWindow = 2;
/** The whole of a run, then its latest half, quarter and eighth: a leak may begin at any time. */
const parts = 4;

interface Growth extends TimeSpan {
  readonly from: number;
  readonly to: number;
  readonly bytes: number;
  readonly rises: number;
  readonly lateShare: number;
  /** NaN where nothing a minute can be said. */
  readonly perMinute: number;
  readonly how: LiveHeap['how'];
}

function growthIn(context: MemoryContext, run: ProcessRun): Growth | null {
  const live = liveHeapOf(context.series, run.span);
  if (!live) return null;
  for (let part = 0; part < parts; part++) {
    const rows = latestPart(live, 2 ** part);
    if (!lastsLongEnough(context, live.timeMs, rows)) return null;
    const floors = floorsIn(context, live, rows);
    const growth = floors && growthOfFloors(context, live, rows, floors);
    // Of what fills up, the latest part alone looks straight.
    if (growth === 'slows') return null;
    if (growth) return growth;
  }
  return null;
}

function latestPart({ timeMs, rows: { start, end } }: LiveHeap, divisor: number): Rows {
  if (end <= start || divisor === 1) return { start, end };
  const to = timeMs[end - 1]!;
  return { start: rowAtOrAfter(timeMs, to - (to - timeMs[start]!) / divisor, start), end };
}

function lastsLongEnough(context: MemoryContext, timeMs: Float64Array, { start, end }: Rows): boolean {
  if (end - start < 2) return false;
  if (!context.hasClock) return true;
  return timeMs[end - 1]! - timeMs[start]! >= thresholdOf(context, liveGrowth, 'minSeconds') * 1000;
}

/** Lowest points of at most `windows` windows; null where there are not enough points for as many as have to rise. */
function floorsIn(context: MemoryContext, live: LiveHeap, rows: Rows): Floors | null {
  const { timeMs, value } = live;
  const points = Math.floor(countKnown(value, rows) / pointsAWindow);
  // Of HeapAlloc each window has to hold two collections; where the latest part is asked, its share of them.
  const share = (rows.end - rows.start) / Math.max(1, live.rows.end - live.rows.start);
  const collected =
    live.how === 'live' ? Number.POSITIVE_INFINITY : Math.floor(((live.collections ?? 0) * share) / 2);
  const count = Math.min(thresholdOf(context, liveGrowth, 'windows'), points, collected);
  if (count <= thresholdOf(context, liveGrowth, 'minRises')) return null;
  return floorsOf(timeMs, value, equalWindows(timeMs, rows, count));
}

/** The stretch that rises to the end; `slows` where that is what keeps it from being a leak. */
function growthOfFloors(
  context: MemoryContext,
  live: LiveHeap,
  rows: Rows,
  floors: Floors,
): Growth | 'slows' | null {
  const { timeMs, value } = floors;
  const last = value.length - 1;
  const first = afterJump(context, live, floors, startOfRise(context, value));
  if (last - first < thresholdOf(context, liveGrowth, 'minRises')) return null;
  const bytes = value[last]! - value[first]!;
  if (bytes < thresholdOf(context, liveGrowth, 'minGrowthBytes')) return null;
  if (bytes < thresholdOf(context, liveGrowth, 'minGrowthShare') * value[first]!) return null;
  const lateShare = laterHalf(value, first);
  if (lateShare < thresholdOf(context, liveGrowth, 'minLateShare')) return 'slows';
  if (live.how === 'alloc' && !goalGrew(context, timeMs[first]!, timeMs[last]!, bytes / value[first]!))
    return null;
  const before = highestBefore(live, rows, timeMs[first]!, floors);
  if (value[last]! < thresholdOf(context, liveGrowth, 'minAboveEarlier') * before) return null;
  return {
    fromMs: timeMs[first]!,
    toMs: live.timeMs[rows.end - 1]!,
    from: value[first]!,
    to: value[last]!,
    bytes,
    rises: last - first,
    lateShare,
    perMinute: context.hasClock
      ? (floorGrowth({ timeMs: timeMs.subarray(first), value: value.subarray(first) }) ?? Number.NaN)
      : Number.NaN,
    how: live.how,
  };
}

/**
 * Samples that are taken about as often as the heap is collected meet HeapAlloc a little later in its saw-tooth each time: that
 * looks like growth, too. But what lives longer raises the goal, unless GOMEMLIMIT holds it down; where no goal is known, HeapAlloc
 * has to do.
 */
function goalGrew({ series, limits }: MemoryContext, fromMs: number, toMs: number, share: number): boolean {
  const { samples } = series;
  const goals = samples.fields.NextGC;
  if (!goals) return true;
  const rows = rowsWithin(samples.timeMs, { fromMs, toMs });
  const first = firstKnown(goals, rows);
  const last = lastKnown(goals, rows);
  if (first === null || last === null) return true;
  if (isLimit(limits.memoryLimit) && last > heldGoal * limits.memoryLimit) return true;
  return last >= (1 + share / 2) * first;
}

/** From this share of GOMEMLIMIT on the limit may be what makes the goal. */
const heldGoal = 0.7;

function startOfRise(context: MemoryContext, value: Float64Array): number {
  const minRiseShare = thresholdOf(context, liveGrowth, 'minRiseShare');
  const minRiseBytes = thresholdOf(context, liveGrowth, 'minRiseBytes');
  let first = value.length - 1;
  while (first > 0) {
    const before = value[first - 1]!;
    if (value[first]! - before <= Math.max(minRiseBytes, minRiseShare * before)) break;
    first--;
  }
  return first;
}

/**
 * What a program loads at its start is not how it grows. Rises in front are left out that are three times as high as is usual; where
 * more than half came about at once, half as much again: else it would pass for a growth that slows down.
 */
function afterJump(context: MemoryContext, live: LiveHeap, { timeMs, value }: Floors, start: number): number {
  const last = value.length - 1;
  const rises = Float64Array.from(
    { length: last - start },
    (_, i) => value[start + i + 1]! - value[start + i]!,
  );
  const usual = rises.slice().sort()[rises.length >> 1] ?? 0;
  const usualRate = usual / ((timeMs[last]! - timeMs[start]!) / Math.max(1, last - start));
  let first = start;
  while (first < last) {
    const rise = rises[first - start]!;
    const span = { fromMs: timeMs[first]!, toMs: timeMs[first + 1]! };
    const isAtOnce =
      context.hasClock && live.how === 'live' && riseAtOnce(live, span, atOnce * usualRate) > rise / 2;
    if (rise <= (isAtOnce ? 1.5 : 3) * usual) break;
    first++;
  }
  return first;
}

/** Times as fast as is usual: a cache that begins to fill is four times as fast as it is on average, a program that loads far more. */
const atOnce = 10;

/** How far the live heap rose in steps that were faster than so many bytes a millisecond. */
function riseAtOnce({ timeMs, value }: LiveHeap, span: TimeSpan, rate: number): number {
  const { start, end } = rowsWithin(timeMs, span);
  let risen = 0;
  let before = start;
  for (let row = start + 1; row < end; row++) {
    if (Number.isNaN(value[row]!)) continue;
    const step = value[row]! - value[before]!;
    if (step > rate * (timeMs[row]! - timeMs[before]!)) risen += step;
    before = row;
  }
  return risen;
}

/** Growth of the later half of the windows as a share of that of the earlier. */
function laterHalf(value: Float64Array, first: number): number {
  const last = value.length - 1;
  const middle = (first + last) / 2;
  const at = (value[Math.floor(middle)]! + value[Math.ceil(middle)]!) / 2;
  const early = at - value[first]!;
  return early > 0 ? (value[last]! - at) / early : Number.POSITIVE_INFINITY;
}

/** Highest floor, by windows of the same length, before the heap began to grow; 0 where nothing was before. */
function highestBefore(live: LiveHeap, rows: Rows, fromMs: number, floors: Floors): number {
  const { timeMs, value } = live;
  const earlier = { start: live.rows.start, end: rowAtOrAfter(timeMs, fromMs, live.rows.start) };
  if (earlier.end <= earlier.start) return 0;
  const windowMs = (timeMs[rows.end - 1]! - timeMs[rows.start]!) / Math.max(1, floors.value.length);
  const lengthMs = timeMs[earlier.end - 1]! - timeMs[earlier.start]!;
  const count = Math.max(
    1,
    Math.min(earlier.end - earlier.start, Math.round(lengthMs / Math.max(1e-9, windowMs))),
  );
  return floorsOf(timeMs, value, equalWindows(timeMs, earlier, count)).value.reduce(
    (most, floor) => Math.max(most, floor),
    0,
  );
}

function findingOf(context: MemoryContext, growth: Growth, times: number): Finding {
  const seconds = (growth.toMs - growth.fromMs) / 1000;
  const secondsForError = thresholdOf(context, liveGrowth, 'secondsForError');
  const isSure = growth.how === 'live' && context.hasClock && seconds >= secondsForError;
  const sites = context.options.growth ?? [];
  return conclude(liveGrowth, {
    severity: isSure ? 'error' : 'warning',
    confidence: isSure ? 'likely' : 'suspicious',
    message: saying(context, growth, sites[0]),
    advice: sites.length > 0 ? adviceWithSites : advice,
    evidence: [
      evidence(
        message('evidence.growthBytes', 'Growth of the floor'),
        growth.bytes,
        'bytes',
        thresholdOf(context, liveGrowth, 'minGrowthBytes'),
      ),
      ...(growth.from > 0
        ? [
            evidence(
              message('evidence.growthShare', 'Growth as a share of where it began'),
              growth.bytes / growth.from,
              'share',
              thresholdOf(context, liveGrowth, 'minGrowthShare'),
            ),
          ]
        : []),
      evidence(
        message('evidence.rises', 'Windows in a row that were higher than the one before'),
        growth.rises,
        'windows',
        thresholdOf(context, liveGrowth, 'minRises'),
      ),
      ...(Number.isFinite(growth.lateShare)
        ? [
            evidence(
              message('evidence.lateShare', 'Growth of the later half ÷ of the earlier'),
              growth.lateShare,
              'share',
              thresholdOf(context, liveGrowth, 'minLateShare'),
            ),
          ]
        : []),
      ...(Number.isNaN(growth.perMinute)
        ? []
        : [
            evidence(message('evidence.bytesPerMinute', 'Growth a minute'), growth.perMinute, 'bytes/min'),
            evidence(message('evidence.seconds', 'Time that it grew'), seconds, 'seconds', secondsForError),
          ]),
      ...sites
        .slice(0, mostSites)
        .map(({ name, grownBytes }) =>
          evidence(message('evidence.site', 'Grown at {name}', { name }), grownBytes, 'bytes'),
        ),
    ],
    locations: sites.slice(0, mostSites).map(locationOf),
    span: context.hasClock ? { fromMs: growth.fromMs, toMs: growth.toMs } : null,
    times,
  });
}

const mostSites = 5;

function locationOf({ name, file, line }: GrowthSite): FindingLocation {
  return { role: 'related', func: name, file, line };
}

function saying(context: MemoryContext, growth: Growth, site: GrowthSite | undefined): Message {
  const args = {
    from: bytesText(growth.from),
    to: bytesText(growth.to),
    rises: formatExact(growth.rises, ''),
    length: lengthText(growth),
    rate: bytesText(growth.perMinute),
    site: site?.name ?? '',
    grown: bytesText(site?.grownBytes ?? 0),
  };
  if (!context.hasClock || Number.isNaN(growth.perMinute)) {
    return message(
      'rule.H1.timeless',
      'What collections leave alive rose from {from} to {to} over {rises} windows in a row, to the end of the record. No times are written, so there is no rate.',
      args,
    );
  }
  if (growth.how === 'alloc') {
    return message(
      'rule.H1.alloc',
      'The lowest HeapAlloc between collections rose from {from} to {to} over {rises} windows in a row, in {length}, to the end: {rate} a minute. No live heap is known, and HeapAlloc holds garbage too, so this is less sure.',
      args,
    );
  }
  return site
    ? message(
        'rule.H1.site',
        'What collections leave alive rose from {from} to {to} over {rises} windows in a row, in {length}, to the end: {rate} a minute. Between captures most was kept by what {site} allocated: {grown} more.',
        args,
      )
    : message(
        'rule.H1.message',
        'What collections leave alive rose from {from} to {to} over {rises} windows in a row, in {length}, to the end: {rate} a minute.',
        args,
      );
}

const advice = message(
  'rule.H1.advice',
  'A leak, or a cache without a bound. Take two heap profiles some minutes apart and compare them by inuse_space: the sites that grew are the code that keeps it. Under a load that still rises it may be the load.',
);
const adviceWithSites = message(
  'rule.H1.siteAdvice',
  'A leak, or a cache without a bound. The places below allocated what was kept between two captures: look for who holds it (a map, a slice that is appended to, a goroutine that does not end). Under a load that still rises it may be the load.',
);

function isLongEnough(context: MemoryContext, run: ProcessRun): boolean {
  const live = liveHeapOf(context.series, run.span);
  if (!live || !lastsLongEnough(context, live.timeMs, live.rows)) return false;
  return floorsIn(context, live, live.rows) !== null;
}

function tooShort(context: MemoryContext): Message {
  return message(
    'rule.H1.tooShort',
    'Too short: growth needs {windows} windows with collections in each, over {seconds} s.',
    {
      windows: thresholdOf(context, liveGrowth, 'minRises') + 1,
      seconds: thresholdOf(context, liveGrowth, 'minSeconds'),
    },
  );
}
