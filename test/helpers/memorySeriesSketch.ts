import type { MemoryField } from '../../src/model/memoryFields';
import {
  type cycleColumns,
  cyclesOf,
  type GcCycles,
  type MemorySamples,
  type MemorySeries,
  noCycles,
  noSamples,
  type SeriesMark,
} from '../../src/model/memorySeries';

export const MiB = 2 ** 20;

/** A series of little: whatever is not said is unknown or empty. */
export function seriesOf(parts: Partial<MemorySeries>): MemorySeries {
  return {
    source: 'history',
    process: { name: 'api', pid: null, goVersion: '', startMs: null },
    clock: 'unix',
    samples: noSamples,
    cycles: noCycles,
    marks: [],
    metrics: [],
    ...parts,
  };
}

/** Samples at these moments; null is "not written". */
export function samplesAt(
  timeMs: readonly number[],
  fields: Readonly<Partial<Record<MemoryField, readonly (number | null)[]>>>,
): MemorySamples {
  return {
    length: timeMs.length,
    timeMs: Float64Array.from(timeMs),
    fields: Object.fromEntries(
      Object.entries(fields).map(([name, values]) => [
        name,
        Float64Array.from(values, (value) => value ?? Number.NaN),
      ]),
    ),
  };
}

type CycleSketch = { readonly [Column in (typeof cycleColumns)[number]]?: number } & {
  readonly forced?: boolean;
};

/** Cycles one after the other; numbered from 1 where nothing else is said. */
export function cyclesFrom(rows: readonly CycleSketch[]): GcCycles {
  const cycles = cyclesOf(rows.length);
  rows.forEach(({ forced, ...columns }, row) => {
    cycles.number[row] = row + 1;
    for (const [name, value] of Object.entries(columns)) {
      cycles[name as (typeof cycleColumns)[number]][row] = value;
    }
    cycles.forced[row] = forced ? 1 : 0;
    cycles.line[row] = row + 1;
  });
  return cycles;
}

export function mark(kind: SeriesMark['kind'], timeMs: number): SeriesMark {
  return { kind, timeMs, what: '', file: '' };
}
