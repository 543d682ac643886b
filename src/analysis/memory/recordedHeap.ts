import type { GcCycles } from '../../model/memorySeries';
import { cycleCostMs } from './gcShare';
import { medianOf, quantilesWithin, someKnown } from './quantile';
import type { Rows } from './windows';

const mebibyte = 2 ** 20;
/** Go prints whole MiB, cut off: on average half a MiB is missing. */
const cutOff = mebibyte / 2;
/** Clocks of Windows print 0 for what is below their step. */
const leastMarkMs = 0.01;
/** What a heap still grows by while Go marks it, as a share of what is marked, where a trace is too small to tell. */
const usualRunway = 0.1;

/**
 * What a GC trace tells of the program, as functions of time: how much it has allocated, how much of it lives, what a
 * collection costs. None of them depends on when Go collected, as far as a trace can tell.
 */
export interface RecordedHeap {
  readonly fromMs: number;
  readonly toMs: number;
  readonly procs: number;
  /** Bytes allocated since the end of the first cycle, at these times: the start and the end of each cycle. */
  readonly knotMs: Float64Array;
  readonly allocated: Float64Array;
  /** Ends of cycles with what was live, cost in processor time, stacks and globals. */
  readonly endMs: Float64Array;
  readonly live: Float64Array;
  readonly cpuMs: Float64Array;
  readonly stacks: Float64Array;
  readonly globals: Float64Array;
  /** Wall time of a cycle for each byte that it marks, the median: a single long one waited for a processor, as the program did. */
  readonly wallMsPerByte: number;
  /** When the program itself asked for a collection. */
  readonly forcedMs: Float64Array;
  /** How far below its goal the heap is when marking begins, as a share of what is to be marked; the median. */
  readonly runway: number;
  /** As recorded, the first cycle among them. */
  readonly cycles: number;
  readonly totalCpuMs: number;
  readonly peak: number;
}

export function recordedHeap(cycles: GcCycles, { start, end }: Rows): RecordedHeap {
  const length = end - start;
  const column = () => new Float64Array(length);
  const [endMs, live, cpuMs, wallMs, stacks, globals] = [
    column(),
    column(),
    column(),
    column(),
    column(),
    column(),
  ];
  const knotMs = new Float64Array(2 * length);
  const allocated = new Float64Array(2 * length);
  let [before, total, totalCpuMs, peak] = [Number.NEGATIVE_INFINITY, 0, 0, 0];
  for (let i = 0; i < length; i++) {
    const row = start + i;
    wallMs[i] = Math.max(
      leastMarkMs,
      orZero(cycles.sweepTermMs[row]!) + orZero(cycles.markMs[row]!) + orZero(cycles.markTermMs[row]!),
    );
    cpuMs[i] = orZero(cycleCostMs(cycles, row));
    stacks[i] = orZero(cycles.stacks[row]!);
    globals[i] = orZero(cycles.globals[row]!);
    live[i] = cycles.heapLive[row]! + cutOff;
    // Times are printed to the millisecond, so a cycle may seem to start before the last one ended.
    knotMs[2 * i] = Math.max(before, cycles.timeMs[row]!);
    if (i > 0) total += Math.max(0, cycles.heapStart[row]! - cycles.heapLive[row - 1]!);
    allocated[2 * i] = total;
    if (i > 0) total += Math.max(0, cycles.heapEnd[row]! - cycles.heapStart[row]!);
    allocated[2 * i + 1] = total;
    before = endMs[i] = knotMs[2 * i + 1] = knotMs[2 * i]! + wallMs[i]!;
    totalCpuMs += cpuMs[i]!;
    peak = Math.max(peak, cycles.heapEnd[row]! + cutOff + stacks[i]!);
  }
  return {
    fromMs: knotMs[0]!,
    toMs: before,
    procs: cycles.procs[end - 1]!,
    knotMs,
    allocated,
    endMs,
    live,
    cpuMs,
    stacks,
    globals,
    wallMsPerByte: medianOf(wallMs.map((ms, i) => ms / (live[i]! + stacks[i]! + globals[i]!))),
    forcedMs: cycles.timeMs.subarray(start, end).filter((_, i) => cycles.forced[start + i] === 1),
    runway: runwayOf(cycles, { start, end }),
    cycles: length,
    totalCpuMs,
    peak,
  };
}

/**
 * Go plans it from the rates of allocation and of marking (runtime/mgcpacer.go, trigger), which both belong to the program. Where it
 * would be more than 30 % of the way to the goal it is cut to that, and the longest ones tell how long it would be.
 */
function runwayOf(cycles: GcCycles, { start, end }: Rows): number {
  const planned = new Float64Array(end - start).fill(Number.NaN);
  const cut = planned.slice();
  for (let row = start + 1; row < end; row++) {
    const live = cycles.heapLive[row - 1]!;
    if (live < 4 * mebibyte || cycles.forced[row] === 1) continue;
    const marked = live + cutOff + orZero(cycles.stacks[row]!) + orZero(cycles.globals[row]!);
    const share = Math.max(0, cycles.goal[row]! - cycles.heapStart[row]!) / marked;
    const way = (cycles.heapStart[row]! + cutOff - live) / (cycles.goal[row]! - live);
    (way <= 0.75 ? cut : planned)[row - start] = share;
  }
  const [free, limited] = [someKnown(planned), someKnown(cut)];
  if (free.length === 0 && limited.length === 0) return usualRunway;
  const isFree = free.length >= limited.length;
  return quantilesWithin(isFree ? free : limited, [isFree ? 0.5 : 0.9])[0]!;
}

function orZero(value: number): number {
  return Number.isNaN(value) ? 0 : value;
}
