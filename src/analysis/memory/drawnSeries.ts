import type { MemoryField } from '../../model/memoryFields';
import type { cycleColumns, MemorySeries } from '../../model/memorySeries';
import type { TimelineSeries } from '../../model/timeline';
import { DrawnLimit } from './drawnLimit';
import { CycleCosts, SampleCosts, ShareBehind } from './gcShare';
import { MinMaxPyramid } from './minMaxPyramid';
import { CyclePauses, SamplePauses } from './pauses';
import { type Breaks, TableRuns } from './tableRuns';
import { countKnown } from './windows';

/** A series as it is drawn: a value for each row of a table, NaN where this row has none. */
export interface DrawnSeries {
  readonly name: TimelineSeries;
  readonly from: Table;
  readonly timeMs: Float64Array;
  readonly value: Float64Array;
  /** Rows with a value. */
  readonly points: number;
  readonly breaks: Breaks;
  readonly pyramid: MinMaxPyramid;
}

type Table = 'samples' | 'cycles';

/** Any of them tells one process from the next. */
const counters = ['NumGC', 'TotalAlloc', 'Mallocs', 'TotalCPUSeconds', 'ProcessCPUSeconds'] as const;

/** A column as long as its table, or null where the series has none; rows so far never change. */
type Column = (series: MemorySeries) => Float64Array | null | undefined;

interface Candidate {
  readonly from: Table;
  readonly column: Column;
  readonly pyramid: MinMaxPyramid;
  points: number;
  counted: number;
}

/**
 * What can be drawn of a series, each from samples or cycles, whichever has it. Columns are shared with the series where that is
 * possible; nothing is worked out before it is asked for. Grows with its series: see `extend`.
 */
export class DrawnSeriesSet {
  #series: MemorySeries;
  #isStale = true;
  /** One for all times: two of them would seem to go back. */
  #counter: MemoryField | undefined;
  readonly #runs: Readonly<Record<Table, TableRuns>> = { samples: new TableRuns(), cycles: new TableRuns() };
  readonly #candidates: Readonly<Record<TimelineSeries, readonly Candidate[]>>;

  constructor(series: MemorySeries) {
    this.#series = series;
    this.#candidates = this.#allCandidates();
  }

  /** The series with more rows behind those that there were, and perhaps other marks. */
  extend(series: MemorySeries): void {
    this.#series = series;
    this.#isStale = true;
  }

  /** null where there is no point of it. */
  get(name: TimelineSeries): DrawnSeries | null {
    for (const candidate of this.#candidates[name]) {
      const value = candidate.column(this.#series);
      if (!value) continue;
      candidate.points += countKnown(value, { start: candidate.counted, end: value.length });
      candidate.counted = value.length;
      if (candidate.points === 0) continue;
      const { from, points, pyramid } = candidate;
      const { timeMs } = this.#series[from];
      return {
        name,
        from,
        timeMs,
        value,
        points,
        breaks: this.breaksOf(from),
        // Whoever reads all rows needs none.
        get pyramid() {
          if (pyramid.length !== value.length) pyramid.extend(value);
          return pyramid;
        },
      };
    }
    return null;
  }

  breaksOf(table: Table): Breaks {
    return this.#tableRuns(table).breaks;
  }

  /** First rows of other processes. */
  startsOf(table: Table): Uint32Array {
    return this.#tableRuns(table).starts;
  }

  #tableRuns(table: Table): TableRuns {
    if (this.#isStale) {
      this.#isStale = false;
      const { samples, cycles, marks } = this.#series;
      this.#counter ??= counters.find((field) => samples.fields[field] !== undefined);
      const counter = this.#counter && samples.fields[this.#counter];
      this.#runs.samples.extend(samples.timeMs, counter, marks);
      this.#runs.cycles.extend(cycles.timeMs, cycles.number, marks);
    }
    return this.#runs[table];
  }

  #allCandidates(): Record<TimelineSeries, readonly Candidate[]> {
    const { costs, samplePauses, cyclePauses, memoryLimit, containerLimit } = {
      costs: this.#shareCandidates(),
      samplePauses: new SamplePauses(),
      cyclePauses: new CyclePauses(),
      memoryLimit: new DrawnLimit(),
      containerLimit: new DrawnLimit(),
    };
    const limit = (drawn: DrawnLimit, field: MemoryField): Candidate =>
      candidate('samples', ({ samples }) => {
        const limits = samples.fields[field];
        return limits && drawn.extend(limits);
      });
    return {
      heapLive: [ofCycles('heapLive'), ofSamples('HeapLive')],
      heapStart: [ofCycles('heapStart')],
      heapEnd: [ofCycles('heapEnd')],
      goal: [ofCycles('goal'), ofSamples('NextGC')],
      heapAlloc: [ofSamples('HeapAlloc')],
      heapInuse: [ofSamples('HeapInuse')],
      memoryLimit: [limit(memoryLimit, 'GOMEMLIMIT')],
      containerLimit: [limit(containerLimit, 'CgroupLimit')],
      stacks: [ofSamples('StackInuse'), ofCycles('stacks')],
      rss: [ofSamples('RSS')],
      released: [ofSamples('HeapReleased')],
      goroutines: [ofSamples('Goroutines')],
      ...costs,
      pause: [
        candidate('cycles', ({ cycles }) => cyclePauses.extend(cycles)),
        candidate('samples', ({ samples }) => {
          const { PauseTotalNs, PauseMaxNs } = samples.fields;
          return PauseTotalNs || PauseMaxNs ? samplePauses.extend(samples, this.startsOf('samples')) : null;
        }),
      ],
    };
  }

  #shareCandidates(): { gcCpu: readonly Candidate[]; assist: readonly Candidate[] } {
    const cycleCosts = new CycleCosts();
    const sampleCosts = new SampleCosts();
    const shares = Array.from({ length: 4 }, () => new ShareBehind());
    const ofCycleCosts = (of: 'gc' | 'assist', share: ShareBehind) =>
      candidate('cycles', ({ cycles }) =>
        cycles.length === 0 ? null : share.extend(cycleCosts.extend(cycles)[of], this.startsOf('cycles')),
      );
    return {
      gcCpu: [
        ofCycleCosts('gc', shares[0]!),
        candidate('samples', (series) => {
          const costs = sampleCosts.extend(series.samples, startOf(series));
          return costs && shares[1]!.extend(costs, this.startsOf('samples'));
        }),
      ],
      assist: [
        ofCycleCosts('assist', shares[2]!),
        candidate('samples', ({ samples }) => {
          const { GCAssistCPUSeconds: part, TotalCPUSeconds: whole, NumGC } = samples.fields;
          if (!part || !whole) return null;
          const added = { timeMs: samples.timeMs, part, whole, collections: NumGC ?? null };
          return shares[3]!.extend(added, this.startsOf('samples'));
        }),
      ],
    };
  }
}

/** When the process started, on the clock of its series; null unknown. */
function startOf({ clock, process }: MemorySeries): number | null {
  if (clock === 'sinceStart') return 0;
  return clock === 'unix' ? process.startMs : null;
}

function candidate(from: Table, column: Column): Candidate {
  return { from, column, pyramid: new MinMaxPyramid(), points: 0, counted: 0 };
}

function ofSamples(field: MemoryField): Candidate {
  return candidate('samples', ({ samples }) => samples.fields[field]);
}

function ofCycles(name: (typeof cycleColumns)[number]): Candidate {
  return candidate('cycles', ({ cycles }) => cycles[name]);
}
