import type { TimeSpan } from '../../model/finding';
import type { MemoryField } from '../../model/memoryFields';
import type { MemoryContext } from './context';

/** Numbers of one sample; those that were asked for are there. */
export type Row<Field extends MemoryField> = Readonly<Record<Field, number>>;

/** Samples in a row, of those that know what is asked, for which something holds. */
export interface Stretch<Field extends MemoryField> extends TimeSpan {
  readonly samples: number;
  /** Collections between its first and its last sample; null where nobody counted. */
  readonly collections: number | null;
  /** The sample for which the measure is the largest. */
  readonly worst: Row<Field>;
  readonly measure: number;
  /** Whether it is so still, as far as is known. */
  readonly isLast: boolean;
}

/** Where `measure` gives a number; null is "does not hold". Samples that do not know all fields neither make nor break a stretch. */
export function stretchesWhere<Field extends MemoryField>(
  { series: { samples }, runs }: MemoryContext,
  fields: readonly Field[],
  measure: (row: Row<Field>) => number | null,
): Stretch<Field>[] {
  const columns = fields.map((field) => samples.fields[field]);
  if (columns.some((column) => column === undefined)) return [];
  const { NumGC } = samples.fields;
  const found: Stretch<Field>[] = [];
  const values = {} as Record<Field, number>;
  for (const run of runs) {
    let open: { first: number; count: number; worst: Row<Field>; measure: number; last: number } | null =
      null;
    const close = (isLast: boolean) => {
      if (!open) return;
      const collected = NumGC ? NumGC[open.last]! - NumGC[open.first]! : Number.NaN;
      found.push({
        fromMs: samples.timeMs[open.first]!,
        toMs: samples.timeMs[open.last]!,
        samples: open.count,
        collections: Number.isNaN(collected) ? null : collected,
        worst: open.worst,
        measure: open.measure,
        isLast,
      });
      open = null;
    };
    for (let row = run.samples.start; row < run.samples.end; row++) {
      let isKnown = true;
      for (let i = 0; i < fields.length; i++) {
        values[fields[i]!] = columns[i]![row]!;
        isKnown &&= !Number.isNaN(columns[i]![row]!);
      }
      if (!isKnown) continue;
      const value = measure(values);
      if (value === null) close(false);
      else if (!open) open = { first: row, last: row, count: 1, worst: { ...values }, measure: value };
      else {
        open.last = row;
        open.count++;
        if (value > open.measure) {
          open.measure = value;
          open.worst = { ...values };
        }
      }
    }
    close(run === runs.at(-1));
  }
  return found;
}

/** The longest; of equally long ones the worst. null where there is none. */
export function longestOf<Field extends MemoryField>(
  stretches: readonly Stretch<Field>[],
): Stretch<Field> | null {
  return stretches.reduce<Stretch<Field> | null>((most, one) => {
    if (!most) return one;
    const longer = one.toMs - one.fromMs - (most.toMs - most.fromMs);
    return longer > 0 || (longer === 0 && one.measure > most.measure) ? one : most;
  }, null);
}

/** When it was so, where that is a time: a single sample is a moment, which nothing can be shaded for. */
export function spanOf({ hasClock }: MemoryContext, { fromMs, toMs }: TimeSpan): TimeSpan | null {
  return hasClock && toMs > fromMs ? { fromMs, toMs } : null;
}
