import type { MemoryField } from './memoryFields';
import type { Problem } from './problem';

/** Where a series comes from. */
export const memorySources = [
  'gctrace',
  'schedtrace',
  'memStats',
  'expvar',
  'prometheus',
  'gops',
  'smaps',
  'procStatus',
  'cgroup',
  /** Samples that Heaplens took itself and kept as a history, or wrote for `heaplens watch --json`. */
  'history',
  /** Several files of one process, put together. */
  'several',
] as const;
export type MemorySource = (typeof memorySources)[number];

/**
 * What the memory of one process did over time: samples of its fields, and garbage collections. Either may be empty. All
 * times are milliseconds of one clock:
 *
 *     unix        since 1970
 *     sinceStart  since the process started, as gctrace counts
 *     none        nobody wrote a time: the number of the sample; nothing a minute can be said
 */
export interface MemorySeries {
  readonly source: MemorySource;
  readonly process: ProcessIdentity;
  readonly clock: 'unix' | 'sinceStart' | 'none';
  readonly samples: MemorySamples;
  readonly cycles: GcCycles;
  /** In order of time. */
  readonly marks: readonly SeriesMark[];
  /** Names of metrics that the endpoint exposes; empty where it is no Prometheus text. */
  readonly metrics: readonly string[];
}

export interface ProcessIdentity {
  /** Command, binary, address or the words of a log that wrote it; '' unknown. */
  readonly name: string;
  readonly pid: number | null;
  /** `go1.25.1`; '' unknown. */
  readonly goVersion: string;
  /** When it started, in milliseconds since 1970; null unknown. */
  readonly startMs: number | null;
}

/** Rows in order of time; a column for each field that any of them has, NaN where one has not. */
export interface MemorySamples {
  readonly length: number;
  readonly timeMs: Float64Array;
  readonly fields: Readonly<Partial<Record<MemoryField, Float64Array>>>;
}

/**
 * Garbage collections in order of time, one a gctrace line. Sizes are bytes of what Go prints as whole MiB, cut off: each may be
 * up to 1 MiB more. NaN is "not printed". Times of CPU are milliseconds summed over processors.
 */
export interface GcCycles {
  readonly length: number;
  /** As printed; numbers may be missing in between. */
  readonly number: Float64Array;
  /** Start of the cycle, on the series' clock. */
  readonly timeMs: Float64Array;
  /** The `%` of the line: share of processor time that collecting took since the program started, in percent. */
  readonly percentSinceStart: Float64Array;
  /** Wall time: the pause at the start, concurrent marking (of Go 1.5 all between its pauses), the pause at the end. */
  readonly sweepTermMs: Float64Array;
  readonly markMs: Float64Array;
  readonly markTermMs: Float64Array;
  readonly sweepTermCpuMs: Float64Array;
  readonly assistCpuMs: Float64Array;
  readonly backgroundCpuMs: Float64Array;
  readonly idleCpuMs: Float64Array;
  readonly markTermCpuMs: Float64Array;
  readonly heapStart: Float64Array;
  readonly heapEnd: Float64Array;
  readonly heapLive: Float64Array;
  readonly goal: Float64Array;
  readonly stacks: Float64Array;
  readonly globals: Float64Array;
  readonly procs: Float64Array;
  /** 1 where the program asked for it. */
  readonly forced: Uint8Array;
  /** 1-based line of the file. */
  readonly line: Uint32Array;
}

/** Something that happened beside the numbers. */
export interface SeriesMark {
  readonly kind: 'restart' | 'gap' | 'capture' | 'sourceChange' | 'stop';
  readonly timeMs: number;
  /** Of a capture: its kind (`heap`) and its file, by name beside the history. Of a gap: why. Else ''. */
  readonly what: string;
  readonly file: string;
}

/** A series that a text holds, and what was wrong with its lines. */
export interface FoundSeries {
  readonly series: MemorySeries;
  /** 1-based line of the file where it begins. */
  readonly line: number;
  readonly problems: readonly Problem[];
}

export const noSamples: MemorySamples = { length: 0, timeMs: new Float64Array(0), fields: {} };

export const cycleColumns = [
  'number',
  'timeMs',
  'percentSinceStart',
  'sweepTermMs',
  'markMs',
  'markTermMs',
  'sweepTermCpuMs',
  'assistCpuMs',
  'backgroundCpuMs',
  'idleCpuMs',
  'markTermCpuMs',
  'heapStart',
  'heapEnd',
  'heapLive',
  'goal',
  'stacks',
  'globals',
  'procs',
] as const satisfies readonly (keyof GcCycles)[];

export const noCycles: GcCycles = cyclesOf(0);

/** Columns for so many cycles, to be filled; all NaN but `forced` and `line`. */
export function cyclesOf(length: number): GcCycles {
  const columns = Object.fromEntries(
    cycleColumns.map((name) => [name, new Float64Array(length).fill(Number.NaN)]),
  ) as Record<(typeof cycleColumns)[number], Float64Array>;
  return { length, ...columns, forced: new Uint8Array(length), line: new Uint32Array(length) };
}
