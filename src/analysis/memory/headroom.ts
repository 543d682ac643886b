import { message } from '../../base/message';
import type { TimeSpan } from '../../model/finding';
import type { MemorySeries } from '../../model/memorySeries';
import type { PartResult } from './health';
import { goalBend, goalScore, headroomBend, headroomScore } from './healthScores';
import type { Limits } from './limits';
import { medianOf } from './quantile';
import { lastKnown, type Rows, rowsWithin } from './windows';

/** Below it live heap and goal stand a MiB or two apart, and printed numbers are cut off. */
const smallGoal = 8 * 2 ** 20;

type Part = Exclude<PartResult, { missing: unknown }>;

/**
 * How far the process is from what ends it, by the tightest of what is known:
 *
 *     GOMEMLIMIT   what cannot be freed (live heap, stacks, the runtime's own) of the limit: with GOGC=off all of the rest is
 *                  garbage by intention, so mapped memory near the limit is no bad sign
 *     container    resident memory of the limit; where GOMEMLIMIT keeps it in bounds, without the garbage
 *     goal         live heap of the goal: what a limit that nobody told does to the collector
 */
export function headroomPart(series: MemorySeries, span: TimeSpan, limits: Limits): PartResult {
  const parts = [
    memoryLimitPart(series, span, limits),
    containerPart(series, span, limits),
    goalPart(series, span),
  ].filter((part) => part !== null);
  if (parts.length > 0) return parts.reduce((worst, part) => (part.score < worst.score ? part : worst));
  return {
    missing: message(
      'health.headroom.missing',
      'needs a limit (GOMEMLIMIT, or that of the container) with memory beside it, or a heap goal above 8 MiB',
    ),
  };
}

const name = message('health.headroom', 'Headroom');

function memoryLimitPart(series: MemorySeries, span: TimeSpan, { memoryLimit }: Limits): Part | null {
  const needed = neededByGo(series, span);
  return memoryLimit === null || needed === null ? null : limitPart(needed, memoryLimit, 'GOMEMLIMIT');
}

/** What cannot be freed of what GOMEMLIMIT counts; null: no live heap is known. */
function neededByGo(series: MemorySeries, span: TimeSpan): number | null {
  const { samples, cycles } = series;
  const live =
    lastKnown(cycles.heapLive, rowsWithin(cycles.timeMs, span)) ??
    lastKnown(samples.fields.HeapLive, rowsWithin(samples.timeMs, span));
  return live === null ? null : live + besideHeap(series, span);
}

/** What GOMEMLIMIT counts but the heap: all of the runtime's own; where samples do not tell that, the stacks alone. */
export function besideHeap({ samples, cycles }: MemorySeries, span: TimeSpan): number {
  const rows = rowsWithin(samples.timeMs, span);
  const last = (values: Float64Array | undefined) => lastKnown(values, rows);
  const { Sys, HeapReleased, HeapInuse, HeapIdle } = samples.fields;
  const [sys, released, inuse, idle] = [last(Sys), last(HeapReleased), last(HeapInuse), last(HeapIdle)];
  if (sys !== null && released !== null && inuse !== null) {
    return Math.max(0, sys - inuse - (idle ?? released));
  }
  const ofCycles = lastKnown(cycles.stacks, rowsWithin(cycles.timeMs, span));
  return last(samples.fields.StackInuse) ?? ofCycles ?? 0;
}

function containerPart(
  series: MemorySeries,
  span: TimeSpan,
  { memoryLimit, containerLimit }: Limits,
): Part | null {
  if (containerLimit === null) return null;
  const rows = rowsWithin(series.samples.timeMs, span);
  const used = usedOfContainer(series, rows);
  if (used === null) return null;
  const isKept = memoryLimit !== null && memoryLimit <= headroomBend.none * containerLimit;
  const garbage = isKept ? garbageOf(series, rows) : 0;
  return limitPart(Math.max(0, used - garbage), containerLimit, 'container');
}

/** What the kernel cannot take back: anonymous and kernel memory of the group, else RSS, else what the group uses. */
function usedOfContainer({ samples }: MemorySeries, rows: Rows): number | null {
  const last = (values: Float64Array | undefined) => lastKnown(values, rows);
  const { CgroupAnon, CgroupKernel, CgroupCurrent, CgroupInactiveFile, RSS } = samples.fields;
  const anon = last(CgroupAnon);
  if (anon !== null) return anon + (last(CgroupKernel) ?? 0);
  const current = last(CgroupCurrent);
  return last(RSS) ?? (current === null ? null : current - (last(CgroupInactiveFile) ?? 0));
}

function garbageOf({ samples }: MemorySeries, rows: Rows): number {
  const inuse = lastKnown(samples.fields.HeapInuse, rows);
  const live = lastKnown(samples.fields.HeapLive, rows);
  return inuse === null || live === null ? 0 : Math.max(0, inuse - live);
}

function limitPart(used: number, limit: number, of: 'GOMEMLIMIT' | 'container'): Part {
  return {
    name,
    score: headroomScore(used / limit),
    formula: message('health.headroom.formula', '100 × (95 % − used ÷ limit) ÷ 25 %, from 0 to 100'),
    inputs: [
      {
        name:
          of === 'GOMEMLIMIT'
            ? message('health.headroom.needed', 'used (live heap, stacks and the rest of the runtime)')
            : message('health.headroom.used', 'used (resident memory that cannot be freed)'),
        value: used,
        unit: 'bytes',
        threshold: headroomBend.none * limit,
      },
      {
        name:
          of === 'GOMEMLIMIT'
            ? message('health.headroom.memoryLimit', 'limit (GOMEMLIMIT)')
            : message('health.headroom.containerLimit', 'limit (container)'),
        value: limit,
        unit: 'bytes',
        threshold: null,
      },
    ],
  };
}

function goalPart({ samples, cycles }: MemorySeries, span: TimeSpan): Part | null {
  // The goal of a cycle was made for what the one before had found alive.
  const ofGoal = liveOfGoal(cycles.heapLive, cycles.goal, rowsWithin(cycles.timeMs, span), 1);
  const { HeapLive, NextGC } = samples.fields;
  const share =
    Number.isNaN(ofGoal) && HeapLive && NextGC
      ? liveOfGoal(HeapLive, NextGC, rowsWithin(samples.timeMs, span), 0)
      : ofGoal;
  if (Number.isNaN(share)) return null;
  return {
    name,
    score: goalScore(share),
    formula: message('health.headroom.goalFormula', '100 × (95 % − live ÷ goal) ÷ 5 %, from 0 to 100'),
    inputs: [
      {
        name: message('health.headroom.liveOfGoal', 'live heap ÷ heap goal, the median'),
        value: share,
        unit: 'share',
        threshold: goalBend.none,
      },
    ],
  };
}

/** The middle of live ÷ goal, which stands `later` rows behind it, where the goal is above 8 MiB; NaN where it never is. */
function liveOfGoal(live: Float64Array, goal: Float64Array, { start, end }: Rows, later: number): number {
  const shares = new Float64Array(Math.max(0, end - start)).fill(Number.NaN);
  for (let row = start + later; row < end; row++) {
    if (goal[row]! > smallGoal) shares[row - start] = live[row - later]! / goal[row]!;
  }
  return medianOf(shares);
}
