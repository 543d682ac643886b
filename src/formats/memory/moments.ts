import {
  type FoundSeries,
  type MemorySource,
  noCycles,
  type ProcessIdentity,
  type SeriesMark,
} from '../../model/memorySeries';
import type { Problem } from '../../model/problem';
import { type MemoryRow, SampleTable } from '../../model/sampleTable';

export const unknownProcess: ProcessIdentity = { name: '', pid: null, goVersion: '', startMs: null };

/** What was read of one process at one moment. */
export interface Moment {
  /** Milliseconds since 1970, where it was written. */
  readonly timeMs: number | null;
  readonly row: MemoryRow;
  /** When the process started, where it was written. */
  readonly startMs?: number | null;
}

/**
 * Moments of one process as a series. Where none has a time, ends of the last collections are one, if each moment has
 * another: else they are only numbered. Where some have a time, those without are left out and told.
 */
export function seriesOfMoments(
  source: MemorySource,
  moments: readonly Moment[],
  context: {
    readonly line: number;
    readonly process?: Partial<ProcessIdentity>;
    readonly metrics?: readonly string[];
    readonly problems?: readonly Problem[];
    readonly untimed?: (count: number) => Problem;
  },
): FoundSeries {
  const written = moments.filter(({ timeMs }) => timeMs !== null);
  // A Float64 rounds nanoseconds since 1970 to 256 of them: microseconds are what is sure.
  const lastGc = moments.map(({ row }) => Math.round((row.LastGC ?? 0) / 1e3) / 1e3);
  const areApart = lastGc.every((timeMs, at) => timeMs > (lastGc[at - 1] ?? 0));
  const timed: Moment[] =
    written.length > 0
      ? written
      : moments.map((moment, at) => ({ ...moment, timeMs: areApart ? lastGc[at]! : at }));
  const table = new SampleTable();
  for (const { timeMs, row } of timed) table.add(timeMs!, row);
  const left = moments.length - timed.length;
  return {
    series: {
      source,
      process: {
        ...unknownProcess,
        startMs: timed.findLast(({ startMs }) => startMs)?.startMs ?? null,
        ...context.process,
      },
      clock: written.length > 0 || (areApart && moments.length > 0) ? 'unix' : 'none',
      samples: table.finish(),
      cycles: noCycles,
      marks: restarts(timed),
      metrics: context.metrics ?? [],
    },
    line: context.line,
    problems: [...(context.problems ?? []), ...(left > 0 && context.untimed ? [context.untimed(left)] : [])],
  };
}

/** Where a process says that it started at another time than the moment before. */
function restarts(moments: readonly Moment[]): SeriesMark[] {
  const inOrder = [...moments].sort((a, b) => a.timeMs! - b.timeMs!);
  const marks: SeriesMark[] = [];
  let before: number | null = null;
  for (const { timeMs, startMs } of inOrder) {
    if (!startMs) continue;
    if (before !== null && Math.abs(startMs - before) >= 1000) {
      marks.push({ kind: 'restart', timeMs: timeMs!, what: '', file: '' });
    }
    before = startMs;
  }
  return marks;
}
