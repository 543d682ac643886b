import { type MemoryField, memoryFieldNames } from '../../model/memoryFields';
import { cycleColumns, type GcCycles, type MemorySamples, type MemorySeries } from '../../model/memorySeries';
import { type TimelineMoment, type TimelineSeries, timelineSeries } from '../../model/timeline';
import type { DrawnSeries, DrawnSeriesSet } from './drawnSeries';
import { firstBreakAfter } from './tableRuns';
import { rowAtOrBefore } from './windows';

/** What is known of a moment: the latest cycle and sample, and of each drawn series the value that its line has there. */
export function momentOf(series: MemorySeries, drawn: DrawnSeriesSet, timeMs: number): TimelineMoment {
  const { samples, cycles } = series;
  const sample = rowAtOrBefore(samples.timeMs, timeMs);
  const cycle = rowAtOrBefore(cycles.timeMs, timeMs);
  return {
    timeMs,
    cycle: cycle < 0 ? null : cycleAt(cycles, cycle),
    sampleMs: sample < 0 ? null : samples.timeMs[sample]!,
    sample: sample < 0 ? {} : sampleAt(samples, sample),
    series: Object.fromEntries(
      timelineSeries.flatMap((name): [TimelineSeries, number][] => {
        const line = drawn.get(name);
        const row = line ? lastPoint(line, timeMs) : -1;
        return row < 0 ? [] : [[name, line!.value[row]!]];
      }),
    ),
  };
}

/** What is not printed is left out. */
function cycleAt(cycles: GcCycles, row: number): Readonly<Record<string, number>> & { forced: number } {
  const known = cycleColumns.filter((name) => !Number.isNaN(cycles[name][row]!));
  return {
    ...Object.fromEntries(known.map((name) => [name, cycles[name][row]!])),
    forced: cycles.forced[row]!,
    line: cycles.line[row]!,
  };
}

function sampleAt({ fields }: MemorySamples, row: number): Partial<Record<MemoryField, number>> {
  const sample: Partial<Record<MemoryField, number>> = {};
  for (const name of memoryFieldNames) {
    const value = fields[name]?.[row];
    if (value !== undefined && !Number.isNaN(value)) sample[name] = value;
  }
  return sample;
}

/** The last point at or before a moment; -1 where there is none, or where the line broke between it and the moment. */
function lastPoint({ timeMs, pyramid, breaks }: DrawnSeries, atMs: number): number {
  const row = pyramid.lastKnown(0, rowAtOrBefore(timeMs, atMs) + 1);
  if (row < 0) return -1;
  const next = firstBreakAfter(breaks, row);
  return next < breaks.rows.length && breaks.timeMs[next]! <= atMs ? -1 : row;
}
