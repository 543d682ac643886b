import { GrowingFloat64 } from '../../base/growingColumns';
import { message } from '../../base/message';
import { formatExact } from '../../base/units';
import type { MemoryField } from '../../model/memoryFields';
import {
  cycleColumns,
  cyclesOf,
  type FoundSeries,
  type GcCycles,
  type MemorySamples,
  type MemorySeries,
  noSamples,
} from '../../model/memorySeries';
import type { Problem } from '../../model/problem';
import type { Assigned } from './assignProcesses';
import type { LogWriter } from './logWriters';
import type { ReadCycles, SideRecord } from './traceRecords';

/** Damaged lines that are named, of each process. */
const maxNamed = 20;

/** Positions of the lines of one process. */
interface ProcessLines {
  readonly cycles: number[];
  readonly sides: number[];
  readonly damaged: number[];
}

/** Series of the `most` processes with the most lines, in the order of the text. */
export function buildSeries(
  cycles: ReadCycles,
  sides: readonly SideRecord[],
  assigned: Assigned,
  writers: readonly LogWriter[],
  most: number,
): { readonly all: FoundSeries[]; readonly processes: number } {
  const lines = linesOf(sides, assigned);
  const size = ({ cycles: own, sides: beside }: ProcessLines) => own.length + beside.length;
  const found = lines.filter((process) => size(process) > 0);
  const kept = new Set([...found].sort((a, b) => size(b) - size(a)).slice(0, most));
  const all = found
    .filter((process) => kept.has(process))
    .map((process) => seriesOf(process, cycles, sides, assigned, writers))
    .sort((a, b) => a.line - b.line);
  const [first] = all;
  if (!first || found.length === all.length) return { all, processes: found.length };
  const problems = [...first.problems, tooMany(first.line, all.length, found.length)];
  return { all: [{ ...first, problems }, ...all.slice(1)], processes: found.length };
}

function tooMany(line: number, shown: number, all: number): Problem {
  return {
    at: `line ${line}`,
    message: message(
      'gctrace.manyProcesses',
      'The {shown} processes with the most collections are shown, of {all} that wrote to this file.',
      { shown, all: formatExact(all, '') },
    ),
  };
}

function linesOf(sides: readonly SideRecord[], assigned: Assigned): ProcessLines[] {
  const lines = Array.from(
    { length: assigned.processes },
    (): ProcessLines => ({ cycles: [], sides: [], damaged: [] }),
  );
  assigned.cycle.forEach((process, at) => {
    lines[process]!.cycles.push(at);
  });
  assigned.side.forEach((process, at) => {
    if (process < 0) return;
    lines[process]![sides[at]!.kind === 'damage' ? 'damaged' : 'sides'].push(at);
  });
  return lines;
}

function seriesOf(
  lines: ProcessLines,
  cycles: ReadCycles,
  sides: readonly SideRecord[],
  assigned: Assigned,
  writers: readonly LogWriter[],
): FoundSeries {
  const clock = clockOf(lines, cycles, sides);
  const own = cyclesAt(lines.cycles, cycles, clock);
  const timeOfCycle = new Map(
    lines.sides.length === 0 ? [] : lines.cycles.map((at, position) => [at, own.timeMs[position]!]),
  );
  const moments = lines.sides.map((at, position) => {
    const { fields, wallMs, atMs } = sides[at]!;
    const cycleMs = timeOfCycle.get(assigned.sideCycle[at]!) ?? own.timeMs[0] ?? position + 1;
    return { fields, timeMs: momentMs(clock, atMs, wallMs, cycleMs) };
  });
  const firstCycle = lines.cycles[0];
  const firstSide = lines.sides[0];
  const line = Math.min(
    firstCycle === undefined ? Number.POSITIVE_INFINITY : cycles.line[firstCycle]!,
    firstSide === undefined ? Number.POSITIVE_INFINITY : sides[firstSide]!.line,
  );
  const writer = writers[firstCycle === undefined ? sides[firstSide!]!.writer : cycles.writer[firstCycle]!]!;
  const series: MemorySeries = {
    source:
      own.length === 0 && lines.sides.every((at) => sides[at]!.kind === 'schedule')
        ? 'schedtrace'
        : 'gctrace',
    process: { name: writer.name, pid: writer.pid, goVersion: '', startMs: clock.startMs },
    clock: clock.kind,
    samples: samplesOf(moments),
    cycles: own,
    marks: [],
    metrics: [],
  };
  return { series, line, problems: problemsOf(lines.damaged.map((at) => sides[at]!)) };
}

interface Clock {
  readonly kind: MemorySeries['clock'];
  /** When the process started, where its log has times. */
  readonly startMs: number | null;
}

/**
 * A log that has times tells when its process started: all of its lines know how long ago that was, so the median leaves out
 * what held single lines up. Cycles before Go 1.5 have the time of the log alone.
 */
function clockOf(lines: ProcessLines, cycles: ReadCycles, sides: readonly SideRecord[]): Clock {
  const starts = new GrowingFloat64();
  let known = 0;
  let timed = 0;
  for (const at of lines.cycles) {
    const atMs = cycles.columns.timeMs[at]!;
    const wallMs = cycles.wallMs[at]!;
    if (!Number.isNaN(atMs)) known++;
    if (!Number.isNaN(wallMs)) timed++;
    const start = wallMs - atMs - durationMs(cycles, at);
    // One that ran before 1970 has a line that is damaged.
    if (start > 0) starts.push(start);
  }
  for (const at of lines.sides) {
    const { atMs, wallMs, kind } = sides[at]!;
    if (kind !== 'schedule') continue;
    known++;
    if (wallMs > atMs) starts.push(wallMs - atMs);
  }
  if (starts.length > 0) {
    const startMs = Math.round(starts.finish().sort()[starts.length >> 1]!);
    return { kind: 'unix', startMs };
  }
  if (known > 0) return { kind: 'sinceStart', startMs: null };
  return { kind: timed > 0 && timed === lines.cycles.length ? 'unix' : 'none', startMs: null };
}

function durationMs({ columns }: ReadCycles, at: number): number {
  return columns.sweepTermMs[at]! + (columns.markMs[at]! || 0) + columns.markTermMs[at]!;
}

function momentMs({ kind, startMs }: Clock, atMs: number, wallMs: number, cycleMs: number): number {
  if (!Number.isNaN(atMs)) return atMs + (startMs ?? 0);
  return kind === 'unix' && !Number.isNaN(wallMs) ? wallMs : cycleMs;
}

function cyclesAt(positions: readonly number[], from: ReadCycles, { kind, startMs }: Clock): GcCycles {
  const cycles = cyclesOf(positions.length);
  for (const name of cycleColumns) {
    const source = from.columns[name];
    const target = cycles[name];
    positions.forEach((at, position) => {
      target[position] = source[at]!;
    });
  }
  const { timeMs } = cycles;
  let latest = Number.NEGATIVE_INFINITY;
  positions.forEach((at, position) => {
    cycles.line[position] = from.line[at]!;
    cycles.forced[position] = from.form[at]! & 1;
    const atMs = timeMs[position]!;
    const own = kind === 'unix' ? from.wallMs[at]! - durationMs(from, at) : cycles.number[position]!;
    // A clock that was set back does not turn the order of cycles round.
    latest = Math.max(latest, Number.isNaN(atMs) ? own : atMs + (startMs ?? 0));
    timeMs[position] = latest;
  });
  return cycles;
}

interface Moment {
  readonly timeMs: number;
  readonly fields: Readonly<Partial<Record<MemoryField, number>>>;
}

/** Rows of a table; lines of one moment that do not contradict each other are one row. */
function samplesOf(moments: readonly Moment[]): MemorySamples {
  if (moments.length === 0) return noSamples;
  const rows: { readonly timeMs: number; fields: Moment['fields'] }[] = [];
  for (const { timeMs, fields } of [...moments].sort((a, b) => a.timeMs - b.timeMs)) {
    const last = rows.at(-1);
    const isSame = last?.timeMs === timeMs && !Object.keys(fields).some((name) => name in last.fields);
    if (isSame) last.fields = { ...last.fields, ...fields };
    else rows.push({ timeMs, fields });
  }
  const fields: Partial<Record<MemoryField, Float64Array>> = {};
  rows.forEach((row, position) => {
    for (const [name, value] of Object.entries(row.fields) as [MemoryField, number][]) {
      // More digits than a number has room for.
      if (!Number.isFinite(value)) continue;
      fields[name] ??= new Float64Array(rows.length).fill(Number.NaN);
      fields[name][position] = value;
    }
  });
  return { length: rows.length, timeMs: Float64Array.from(rows, (row) => row.timeMs), fields };
}

function problemsOf(damaged: readonly SideRecord[]): Problem[] {
  const problems = damaged.slice(0, maxNamed).map(({ line, expected, found }): Problem => {
    const at = `line ${line}`;
    return found === ''
      ? {
          at,
          message: message(
            'gctrace.cut',
            'A collection is left out: its line ends where "{expected}" was expected.',
            { expected },
          ),
        }
      : {
          at,
          message: message(
            'gctrace.damaged',
            'A collection is left out: its line has "{found}" where "{expected}" was expected.',
            { found, expected },
          ),
        };
  });
  const more = damaged.length - problems.length;
  if (more === 0) return problems;
  const text = message('gctrace.moreDamaged', 'As many other lines are damaged, too: {count}.', {
    count: formatExact(more, ''),
  });
  return [...problems, { at: `line ${damaged[maxNamed]!.line}`, message: text }];
}
