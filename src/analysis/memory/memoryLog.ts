import { GrowingFloat64, GrowingUint8, GrowingUint32 } from '../../base/growingColumns';
import type { MemoryField } from '../../model/memoryFields';
import { cycleColumns, type GcCycles, type MemorySamples, type MemorySeries } from '../../model/memorySeries';
import { isConsistent, joinMarks, joinSeries } from './joinSeries';
import { isOtherProcess, knownTogether, shifted } from './oneClock';

type Floats = InstanceType<typeof GrowingFloat64>;

/**
 * A series that goes on: what comes at its end costs by what comes. Whatever belongs before its end, or is on another clock, is
 * joined anew.
 */
export class MemoryLog {
  #head: Omit<MemorySeries, 'samples' | 'cycles'>;
  #samples: GrowingSamples;
  #cycles: GrowingCycles;
  #series: MemorySeries | null;

  constructor(series: MemorySeries) {
    this.#head = series;
    this.#samples = new GrowingSamples(series.samples);
    this.#cycles = new GrowingCycles(series.cycles);
    this.#series = series;
  }

  get series(): MemorySeries {
    const { source, process, clock, marks, metrics } = this.#head;
    this.#series ??= {
      source,
      process,
      clock,
      marks,
      metrics,
      samples: this.#samples.view(),
      cycles: this.#cycles.view(),
    };
    return this.#series;
  }

  /** Whether rows that were there are still where they were, as they were. */
  add(more: MemorySeries): boolean {
    const next = this.#behind(more);
    if (!this.#follows(next)) {
      this.#restart(joinSeries([this.series, next]));
      return false;
    }
    this.#addHead(next);
    this.#series = null;
    this.#cycles.add(next.cycles);
    return this.#samples.add(next.samples);
  }

  /**
   * At most the latest `most` samples and cycles. A quarter more than need be goes at once, so that it happens seldom. Whether
   * anything went.
   */
  keepLatest(most: number): boolean {
    const kept = (length: number) => (length > most ? most - (most >> 2) : length);
    const samples = kept(this.#samples.length);
    const cycles = kept(this.#cycles.length);
    if (samples === this.#samples.length && cycles === this.#cycles.length) return false;
    this.#samples.keepLast(samples);
    this.#cycles.keepLast(cycles);
    this.#series = null;
    const from = Math.min(this.#samples.firstMs, this.#cycles.firstMs);
    this.#head = { ...this.#head, marks: this.#head.marks.filter(({ timeMs }) => timeMs >= from) };
    return true;
  }

  #restart(series: MemorySeries): void {
    this.#head = series;
    this.#samples = new GrowingSamples(series.samples);
    this.#cycles = new GrowingCycles(series.cycles);
    this.#series = series;
  }

  #follows(more: MemorySeries): boolean {
    return (
      more.clock === this.#head.clock &&
      (more.samples.timeMs[0] ?? Number.POSITIVE_INFINITY) >= this.#samples.lastMs &&
      (more.cycles.timeMs[0] ?? Number.POSITIVE_INFINITY) >= this.#cycles.lastMs
    );
  }

  /**
   * Whoever counts from the start of a process, and begins to count anew, is another process that came later: when is not known, so
   * it follows at once. What has no times follows by number.
   */
  #behind(more: MemorySeries): MemorySeries {
    if (more.clock !== this.#head.clock || more.clock === 'unix') return more;
    const endMs = Math.max(this.#samples.lastMs, this.#cycles.lastMs);
    const firstMs = Math.min(more.samples.timeMs[0] ?? endMs, more.cycles.timeMs[0] ?? endMs);
    if (firstMs > endMs || endMs === Number.NEGATIVE_INFINITY) return more;
    if (more.clock === 'none') return shifted(more, endMs + 1 - firstMs);
    const number = more.cycles.number[0];
    const isAnother = number !== undefined && number <= this.#cycles.lastNumber;
    if (!isAnother) return more;
    const later = shifted(more, endMs - firstMs);
    return { ...later, marks: [{ kind: 'restart', timeMs: endMs, what: '', file: '' }, ...later.marks] };
  }

  #addHead({ source, process, marks, metrics, samples, cycles }: MemorySeries): void {
    const head = this.#head;
    const isOther = isOtherProcess(head.process, process);
    const firstMs = Math.min(
      samples.timeMs[0] ?? Number.POSITIVE_INFINITY,
      cycles.timeMs[0] ?? Number.POSITIVE_INFINITY,
    );
    const restart = { kind: 'restart', timeMs: firstMs, what: '', file: '' } as const;
    const isMarked = marks.some(({ kind, timeMs }) => kind === 'restart' && timeMs <= firstMs);
    const more = isOther && !isMarked && firstMs < Number.POSITIVE_INFINITY ? [restart, ...marks] : marks;
    this.#head = {
      source: source === head.source ? source : 'several',
      clock: head.clock,
      process: knownTogether(head.process, process),
      marks: more.length === 0 ? head.marks : joinMarks([...head.marks, ...more]),
      metrics:
        metrics.length === 0 || metrics === head.metrics
          ? head.metrics
          : [...new Set([...head.metrics, ...metrics])],
    };
  }
}

class GrowingSamples {
  readonly #timeMs: Floats;
  readonly #fields = new Map<MemoryField, Floats>();
  #view: MemorySamples;

  constructor(samples: MemorySamples) {
    this.#timeMs = floatsOf(samples.timeMs);
    for (const name of Object.keys(samples.fields) as MemoryField[]) {
      this.#fields.set(name, floatsOf(samples.fields[name]!));
    }
    this.#view = samples;
  }

  get length(): number {
    return this.#timeMs.length;
  }

  get firstMs(): number {
    return this.length === 0 ? Number.POSITIVE_INFINITY : this.#timeMs.at(0);
  }

  get lastMs(): number {
    return this.length === 0 ? Number.NEGATIVE_INFINITY : this.#timeMs.at(this.length - 1);
  }

  view(): MemorySamples {
    if (this.#view.length === this.length) return this.#view;
    const fields: Partial<Record<MemoryField, Float64Array>> = {};
    for (const [name, column] of this.#fields) fields[name] = column.view();
    this.#view = { length: this.length, timeMs: this.#timeMs.view(), fields };
    return this.#view;
  }

  /** None is before the last one. False where the last one now says more than before. */
  add(more: MemorySamples): boolean {
    let start = 0;
    if (more.length > 0 && more.timeMs[0] === this.lastMs) {
      if (isConsistent(this.view(), this.length - 1, more, 0)) {
        this.#addToLast(more);
        start = 1;
      }
    }
    for (const name in more.fields) {
      const column = this.#column(name as MemoryField);
      column.append(more.fields[name as MemoryField]!.subarray(start, more.length));
    }
    this.#timeMs.append(more.timeMs.subarray(start, more.length));
    for (const column of this.#fields.values()) fillTo(column, this.length);
    return start === 0;
  }

  keepLast(count: number): void {
    if (count === this.length) return;
    this.#timeMs.keepLast(count);
    for (const column of this.#fields.values()) column.keepLast(count);
  }

  #addToLast(more: MemorySamples): void {
    for (const name in more.fields) {
      const value = more.fields[name as MemoryField]![0]!;
      if (!Number.isNaN(value)) this.#column(name as MemoryField).set(this.length - 1, value);
    }
    this.#view = { ...this.#view, length: -1 };
  }

  #column(name: MemoryField): Floats {
    let column = this.#fields.get(name);
    if (!column) {
      column = new GrowingFloat64(this.length + 1);
      fillTo(column, this.length);
      this.#fields.set(name, column);
    }
    return column;
  }
}

class GrowingCycles {
  readonly #columns: ReadonlyMap<(typeof cycleColumns)[number], Floats>;
  readonly #forced = new GrowingUint8();
  readonly #line = new GrowingUint32();
  #view: GcCycles;

  constructor(cycles: GcCycles) {
    this.#columns = new Map(cycleColumns.map((name) => [name, floatsOf(cycles[name])]));
    this.#forced.append(cycles.forced);
    this.#line.append(cycles.line);
    this.#view = cycles;
  }

  get length(): number {
    return this.#line.length;
  }

  get firstMs(): number {
    return this.length === 0 ? Number.POSITIVE_INFINITY : this.#columns.get('timeMs')!.at(0);
  }

  get lastMs(): number {
    return this.length === 0 ? Number.NEGATIVE_INFINITY : this.#columns.get('timeMs')!.at(this.length - 1);
  }

  get lastNumber(): number {
    return this.length === 0 ? Number.NEGATIVE_INFINITY : this.#columns.get('number')!.at(this.length - 1);
  }

  view(): GcCycles {
    if (this.#view.length === this.length) return this.#view;
    const columns = Object.fromEntries(
      cycleColumns.map((name) => [name, this.#columns.get(name)!.view()]),
    ) as Record<(typeof cycleColumns)[number], Float64Array>;
    this.#view = { length: this.length, ...columns, forced: this.#forced.view(), line: this.#line.view() };
    return this.#view;
  }

  add(more: GcCycles): void {
    if (more.length === 0) return;
    for (const [name, column] of this.#columns) column.append(more[name]);
    this.#forced.append(more.forced);
    this.#line.append(more.line);
  }

  keepLast(count: number): void {
    if (count === this.length) return;
    for (const column of this.#columns.values()) column.keepLast(count);
    this.#forced.keepLast(count);
    this.#line.keepLast(count);
  }
}

function floatsOf(column: Float64Array): Floats {
  const floats = new GrowingFloat64(column.length);
  floats.append(column);
  return floats;
}

function fillTo(column: Floats, length: number): void {
  while (column.length < length) column.push(Number.NaN);
}
