import { baseNameOf } from '../../base/baseNameOf';
import { MessageError, message } from '../../base/message';
import type { MemoryField } from '../../model/memoryFields';
import type { FoundSeries, MemorySource } from '../../model/memorySeries';
import { type CgroupFile, cgroupFileNamed, cgroupFileOf, readCgroupFile } from './cgroupFiles';
import { linesOf } from './lines';
import { type Moment, seriesOfMoments } from './moments';
import { readProcStatus } from './procStatus';
import { readSmapsRollup } from './smapsRollup';

/** What one file says. */
export interface SystemReading {
  readonly source: MemorySource;
  /** Which file it is: two files may say the same of one moment, one file only of two. */
  readonly file: string;
  readonly row: Partial<Record<MemoryField, number>>;
  readonly name?: string;
  readonly pid?: number;
}

/**
 * Files of Linux that tell of a process or of its control group: /proc/PID/smaps_rollup, /proc/PID/status, and those of
 * cgroup v1 and v2. One by itself, several with `==> name <==` between them (head, tail), or lines as grep writes them
 * (`/sys/fs/cgroup/memory.current:12345`). What is written once more begins another moment; another process is another series.
 * Null where none of them is there.
 */
export function readSystemFiles(bytes: Uint8Array, name: string): FoundSeries[] | null {
  const series: SeriesBuilder[] = [];
  let hasPressure = false;
  for (const { path, line, lines } of filesOf(bytes, name)) {
    for (const reading of readFile(path, lines)) {
      if (reading === 'pressure') {
        hasPressure = true;
        continue;
      }
      const last = series.at(-1);
      if (last?.takes(reading)) last.add(reading);
      else series.push(new SeriesBuilder(reading, line));
    }
  }
  if (series.length > 0) return series.map((one) => one.finish());
  if (!hasPressure) return null;
  throw new MessageError(
    message(
      'memory.onlyPressure',
      '{name} says how long processes waited for memory, and no amount of it. Open memory.current or memory.stat.',
      { name },
    ),
  );
}

/** Whether a text begins as one of these files does, or is named as one that holds a bare number. */
export function startsAsSystemFile(head: string, name: string): boolean {
  if (sectionHead.test(head) || grepLine.test(head.trimStart().split('\n', 1)[0]!)) return true;
  const lines = head.split('\n', 40).map((line) => line.trimEnd());
  return isStatus(lines) || isRollup(lines) || cgroupFileOf(lines, baseNameOf(name)) !== null;
}

const files = '(?:memory(?:\\.[\\w.]+)?|cpu\\.stat|smaps_rollup|status)';
const sectionHead = new RegExp(`^\\s*==> (?:\\S*/)?${files} <==`);
const anySection = /^==> (.*) <==$/;
const grepLine = new RegExp(`^(/?(?:[\\w.@:\\\\-]+/)*${files}):(.*)$`);

interface FileText {
  readonly path: string;
  readonly line: number;
  readonly lines: string[];
}

/** Pieces of a text by the file that each is of. */
function filesOf(bytes: Uint8Array, name: string): FileText[] {
  const found: FileText[] = [];
  let current: FileText = { path: name, line: 1, lines: [] };
  for (const { line, number } of linesOf(bytes)) {
    const [, section] = anySection.exec(line) ?? [];
    const [, path, content] = grepLine.exec(line) ?? [];
    const next = section ?? path ?? headOf(line, current.path);
    // Lines of one file follow each other in grep's output; a file of one line that comes again is another moment.
    if (next !== undefined && (section !== undefined || next !== current.path)) {
      found.push(current);
      current = { path: next, line: number, lines: [] };
    }
    if (section === undefined) current.lines.push(content ?? line);
  }
  return [...found, current].filter(({ lines }) => lines.some((line) => line.trim() !== ''));
}

/** Where `cat` put one file of /proc behind the other. */
function headOf(line: string, path: string): string | undefined {
  const isRollupNow = baseNameOf(path) === 'smaps_rollup';
  if (isRollupNow) return statusHead.test(line) ? 'status' : undefined;
  return rollupHead.test(line) ? 'smaps_rollup' : undefined;
}

function readFile(path: string, lines: readonly string[]): (SystemReading | 'pressure')[] {
  if (isStatus(lines)) return readProcStatus(lines);
  if (isRollup(lines)) return readSmapsRollup(lines);
  const base = baseNameOf(path);
  const kind = cgroupFileOf(lines, base) ?? (lines.length > 1 ? cgroupFileNamed(base) : null);
  return kind === null ? [] : readCgroup(kind, lines);
}

function readCgroup(kind: CgroupFile, lines: readonly string[]): (SystemReading | 'pressure')[] {
  if (kind === 'memory.pressure') return ['pressure'];
  return readCgroupFile(kind, lines).map((row) => ({ source: 'cgroup', file: kind, row }));
}

/** Both begin with a line that nothing else begins with: a log that holds one further down is a log. */
function isStatus(lines: readonly string[]): boolean {
  return statusHead.test(firstOf(lines)) && lines.some((line) => /^(?:Pid|State|Tgid):\s/.test(line));
}

function isRollup(lines: readonly string[]): boolean {
  return rollupHead.test(firstOf(lines));
}

const statusHead = /^Name:\s/;
const rollupHead = /^[\da-f]+-[\da-f]+ .*\[rollup\]\s*$/;

function firstOf(lines: readonly string[]): string {
  return lines.find((line) => line.trim() !== '') ?? '';
}

/** Moments of one process, with its control group: until a field comes again, it is one moment. */
class SeriesBuilder {
  readonly #line: number;
  readonly #sources = new Set<MemorySource>();
  readonly #moments: Moment[] = [];
  readonly #files = new Set<string>();
  #row: Partial<Record<MemoryField, number>> = {};
  #name = '';
  #pid: number | null = null;

  constructor(first: SystemReading, line: number) {
    this.#line = line;
    this.add(first);
  }

  takes({ pid }: SystemReading): boolean {
    return pid === undefined || this.#pid === null || pid === this.#pid;
  }

  add({ source, file, row, name, pid }: SystemReading): void {
    this.#sources.add(source);
    this.#name ||= name ?? '';
    this.#pid ??= pid ?? null;
    if (this.#files.has(file)) this.#close();
    this.#files.add(file);
    // Of the numbers that two files have, status counts its own loosely; of limits, the lowest is the one that holds.
    const merged = source === 'procStatus' ? { ...row, ...this.#row } : { ...this.#row, ...row };
    if (row.CgroupLimit !== undefined && this.#row.CgroupLimit !== undefined) {
      merged.CgroupLimit = Math.min(row.CgroupLimit, this.#row.CgroupLimit);
    }
    this.#row = merged;
  }

  #close(): void {
    this.#moments.push({ timeMs: null, row: this.#row });
    this.#row = {};
    this.#files.clear();
  }

  finish(): FoundSeries {
    this.#close();
    const [source] = this.#sources.size === 1 ? this.#sources : (['several'] as const);
    const process = { name: this.#name, pid: this.#pid };
    return seriesOfMoments(source!, this.#moments, { line: this.#line, process });
  }
}
