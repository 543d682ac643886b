import { GrowingFloat64 } from '../../base/growingColumns';
import type { GcCycles, MemorySamples } from '../../model/memorySeries';

const windowMs = 10_000;
const windowCycles = 2;

/** What a share is of, added up from the start. A row where either is NaN is not known. */
export interface Added {
  readonly timeMs: Float64Array;
  readonly part: Float64Array;
  readonly whole: Float64Array;
  /** Collections up to here; null where nobody counts them. */
  readonly collections: Float64Array | null;
}

/**
 * Shares over a window behind each row: (part − part′) ÷ (whole − whole′), where ′ is the latest row of the same process that is
 * at least 10 seconds and two collections ago. While a process is younger, its first row is taken, if collections are
 * counted and two came since. Other rows are NaN.
 */
export class ShareBehind {
  readonly #shares = new GrowingFloat64();
  #first = -1;
  #behind = -1;
  #probe = 0;
  #run = 0;

  /** One share a row; `starts` are the first rows of other processes. */
  extend(added: Added, starts: Uint32Array): Float64Array {
    const { length } = added.timeMs;
    for (let row = this.#shares.length; row < length; row++) {
      while (this.#run < starts.length && starts[this.#run]! <= row) {
        this.#run++;
        this.#first = -1;
        this.#behind = -1;
        this.#probe = row;
      }
      this.#shares.push(isKnown(added, row) ? this.#shareAt(added, row) : Number.NaN);
    }
    return this.#shares.view();
  }

  #shareAt(added: Added, row: number): number {
    if (this.#first < 0) this.#first = row;
    const { timeMs, part, whole } = added;
    for (; this.#probe < row; this.#probe++) {
      if (!isKnown(added, this.#probe)) continue;
      const isBehind =
        timeMs[row]! - timeMs[this.#probe]! >= windowMs && hasCollected(added, this.#probe, row, true);
      if (!isBehind) break;
      this.#behind = this.#probe;
    }
    let behind = this.#behind;
    if (behind < 0 && hasCollected(added, this.#first, row, false)) behind = this.#first;
    if (behind < 0) return Number.NaN;
    const all = whole[row]! - whole[behind]!;
    return all > 0 ? Math.max(0, part[row]! - part[behind]!) / all : Number.NaN;
  }
}

function isKnown({ part, whole, collections }: Added, row: number): boolean {
  const isCounted = collections === null || !Number.isNaN(collections[row]!);
  return isCounted && !Number.isNaN(part[row]!) && !Number.isNaN(whole[row]!);
}

function hasCollected({ collections }: Added, from: number, to: number, otherwise: boolean): boolean {
  return collections === null ? otherwise : collections[to]! - collections[from]! >= windowCycles;
}

/**
 * Processor time of collections, added up before each cycle, in milliseconds. A cycle's work lies between its start and the start
 * of the next one, over which there are Δt × P of processor time. `gc` is all that it cost but idle time, which nobody
 * else wanted; `assist` is what allocating goroutines paid. Where numbers are missing in between, or a cycle does not print its
 * processor time, neither its work nor its time counts.
 */
export class CycleCosts {
  readonly #gc = new GrowingFloat64();
  readonly #assist = new GrowingFloat64();
  readonly #capacity = new GrowingFloat64();
  readonly #count = new GrowingFloat64();

  extend(cycles: GcCycles): { gc: Added; assist: Added } {
    if (cycles.length > 0 && this.#gc.length === 0) {
      for (const column of [this.#gc, this.#assist, this.#capacity, this.#count]) column.push(0);
    }
    for (let row = this.#gc.length; row < cycles.length; row++) this.#add(cycles, row);
    const shared = {
      timeMs: cycles.timeMs,
      whole: this.#capacity.view(),
      collections: this.#count.view(),
    };
    return {
      gc: { ...shared, part: this.#gc.view() },
      assist: { ...shared, part: this.#assist.view() },
    };
  }

  #add(cycles: GcCycles, row: number): void {
    const before = row - 1;
    const isNext = cycles.number[row] === cycles.number[before]! + 1;
    const capacity = (cycles.timeMs[row]! - cycles.timeMs[before]!) * cycles.procs[before]!;
    const cost = cycleCostMs(cycles, before);
    const counts = isNext && capacity > 0 && !Number.isNaN(cost);
    this.#gc.push(this.#gc.at(before) + (counts ? cost : 0));
    this.#assist.push(this.#assist.at(before) + (counts ? cycles.assistCpuMs[before]! : 0));
    this.#capacity.push(this.#capacity.at(before) + (counts ? capacity : 0));
    this.#count.push(this.#count.at(before) + (counts ? 1 : 0));
  }
}

/** Processor time that a cycle took from the program, in milliseconds; NaN where it is not printed. */
export function cycleCostMs(cycles: GcCycles, row: number): number {
  return (
    cycles.sweepTermCpuMs[row]! +
    cycles.assistCpuMs[row]! +
    cycles.backgroundCpuMs[row]! +
    cycles.markTermCpuMs[row]!
  );
}

/**
 * Processor time of collections, added up in samples: GCCPUSeconds of TotalCPUSeconds without idle marking, which nobody else
 * wanted (Go leaves it out of GCCPUFraction, too; where it is not told, it is in); without them GCCPUFraction, which is the share since the start of the process, times the time
 * from then to the latest collection (LastGC, else the sample). null where neither is known.
 */
export class SampleCosts {
  readonly #part = new GrowingFloat64();
  readonly #whole = new GrowingFloat64();

  extend(samples: MemorySamples, startMs: number | null): Added | null {
    const { timeMs } = samples;
    const { GCCPUSeconds, GCIdleCPUSeconds, TotalCPUSeconds, GCCPUFraction, LastGC, NumGC } = samples.fields;
    const collections = NumGC ?? null;
    if (GCCPUSeconds && TotalCPUSeconds) {
      if (!GCIdleCPUSeconds) return { timeMs, part: GCCPUSeconds, whole: TotalCPUSeconds, collections };
      for (let row = this.#part.length; row < timeMs.length; row++) {
        this.#part.push(GCCPUSeconds[row]! - GCIdleCPUSeconds[row]!);
      }
      return { timeMs, part: this.#part.view(), whole: TotalCPUSeconds, collections };
    }
    if (!GCCPUFraction || startMs === null) return null;
    for (let row = this.#part.length; row < timeMs.length; row++) {
      const upMs = (LastGC && startMs > 0 ? LastGC[row]! / 1e6 : timeMs[row]!) - startMs;
      this.#part.push(upMs > 0 ? GCCPUFraction[row]! * upMs : Number.NaN);
      this.#whole.push(upMs > 0 ? upMs : Number.NaN);
    }
    return { timeMs, part: this.#part.view(), whole: this.#whole.view(), collections };
  }
}
