import type { FoundSeries } from '../../model/memorySeries';
import { timeInLine } from '../text/lineTime';
import { newline, textOf } from '../text/textBytes';
import { assignProcesses } from './assignProcesses';
import { TraceFinder } from './findTraces';
import { GcLine } from './gcLine';
import { buildSeries } from './gcSeries';
import { LogWriters, mergeWriters } from './logWriters';
import { readPacer, readScavenge, readSchedule } from './sideTraces';
import { CycleRecords, type SideRecord } from './traceRecords';

export interface ReadGcTrace {
  /** One a process, in the order in which they begin. */
  readonly series: readonly FoundSeries[];
  /** How many processes there are; the longest `maxProcesses` of them are in `series`. */
  readonly processes: number;
}

/** A log of a build farm can hold a process a second: each one kept is a page. */
const maxProcesses = 200;
/** Damaged lines whose place is kept. */
const maxDamaged = 10_000;

/**
 * The GC traces in a text of any kind: what gctrace, gcpacertrace, scavtrace and schedtrace of any version of Go wrote, among
 * other lines and behind the prefixes of logs, and inside their JSON. Empty for a text without any.
 *
 * One pass over the bytes; memory is about 200 bytes a cycle.
 */
export function readGcTrace(bytes: Uint8Array): ReadGcTrace {
  const { cycles, sides, writers } = readLines(bytes);
  const read = cycles.finish();
  const merged = mergeWriters(writers.all);
  const assigned = assignProcesses(
    read,
    sides,
    merged.map(({ id }) => id),
  );
  const { all, processes } = buildSeries(read, sides, assigned, merged, maxProcesses);
  return { series: all, processes };
}

/** Whether there is a line of a GC trace in a text, however far down. */
export function holdsGcTrace(bytes: Uint8Array): boolean {
  const finder = new TraceFinder(bytes);
  const line = new GcLine();
  for (let at = finder.next(0); at >= 0; at = finder.next(at + 3)) {
    if (readOne(bytes, at, finder, line) !== null) return true;
  }
  return false;
}

function readOne(bytes: Uint8Array, at: number, { kind }: TraceFinder, line: GcLine): unknown {
  const end = bytes.length;
  switch (kind) {
    case 'cycle':
      return line.read(bytes, at) || null;
    case 'oldCycle':
      return line.readOld(bytes, at) || null;
    case 'pacer':
      return readPacer(bytes, at, end);
    case 'scavenge':
      return readScavenge(bytes, at, end);
    case 'schedule':
      return readSchedule(bytes, at, end);
  }
}

/** Where the lines of a text are, asked in rising order. */
class LineCounter {
  number = 1;
  start = 0;
  end: number;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.end = this.#endFrom(0);
  }

  /** Goes on to the line that a position is in; whether it is another than before. */
  advance(to: number): boolean {
    const before = this.number;
    while (this.end < to) {
      this.start = this.end + 1;
      this.end = this.#endFrom(this.start);
      this.number++;
    }
    return this.number !== before;
  }

  #endFrom(start: number): number {
    const end = this.#bytes.indexOf(newline, start);
    return end < 0 ? this.#bytes.length : end;
  }
}

const noFields = {};

function readLines(bytes: Uint8Array) {
  const finder = new TraceFinder(bytes);
  const lines = new LineCounter(bytes);
  const writers = new LogWriters();
  const cycles = new CycleRecords();
  const sides: SideRecord[] = [];
  const gcLine = new GcLine();
  let damaged = 0;
  let writer = -1;
  let wallMs = Number.NaN;
  const side = ({
    kind,
    atMs = Number.NaN,
    fields = noFields,
    expected = '',
    found = '',
  }: Pick<SideRecord, 'kind'> & Partial<SideRecord>) =>
    sides.push({
      kind,
      line: lines.number,
      writer,
      wallMs,
      atMs,
      fields,
      expected,
      found,
      cyclesBefore: cycles.length,
    });

  for (let at = finder.next(0); at >= 0; ) {
    if (lines.advance(at) || writer < 0) {
      writer = writers.of(bytes, lines.start, at, lines.end).id;
      wallMs = timeInLine(bytes, lines.start, lines.end);
    }
    const { kind } = finder;
    let next = at + 3;
    if (kind === 'cycle' || kind === 'oldCycle') {
      if (kind === 'cycle' ? gcLine.read(bytes, at) : gcLine.readOld(bytes, at)) {
        if (hasAny(gcLine.fields)) side({ kind: 'before', fields: gcLine.fields });
        cycles.push(gcLine, lines.number, writer, wallMs);
        next = gcLine.at;
      } else if (damaged++ < maxDamaged) {
        const { expected } = gcLine;
        const found = foundAt(bytes, gcLine.at, lines.end);
        side({ kind: 'damage', expected, found: expected.startsWith(found.trim()) ? '' : found });
      }
    } else if (kind === 'schedule') {
      const found = readSchedule(bytes, at, lines.end);
      if (found) side({ kind, atMs: found.timeMs, fields: found.fields });
    } else {
      const found = kind === 'pacer' ? readPacer(bytes, at, lines.end) : readScavenge(bytes, at, lines.end);
      if (found) side(found);
    }
    at = finder.next(next);
  }
  return { cycles, sides, writers };
}

function hasAny(fields: object): boolean {
  for (const _ in fields) return true;
  return false;
}

const longestFound = 16;

/** A bit of what stands where something else was expected; '' at the end of the line. */
function foundAt(bytes: Uint8Array, at: number, lineEnd: number): string {
  return textOf(bytes, at, Math.min(lineEnd, at + longestFound))
    .replace(/[\0-\x1f\x7f]/g, ' ')
    .trimEnd();
}
