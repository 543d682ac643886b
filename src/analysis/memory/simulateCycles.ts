import { goalOfGogc, goalOfMemoryLimit, leastGoalAt100 } from './peak';
import type { RecordedHeap } from './recordedHeap';

/** Go collects at least this often unless it is off (runtime/proc.go, forcegcperiod). */
const periodMs = 120_000;
/** More cycles than this tell nothing that a tenth would not, and take seconds. */
const mostCycles = 1_000_000;

export interface Setting {
  /** Percent; -1 is off. */
  readonly gogc: number;
  /** Bytes; Infinity: none. */
  readonly memoryLimit: number;
  /** Of the runtime beside heap and stacks; 0 where nobody told. */
  readonly runtimeRest: number;
}

export interface Simulated {
  readonly cycles: number;
  readonly cpuMs: number;
  readonly peak: number;
  /** Whether it was given up: more than a million cycles. */
  readonly isEndless: boolean;
}

/** The recorded allocations and live heap again, collected when Go would with another setting. Linear in cycles of both. */
export function simulateCycles(heap: RecordedHeap, setting: Setting): Simulated {
  const { toMs, runway, forcedMs } = heap;
  const allocatedAt = walker(heap.knotMs, heap.allocated);
  const timeOf = inverse(heap.knotMs, heap.allocated);
  const at = Object.fromEntries(
    (['live', 'cpuMs', 'stacks', 'globals'] as const).map((name) => [name, walker(heap.endMs, heap[name])]),
  ) as Record<'live' | 'cpuMs' | 'stacks' | 'globals', (atMs: number) => number>;
  let nowMs = heap.endMs[0]!;
  let startedMs = heap.fromMs;
  let live = heap.live[0]!;
  let allocated = allocatedAt(nowMs);
  let [cycles, cpuMs, peak, forced] = [1, heap.cpuMs[0]!, live, 0];
  const overhead = () => at.stacks(nowMs) + setting.runtimeRest;
  while (cycles < mostCycles) {
    const [stacks, globals] = [at.stacks(nowMs), at.globals(nowMs)];
    const goal = goalOf(live, setting, stacks, globals);
    const trigger = triggerOf(live, goal, runway * (live + stacks + globals));
    let nextMs = timeOf(allocated + Math.max(0, trigger - live));
    while (forced < forcedMs.length && forcedMs[forced]! <= startedMs) forced++;
    if (forced < forcedMs.length) nextMs = Math.min(nextMs, forcedMs[forced]!);
    if (setting.gogc >= 0) nextMs = Math.min(nextMs, startedMs + periodMs);
    nextMs = Math.max(nextMs, nowMs);
    // The last cycle of the record ends with it: one that would end later belongs to what was not recorded.
    if (!(nextMs < toMs)) break;
    startedMs = nextMs;
    nowMs = Math.min(toMs, nextMs + heap.wallMsPerByte * (live + stacks + globals));
    const heapEnd = live + allocatedAt(nowMs) - allocated;
    cpuMs += at.cpuMs(nowMs);
    cycles++;
    live = Math.min(at.live(nowMs), heapEnd);
    allocated = allocatedAt(nowMs);
    peak = Math.max(peak, heapEnd + overhead());
  }
  peak = Math.max(peak, live + allocatedAt(toMs) - allocated + overhead());
  return { cycles, cpuMs, peak, isEndless: cycles >= mostCycles };
}

/** Where marking begins: a runway below the goal, within Go's bounds (runtime/mgcpacer.go, trigger). */
function triggerOf(live: number, goal: number, runway: number): number {
  const room = goal - live;
  const least = live + 0.7 * room;
  const most = Math.max(live + 0.95 * room, goal - leastGoalAt100);
  return Math.min(most, Math.max(least, goal - runway));
}

function goalOf(
  live: number,
  { gogc, memoryLimit, runtimeRest }: Setting,
  stacks: number,
  globals: number,
): number {
  const least = gogc < 0 ? 0 : (leastGoalAt100 * gogc) / 100;
  const planned = Math.max(least, goalOfGogc({ live, gogc, stacks, globals }));
  if (memoryLimit === Number.POSITIVE_INFINITY) return planned;
  return Math.min(planned, goalOfMemoryLimit({ live, memoryLimit, outsideHeap: stacks + runtimeRest }));
}

/** Values between points by a straight line, for times that rise from call to call; the outermost beyond the ends. */
function walker(timeMs: Float64Array, value: Float64Array): (atMs: number) => number {
  let row = 0;
  return (atMs) => {
    while (row + 1 < timeMs.length && timeMs[row + 1]! < atMs) row++;
    return between(timeMs, value, row, atMs);
  };
}

/** When a rising value is reached, for values that rise from call to call; Infinity where it never is. */
function inverse(timeMs: Float64Array, value: Float64Array): (target: number) => number {
  let row = 0;
  return (target) => {
    while (row < value.length && value[row]! < target) row++;
    if (row === value.length) {
      row--;
      return Number.POSITIVE_INFINITY;
    }
    return row === 0 ? timeMs[0]! : between(value, timeMs, row - 1, target);
  };
}

function between(x: Float64Array, y: Float64Array, row: number, at: number): number {
  const next = Math.min(row + 1, x.length - 1);
  const width = x[next]! - x[row]!;
  if (at <= x[row]! || width <= 0) return y[row]!;
  return at >= x[next]! ? y[next]! : y[row]! + ((at - x[row]!) / width) * (y[next]! - y[row]!);
}
