import type { TimeSpan } from '../../model/finding';
import type { MemorySeries } from '../../model/memorySeries';
import { theilSenSlope } from '../theilSen';
import { counterGrowth, restartRows } from './counterDelta';
import { countKnown, equalWindows, type Rows, rowsWithin } from './windows';

/** What is known of the live heap over time; rows may be NaN. */
export interface LiveHeap {
  /**
   * live      what each collection found reachable
   * alloc     HeapAlloc, garbage and all: only the floor of windows that hold collections tells something of what lives
   */
  readonly how: 'live' | 'alloc';
  readonly timeMs: Float64Array;
  readonly value: Float64Array;
  readonly rows: Rows;
  /** Collections in these rows; null unknown. */
  readonly collections: number | null;
}

/** Lowest points of windows, in order of time. */
export interface Floors {
  readonly timeMs: Float64Array;
  readonly value: Float64Array;
}

/** More pairs than this many windows make would not tell more. */
const mostWindows = 60;
/** In a window of fewer, the lowest is only the one that happens to be there. */
const pointsAWindow = 4;
const collectionsAWindow = 2;
const fewestFloors = 3;

/** The live heap by the best evidence that there is: gctrace, /gc/heap/live, else HeapAlloc; null where there is none. */
export function liveHeapOf({ samples, cycles, marks }: MemorySeries, span: TimeSpan | null): LiveHeap | null {
  const inCycles = rowsWithin(cycles.timeMs, span);
  const collections = countKnown(cycles.heapLive, inCycles);
  if (collections > 0) {
    return { how: 'live', timeMs: cycles.timeMs, value: cycles.heapLive, rows: inCycles, collections };
  }
  const rows = rowsWithin(samples.timeMs, span);
  const { HeapLive, HeapAlloc, NumGC } = samples.fields;
  const counted = counterGrowth(samples, 'NumGC', rows, restartRows(samples.timeMs, marks))?.delta ?? null;
  const found = { timeMs: samples.timeMs, rows, collections: counted };
  if (HeapLive && countKnown(HeapLive, rows) > 0) {
    return { how: 'live', ...found, value: NumGC ? onceACollection(HeapLive, NumGC, rows) : HeapLive };
  }
  if (HeapAlloc && countKnown(HeapAlloc, rows) > 0) return { how: 'alloc', value: HeapAlloc, ...found };
  return null;
}

/**
 * /gc/heap/live stays as it is until the next collection: told again and again it would say that nothing grew since, and of a floor
 * that it came later than it did. It is known in the first sample after each collection, and in no other.
 */
function onceACollection(live: Float64Array, collections: Float64Array, { start, end }: Rows): Float64Array {
  const once = new Float64Array(live.length).fill(Number.NaN);
  let before = Number.NaN;
  for (let row = start; row < end; row++) {
    if (collections[row] !== before || Number.isNaN(before)) once[row] = live[row]!;
    if (!Number.isNaN(collections[row]!)) before = collections[row]!;
  }
  return once;
}

/**
 * The floor of a live heap: the lowest point of each of at most 60 windows of the same length, each of about four points or
 * more, and for `alloc` of two collections or more. Points of live heap that are too few for windows stand for themselves.
 * Empty where nothing can be told: HeapAlloc whose collections nobody counted.
 */
export function liveFloor(live: LiveHeap, windows?: number): Floors {
  const known = countKnown(live.value, live.rows);
  const bySize = Math.min(mostWindows, Math.floor(known / pointsAWindow));
  if (live.how === 'alloc') {
    const count = Math.min(windows ?? bySize, Math.floor((live.collections ?? 0) / collectionsAWindow));
    return floorsOf(live.timeMs, live.value, equalWindows(live.timeMs, live.rows, count));
  }
  const count = windows ?? bySize;
  const isFew = windows === undefined && bySize < fewestFloors;
  return floorsOf(
    live.timeMs,
    live.value,
    isFew ? eachRow(live.rows) : equalWindows(live.timeMs, live.rows, count),
  );
}

/** The lowest known point of each window, at its own time; windows without one are left out. */
export function floorsOf(timeMs: Float64Array, value: Float64Array, windows: readonly Rows[]): Floors {
  const times: number[] = [];
  const floors: number[] = [];
  for (const { start, end } of windows) {
    let lowest = -1;
    for (let row = start; row < end; row++) {
      if (Number.isNaN(value[row]!)) continue;
      if (lowest < 0 || value[row]! < value[lowest]!) lowest = row;
    }
    if (lowest < 0) continue;
    times.push(timeMs[lowest]!);
    floors.push(value[lowest]!);
  }
  return { timeMs: Float64Array.from(times), value: Float64Array.from(floors) };
}

/** Theil–Sen slope of floors in bytes a minute; null for fewer than three, or without time between them. */
export function floorGrowth({ timeMs, value }: Floors): number | null {
  if (timeMs.length < fewestFloors) return null;
  const slope = theilSenSlope(timeMs, value);
  return Number.isNaN(slope) ? null : slope * 60_000;
}

function eachRow({ start, end }: Rows): Rows[] {
  return Array.from({ length: end - start }, (_, i) => ({ start: start + i, end: start + i + 1 }));
}
