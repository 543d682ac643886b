import { type Rows, rowsWithin } from '../../analysis/memory/windows';
import type { TimeSpan } from '../../model/finding';
import { type MemoryField, memoryFieldNames, memoryFields } from '../../model/memoryFields';
import { cycleColumns, type MemorySeries } from '../../model/memorySeries';
import { TextPieces } from '../textPieces';

/**
 * Samples as comma-separated values (RFC 4180): a row each, a column for each field that any of them has, its unit in its name
 * (`HeapAlloc_bytes`). What is not known is empty, no limit is `none`. A series with dates has them twice: as a date, and as
 * milliseconds since 1970. `range` null: all.
 */
export function exportSamplesCsv({ samples, clock }: MemorySeries, range: TimeSpan | null): Uint8Array {
  const names = memoryFieldNames.filter((name) => samples.fields[name] !== undefined);
  const head = names.map((name) => `${name}_${unitOf(name)}`);
  const columns = names.map((name) => samples.fields[name]!);
  return exportRows(clock, samples.timeMs, rowsWithin(samples.timeMs, range), head, (row) =>
    columns.map((column) => numberText(column[row]!)),
  );
}

/** Cycles likewise, under the names of GcCycles. */
export function exportCyclesCsv({ cycles, clock }: MemorySeries, range: TimeSpan | null): Uint8Array {
  const names = cycleColumns.filter((name) => name !== 'timeMs');
  const head = [...names.map((name) => `${name}${cycleUnits[name] ?? ''}`), 'forced', 'line'];
  return exportRows(clock, cycles.timeMs, rowsWithin(cycles.timeMs, range), head, (row) => [
    ...names.map((name) => numberText(cycles[name][row]!)),
    String(cycles.forced[row]!),
    String(cycles.line[row]!),
  ]);
}

/** Of those whose names do not say it. */
const cycleUnits: Readonly<Partial<Record<(typeof cycleColumns)[number], string>>> = {
  heapStart: '_bytes',
  heapEnd: '_bytes',
  heapLive: '_bytes',
  goal: '_bytes',
  stacks: '_bytes',
  globals: '_bytes',
};

const timeHeads: Readonly<Record<MemorySeries['clock'], readonly string[]>> = {
  unix: ['time', 'time_unix_ms'],
  sinceStart: ['time_since_start_ms'],
  none: ['sample'],
};

function exportRows(
  clock: MemorySeries['clock'],
  timeMs: Float64Array,
  { start, end }: Rows,
  head: readonly string[],
  cellsOf: (row: number) => string[],
): Uint8Array {
  const text = new TextPieces();
  text.push(`${[...timeHeads[clock], ...head].join()}\r\n`);
  for (let row = start; row < end; row++) {
    const time = timeMs[row]!;
    const dates = clock === 'unix' ? [dateText(time)] : [];
    text.push(`${[...dates, numberText(time), ...cellsOf(row)].join()}\r\n`);
  }
  return text.finish();
}

function unitOf(name: MemoryField): string {
  const { unit } = memoryFields[name];
  return unit === 'unixNs' ? 'unix_ns' : unit;
}

function numberText(value: number): string {
  if (Number.isNaN(value)) return '';
  return Number.isFinite(value) ? String(value) : 'none';
}

/** Empty for what no date can say. */
function dateText(timeMs: number): string {
  const date = new Date(timeMs);
  return Number.isNaN(date.getTime()) ? '' : date.toISOString();
}
