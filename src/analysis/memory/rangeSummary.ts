import type { TimeSpan } from '../../model/finding';
import type { MemoryField } from '../../model/memoryFields';
import type { GcCycles, MemorySeries } from '../../model/memorySeries';
import type { RangeSummary } from '../../model/timeline';
import { counterGrowth, counterRate } from './counterDelta';
import type { DrawnSeries, DrawnSeriesSet } from './drawnSeries';
import { cycleCostMs } from './gcShare';
import { floorGrowth, liveFloor, liveHeapOf } from './liveFloor';
import { cyclePauseNs, cycleStoppedNs } from './pauses';
import { medianWithin, quantilesWithin } from './quantile';
import { firstKnown, lastKnown, type Rows, rowsWithin } from './windows';

/**
 * What happened between two moments, both included. Cycles say it where the series has any, else samples:
 *
 *     cycles            those that began; else ΔNumGC, forced ones ΔNumForcedGC
 *     cyclesPerSecond   (cycles − 1) ÷ time from the first to the last start; else ΔNumGC ÷ its time
 *     pauses            of each cycle the longer stop, percentiles by nearest rank; of samples only the longest and the total
 *     alloc rate        ΔTotalAlloc ÷ its time; else of cycles: allocated while marking and from then to the next start,
 *                       Σ (heapEnd − heapStart + next heapStart − heapLive) ÷ time from the first to the last start
 *     gcCpu, assist     processor time of the cycles without idle time ÷ Σ Δt × P up to each next start; else
 *                       ΔGCCPUSeconds without ΔGCIdleCPUSeconds, and ΔGCAssistCPUSeconds, ÷ ΔTotalCPUSeconds
 *     growth            Theil–Sen over the floor of the live heap
 *     survival          median of heapLive ÷ heapStart; what is allocated while marking counts as live, so it can exceed 1
 *
 * Δ of a counter never counts over a restart. Where nobody wrote times, nothing is said a second or a minute.
 */
export function summarizeRange(series: MemorySeries, drawn: DrawnSeriesSet, span: TimeSpan): RangeSummary {
  const { samples, cycles, clock } = series;
  const rows = rowsWithin(samples.timeMs, span);
  const inCycles = rowsWithin(cycles.timeMs, span);
  const isTimed = clock !== 'none';
  const all = {
    fromMs: span.fromMs,
    toMs: span.toMs,
    samples: rows.end - rows.start,
    ...summarizeCollections(series, drawn, rows, inCycles),
    allocBytesPerSecond: allocRate(series, drawn, rows, inCycles),
    ...summarizeShares(series, drawn, rows, inCycles),
    ...summarizeLive(series, span),
    survival: survivalOf(cycles, inCycles),
    goroutinesFirst: firstKnown(samples.fields.Goroutines, rows),
    goroutinesLast: lastKnown(samples.fields.Goroutines, rows),
    rssFirst: firstKnown(samples.fields.RSS, rows),
    rssLast: lastKnown(samples.fields.RSS, rows),
  };
  if (isTimed) return all;
  return { ...all, cyclesPerSecond: null, allocBytesPerSecond: null, growthBytesPerMinute: null };
}

type Collections = Pick<
  RangeSummary,
  'cycles' | 'forcedCycles' | 'cyclesPerSecond' | 'pauseP50Ns' | 'pauseP99Ns' | 'pauseMaxNs' | 'pauseTotalNs'
>;

function summarizeCollections(
  { samples, cycles }: MemorySeries,
  drawn: DrawnSeriesSet,
  rows: Rows,
  inCycles: Rows,
): Collections {
  if (cycles.length > 0) return summarizeCycles(cycles, inCycles);
  const starts = drawn.startsOf('samples');
  const growthOf = (field: 'NumGC' | 'NumForcedGC' | 'PauseTotalNs') =>
    counterGrowth(samples, field, rows, starts)?.delta ?? null;
  return {
    cycles: growthOf('NumGC'),
    forcedCycles: growthOf('NumForcedGC'),
    cyclesPerSecond: counterRate(samples, 'NumGC', rows, starts),
    pauseP50Ns: null,
    pauseP99Ns: null,
    // The first row tells of what was before it.
    pauseMaxNs: highestOf(drawn.get('pause'), { start: rows.start + 1, end: rows.end }),
    pauseTotalNs: growthOf('PauseTotalNs'),
  };
}

function summarizeCycles(cycles: GcCycles, { start, end }: Rows): Collections {
  const pauses = new Float64Array(end - start);
  let known = 0;
  let total = 0;
  let forced = 0;
  for (let row = start; row < end; row++) {
    forced += cycles.forced[row]!;
    const pause = cyclePauseNs(cycles, row);
    if (Number.isNaN(pause)) continue;
    pauses[known++] = pause;
    total += cycleStoppedNs(cycles, row);
  }
  const [p50, p99, longest] = quantilesWithin(pauses.subarray(0, known), [0.5, 0.99, 1]) as [
    number,
    number,
    number,
  ];
  const told = (ns: number) => (known === 0 ? null : ns);
  const spanMs = end - start < 2 ? 0 : cycles.timeMs[end - 1]! - cycles.timeMs[start]!;
  return {
    cycles: end - start,
    forcedCycles: forced,
    cyclesPerSecond: spanMs > 0 ? (end - start - 1) / (spanMs / 1000) : null,
    pauseP50Ns: told(p50),
    pauseP99Ns: told(p99),
    pauseMaxNs: told(longest),
    pauseTotalNs: told(total),
  };
}

function highestOf(line: DrawnSeries | null, { start, end }: Rows): number | null {
  if (!line || start >= end) return null;
  line.pyramid.find(start, end);
  return line.pyramid.highest < 0 ? null : line.value[line.pyramid.highest]!;
}

function allocRate(
  { samples, cycles }: MemorySeries,
  drawn: DrawnSeriesSet,
  rows: Rows,
  inCycles: Rows,
): number | null {
  const counted = counterRate(samples, 'TotalAlloc', rows, drawn.startsOf('samples'));
  if (counted !== null) return counted;
  let allocated = 0;
  let spanMs = 0;
  forNextCycles(cycles, inCycles, (row, lengthMs) => {
    const bytes =
      cycles.heapEnd[row]! - cycles.heapStart[row]! + cycles.heapStart[row + 1]! - cycles.heapLive[row]!;
    if (Number.isNaN(bytes)) return;
    allocated += bytes;
    spanMs += lengthMs;
  });
  // Sizes are cut off to MiB: a heap that hardly allocates may come out below nothing.
  return spanMs > 0 ? Math.max(0, allocated) / (spanMs / 1000) : null;
}

function summarizeShares(
  { samples, cycles }: MemorySeries,
  drawn: DrawnSeriesSet,
  rows: Rows,
  inCycles: Rows,
): Pick<RangeSummary, 'gcCpu' | 'assist'> {
  let capacity = 0;
  let gc = 0;
  let assist = 0;
  forNextCycles(cycles, inCycles, (row, lengthMs) => {
    const cost = cycleCostMs(cycles, row);
    if (Number.isNaN(cost) || Number.isNaN(cycles.procs[row]!)) return;
    capacity += lengthMs * cycles.procs[row]!;
    gc += cost;
    assist += cycles.assistCpuMs[row]!;
  });
  if (capacity > 0) return { gcCpu: gc / capacity, assist: assist / capacity };
  const growthOf = (field: MemoryField) =>
    counterGrowth(samples, field, rows, drawn.startsOf('samples'))?.delta ?? null;
  const all = growthOf('TotalCPUSeconds');
  const shareOf = (part: number | null) => (part === null || !all ? null : part / all);
  const ofGc = growthOf('GCCPUSeconds');
  return {
    gcCpu: shareOf(ofGc === null ? null : Math.max(0, ofGc - (growthOf('GCIdleCPUSeconds') ?? 0))),
    assist: shareOf(growthOf('GCAssistCPUSeconds')),
  };
}

/** Cycles whose next one, by number, lies within, too, with the time from start to start. */
function forNextCycles(
  { number, timeMs }: GcCycles,
  { start, end }: Rows,
  each: (row: number, lengthMs: number) => void,
): void {
  for (let row = start; row + 1 < end; row++) {
    const lengthMs = timeMs[row + 1]! - timeMs[row]!;
    if (number[row + 1] === number[row]! + 1 && lengthMs > 0) each(row, lengthMs);
  }
}

function summarizeLive(
  series: MemorySeries,
  span: TimeSpan,
): Pick<RangeSummary, 'liveMin' | 'liveMax' | 'liveLast' | 'growthBytesPerMinute'> {
  const live = liveHeapOf(series, span);
  const growthBytesPerMinute = live ? floorGrowth(liveFloor(live)) : null;
  if (live?.how !== 'live') return { liveMin: null, liveMax: null, liveLast: null, growthBytesPerMinute };
  let liveMin = Number.POSITIVE_INFINITY;
  let liveMax = Number.NEGATIVE_INFINITY;
  for (let row = live.rows.start; row < live.rows.end; row++) {
    const value = live.value[row]!;
    if (value < liveMin) liveMin = value;
    if (value > liveMax) liveMax = value;
  }
  return { liveMin, liveMax, liveLast: lastKnown(live.value, live.rows), growthBytesPerMinute };
}

function survivalOf({ heapLive, heapStart }: GcCycles, { start, end }: Rows): number | null {
  const shares = new Float64Array(end - start);
  let known = 0;
  for (let row = start; row < end; row++) {
    const share = heapLive[row]! / heapStart[row]!;
    if (heapStart[row]! > 0 && !Number.isNaN(share)) shares[known++] = share;
  }
  return known === 0 ? null : medianWithin(shares.subarray(0, known));
}
