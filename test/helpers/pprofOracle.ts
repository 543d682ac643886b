import { execFile } from 'node:child_process';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { noQuestion, optionNames, type Question } from '../../src/model/question';
import type { TopTable } from '../../src/model/views';
import { buildGoProgram, goVersion } from './goProgram';
import { makeTemporaryFolder, removeFolder } from './repository';

/** Go's own pprof, built once for a test run: `go tool pprof` would look for its build at every call. */
export interface PprofOracle {
  /** `go1.26.8` */
  readonly version: string;
  /** Runs pprof with these arguments and the file; a failing run gives its words in `notes` and `failed`. */
  run(file: string, options: readonly string[]): Promise<PprofOutput>;
  /** `-top` with nothing trimmed, unless `options` say otherwise: pprof takes the last of an option given twice. */
  top(file: string, options: readonly string[]): Promise<PprofTable>;
  dispose(): void;
}

export interface PprofOutput {
  readonly text: string;
  /** What pprof said beside its report: `Focus expression matched no samples`. */
  readonly notes: readonly string[];
  readonly failed: boolean;
}

export interface PprofTable {
  /** Lines above the column heads: `Type: cpu`, `Active filters:`, `Showing nodes accounting for …`. */
  readonly head: readonly string[];
  readonly notes: readonly string[];
  /** What percentages refer to, as printed; '' where pprof printed no table. */
  readonly total: string;
  readonly rows: readonly PprofRow[];
  readonly failed: boolean;
}

/** As printed: `12B`, `3.40%`. `name` has neither `(inline)` nor, where it breaks the line, what follows the break. */
export interface PprofRow {
  readonly name: string;
  readonly flat: string;
  readonly flatPercent: string;
  readonly sumPercent: string;
  readonly cum: string;
  readonly cumPercent: string;
}

/** Nothing dropped, nothing looked up on the machine. */
export const untrimmed: readonly string[] = [
  '-nodecount=1000000',
  '-nodefraction=0',
  '-edgefraction=0',
  '-trim=false',
  '-symbolize=none',
];

/** The unit in which pprof prints every integer of the value type unrounded. */
export function exactUnit(unit: string): string {
  return { bytes: 'B', nanoseconds: 'ns', microseconds: 'us' }[unit] ?? 'minimum';
}

/** null where there is no Go. Throws where pprof cannot be built. */
export function buildPprofOracle(): PprofOracle | null {
  const version = goVersion();
  if (version === null) return null;
  const folder = makeTemporaryFolder('pprof');
  const binary = path.join(folder, 'pprof');
  buildGoProgram(folder, binary, [], 'cmd/pprof');
  // Where pprof would keep files and look for binaries.
  const env = { ...process.env, PPROF_TMPDIR: folder, PPROF_BINARY_PATH: folder, HOME: folder };
  const run = async (file: string, options: readonly string[]): Promise<PprofOutput> => {
    try {
      const args = ['-symbolize=none', ...options, file];
      const { stdout, stderr } = await promisify(execFile)(binary, args, { env, maxBuffer: 256 << 20 });
      return { text: stdout, notes: linesOf(stderr), failed: false };
    } catch (error) {
      const { stdout, stderr } = error as { stdout?: string; stderr?: string };
      if (stderr === undefined || stderr === '') throw error;
      return { text: stdout ?? '', notes: linesOf(stderr), failed: true };
    }
  };
  return {
    version,
    run,
    top: async (file, options) => parseTopTable(await run(file, ['-top', ...untrimmed, ...options])),
    dispose: () => removeFolder(folder),
  };
}

/** The question as pprof's flags; what pprof does not know is left out. */
export function questionFlags(question: Partial<Question>): string[] {
  return (Object.keys(question) as (keyof Question)[])
    .filter((option) => option !== 'foldTypes' && question[option] !== noQuestion[option])
    .map((option) => `-${optionNames[option]}=${question[option]}`);
}

/** Rows as `name flat cum`, in order, to compare as text. */
export function pprofRows({ rows }: PprofTable): string[] {
  return rows.map(({ name, flat, cum }) => `${onceIfDoubled(name)} ${integerOf(flat)} ${integerOf(cum)}`);
}

/** The same of our table: names as pprof prints them at its granularity. */
export function tableRows(table: TopTable): string[] {
  return Array.from({ length: table.length }, (_, row) => {
    const values = `${BigInt(table.flat[row]!)} ${BigInt(table.cum[row]!)}`;
    return `${onceIfDoubled(printedName(table, row).split('\n', 1)[0]!)} ${values}`;
  });
}

/** A frame without a name is called after its place; pprof says it once, and twice where the name is the same by chance. */
function onceIfDoubled(name: string): string {
  return name.replace(/(^| )(\S+) \2$/, '$1$2');
}

function printedName({ granularity, address, name, file, line }: TopTable, row: number): string {
  const hasLine = granularity === 'lines' || granularity === 'addresses';
  const hasPlace = hasLine || granularity === 'filefunctions';
  const place = hasLine && line[row] !== 0 ? `${file[row]}:${line[row]}` : file[row]!;
  const parts = [address?.[row] ?? '', name[row]!, hasPlace ? place : ''];
  return parts.filter((part) => part !== '').join(' ');
}

export function parseTopTable({ text, notes, failed }: PprofOutput): PprofTable {
  const lines = text.split('\n');
  const columnHeads = lines.findIndex((line) => /^\s+flat\s+flat%/.test(line));
  const head = columnHeads < 0 ? lines : lines.slice(0, columnHeads);
  const total = /^Showing nodes accounting for .* of (\S+) total$/m.exec(head.join('\n'))?.[1] ?? '';
  const rows: PprofRow[] = [];
  for (const line of columnHeads < 0 ? [] : lines.slice(columnHeads + 1)) {
    const row = /^ *(\S+) +(\S+%) +(\S+%) +(\S+) +(\S+%) {2}(.*)$/.exec(line);
    // A line that is no row continues a name with a line end in it.
    if (!row) continue;
    const [, flat, flatPercent, sumPercent, cum, cumPercent, name] = row as unknown as string[];
    rows.push({
      name: name!.replace(/ \((partial-)?inline\)$/, ''),
      flat: flat!,
      flatPercent: flatPercent!,
      sumPercent: sumPercent!,
      cum: cum!,
      cumPercent: cumPercent!,
    });
  }
  return { head, notes, total, rows, failed };
}

/** `-12B` → -12n. Throws where the number was rounded: ask for `exactUnit`. */
export function integerOf(printed: string): bigint {
  const [, digits] = /^(-?\d+)[A-Za-z]*$/.exec(printed) ?? [];
  if (digits === undefined) throw new Error(`pprof printed ${printed}, which is no whole number`);
  return BigInt(digits);
}

/** Runs the jobs a few at a time; results stand in the order of the jobs. */
export async function runSome<T>(jobs: readonly (() => Promise<T>)[], atOnce = 2): Promise<T[]> {
  const results = new Array<T>(jobs.length);
  let next = 0;
  const worker = async () => {
    while (next < jobs.length) {
      const job = next++;
      results[job] = await jobs[job]!();
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return results;
}

function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}
