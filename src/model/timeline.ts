import type { MemoryField } from './memoryFields';
import type { MemorySeries, MemorySource, ProcessIdentity, SeriesMark } from './memorySeries';

/** What is drawn over time. Each is made of samples or cycles, whichever has it. */
export const timelineSeries = [
  'heapLive',
  'heapStart',
  'heapEnd',
  'goal',
  'heapAlloc',
  'heapInuse',
  'memoryLimit',
  'containerLimit',
  'stacks',
  'rss',
  'released',
  'goroutines',
  /** Shares of all processor time, over a window behind each point. */
  'gcCpu',
  'assist',
  /** Longest stop of the world of a cycle or between two samples, in nanoseconds. */
  'pause',
] as const;
export type TimelineSeries = (typeof timelineSeries)[number];

/** A series in one line: what its page says before anything is drawn. Small and serialisable. */
export interface MemoryFacts {
  readonly source: MemorySource;
  readonly process: ProcessIdentity;
  readonly clock: MemorySeries['clock'];
  /** First and last moment, the same for one sample; 0 and 0 where there is none. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly samples: number;
  readonly cycles: number;
  /** Those that have points, in the order of `timelineSeries`. */
  readonly series: readonly SeriesFacts[];
  /** Fields that any sample has. */
  readonly fields: readonly MemoryField[];
  readonly marks: readonly SeriesMark[];
  /** Last ones known; null where the evidence does not say. Infinity is "none is set". */
  readonly memoryLimit: number | null;
  readonly containerLimit: number | null;
  readonly gogc: number | null;
  readonly procs: number | null;
  readonly metrics: readonly string[];
  /** 1-based first line in its file; 1 where it is all of it. */
  readonly line: number;
}

export interface SeriesFacts {
  readonly name: TimelineSeries;
  readonly points: number;
  readonly min: number;
  readonly max: number;
  readonly last: number;
}

/** What of a series can be seen in a picture of so many columns. */
export interface TimelineQuery {
  readonly fromMs: number;
  readonly toMs: number;
  /** 1 to 8192. */
  readonly columns: number;
  readonly series: readonly TimelineSeries[];
}

export interface TimelineView {
  readonly fromMs: number;
  readonly toMs: number;
  readonly series: readonly SeriesPoints[];
  readonly cycles: CyclesView;
  /** Anomalies of the whole series that lie within. */
  readonly anomalies: readonly Anomaly[];
}

/**
 * Points to be joined by a line, in order of time, with the last one before and the first one after what was asked. Of each
 * column of the picture at most the first, the lowest, the highest and the last, so that no peak is lost and the line is
 * the one that all points would give. A value of NaN breaks it: there was no sample, or another process.
 */
export interface SeriesPoints {
  readonly name: TimelineSeries;
  readonly timeMs: Float64Array;
  readonly value: Float64Array;
  /** Whether these are all the points that there are. */
  readonly exact: boolean;
}

/** Collections: each by itself while there are at most as many as columns, else by column. */
export type CyclesView =
  | {
      readonly kind: 'each';
      readonly length: number;
      /** Position in the series' cycles. */
      readonly index: Uint32Array;
      readonly timeMs: Float64Array;
      readonly sweepTermMs: Float64Array;
      readonly markMs: Float64Array;
      readonly markTermMs: Float64Array;
      readonly forced: Uint8Array;
    }
  | {
      readonly kind: 'binned';
      /** One a column. */
      readonly count: Uint32Array;
      /** Share of the column's time in which a cycle marked. */
      readonly marking: Float64Array;
      readonly maxPauseMs: Float64Array;
    };

/** One moment with all that is known of it. */
export interface TimelineMoment {
  readonly timeMs: number;
  /** The cycle at or before it; null where there is none. Numbers under the names of GcCycles. */
  readonly cycle: (Readonly<Record<string, number>> & { readonly forced: number }) | null;
  readonly sampleMs: number | null;
  /** The sample at or before it. */
  readonly sample: Readonly<Partial<Record<MemoryField, number>>>;
  /** Drawn series at this moment. */
  readonly series: Readonly<Partial<Record<TimelineSeries, number>>>;
}

/** What happened between two moments. null: this evidence cannot say. Shares are of all processor time. */
export interface RangeSummary {
  readonly fromMs: number;
  readonly toMs: number;
  readonly samples: number;
  readonly cycles: number | null;
  readonly forcedCycles: number | null;
  readonly cyclesPerSecond: number | null;
  readonly pauseP50Ns: number | null;
  readonly pauseP99Ns: number | null;
  readonly pauseMaxNs: number | null;
  readonly pauseTotalNs: number | null;
  readonly allocBytesPerSecond: number | null;
  readonly gcCpu: number | null;
  readonly assist: number | null;
  /** Live heap after collections: smallest, largest, at the end, and how it grew (Theil–Sen over its floor). */
  readonly liveMin: number | null;
  readonly liveMax: number | null;
  readonly liveLast: number | null;
  readonly growthBytesPerMinute: number | null;
  /** Live after a collection as a share of the heap at its start, the median. */
  readonly survival: number | null;
  readonly goroutinesFirst: number | null;
  readonly goroutinesLast: number | null;
  readonly rssFirst: number | null;
  readonly rssLast: number | null;
}

/** A point that its own past does not explain: the residual of a moving average (EWMA) beyond a quantile of residuals. */
export interface Anomaly {
  readonly series: TimelineSeries;
  readonly timeMs: number;
  readonly value: number;
  readonly expected: number;
  /** How far is usual here. */
  readonly threshold: number;
}
