import type { MemoryField } from '../../model/memoryFields';
import type { MemorySeries } from '../../model/memorySeries';
import type { MemoryFacts } from '../../model/timeline';

/** A series in one line; `line` is where it starts in its file. */
export function computeMemoryFacts(series: MemorySeries, line: number): MemoryFacts {
  const { source, process, clock, samples, cycles, marks, metrics } = series;
  const times = [samples.timeMs, cycles.timeMs].filter(({ length }) => length > 0);
  return {
    source,
    process,
    clock,
    fromMs: times.length === 0 ? 0 : Math.min(...times.map((column) => column[0]!)),
    toMs: times.length === 0 ? 0 : Math.max(...times.map((column) => column.at(-1)!)),
    samples: samples.length,
    cycles: cycles.length,
    series: [],
    fields: Object.keys(samples.fields) as MemoryField[],
    marks,
    memoryLimit: lastOf(samples.fields.GOMEMLIMIT),
    containerLimit: lastOf(samples.fields.CgroupLimit),
    gogc: lastOf(samples.fields.GOGC),
    procs: lastOf(samples.fields.GOMAXPROCS) ?? lastOf(cycles.procs),
    metrics,
    line,
  };
}

/** The last one that was written; null where none was. */
function lastOf(column: Float64Array | undefined): number | null {
  return column?.findLast((value) => !Number.isNaN(value)) ?? null;
}
