import { GrowingFloat64, GrowingUint32 } from '../../base/growingColumns';
import { cycleColumns } from '../../model/memorySeries';
import type { GcLine } from './gcLine';
import type { MomentFields, SideLine } from './sideTraces';

type FloatColumn = InstanceType<typeof GrowingFloat64>;
export type CycleColumn = (typeof cycleColumns)[number];

/** All cycles of a text, whoever wrote them, in its order. */
export class CycleRecords {
  length = 0;
  readonly #columns = Object.fromEntries(cycleColumns.map((name) => [name, new GrowingFloat64()])) as Record<
    CycleColumn,
    FloatColumn
  >;
  readonly #line = new GrowingUint32();
  readonly #writer = new GrowingUint32();
  readonly #wallMs = new GrowingFloat64();
  /** The form of the line, doubled; odd where the cycle was forced. */
  readonly #form = new GrowingUint32();

  push({ values, form, isForced }: GcLine, line: number, writer: number, wallMs: number): void {
    for (const name of cycleColumns) this.#columns[name].push(values[name]);
    this.#line.push(line);
    this.#writer.push(writer);
    this.#wallMs.push(wallMs);
    this.#form.push(form * 2 + (isForced ? 1 : 0));
    this.length++;
  }

  finish() {
    return {
      length: this.length,
      columns: Object.fromEntries(
        cycleColumns.map((name) => [name, this.#columns[name].finish()]),
      ) as Readonly<Record<CycleColumn, Float64Array>>,
      line: this.#line.finish(),
      writer: this.#writer.finish(),
      wallMs: this.#wallMs.finish(),
      form: this.#form.finish(),
    };
  }
}

export type ReadCycles = ReturnType<CycleRecords['finish']>;

/** What a line says beside cycles; a damaged line says what is wrong with it. */
export interface SideRecord {
  readonly kind: SideLine['kind'] | 'schedule' | 'damage';
  readonly line: number;
  readonly writer: number;
  readonly wallMs: number;
  /** Of schedtrace: since the start; else NaN. */
  readonly atMs: number;
  readonly fields: MomentFields;
  /** Of a damaged line. */
  readonly expected: string;
  readonly found: string;
  /** How many cycles stand before it. */
  readonly cyclesBefore: number;
}
