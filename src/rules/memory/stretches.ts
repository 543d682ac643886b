import type { TimeSpan } from '../../model/finding';
import type { MemoryField } from '../../model/memoryFields';
import type { MemorySamples } from '../../model/memorySeries';
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

/** Columns of the fields that were asked for. */
type Columns<Field extends MemoryField> = Readonly<Record<Field, Float64Array>>;

/**
 * Where `measure` gives a number; null is "does not hold". Samples that do not know all fields neither make nor break a stretch.
 * `measure` reads its row itself: numbers that are handed over would be objects, of which a long series makes millions.
 */
export function stretchesWhere<Field extends MemoryField>(
  { series: { samples }, runs }: MemoryContext,
  fields: readonly Field[],
  measure: (columns: Columns<Field>, row: number) => number | null,
): Stretch<Field>[] {
  if (fields.some((field) => samples.fields[field] === undefined)) return [];
  const columns = samples.fields as Columns<Field>;
  const asked = fields.map((field) => columns[field]);
  const { NumGC } = samples.fields;
  const found: Stretch<Field>[] = [];
  for (const run of runs) {
    let open: { first: number; count: number; worst: number; measure: number; last: number } | null = null;
    const close = (isLast: boolean) => {
      if (!open) return;
      const collected = NumGC ? NumGC[open.last]! - NumGC[open.first]! : Number.NaN;
      found.push({
        fromMs: samples.timeMs[open.first]!,
        toMs: samples.timeMs[open.last]!,
        samples: open.count,
        collections: Number.isNaN(collected) ? null : collected,
        worst: rowAt(samples, fields, open.worst),
        measure: open.measure,
        isLast,
      });
      open = null;
    };
    for (let row = run.samples.start; row < run.samples.end; row++) {
      let isKnown = true;
      for (let at = 0; at < asked.length; at++) isKnown &&= !Number.isNaN(asked[at]![row]!);
      if (!isKnown) continue;
      const value = measure(columns, row);
      if (value === null) close(false);
      else if (!open) open = { first: row, last: row, count: 1, worst: row, measure: value };
      else {
        open.last = row;
        open.count++;
        if (value > open.measure) {
          open.measure = value;
          open.worst = row;
        }
      }
    }
    close(run === runs.at(-1));
  }
  return found;
}

function rowAt<Field extends MemoryField>(
  { fields }: MemorySamples,
  names: readonly Field[],
  row: number,
): Row<Field> {
  return Object.fromEntries(names.map((name) => [name, fields[name]![row]!])) as Row<Field>;
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
