import { counterGrowth } from '../../analysis/memory/counterDelta';
import { knownLimitsOf } from '../../analysis/memory/limits';
import { lastKnown, type Rows, rowAtOrAfter, rowsWithin } from '../../analysis/memory/windows';
import type { TimeSpan } from '../../model/finding';
import type { MemoryField } from '../../model/memoryFields';
import type { KnownLimits, MemoryReportOptions } from '../../model/memoryReport';
import type { MemorySeries } from '../../model/memorySeries';

/** What rules of memory judge by: a series, the part of it that is asked for, and what people know besides. */
export interface MemoryContext {
  readonly series: MemorySeries;
  readonly options: MemoryReportOptions;
  /** One for each process that ran, in order of time: nothing is compared over a restart. */
  readonly runs: readonly ProcessRun[];
  /** From the evidence, else as people said. Infinity: none is set. null: not known. */
  readonly limits: KnownLimits;
  /** Whether times are times: without a clock nothing a second can be said. */
  readonly hasClock: boolean;
}

/** Rows of one process within what is judged. */
export interface ProcessRun {
  readonly samples: Rows;
  readonly cycles: Rows;
  readonly span: TimeSpan;
}

export function memoryContextOf(series: MemorySeries, options: MemoryReportOptions): MemoryContext {
  const samples = rowsWithin(series.samples.timeMs, options.range);
  const cycles = rowsWithin(series.cycles.timeMs, options.range);
  return {
    series,
    options,
    runs: runsOf(series, samples, cycles),
    limits: knownLimitsOf(series, options.known, options.range),
    hasClock: series.clock !== 'none',
  };
}

/** The last value that any sample of what is judged has; null where none has. */
export function latest({ series, runs }: MemoryContext, field: MemoryField): number | null {
  const first = runs[0];
  const last = runs.at(-1);
  if (!first || !last) return null;
  return lastKnown(series.samples.fields[field], { start: first.samples.start, end: last.samples.end });
}

/** Samples within what is judged. */
export function sampleCount({ runs }: MemoryContext): number {
  return runs.reduce((sum, { samples }) => sum + samples.end - samples.start, 0);
}

export function cycleCount({ runs }: MemoryContext): number {
  return runs.reduce((sum, { cycles }) => sum + cycles.end - cycles.start, 0);
}

/** Whether any sample of what is judged has the field. */
export function has(context: MemoryContext, ...fields: readonly MemoryField[]): boolean {
  return fields.every((field) => latest(context, field) !== null);
}

/** Live heap, goal and the rest at the end, by the last cycle or sample; what is not known is null. */
export function latestLive(context: MemoryContext): number | null {
  return latestOfCycles(context, 'heapLive') ?? latest(context, 'HeapLive');
}

export function latestGoal(context: MemoryContext): number | null {
  return latestOfCycles(context, 'goal') ?? latest(context, 'NextGC');
}

export function latestOfCycles(
  { series, runs }: MemoryContext,
  column: 'heapLive' | 'goal' | 'stacks' | 'globals' | 'procs',
): number | null {
  const last = runs.at(-1);
  return last ? lastKnown(series.cycles[column], last.cycles) : null;
}

/** Where no process ran anew, all of it is one run. A counter of collections that goes back is another process, too. */
function runsOf(series: MemorySeries, samples: Rows, cycles: Rows): ProcessRun[] {
  const starts = [...new Set(restartTimes(series))].sort((a, b) => a - b);
  const runs: ProcessRun[] = [];
  let sample = samples.start;
  let cycle = cycles.start;
  for (const at of [...starts, Number.POSITIVE_INFINITY]) {
    const sampleEnd = Math.min(samples.end, rowAtOrAfter(series.samples.timeMs, at, sample));
    const cycleEnd = Math.min(cycles.end, rowAtOrAfter(series.cycles.timeMs, at, cycle));
    if (sampleEnd > sample || cycleEnd > cycle) {
      const run = { samples: { start: sample, end: sampleEnd }, cycles: { start: cycle, end: cycleEnd } };
      runs.push({ ...run, span: spanOf(series, run) });
    }
    sample = sampleEnd;
    cycle = cycleEnd;
  }
  return runs;
}

function restartTimes({ samples, cycles, marks }: MemorySeries): number[] {
  const times = marks.filter(({ kind }) => kind === 'restart').map(({ timeMs }) => timeMs);
  const backwards = (column: Float64Array | undefined, timeMs: Float64Array) => {
    let before = Number.NaN;
    for (let row = 0; column && row < column.length; row++) {
      if (column[row]! < before) times.push(timeMs[row]!);
      if (!Number.isNaN(column[row]!)) before = column[row]!;
    }
  };
  backwards(samples.fields.NumGC, samples.timeMs);
  backwards(samples.fields.TotalAlloc, samples.timeMs);
  backwards(cycles.number, cycles.timeMs);
  return times;
}

function spanOf(
  { samples, cycles }: MemorySeries,
  rows: { readonly samples: Rows; readonly cycles: Rows },
): TimeSpan {
  const ends = [
    [samples.timeMs, rows.samples],
    [cycles.timeMs, rows.cycles],
  ] as const;
  const known = ends.filter(([, { start, end }]) => end > start);
  return {
    fromMs: Math.min(...known.map(([timeMs, { start }]) => timeMs[start]!)),
    toMs: Math.max(...known.map(([timeMs, { end }]) => timeMs[end - 1]!)),
  };
}

/** How far a counter went in these rows; null where no two samples have it. */
export function grown({ series }: MemoryContext, field: MemoryField, rows: Rows): number | null {
  return counterGrowth(series.samples, field, rows)?.delta ?? null;
}
