import type { TimeSpan } from '../../model/finding';
import type { GcCycles, MemorySeries } from '../../model/memorySeries';
import { counterGrowth, restartRows } from './counterDelta';
import { sortedKnown, sortedQuantile } from './quantile';
import { countKnown, lastKnown, rowsWithin } from './windows';

/** Below it a heap starts up, or belongs to a small tool: many collections cost nothing there. */
const smallGoal = 8 * 2 ** 20;

/** Processor time of a cycle, in milliseconds: all but what idle processors gave for free. */
export function cycleCpuMs(cycles: GcCycles, row: number): number {
  return (
    orZero(cycles.sweepTermCpuMs[row]!) +
    orZero(cycles.assistCpuMs[row]!) +
    orZero(cycles.backgroundCpuMs[row]!) +
    orZero(cycles.markTermCpuMs[row]!)
  );
}

/** Share of all processor time that collecting took within a span; null where it is not told. */
export function gcCpuOf({ samples, cycles, marks }: MemorySeries, span: TimeSpan): number | null {
  const rows = rowsWithin(cycles.timeMs, span);
  const procs = lastKnown(cycles.procs, rows);
  if (rows.end - rows.start >= 2 && procs !== null) {
    const spanMs = cycles.timeMs[rows.end - 1]! - cycles.timeMs[rows.start]!;
    let cpuMs = 0;
    for (let row = rows.start; row < rows.end - 1; row++) cpuMs += cycleCpuMs(cycles, row);
    return spanMs > 0 ? Math.min(1, cpuMs / (spanMs * procs)) : null;
  }
  const inSpan = rowsWithin(samples.timeMs, span);
  const restarts = restartRows(samples.timeMs, marks);
  const gc = counterGrowth(samples, 'GCCPUSeconds', inSpan, restarts);
  const total = counterGrowth(samples, 'TotalCPUSeconds', inSpan, restarts);
  return gc && total && total.delta > 0 ? Math.min(1, gc.delta / total.delta) : null;
}

/** Collections a second within a span, 0 where the goal is at most 8 MiB; null where it is not told. */
export function rateOf({ samples, cycles, marks, clock }: MemorySeries, span: TimeSpan): number | null {
  if (clock === 'none') return null;
  const rows = rowsWithin(cycles.timeMs, span);
  if (rows.end - rows.start >= 2) {
    const seconds = (cycles.timeMs[rows.end - 1]! - cycles.timeMs[rows.start]!) / 1000;
    const isSmall = (lastKnown(cycles.goal, rows) ?? 0) <= smallGoal;
    return seconds > 0 ? (isSmall ? 0 : (rows.end - rows.start - 1) / seconds) : null;
  }
  const inSpan = rowsWithin(samples.timeMs, span);
  const counted = counterGrowth(samples, 'NumGC', inSpan, restartRows(samples.timeMs, marks));
  const goal = lastKnown(samples.fields.NextGC, inSpan);
  if (!counted || counted.spanMs <= 0 || goal === null) return null;
  return goal <= smallGoal ? 0 : counted.delta / (counted.spanMs / 1000);
}

/** The 99th percentile of pauses within a span, or the longest that its samples tell; null where none are known. */
export function pausesOf(
  { samples, cycles }: MemorySeries,
  span: TimeSpan,
): { readonly ns: number; readonly how: 'p99' | 'max' } | null {
  const rows = rowsWithin(cycles.timeMs, span);
  const known = countKnown(cycles.sweepTermMs, rows) + countKnown(cycles.markTermMs, rows);
  if (known > 0) {
    const pauses = new Float64Array(2 * (rows.end - rows.start));
    pauses.set(cycles.sweepTermMs.subarray(rows.start, rows.end));
    pauses.set(cycles.markTermMs.subarray(rows.start, rows.end), rows.end - rows.start);
    return { ns: sortedQuantile(sortedKnown(pauses), 0.99) * 1e6, how: 'p99' };
  }
  const inSpan = rowsWithin(samples.timeMs, span);
  const p99 = lastKnown(samples.fields.PauseP99Ns, inSpan);
  if (p99 !== null) return { ns: p99, how: 'p99' };
  const max = lastKnown(samples.fields.PauseMaxNs, inSpan);
  return max === null ? null : { ns: max, how: 'max' };
}

function orZero(value: number): number {
  return Number.isNaN(value) ? 0 : value;
}
