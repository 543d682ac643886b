import { isLimit, type MemoryField } from '../../model/memoryFields';
import type { MemorySeries } from '../../model/memorySeries';
import { type MemoryFacts, type SeriesFacts, timelineSeries } from '../../model/timeline';
import { DrawnSeriesSet } from './drawnSeries';

/** A series in one line; `line` is where it starts in its file. `drawn` is what is drawn of it, where that is known already. */
export function computeMemoryFacts(
  series: MemorySeries,
  line: number,
  drawn = new DrawnSeriesSet(series),
): MemoryFacts {
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
    series: seriesFacts(drawn),
    fields: Object.keys(samples.fields) as MemoryField[],
    marks,
    memoryLimit: lastLimit(samples.fields.GOMEMLIMIT),
    containerLimit: lastLimit(samples.fields.CgroupLimit),
    gogc: lastOf(samples.fields.GOGC),
    procs: lastOf(samples.fields.GOMAXPROCS) ?? lastOf(cycles.procs),
    metrics,
    line,
  };
}

function seriesFacts(drawn: DrawnSeriesSet): SeriesFacts[] {
  return timelineSeries.flatMap((name) => {
    const line = drawn.get(name);
    if (!line) return [];
    const { value, points, pyramid } = line;
    pyramid.find(0, value.length);
    const [min, max] = [value[pyramid.lowest]!, value[pyramid.highest]!];
    return [{ name, points, min, max, last: value[pyramid.lastKnown(0, value.length)]! }];
  });
}

/** Infinity: none is set. */
function lastLimit(column: Float64Array | undefined): number | null {
  const last = lastOf(column);
  return last === null || isLimit(last) ? last : Number.POSITIVE_INFINITY;
}

/** The last one that was written; null where none was. */
function lastOf(column: Float64Array | undefined): number | null {
  return column?.findLast((value) => !Number.isNaN(value)) ?? null;
}
