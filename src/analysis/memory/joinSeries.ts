import { MessageError, message } from '../../base/message';
import type { MemoryField } from '../../model/memoryFields';
import {
  cycleColumns,
  cyclesOf,
  type GcCycles,
  type MemorySamples,
  type MemorySeries,
  type ProcessIdentity,
  type SeriesMark,
} from '../../model/memorySeries';
import { type MergedOrder, mergeOrder } from './mergeOrder';
import { isOtherProcess, knownTogether, onOneClock } from './oneClock';

/**
 * One series of several, in order of time; of the same moment what comes first is first. Samples of one moment from different
 * series are one row, unless they contradict each other. Where one process ends and another one begins stands a mark.
 * Ends as a MessageError where their clocks cannot be joined, or two processes ran at the same time.
 */
export function joinSeries(all: readonly MemorySeries[]): MemorySeries {
  const [first, ...others] = all;
  if (!first) throw new MessageError(message('memory.joinNothing', 'There is nothing to put together.'));
  if (others.length === 0) return first;
  const timed = onOneClock(all);
  refuseTwins(timed);
  return {
    source: others.every(({ source }) => source === first.source) ? first.source : 'several',
    process: latestProcess(timed),
    clock: timed[0]!.clock,
    samples: joinSamples(timed.map(({ samples }) => samples)),
    cycles: joinCycles(timed.map(({ cycles }) => cycles)),
    marks: joinMarks([...timed.flatMap(({ marks }) => marks), ...restartsBetween(timed)]),
    metrics: [...new Set(all.flatMap(({ metrics }) => metrics))],
  };
}

/** What the runtime of a process counts since its start: of one process it never falls. */
const ownCounters: readonly MemoryField[] = ['TotalAlloc', 'Mallocs', 'NumGC'];
/** Falls in this share of the changes from one series to the other are no rounding of clocks. */
const leastFalls = 0.1;

/**
 * Samples of two processes in turn would be one line that jumps between them, with rates of nothing. Identities alone do not tell:
 * the system and a container may number one process differently, and two that were started together have one start.
 */
function refuseTwins(all: readonly MemorySeries[]): void {
  for (const [at, a] of all.entries()) {
    for (const b of all.slice(at + 1)) {
      if (!isOtherProcess(a.process, b.process) || fallsBetween(a.samples, b.samples) < leastFalls) continue;
      throw new MessageError(
        message(
          'memory.joinProcesses',
          'These files are of different processes that ran at the same time ({first} and {second}): on one timeline they would be one line that jumps between them. Open each by itself.',
          { first: nameOf(a), second: nameOf(b) },
        ),
      );
    }
  }
}

/** In how many of the changes from one to the other, in order of time, a counter is lower than before; 0 where they overlap nowhere. */
function fallsBetween(a: MemorySamples, b: MemorySamples): number {
  const name = ownCounters.find((each) => a.fields[each] && b.fields[each]);
  if (!name) return 0;
  const columns = [a.fields[name]!, b.fields[name]!];
  const { table, row } = mergeOrder([a.timeMs, b.timeMs]);
  let changes = 0;
  let falls = 0;
  for (let at = 1; at < row.length; at++) {
    if (table[at] === table[at - 1]) continue;
    changes++;
    if (columns[table[at]!]![row[at]!]! < columns[table[at - 1]!]![row[at - 1]!]!) falls++;
  }
  // One after the other is one change, and a restart.
  return changes < 2 ? 0 : falls / changes;
}

function nameOf({ process: { name, pid } }: MemorySeries): string {
  const parts = [...(name === '' ? [] : [name]), ...(pid === null ? [] : [`PID ${pid}`])];
  return parts.length === 0 ? '?' : parts.join(', ');
}

function latestProcess(all: readonly MemorySeries[]): ProcessIdentity {
  return [...all]
    .sort((a, b) => firstMs(a) - firstMs(b))
    .map(({ process }) => process)
    .reduce(knownTogether);
}

/** In order of time, each once. */
export function joinMarks(marks: readonly SeriesMark[]): SeriesMark[] {
  const seen = new Set<string>();
  return marks
    .filter(({ kind, timeMs, what, file }) => {
      const key = JSON.stringify([kind, timeMs, what, file]);
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    })
    .sort((a, b) => a.timeMs - b.timeMs);
}

/**
 * Where what follows is of another process than what was before. Series that overlap are of one process, whatever they say:
 * a container numbers its processes otherwise than the system around it.
 */
function restartsBetween(all: readonly MemorySeries[]): SeriesMark[] {
  const byTime = all.filter((series) => firstMs(series) < Number.POSITIVE_INFINITY);
  byTime.sort((a, b) => firstMs(a) - firstMs(b));
  const restarts: SeriesMark[] = [];
  let endMs = Number.NEGATIVE_INFINITY;
  let process: ProcessIdentity | null = null;
  for (const series of byTime) {
    const timeMs = firstMs(series);
    if (process && timeMs > endMs && isOtherProcess(process, series.process)) {
      restarts.push({ kind: 'restart', timeMs, what: '', file: '' });
      process = series.process;
    }
    process ??= series.process;
    endMs = Math.max(endMs, lastMs(series));
  }
  return restarts;
}

/** Infinity where there is nothing. */
function firstMs({ samples, cycles }: MemorySeries): number {
  return Math.min(
    samples.timeMs[0] ?? Number.POSITIVE_INFINITY,
    cycles.timeMs[0] ?? Number.POSITIVE_INFINITY,
  );
}

function lastMs({ samples, cycles }: MemorySeries): number {
  return Math.max(
    samples.timeMs.at(-1) ?? Number.NEGATIVE_INFINITY,
    cycles.timeMs.at(-1) ?? Number.NEGATIVE_INFINITY,
  );
}

function joinSamples(all: readonly MemorySamples[]): MemorySamples {
  const tables = all.filter(({ length }) => length > 0);
  if (tables.length === 1) return tables[0]!;
  const { places, length } = placesOfSamples(tables);
  const timeMs = new Float64Array(length);
  tables.forEach((table, at) => {
    scatter(timeMs, table.timeMs, places[at]!);
  });
  const fields: Partial<Record<MemoryField, Float64Array>> = {};
  tables.forEach((table, at) => {
    for (const name of Object.keys(table.fields) as MemoryField[]) {
      fields[name] ??= new Float64Array(length).fill(Number.NaN);
      scatterKnown(fields[name], table.fields[name]!, places[at]!);
    }
  });
  return { length, timeMs, fields };
}

/** For each table the rows to which its rows go. */
function placesOfSamples(tables: readonly MemorySamples[]): { places: Uint32Array[]; length: number } {
  const places = tables.map(({ length }) => new Uint32Array(length));
  const order = mergeOrder(tables.map(({ timeMs }) => timeMs));
  let length = 0;
  /** Where the rows of the latest place begin in the order. */
  let first = 0;
  for (let at = 0; at < order.row.length; at++) {
    if (at === 0 || !joinsRows(tables, order, first, at)) {
      first = at;
      length++;
    }
    places[order.table[at]!]![order.row[at]!] = length - 1;
  }
  return { places, length };
}

/** Whether a row belongs to those from `first` on: of the same moment, of other tables, and without contradiction. */
function joinsRows(
  tables: readonly MemorySamples[],
  { table, row }: MergedOrder,
  first: number,
  at: number,
): boolean {
  const samples = tables[table[at]!]!;
  const timeMs = samples.timeMs[row[at]!]!;
  for (let member = first; member < at; member++) {
    const other = tables[table[member]!]!;
    if (other === samples || other.timeMs[row[member]!] !== timeMs) return false;
    if (!isConsistent(other, row[member]!, samples, row[at]!)) return false;
  }
  return true;
}

/** Whether two rows say the same where both say something. */
export function isConsistent(a: MemorySamples, rowOfA: number, b: MemorySamples, rowOfB: number): boolean {
  for (const name in b.fields) {
    const ofA = a.fields[name as MemoryField]?.[rowOfA];
    if (ofA === undefined || Number.isNaN(ofA)) continue;
    const ofB = b.fields[name as MemoryField]![rowOfB]!;
    if (ofB !== ofA && !Number.isNaN(ofB)) return false;
  }
  return true;
}

function joinCycles(all: readonly GcCycles[]): GcCycles {
  const tables = all.filter(({ length }) => length > 0);
  if (tables.length === 1) return tables[0]!;
  const { table, row } = mergeOrder(tables.map(({ timeMs }) => timeMs));
  const places = tables.map(({ length }) => new Uint32Array(length));
  for (let at = 0; at < table.length; at++) places[table[at]!]![row[at]!] = at;
  const joined = cyclesOf(table.length);
  tables.forEach((cycles, at) => {
    for (const name of cycleColumns) scatter(joined[name], cycles[name], places[at]!);
    scatter(joined.forced, cycles.forced, places[at]!);
    scatter(joined.line, cycles.line, places[at]!);
  });
  return joined;
}

type Column = Float64Array | Uint8Array | Uint32Array;

function scatter(to: Column, from: Column, places: Uint32Array): void {
  for (let row = 0; row < from.length; row++) to[places[row]!] = from[row]!;
}

function scatterKnown(to: Float64Array, from: Float64Array, places: Uint32Array): void {
  for (let row = 0; row < from.length; row++) {
    if (!Number.isNaN(from[row]!)) to[places[row]!] = from[row]!;
  }
}
