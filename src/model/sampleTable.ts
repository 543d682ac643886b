import { GrowingFloat64 } from '../base/growingColumns';
import type { MemoryField } from './memoryFields';
import type { MemorySamples } from './memorySeries';

export type MemoryRow = Readonly<Partial<Record<MemoryField, number>>>;

/** Samples that come one by one, as columns: a field has one from the first row that has a value of it. */
export class SampleTable {
  readonly #timeMs = new GrowingFloat64();
  readonly #columns = new Map<MemoryField, GrowingColumn>();

  get length(): number {
    return this.#timeMs.length;
  }

  add(timeMs: number, row: MemoryRow): void {
    const before = this.#timeMs.length;
    this.#timeMs.push(timeMs);
    for (const name in row) {
      const field = name as MemoryField;
      const value = row[field];
      if (value === undefined || Number.isNaN(value)) continue;
      let column = this.#columns.get(field);
      if (!column) {
        column = new GrowingFloat64();
        this.#columns.set(field, column);
      }
      fill(column, before);
      column.push(value);
    }
  }

  /** In order of time; rows of one time stay in the order in which they came. */
  finish(): MemorySamples {
    const timeMs = this.#timeMs.finish();
    const { length } = timeMs;
    const fields: Partial<Record<MemoryField, Float64Array>> = {};
    for (const [field, column] of this.#columns) {
      fill(column, length);
      fields[field] = column.finish();
    }
    return inOrder({ length, timeMs, fields });
  }
}

/** One sample. */
export function oneSample(timeMs: number, row: MemoryRow): MemorySamples {
  const table = new SampleTable();
  table.add(timeMs, row);
  return table.finish();
}

/** The values of one row; absent ones are left out. */
export function rowOf(samples: MemorySamples, at: number): MemoryRow {
  const row: Partial<Record<MemoryField, number>> = {};
  for (const name in samples.fields) {
    const field = name as MemoryField;
    const value = samples.fields[field]![at]!;
    if (!Number.isNaN(value)) row[field] = value;
  }
  return row;
}

function fill(column: GrowingColumn, length: number): void {
  while (column.length < length) column.push(Number.NaN);
}

type GrowingColumn = InstanceType<typeof GrowingFloat64>;

function inOrder(samples: MemorySamples): MemorySamples {
  const { timeMs, length } = samples;
  if (timeMs.every((time, at) => at === 0 || timeMs[at - 1]! <= time)) return samples;
  const order = Uint32Array.from({ length }, (_, at) => at).sort((a, b) => timeMs[a]! - timeMs[b]! || a - b);
  const sorted = (column: Float64Array) => Float64Array.from(order, (at) => column[at]!);
  const fields = Object.fromEntries(
    Object.entries(samples.fields).map(([name, column]) => [name, sorted(column)]),
  );
  return { length, timeMs: sorted(timeMs), fields };
}
