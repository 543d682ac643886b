import { MessageError, message } from '../../base/message';
import type { MemoryField } from '../../model/memoryFields';
import {
  cycleColumns,
  cyclesOf,
  type GcCycles,
  type MemorySamples,
  type MemorySeries,
} from '../../model/memorySeries';

/** One series of several of the same process, in order of time. Ends as a MessageError where their clocks cannot be joined. */
export function joinSeries(all: readonly MemorySeries[]): MemorySeries {
  const [first, ...others] = all;
  if (!first) throw new MessageError(message('memory.joinNothing', 'There is nothing to put together.'));
  if (others.length === 0) return first;
  if (others.some(({ clock }) => clock !== first.clock)) {
    throw new MessageError(
      message(
        'memory.joinClocks',
        'These files cannot be put on one timeline: some say when they were written, others only count from the start of the program.',
      ),
    );
  }
  return {
    source: others.every(({ source }) => source === first.source) ? first.source : 'several',
    process: first.process,
    clock: first.clock,
    samples: joinSamples(all.map(({ samples }) => samples)),
    cycles: joinCycles(all.map(({ cycles }) => cycles)),
    marks: all.flatMap(({ marks }) => marks).sort((a, b) => a.timeMs - b.timeMs),
    metrics: [...new Set(all.flatMap(({ metrics }) => metrics))],
  };
}

/** At most so many samples, and as many cycles: the latest. */
export function latestOf(series: MemorySeries, most: number): MemorySeries {
  const samples = rowsOf([series.samples], latestRows(series.samples.length, most));
  const cycles = cyclesIn([series.cycles], latestRows(series.cycles.length, most));
  return { ...series, samples, cycles };
}

interface Row {
  readonly table: number;
  readonly at: number;
}

function latestRows(length: number, most: number): Row[] {
  const from = Math.max(0, length - most);
  return Array.from({ length: length - from }, (_, i) => ({ table: 0, at: from + i }));
}

function joinSamples(tables: readonly MemorySamples[]): MemorySamples {
  return rowsOf(tables, inOrder(tables));
}

function joinCycles(tables: readonly GcCycles[]): GcCycles {
  return cyclesIn(tables, inOrder(tables));
}

function inOrder(tables: readonly { readonly length: number; readonly timeMs: Float64Array }[]): Row[] {
  return tables
    .flatMap(({ length }, table) => Array.from({ length }, (_, at): Row => ({ table, at })))
    .sort((a, b) => tables[a.table]!.timeMs[a.at]! - tables[b.table]!.timeMs[b.at]!);
}

function rowsOf(tables: readonly MemorySamples[], rows: readonly Row[]): MemorySamples {
  const names = [...new Set(tables.flatMap(({ fields }) => Object.keys(fields) as MemoryField[]))];
  const pick = (columns: readonly (Float64Array | undefined)[]) =>
    Float64Array.from(rows, ({ table, at }) => columns[table]?.[at] ?? Number.NaN);
  return {
    length: rows.length,
    timeMs: pick(tables.map(({ timeMs }) => timeMs)),
    fields: Object.fromEntries(names.map((name) => [name, pick(tables.map(({ fields }) => fields[name]))])),
  };
}

function cyclesIn(tables: readonly GcCycles[], rows: readonly Row[]): GcCycles {
  const joined = cyclesOf(rows.length);
  rows.forEach(({ table, at }, row) => {
    const from = tables[table]!;
    for (const name of cycleColumns) joined[name][row] = from[name][at]!;
    joined.forced[row] = from.forced[at]!;
    joined.line[row] = from.line[at]!;
  });
  return joined;
}
