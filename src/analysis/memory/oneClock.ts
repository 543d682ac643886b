import { MessageError, message } from '../../base/message';
import type { MemorySeries, ProcessIdentity } from '../../model/memorySeries';

/**
 * The same series on one clock. What counts from the start of its process joins what has dates where it is known when that was:
 * from either of them, or because both tell of the same collection. Without any time, one follows the other by number. Ends
 * as a MessageError where that is not known.
 */
export function onOneClock(all: readonly MemorySeries[]): readonly MemorySeries[] {
  const clocks = new Set(all.map(({ clock }) => clock));
  if (clocks.size > 1) return all.map((series) => dated(series, all));
  if (clocks.has('none')) return numberedOn(all);
  if (clocks.has('sinceStart') && all.some((series, at) => isOtherOf(series, all.slice(0, at)))) {
    return all.map((series) => dated(series, all));
  }
  return all;
}

/** Whether two series tell of different processes: both know something that differs. */
export function isOtherProcess(a: ProcessIdentity, b: ProcessIdentity): boolean {
  if (a.pid !== null && b.pid !== null && a.pid !== b.pid) return true;
  if (a.goVersion !== '' && b.goVersion !== '' && a.goVersion !== b.goVersion) return true;
  return a.startMs !== null && b.startMs !== null && Math.abs(a.startMs - b.startMs) > startToleranceMs;
}

/** What two series know of their process; of two processes, of the later one. */
export function knownTogether(before: ProcessIdentity, process: ProcessIdentity): ProcessIdentity {
  if (isOtherProcess(before, process)) return process;
  return {
    name: before.name || process.name,
    pid: before.pid ?? process.pid,
    goVersion: before.goVersion || process.goVersion,
    startMs: before.startMs ?? process.startMs,
  };
}

/** Systems count starts in ticks since they booted: what is computed from them differs a little. */
const startToleranceMs = 2000;

function isOtherOf(series: MemorySeries, others: readonly MemorySeries[]): boolean {
  return others.some(({ process }) => isOtherProcess(process, series.process));
}

function dated(series: MemorySeries, all: readonly MemorySeries[]): MemorySeries {
  if (series.clock === 'unix') return series;
  const startMs = series.clock === 'sinceStart' ? startOf(series, all) : null;
  if (startMs === null) {
    throw new MessageError(
      message(
        'memory.joinClocks',
        'These files cannot be put on one timeline: some say when they were written, others only count from the start of the program.',
      ),
    );
  }
  return { ...shifted(series, startMs), clock: 'unix', process: { ...series.process, startMs } };
}

function startOf(series: MemorySeries, all: readonly MemorySeries[]): number | null {
  if (series.process.startMs !== null) return series.process.startMs;
  const same = all.filter(
    (other) => other !== series && other.clock === 'unix' && !isOtherProcess(other.process, series.process),
  );
  const known = same.find(({ process }) => process.startMs !== null);
  return known ? known.process.startMs : startByLastGc(series, same);
}

/**
 * LastGC is when collection NumGC ended; where the other one has that collection, since the start of the process, the median
 * of the differences is that start.
 */
function startByLastGc({ cycles }: MemorySeries, dated: readonly MemorySeries[]): number | null {
  const rowOf = new Map<number, number>();
  for (let row = 0; row < cycles.length; row++) rowOf.set(cycles.number[row]!, row);
  const starts: number[] = [];
  for (const { samples } of dated) {
    const { LastGC, NumGC } = samples.fields;
    if (!LastGC || !NumGC) continue;
    for (let sample = 0; sample < samples.length; sample++) {
      const row = rowOf.get(NumGC[sample]!);
      if (row === undefined || !(LastGC[sample]! > 0)) continue;
      const lasted = [cycles.sweepTermMs, cycles.markMs, cycles.markTermMs].reduce(
        (sum, phase) => sum + (Number.isNaN(phase[row]!) ? 0 : phase[row]!),
        0,
      );
      starts.push(LastGC[sample]! / 1e6 - cycles.timeMs[row]! - lasted);
    }
  }
  return starts.length === 0 ? null : Float64Array.from(starts).sort()[starts.length >> 1]!;
}

function numberedOn(all: readonly MemorySeries[]): MemorySeries[] {
  let next = 0;
  return all.map((series) => {
    const times = [series.samples.timeMs, series.cycles.timeMs].filter(({ length }) => length > 0);
    if (times.length === 0) return series;
    const first = Math.min(...times.map((column) => column[0]!));
    const moved = next === first ? series : shifted(series, next - first);
    next += Math.max(...times.map((column) => column.at(-1)!)) - first + 1;
    return moved;
  });
}

/** All of it so many milliseconds later. */
export function shifted(series: MemorySeries, byMs: number): MemorySeries {
  const { samples, cycles, marks } = series;
  const later = (times: Float64Array) => times.map((time) => time + byMs);
  return {
    ...series,
    samples: { ...samples, timeMs: later(samples.timeMs) },
    cycles: { ...cycles, timeMs: later(cycles.timeMs) },
    marks: marks.map((mark) => ({ ...mark, timeMs: mark.timeMs + byMs })),
  };
}
