import { message } from '../../base/message';
import { isMemoryField, type MemoryField } from '../../model/memoryFields';
import {
  cycleColumns,
  cyclesOf,
  type FoundSeries,
  type MemorySeries,
  type ProcessIdentity,
  type SeriesMark,
} from '../../model/memorySeries';
import type { Problem } from '../../model/problem';
import { SampleTable } from '../../model/sampleTable';
import { linesOf } from './lines';
import { unknownProcess } from './moments';

type Json = Readonly<Record<string, unknown>>;

/** How many lines that cannot be read are told one by one. */
const mostProblems = 20;

/**
 * A history as model/memoryHistory says, one series a target: a header that names another begins another. null where the
 * first line is none of a history. What is not known is skipped; a last line that was not written to its end is no damage.
 */
export function readHistory(bytes: Uint8Array): FoundSeries[] | null {
  const found: HistoryBuilder[] = [];
  let isFirst = true;
  let skipped = 0;
  for (const { line, number, isLast } of linesOf(bytes)) {
    if (line.trim() === '') continue;
    const record = parseLine(line);
    if (isFirst && !isHistoryRecord(record)) return null;
    isFirst = false;
    if (record === null && isLast) break;
    if (record !== null && isHeader(record)) {
      if (found.at(-1)?.restart(record)) continue;
      found.push(new HistoryBuilder(record, number));
      continue;
    }
    if (found.length === 0) found.push(new HistoryBuilder({}, number));
    const builder = found.at(-1)!;
    if (record !== null && builder.add(record, number)) continue;
    if (++skipped <= mostProblems) builder.problems.push(unreadable(number));
  }
  return isFirst ? null : found.map((builder) => builder.finish());
}

/** Whether a text begins as a history does; its first line is all that is looked at. */
export function startsAsHistory(head: string): boolean {
  const first = head.trimStart().split('\n', 1)[0]!;
  // Other tools write spaces between names and values.
  if (/^\{\s*"heaplens"\s*:\s*"memory"/.test(first)) return true;
  return /^\{\s*"at"\s*:\s*-?\d/.test(first) && isHistoryRecord(parseLine(first));
}

class HistoryBuilder {
  readonly problems: Problem[] = [];
  readonly #target: string;
  readonly #line: number;
  readonly #samples = new SampleTable();
  readonly #cycles: { readonly timeMs: number; readonly values: Json; readonly line: number }[] = [];
  readonly #marks: SeriesMark[] = [];
  readonly #metrics = new Set<string>();
  readonly #clock: MemorySeries['clock'];
  #process: ProcessIdentity;

  constructor(header: Json, line: number) {
    this.#target = text(header.target);
    this.#line = line;
    this.#clock = header.clock === 'sinceStart' || header.clock === 'none' ? header.clock : 'unix';
    this.#process = processOf(header);
    this.#addMetrics(header);
  }

  /** The same target, watched anew: what is known of its process since is what counts. */
  restart(header: Json): boolean {
    if (text(header.target) !== this.#target) return false;
    const process = processOf(header);
    if (process.name !== '' || process.pid !== null) this.#process = process;
    this.#addMetrics(header);
    return true;
  }

  /** False for what is no sample, no cycle and no mark. */
  add(record: Json, line: number): boolean {
    const { at } = record;
    if (typeof at !== 'number' || !Number.isFinite(at)) return false;
    if (isObject(record.cycle)) this.#cycles.push({ timeMs: at, values: record.cycle, line });
    else if (typeof record.mark === 'string') this.#addMark(at, record);
    else this.#samples.add(at, fieldsOf(record));
    return true;
  }

  #addMark(timeMs: number, record: Json): void {
    const kind = markKinds.find((known) => known === record.mark);
    // A later version may mark more.
    if (kind) this.#marks.push({ kind, timeMs, what: text(record.what), file: text(record.file) });
  }

  #addMetrics({ metrics }: Json): void {
    if (!Array.isArray(metrics)) return;
    for (const name of metrics) if (typeof name === 'string') this.#metrics.add(name);
  }

  finish(): FoundSeries {
    const rows = this.#cycles.sort((a, b) => a.timeMs - b.timeMs);
    const cycles = cyclesOf(rows.length);
    rows.forEach(({ timeMs, values, line }, row) => {
      for (const name of cycleColumns) cycles[name][row] = numberOf(values[name]);
      cycles.timeMs[row] = timeMs;
      cycles.forced[row] = values.forced === 1 || values.forced === true ? 1 : 0;
      cycles.line[row] = line;
    });
    const series: MemorySeries = {
      source: 'history',
      process: this.#process,
      clock: this.#clock,
      samples: this.#samples.finish(),
      cycles,
      marks: this.#marks.sort((a, b) => a.timeMs - b.timeMs),
      metrics: [...this.#metrics],
    };
    return { series, line: this.#line, problems: this.problems };
  }
}

const markKinds = [
  'restart',
  'gap',
  'capture',
  'sourceChange',
  'stop',
] as const satisfies readonly SeriesMark['kind'][];

function parseLine(line: string): Json | null {
  try {
    const record: unknown = JSON.parse(line);
    return isObject(record) ? record : null;
  } catch {
    // A line that was not written to its end: whoever asks says what that means.
    return null;
  }
}

function isHistoryRecord(record: Json | null): boolean {
  if (record === null) return false;
  if (isHeader(record)) return true;
  if (typeof record.at !== 'number') return false;
  return isObject(record.cycle) || typeof record.mark === 'string' || Object.keys(record).some(isMemoryField);
}

function isHeader(record: Json): boolean {
  return record.heaplens === 'memory';
}

function fieldsOf(record: Json): Partial<Record<MemoryField, number>> {
  const row: Partial<Record<MemoryField, number>> = {};
  for (const name in record) if (isMemoryField(name)) row[name] = numberOf(record[name]);
  return row;
}

function numberOf(value: unknown): number {
  if (value === 'none') return Number.POSITIVE_INFINITY;
  return typeof value === 'number' ? value : Number.NaN;
}

function processOf(header: Json): ProcessIdentity {
  const written = isObject(header.process) ? header.process : {};
  const finite = (value: unknown) => (typeof value === 'number' && Number.isFinite(value) ? value : null);
  return {
    ...unknownProcess,
    name: text(written.name) || text(header.target),
    pid: finite(written.pid),
    goVersion: text(written.goVersion),
    startMs: finite(written.startMs),
  };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function unreadable(line: number): Problem {
  return {
    at: `line ${line}`,
    message: message('memory.historyLine', 'This is no line of a memory history; it was skipped.'),
  };
}
