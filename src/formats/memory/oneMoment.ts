import {
  type FoundSeries,
  type MemorySeries,
  type MemorySource,
  noCycles,
  type ProcessIdentity,
} from '../../model/memorySeries';
import type { Problem } from '../../model/problem';
import { type MemoryRow, oneSample } from '../../model/sampleTable';

export const unknownProcess: ProcessIdentity = { name: '', pid: null, goVersion: '', startMs: null };

/** A series of one sample. Without anything better, its time is the end of the last collection: it was taken after that. */
export function oneMoment(
  source: MemorySource,
  row: MemoryRow,
  { line = 1, process = {}, problems = [] }: Partial<MomentContext> = {},
): FoundSeries {
  const lastGcMs = row.LastGC !== undefined && row.LastGC > 0 ? row.LastGC / 1e6 : null;
  const series: MemorySeries = {
    source,
    process: { ...unknownProcess, ...process },
    clock: lastGcMs === null ? 'none' : 'unix',
    samples: oneSample(lastGcMs ?? 0, row),
    cycles: noCycles,
    marks: [],
    metrics: [],
  };
  return { series, line, problems };
}

interface MomentContext {
  readonly line: number;
  readonly process: Partial<ProcessIdentity>;
  readonly problems: readonly Problem[];
}
