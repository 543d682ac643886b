import { type Int64, toJsonInteger, toNumber } from '../base/int64';
import { knownUnit } from '../base/unitFamilies';
import type { Engine, EvidenceHandle, ProfileEvidence, TopTable } from '../engine/engine';
import { printableName } from '../model/printableName';
import { type Command, type CommandResult, UsageError } from './command';
import { openProfile, sampleIndexOf } from './openProfiles';
import { type Options, refuseOptions } from './options';
import { questionNotes } from './questionNotes';
import {
  errorOf,
  headLines,
  joinLines,
  jsonHead,
  jsonProblems,
  jsonText,
  jsonValue,
  undivided,
  type ValueText,
  valueText,
} from './reportText';

/** Says in CI that a program has grown too much. */
const grownTooMuch = 3;

export const diffCommand: Command = {
  name: 'diff',
  args: 'BASE NEW…',
  summary: 'what NEW has more or less than BASE: flat, or cum with --sort cum',
  ownOptions: [
    {
      name: 'diff-base',
      about: 'percentages are of BASE, as with -diff_base of pprof; else of all differences',
    },
    { name: 'normalize', about: 'scale NEW to the total of BASE first' },
    {
      name: 'fail-above',
      value: 'LIMIT',
      about: 'exit 3 where the total grows by more than 5% of BASE, 10MB, 2s, or a plain number',
    },
  ],
  run: diff,
};

async function diff(options: Options, engine: Engine): Promise<CommandResult> {
  const [base, ...current] = options.args;
  if (base === undefined || current.length === 0) {
    throw new UsageError(`diff takes a base and a file, got ${options.args.length}`);
  }
  refuseOptions('diff', options, ['mean']);
  const limit = options.own['fail-above'] as string | undefined;
  if (limit !== undefined && options.own.normalize === true) {
    throw new UsageError('--normalize makes both totals equal, so --fail-above could never fail', {
      showsUsage: false,
    });
  }
  const profile = await compareFiles(engine, base, current, options);
  const sampleIndex = sampleIndexOf(profile, options.sampleIndex);
  const { unit } = profile.facts.sampleTypes[sampleIndex]!;
  const isTooMuch = limit === undefined ? () => false : parseLimit(limit, unit);
  const { granularity, question, report } = options;
  const table = await engine.ask(profile.handle, 'top', {
    sampleIndex,
    granularity,
    question,
    report: undivided(report),
  });
  const found = differencesOf(table, report.sort === 'cum');
  // Sides, differences and totals lie far apart: each in its own unit, unless one was asked for.
  const shownUnit = report.unit === 'minimum' ? 'auto' : report.unit;
  const text = valueText({ ...report, unit: shownUnit }, unit, table.total, []);
  const notes = await questionNotes(engine, profile, sampleIndex, question);
  return {
    text: options.json
      ? diffJson(options, profile, found, sampleIndex)
      : diffText(options, profile, found, text),
    ...(isTooMuch(found)
      ? { notes: [...notes, complaintOf(profile, found, text, limit!)], exitCode: grownTooMuch }
      : { notes }),
  };
}

async function compareFiles(
  engine: Engine,
  base: string,
  current: readonly string[],
  options: Options,
): Promise<ProfileEvidence> {
  const handles: EvidenceHandle[] = [];
  for (const file of [base, ...current]) handles.push((await openProfile(engine, file, options)).handle);
  const compared = await engine.derive({
    kind: 'compare',
    base: handles.slice(0, 1),
    current: handles.slice(1),
    mode: options.own['diff-base'] === true ? 'diffBase' : 'base',
    normalize: options.own.normalize === true,
  });
  for (const handle of handles) await engine.close(handle);
  return compared;
}

interface Difference {
  readonly row: number;
  readonly base: Int64;
  readonly current: Int64;
  readonly delta: Int64;
  /** Relative standard error of `delta`; null where it is exact or unknown. */
  readonly deltaError: number | null;
}

interface Differences {
  readonly table: TopTable;
  readonly baseTotal: Int64;
  readonly newTotal: Int64;
  /** Without rows that did not change; in the order of the table: the largest change first, then by name. */
  readonly rows: readonly Difference[];
}

function differencesOf(table: TopTable, isCum: boolean): Differences {
  const sides = table.compared!;
  const base = isCum ? sides.baseCum : sides.baseFlat;
  const current = isCum ? sides.currentCum : sides.currentFlat;
  const delta = isCum ? table.cum : table.flat;
  const errors = isCum ? table.cumError : table.flatError;
  const rows: Difference[] = [];
  for (let row = 0; row < table.length; row++) {
    if (toNumber(delta[row]!) === 0) continue;
    rows.push({
      row,
      base: base[row]!,
      current: current[row]!,
      delta: delta[row]!,
      deltaError: errorOf(errors, row),
    });
  }
  return { table, baseTotal: sides.baseTotal, newTotal: sides.currentTotal, rows };
}

function growthOf({ baseTotal, newTotal }: Differences): number {
  return typeof baseTotal === 'bigint' || typeof newTotal === 'bigint'
    ? Number(BigInt(newTotal) - BigInt(baseTotal))
    : newTotal - baseTotal;
}

/** `5%` of the base, `10MB` or `2s` where the value type is measured so, `1000` of whatever it counts. */
function parseLimit(limit: string, unit: string): (found: Differences) => boolean {
  const [, digits, suffix = ''] = /^(\d+(?:\.\d+)?|\.\d+)\s*(%|[a-zµμ]*)$/i.exec(limit) ?? [];
  const amount = Number(digits);
  if (digits === undefined) throw badLimit(limit);
  if (suffix === '%') {
    return (found) => growthOf(found) > (amount / 100) * Math.abs(toNumber(found.baseTotal));
  }
  if (suffix === '' || suffix === unit) return (found) => growthOf(found) > amount;
  const wanted = knownUnit(suffix.replace(/ib$/i, 'b'));
  const counted = knownUnit(unit);
  if (!wanted) throw badLimit(limit);
  if (wanted.family !== counted?.family) {
    throw new UsageError(`--fail-above ${limit} does not fit a value type that is measured in ${unit}`, {
      showsUsage: false,
    });
  }
  const most = (amount * wanted.factor) / counted.factor;
  return (found) => growthOf(found) > most;
}

function badLimit(limit: string): UsageError {
  return new UsageError(`--fail-above takes 5%, 10MB, 2s or a number, got "${limit}"`, { showsUsage: false });
}

function complaintOf({ facts }: ProfileEvidence, found: Differences, text: ValueText, limit: string): string {
  const { type } = facts.sampleTypes[found.table.sampleIndex]!;
  const grown = growthOf(found);
  const base = toNumber(found.baseTotal);
  const share = base === 0 ? '' : ` (${text.share(grown, base).trim()})`;
  return `${type} grew by ${text.value(grown)}${share}, from ${text.value(base)} to ${text.value(found.newTotal)}: more than ${limit}.`;
}

function diffJson(
  options: Options,
  profile: ProfileEvidence,
  { table, baseTotal, newTotal, rows }: Differences,
  sampleIndex: number,
): string {
  const value = jsonValue(options.report);
  const { mode, normalized } = profile.facts.comparison!;
  const { file: _, ...head } = jsonHead(profile, options.args, sampleIndex);
  return jsonText({
    base: options.args[0],
    new: options.args.slice(1).join(' '),
    ...head,
    diffBase: mode === 'diffBase',
    normalized,
    baseTotal: value(baseTotal),
    newTotal: value(newTotal),
    // What percentages refer to.
    total: toJsonInteger(table.total),
    rows: rows.slice(0, options.limit).map(({ row, base, current, delta, deltaError }) => ({
      name: table.name[row]!,
      file: table.file[row]!,
      line: table.line[row]!,
      base: value(base),
      new: value(current),
      delta: value(delta),
      deltaError,
    })),
    problems: jsonProblems(profile),
  });
}

function diffText(options: Options, profile: ProfileEvidence, found: Differences, text: ValueText): string {
  const { table, baseTotal, newTotal, rows } = found;
  const shown = rows.slice(0, options.limit);
  const grown = growthOf(found);
  const base = toNumber(baseTotal);
  const share = base === 0 ? '' : `, ${signOf(grown)}${text.share(grown, base).trim()}`;
  const { granularity, name, file, line, address, total } = table;
  return joinLines([
    ...headLines(profile, options, table.sampleIndex, total, text),
    `Total ${text.value(baseTotal)} → ${text.value(newTotal)} (${signed(grown, text)}${share})`,
    `${'base'.padStart(10)} ${'new'.padStart(10)} ${'delta'.padStart(11)} ${'delta%'.padStart(7)}`,
    ...shown.map(({ row, base: before, current, delta }) => {
      const label = printableName(granularity, name[row]!, file[row]!, line[row]!, address?.[row]);
      const change = signed(toNumber(delta), text).padStart(11);
      const sides = `${text.value(before).padStart(10)} ${text.value(current).padStart(10)}`;
      return `${sides} ${change} ${text.share(toNumber(delta)).padStart(7)}  ${label}`;
    }),
    ...(shown.length < rows.length ? [`${rows.length - shown.length} more rows`] : []),
    ...(rows.length === 0 ? ['Nothing changed.'] : []),
  ]);
}

function signed(value: number, text: ValueText): string {
  return `${signOf(value)}${text.value(Math.abs(value))}`;
}

function signOf(value: number): string {
  return value > 0 ? '+' : value < 0 ? '-' : '';
}
