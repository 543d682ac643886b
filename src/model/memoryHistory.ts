import { cycleColumns, type GcCycles, type MemorySeries, type SeriesMark } from './memorySeries';
import { type MemoryRow, rowOf } from './sampleTable';

/** The first line of a history: whom it is of. `at` counts since 1970 unless `clock` says otherwise. */
export interface HistoryHeader {
  /** Where samples come from: `localhost:6060`. */
  readonly target: string;
  /** What of it is read: `/metrics`. */
  readonly source: string;
  readonly process: MemorySeries['process'];
  readonly metrics: readonly string[];
  readonly clock?: MemorySeries['clock'];
}

/**
 * A history of memory over time, one JSON object a line; what `heaplens watch` keeps and prints:
 *
 *     {"heaplens":"memory","version":1,"target":"localhost:6060","source":"/metrics","process":{…},"metrics":[…]}
 *     {"at":1764188000000,"HeapAlloc":4194304,"CgroupLimit":"none"}
 *     {"at":1764188000500,"cycle":{"number":7,"markMs":1.5,"forced":0}}
 *     {"at":1764188001000,"mark":"capture","what":"heap","file":"heap.pb.gz"}
 *
 * Names are those of memoryFields and GcCycles. A value that is not known is absent; "none" is no limit.
 */
export type HistoryLine =
  | { readonly kind: 'header'; readonly header: HistoryHeader }
  | { readonly kind: 'sample'; readonly timeMs: number; readonly row: MemoryRow }
  | { readonly kind: 'cycle'; readonly cycles: GcCycles; readonly at: number }
  | { readonly kind: 'mark'; readonly mark: SeriesMark };

/** With its line end. */
export function writeHistoryLine(line: HistoryLine): string {
  return `${JSON.stringify(recordOf(line))}\n`;
}

/** A whole series as a history: samples, cycles and marks in order of time. */
export function* historyLines(
  series: MemorySeries,
  { target, source }: { readonly target: string; readonly source: string },
): Generator<string> {
  const { samples, cycles, marks, clock, process, metrics } = series;
  const header = { target, source, process, metrics, ...(clock === 'unix' ? {} : { clock }) };
  yield writeHistoryLine({ kind: 'header', header });
  let sample = 0;
  let cycle = 0;
  let mark = 0;
  for (;;) {
    const sampleMs = samples.timeMs[sample] ?? Number.POSITIVE_INFINITY;
    const cycleMs = cycles.timeMs[cycle] ?? Number.POSITIVE_INFINITY;
    const markMs = marks[mark]?.timeMs ?? Number.POSITIVE_INFINITY;
    if (mark < marks.length && markMs <= sampleMs && markMs <= cycleMs) {
      yield writeHistoryLine({ kind: 'mark', mark: marks[mark++]! });
    } else if (cycle < cycles.length && cycleMs <= sampleMs) {
      yield writeHistoryLine({ kind: 'cycle', cycles, at: cycle++ });
    } else if (sample < samples.length) {
      yield writeHistoryLine({ kind: 'sample', timeMs: sampleMs, row: rowOf(samples, sample++) });
    } else {
      return;
    }
  }
}

function recordOf(line: HistoryLine): object {
  switch (line.kind) {
    case 'header':
      return { heaplens: 'memory', version: 1, ...line.header };
    case 'sample':
      return { at: line.timeMs, ...written(line.row) };
    case 'cycle':
      return { at: line.cycles.timeMs[line.at]!, cycle: written(cycleRow(line.cycles, line.at)) };
    case 'mark': {
      const { timeMs, kind, what, file } = line.mark;
      return { at: timeMs, mark: kind, ...(what === '' ? {} : { what }), ...(file === '' ? {} : { file }) };
    }
  }
}

function cycleRow(cycles: GcCycles, at: number): Record<string, number> {
  const names = cycleColumns.filter((name) => name !== 'timeMs');
  return {
    ...Object.fromEntries(names.map((name) => [name, cycles[name][at]!])),
    forced: cycles.forced[at]!,
  };
}

/** JSON has neither NaN nor Infinity. */
function written(row: Readonly<Record<string, number | undefined>>): Record<string, number | 'none'> {
  const values: Record<string, number | 'none'> = {};
  for (const name in row) {
    const value = row[name];
    if (value === undefined || Number.isNaN(value)) continue;
    values[name] = Number.isFinite(value) ? value : 'none';
  }
  return values;
}
