import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { toJsonInteger } from './base/int64';
import { formatMessage, MessageError } from './base/message';
import { formatShare, formatValue } from './base/units';
import type { Engine, Granularity, ProfileEvidence, TopTable } from './engine/engine';
import { createEngine } from './engine/node/createEngine';

const usage = `Usage: heaplens top FILE [--sample-index TYPE] [--granularity functions|lines|files] [-n N] [--json]

  --sample-index TYPE   value type to show, by name (inuse_space) or position; default: what Heaplens shows first
  --granularity G       rows are functions (default), lines or files
  -n N                  show the N heaviest rows only
  --json                machine-readable: integers beyond 2^53 are strings

Exit status: 0; 1 for wrong usage; 2 for a file that cannot be read as a profile.
`;

class UsageError extends Error {}

interface TopOptions {
  readonly file: string;
  readonly sampleIndex: string | undefined;
  readonly granularity: Granularity;
  readonly limit: number;
  readonly json: boolean;
}

async function main(args: readonly string[]): Promise<number> {
  try {
    const [command, ...rest] = args;
    if (command === 'help' || command === '--help' || command === '-h') {
      process.stdout.write(usage);
      return 0;
    }
    if (command !== 'top')
      throw new UsageError(command ? `unknown command "${command}"` : 'a command is missing');
    process.stdout.write(await top(topOptions(rest)));
    return 0;
  } catch (error) {
    if (error instanceof UsageError) {
      process.stderr.write(`heaplens: ${error.message}\n\n${usage}`);
      return 1;
    }
    process.stderr.write(`heaplens: ${printable(reasonOf(error))}\n`);
    return 2;
  }
}

function topOptions(args: readonly string[]): TopOptions {
  const { values, positionals } = parseTopArgs(args);
  if (positionals.length !== 1) throw new UsageError(`top takes one file, got ${positionals.length}`);
  const granularity = values.granularity ?? 'functions';
  if (!isGranularity(granularity)) throw new UsageError(`unknown granularity "${granularity}"`);
  if (values.n !== undefined && !/^\d+$/.test(values.n))
    throw new UsageError(`-n takes a whole number, got "${values.n}"`);
  return {
    file: positionals[0]!,
    sampleIndex: values['sample-index'],
    granularity,
    limit: values.n === undefined ? Number.POSITIVE_INFINITY : Number(values.n),
    json: values.json ?? false,
  };
}

function parseTopArgs(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        'sample-index': { type: 'string' },
        granularity: { type: 'string' },
        n: { type: 'string', short: 'n' },
        json: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function isGranularity(word: string): word is Granularity {
  return word === 'functions' || word === 'lines' || word === 'files';
}

async function top(options: TopOptions): Promise<string> {
  const engine = createEngine();
  try {
    const profile = await openProfile(engine, options.file);
    const sampleIndex = sampleIndexOf(profile, options.sampleIndex);
    const table = await engine.ask(profile.handle, 'top', { sampleIndex, granularity: options.granularity });
    return options.json ? topJson(options, profile, table) : topText(options, profile, table);
  } finally {
    engine.dispose();
  }
}

async function openProfile(engine: Engine, file: string): Promise<ProfileEvidence> {
  const bytes = await readFile(file);
  const evidence = await engine.open(bytes, { name: basename(file) });
  return evidence[0]!;
}

/** By name or position; as in pprof, `inuse_space` also asks for a type called `space`. */
function sampleIndexOf({ facts }: ProfileEvidence, wanted: string | undefined): number {
  if (wanted === undefined) return facts.sampleIndex;
  const names = facts.sampleTypes.map(({ type }) => type);
  const candidates = [
    names.indexOf(wanted),
    names.indexOf(wanted.replace(/^inuse_/, '')),
    positionOf(wanted, names.length),
  ];
  const found = candidates.find((index) => index >= 0);
  if (found === undefined)
    throw new UsageError(`no value type "${wanted}"; this profile has ${names.join(', ')}`);
  return found;
}

function positionOf(word: string, length: number): number {
  return /^\d+$/.test(word) && Number(word) < length ? Number(word) : -1;
}

function topJson(options: TopOptions, profile: ProfileEvidence, table: TopTable): string {
  const { facts, problems } = profile;
  const type = facts.sampleTypes[table.sampleIndex]!;
  const rows = Array.from({ length: Math.min(table.length, options.limit) }, (_, row) => ({
    name: table.name[row]!,
    file: table.file[row]!,
    line: table.line[row]!,
    flat: toJsonInteger(table.flat[row]!),
    cum: toJsonInteger(table.cum[row]!),
    flatError: errorAt(table.flatError, row),
    cumError: errorAt(table.cumError, row),
  }));
  const report = {
    file: options.file,
    kind: facts.kind,
    sampleTypes: facts.sampleTypes.map(({ type: name, unit }) => ({ type: name, unit })),
    sampleIndex: table.sampleIndex,
    unit: type.unit,
    total: type.exactTotal ?? type.total,
    samples: facts.samples,
    rows,
    problems: problems.map(({ at, message }) => ({ at, message: formatMessage(message) })),
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

/** Relative standard error; null where it is unknown, or the number exact. */
function errorAt(errors: Float64Array | null, row: number): number | null {
  const error = errors?.[row];
  return error === undefined || Number.isNaN(error) ? null : error;
}

function topText(options: TopOptions, profile: ProfileEvidence, table: TopTable): string {
  const { type, unit, total } = profile.facts.sampleTypes[table.sampleIndex]!;
  const shown = Math.min(table.length, options.limit);
  const lines = [
    `${profile.facts.kind} profile, ${type}: ${formatValue(total, unit)} in ${profile.facts.samples} samples`,
    ...profile.problems.map(({ at, message }) => `problem at ${at}: ${formatMessage(message)}`),
    `${'flat'.padStart(10)} ${'flat%'.padStart(8)} ${'cum'.padStart(10)} ${'cum%'.padStart(8)}  ${options.granularity}`,
  ];
  for (let row = 0; row < shown; row++) {
    const flat = Number(table.flat[row]!);
    const cum = Number(table.cum[row]!);
    const where =
      options.granularity === 'lines' && table.file[row] !== ''
        ? ` ${table.file[row]}:${table.line[row]}`
        : '';
    lines.push(
      `${formatValue(flat, unit).padStart(10)} ${shareOf(flat, total)} ${formatValue(cum, unit).padStart(10)} ${shareOf(cum, total)}  ${table.name[row]}${where}`,
    );
  }
  if (shown < table.length) lines.push(`${table.length - shown} more rows`);
  return `${lines.map(printable).join('\n')}\n`;
}

function shareOf(value: number, total: number): string {
  return (total === 0 ? '' : formatShare(value / total)).padStart(8);
}

function reasonOf(error: unknown): string {
  if (error instanceof MessageError) return error.message;
  const { code, path, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return `${path} does not exist.`;
  if (code === 'EISDIR') return 'This is a folder, not a file.';
  if (code === 'EACCES') return `${path} may not be read by this user.`;
  return (message ?? String(error)).split('\n', 1)[0]!;
}

/** Names come from files: they must not break a line, or speak to the terminal. */
function printable(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ');
}

// A reader like `head` closes the pipe early: that is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 2));
main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
