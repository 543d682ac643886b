import { GrowingFloat64 } from '../../base/growingColumns';
import type { SeriesMark } from '../../model/memorySeries';
import { rowAtOrAfter } from './windows';

/** Where the rows of a table stop belonging together. */
export interface Breaks {
  /** First rows of what follows, rising. */
  readonly rows: Uint32Array;
  /** When what was before ended, as far as is known: never after the row itself. */
  readonly timeMs: Float64Array;
}

/** Position of the first break behind a row; as many as there are where none is. Those before `from` are known to be none. */
export function firstBreakAfter({ rows }: Breaks, row: number, from = 0): number {
  let low = from;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (rows[middle]! <= row) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Rows told apart by process, and by gaps in the record. */
export class TableRuns {
  /** First rows of other processes: by the marks, and where a counter went back. Rising. */
  starts: Uint32Array = new Uint32Array(0);
  /** Those, and where nothing was recorded for a while. */
  breaks: Breaks = { rows: this.starts, timeMs: new Float64Array(0) };
  readonly #wentBack = new GrowingFloat64(0);
  #scanned = 0;
  #latest = Number.NaN;

  /** Rows so far are the same, and more may have come. `counter` only goes back with another process. */
  extend(timeMs: Float64Array, counter: Float64Array | undefined, marks: readonly SeriesMark[]): void {
    this.#scan(counter, timeMs.length);
    const times = new Map<number, number>();
    for (const row of this.#wentBack.view()) times.set(row, timeMs[row]!);
    const starts = new Set(times.keys());
    for (const mark of marks) {
      if (mark.kind !== 'restart' && mark.kind !== 'gap') continue;
      const row = rowAtOrAfter(timeMs, mark.timeMs);
      if (row === 0 || row === timeMs.length) continue;
      if (mark.kind === 'restart') starts.add(row);
      times.set(row, mark.timeMs);
    }
    const rows = Uint32Array.from(times.keys()).sort();
    this.starts = Uint32Array.from(starts).sort();
    this.breaks = { rows, timeMs: Float64Array.from(rows, (row) => times.get(row)!) };
  }

  #scan(counter: Float64Array | undefined, length: number): void {
    if (!counter) return;
    for (let row = this.#scanned; row < length; row++) {
      const value = counter[row]!;
      if (value < this.#latest) this.#wentBack.push(row);
      if (!Number.isNaN(value)) this.#latest = value;
    }
    this.#scanned = length;
  }
}
