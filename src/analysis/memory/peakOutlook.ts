import type { TimeSpan } from '../../model/finding';
import type { MemoryField } from '../../model/memoryFields';
import type { MemoryReportOptions } from '../../model/memoryReport';
import type { MemorySeries } from '../../model/memorySeries';
import { inferGogc } from './inferredGogc';
import { type Limits, lastValue } from './limits';
import type { PeakInputs } from './peak';
import { lastProcessSpan, recentSpan } from './recent';
import { explainRss } from './rssExplained';
import { lastKnown, type Rows, rowsWithin } from './windows';

/** Of a smaller heap the least goal decides, and sizes that are cut off say little. */
const leastLive = 8 * 2 ** 20;

/** A process as far as its peak depends on it, and who says what its GOGC is. */
export interface PeakOutlook {
  readonly inputs: PeakInputs;
  /**
   * told      by the evidence, or by people
   * inferred  of the goals of a GC trace, which agree on one
   * goal      how far the last goal stands above the live heap: whatever rules it (GOMEMLIMIT, a changed GOGC) is in it
   * default   nobody knows
   */
  readonly gogcBy: 'told' | 'inferred' | 'goal' | 'default';
}

/** What the process consists of, at its largest live heap of late; null where no live heap is known. */
export function peakOutlookOf(
  series: MemorySeries,
  { range }: Pick<MemoryReportOptions, 'range'>,
  limits: Limits,
): PeakOutlook | null {
  const { samples, cycles } = series;
  if (samples.length + cycles.length === 0) return null;
  const span = recentSpan(series, lastProcessSpan(series, range));
  const inCycles = rowsWithin(cycles.timeMs, span);
  const rows = rowsWithin(samples.timeMs, span);
  const live = largest(cycles.heapLive, inCycles) ?? largest(samples.fields.HeapLive, rows);
  if (live === null) return null;
  const [sys, heapSys, stackInuse] = (['Sys', 'HeapSys', 'StackInuse'] as const).map((field) =>
    lastValue(series, field, range),
  );
  const stacks = stackInuse ?? lastKnown(cycles.stacks, inCycles);
  const globals = lastValue(series, 'GlobalsScan', range) ?? lastKnown(cycles.globals, inCycles);
  const inferred = limits.gogc === null ? inferGogc(cycles, inCycles) : null;
  const byGoal = roomOfGoal(series, inCycles, rows, (stacks ?? 0) + (globals ?? 0));
  return {
    inputs: {
      live,
      gogc: limits.gogc ?? inferred ?? byGoal,
      memoryLimit: limits.memoryLimit,
      stacks,
      globals,
      runtimeRest: sys == null || heapSys == null ? null : Math.max(0, sys - heapSys - (stackInuse ?? 0)),
      nonGo: nonGoOf(series, range),
      containerLimit: limits.containerLimit,
    },
    gogcBy:
      limits.gogc !== null ? 'told' : inferred !== null ? 'inferred' : byGoal !== null ? 'goal' : 'default',
  };
}

/** The last goal above the live heap that it was made for, as a percentage like GOGC; null where they are not known. */
function roomOfGoal(
  { samples, cycles }: MemorySeries,
  inCycles: Rows,
  rows: Rows,
  scanned: number,
): number | null {
  const before = { start: inCycles.start, end: Math.max(inCycles.start, inCycles.end - 1) };
  const ofCycles = [lastKnown(cycles.heapLive, before), lastKnown(cycles.goal, inCycles)] as const;
  const { HeapLive, NextGC } = samples.fields;
  const [live, goal] = ofCycles[0] === null ? [lastKnown(HeapLive, rows), lastKnown(NextGC, rows)] : ofCycles;
  if (live === null || goal === null || live < leastLive) return null;
  return Math.max(0, Math.round((100 * (goal - live)) / (live + scanned)));
}

/** What GOMEMLIMIT does not count and the kernel cannot take back; null where RSS or MemStats are missing. */
export function nonGoOf(series: MemorySeries, range: TimeSpan | null): number | null {
  const rss = explainRss(series, range);
  if (!rss) return null;
  const last = (field: MemoryField) => lastValue(series, field, range);
  const [sys, released] = [last('Sys'), last('HeapReleased')];
  if (sys === null || last('HeapInuse') === null || last('HeapIdle') === null) {
    return sys === null || released === null ? null : Math.max(0, rss.rss - (sys - released));
  }
  return rss.parts.reduce(
    (bytes, part) => (part.id === 'nonGo' || part.id === 'shared' ? bytes + part.bytes : bytes),
    0,
  );
}

function largest(values: Float64Array | undefined, { start, end }: Rows): number | null {
  let most = Number.NEGATIVE_INFINITY;
  if (values) for (let row = start; row < end; row++) if (values[row]! > most) most = values[row]!;
  return most === Number.NEGATIVE_INFINITY ? null : most;
}
