import { Processes } from './processes';
import type { ReadCycles, SideRecord } from './traceRecords';

/** Which process wrote what; -1 nobody. */
export interface Assigned {
  readonly processes: number;
  /** Of each cycle. */
  readonly cycle: Uint32Array;
  /** Of each side record: its process, and the cycle that it stands with, -1 for none. */
  readonly side: Int32Array;
  readonly sideCycle: Int32Array;
}

/**
 * Goes through cycles and what stands beside them in the order of the text. What tells of a cycle but has no time of its own
 * belongs to the same writer's cycle before it, or waits for the next one, as its kind says; `writerOf` maps each writer to the one
 * that it is part of.
 */
export function assignProcesses(
  cycles: ReadCycles,
  sides: readonly SideRecord[],
  writerOf: readonly number[],
): Assigned {
  const processes = new Processes();
  const cycle = new Uint32Array(cycles.length);
  const side = new Int32Array(sides.length).fill(-1);
  const sideCycle = new Int32Array(sides.length).fill(-1);
  /** Of each writer: its latest cycle, latest process, and what waits for its next cycle. */
  const latest = new Map<number, number>();
  const latestProcess = new Map<number, number>();
  const waiting = new Map<number, number[]>();

  function takeSide(at: number): void {
    const record = sides[at]!;
    const writer = writerOf[record.writer]!;
    if (record.kind === 'schedule') {
      side[at] = processes.of(scheduleLine(record, writer));
      latestProcess.set(writer, side[at]!);
      return;
    }
    const before = latest.get(writer);
    if (before === undefined || record.kind === 'before') {
      const list = waiting.get(writer);
      if (list) list.push(at);
      else waiting.set(writer, [at]);
      return;
    }
    side[at] = cycle[before]!;
    sideCycle[at] = before;
  }

  function takeCycle(at: number): void {
    const writer = writerOf[cycles.writer[at]!]!;
    cycle[at] = processes.of(cycleLine(cycles, at, writer));
    latest.set(writer, at);
    latestProcess.set(writer, cycle[at]!);
    for (const waiter of waiting.get(writer) ?? []) {
      side[waiter] = cycle[at]!;
      sideCycle[waiter] = at;
    }
    waiting.delete(writer);
  }

  let next = 0;
  for (let at = 0; at < cycles.length; at++) {
    for (; next < sides.length && sides[next]!.cyclesBefore <= at; next++) takeSide(next);
    takeCycle(at);
  }
  for (; next < sides.length; next++) takeSide(next);
  for (const [writer, list] of waiting) {
    for (const at of list) {
      const process = latestProcess.get(writer) ?? (sides[at]!.kind === 'damage' ? -1 : lone(at, writer));
      side[at] = process;
      sideCycle[at] = latest.get(writer) ?? -1;
    }
  }
  return { processes: processes.count, cycle, side, sideCycle };

  /** A process that wrote of its scavenger or pacer alone. */
  function lone(at: number, writer: number): number {
    const process = processes.of(scheduleLine(sides[at]!, writer));
    latestProcess.set(writer, process);
    return process;
  }
}

function cycleLine({ columns, form, wallMs }: ReadCycles, at: number, writer: number) {
  return {
    writer,
    number: columns.number[at]!,
    atMs: columns.timeMs[at]!,
    wallMs: wallMs[at]!,
    procs: columns.procs[at]!,
    form: form[at]! >> 1,
    heapStart: columns.heapStart[at]!,
    heapLive: columns.heapLive[at]!,
    goal: columns.goal[at]!,
  };
}

function scheduleLine({ atMs, wallMs, fields }: SideRecord, writer: number) {
  const none = Number.NaN;
  const procs = fields.GOMAXPROCS ?? none;
  return { writer, number: 0, atMs, wallMs, procs, form: 0, heapStart: none, heapLive: none, goal: none };
}
