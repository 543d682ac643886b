import { GrowingFloat64 } from '../../base/growingColumns';
import type { GcCycles, MemorySamples } from '../../model/memorySeries';

const nsAMs = 1e6;

/** The longer of a cycle's two stops of the world, in nanoseconds; NaN where neither is printed. */
export function cyclePauseNs({ sweepTermMs, markTermMs }: GcCycles, row: number): number {
  const first = sweepTermMs[row]!;
  const second = markTermMs[row]!;
  if (Number.isNaN(first)) return second * nsAMs;
  return (Number.isNaN(second) ? first : Math.max(first, second)) * nsAMs;
}

/** All stops of a cycle, in nanoseconds; NaN where none is printed. */
export function cycleStoppedNs({ sweepTermMs, markTermMs }: GcCycles, row: number): number {
  const first = sweepTermMs[row]!;
  const second = markTermMs[row]!;
  if (Number.isNaN(first)) return second * nsAMs;
  return (Number.isNaN(second) ? first : first + second) * nsAMs;
}

export class CyclePauses {
  readonly #pauses = new GrowingFloat64();

  extend(cycles: GcCycles): Float64Array {
    for (let row = this.#pauses.length; row < cycles.length; row++) {
      this.#pauses.push(cyclePauseNs(cycles, row));
    }
    return this.#pauses.view();
  }
}

/**
 * The longest stop since the sample before, in nanoseconds, as well as samples can tell: not more than PauseMaxNs (the longest
 * that the source still knows of) and than all stops since (ΔPauseTotalNs). Of PauseTotalNs alone it is the mean over
 * the collections since, of PauseMaxNs alone that. NaN where nothing was collected.
 */
export class SamplePauses {
  readonly #pauses = new GrowingFloat64();
  #before = -1;
  #run = 0;

  /** `starts` are the first rows of other processes. */
  extend(samples: MemorySamples, starts: Uint32Array): Float64Array {
    for (let row = this.#pauses.length; row < samples.length; row++) {
      while (this.#run < starts.length && starts[this.#run]! <= row) {
        this.#run++;
        this.#before = -1;
      }
      this.#pauses.push(this.#pauseAt(samples, row));
      const total = samples.fields.PauseTotalNs?.[row];
      if (total !== undefined && !Number.isNaN(total)) this.#before = row;
    }
    return this.#pauses.view();
  }

  #pauseAt({ fields }: MemorySamples, row: number): number {
    const longest = fields.PauseMaxNs?.[row] ?? Number.NaN;
    const { PauseTotalNs, NumGC } = fields;
    const stopped =
      PauseTotalNs && this.#before >= 0 ? PauseTotalNs[row]! - PauseTotalNs[this.#before]! : Number.NaN;
    const collections = NumGC && this.#before >= 0 ? NumGC[row]! - NumGC[this.#before]! : Number.NaN;
    if (Number.isNaN(stopped)) return PauseTotalNs ? Number.NaN : longest;
    if (stopped <= 0 || collections === 0) return Number.NaN;
    if (!Number.isNaN(longest)) return Math.min(longest, stopped);
    return collections > 0 ? stopped / collections : stopped;
  }
}
