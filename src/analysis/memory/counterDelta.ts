import type { MemoryField } from '../../model/memoryFields';
import type { MemorySamples, SeriesMark } from '../../model/memorySeries';
import { type Rows, rowAtOrAfter } from './windows';

/** How far a counter went, over the time in which that is known. */
export interface CounterGrowth {
  readonly delta: number;
  /** Between the first and the last known value of each process, all processes together. */
  readonly spanMs: number;
  /** How often it began anew in between. */
  readonly restarts: number;
}

/**
 * How far a counter went in these rows: the sum of last − first over the processes that ran, never negative. A counter that
 * goes back, or a row of `restarts`, begins another process; what grew between the last sample of one and the first of the
 * next is not known and not counted, in `delta` or in `spanMs`. null where no process has two values.
 */
export function counterGrowth(
  samples: MemorySamples,
  field: MemoryField,
  rows: Rows,
  restarts: Uint32Array = noRestarts,
): CounterGrowth | null {
  const values = samples.fields[field];
  if (!values) return null;
  const { timeMs } = samples;
  let next = 0;
  while (next < restarts.length && restarts[next]! <= rows.start) next++;
  let before = -1;
  let delta = 0;
  let spanMs = 0;
  let pairs = 0;
  let began = 0;
  for (let row = rows.start; row < rows.end; row++) {
    const isOther = next < restarts.length && row >= restarts[next]!;
    while (next < restarts.length && restarts[next]! <= row) next++;
    if (isOther && before >= 0) {
      began++;
      before = -1;
    }
    const value = values[row]!;
    if (Number.isNaN(value)) continue;
    if (before >= 0) {
      const grown = value - values[before]!;
      if (grown >= 0) {
        delta += grown;
        spanMs += timeMs[row]! - timeMs[before]!;
        pairs++;
      } else began++;
    }
    before = row;
  }
  return pairs === 0 ? null : { delta, spanMs, restarts: began };
}

/** A counter's growth a second; null where it is not known, or where no time passed. */
export function counterRate(
  samples: MemorySamples,
  field: MemoryField,
  rows: Rows,
  restarts?: Uint32Array,
): number | null {
  const growth = counterGrowth(samples, field, rows, restarts);
  return growth && growth.spanMs > 0 ? growth.delta / (growth.spanMs / 1000) : null;
}

/** First rows of other processes, by the marks: rising, without repetition, none for what restarted after the last row. */
export function restartRows(timeMs: Float64Array, marks: readonly SeriesMark[]): Uint32Array {
  const rows = marks
    .filter(({ kind }) => kind === 'restart')
    .map((mark) => rowAtOrAfter(timeMs, mark.timeMs))
    .filter((row) => row > 0 && row < timeMs.length);
  return Uint32Array.from(new Set(rows)).sort();
}

const noRestarts = new Uint32Array(0);
