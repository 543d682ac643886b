import { toNumber } from '../base/int64';
import type { Engine, ProfileEvidence, TopTable } from '../engine/engine';
import { printableName } from '../model/printableName';
import { type Command, type CommandResult, UsageError } from './command';
import { openProfiles, sampleIndexOf } from './openProfiles';
import type { Options } from './options';
import { questionNotes } from './questionNotes';
import {
  errorOf,
  headLines,
  joinLines,
  jsonHead,
  jsonProblems,
  jsonText,
  jsonValue,
  showingLines,
  shownValues,
  undivided,
  valueText,
} from './reportText';

export const topCommand: Command = {
  name: 'top',
  args: 'FILE…',
  summary: 'functions with their own cost (flat) and that with all they call (cum)',
  run: top,
};

async function top(options: Options, engine: Engine): Promise<CommandResult> {
  if (options.args.length === 0) throw new UsageError('top takes a file, got 0');
  const profile = await openProfiles(engine, options.args, options);
  const sampleIndex = sampleIndexOf(profile, options.sampleIndex);
  const { granularity, question, report } = options;
  const table = await engine.ask(profile.handle, 'top', {
    sampleIndex,
    granularity,
    question,
    report: undivided(report),
    errors: options.json,
  });
  return {
    text: options.json ? topJson(options, profile, table) : topText(options, profile, table),
    notes: await questionNotes(engine, profile, sampleIndex, question),
  };
}

function topJson(options: Options, profile: ProfileEvidence, table: TopTable): string {
  const { facts } = profile;
  const value = jsonValue(options.report);
  const { exactTotal, total } = facts.sampleTypes[table.sampleIndex]!;
  const isWhole = table.total === total && options.report.divideBy === 1;
  const rows = Array.from({ length: Math.min(table.length, options.limit) }, (_, row) => ({
    name: table.name[row]!,
    file: table.file[row]!,
    line: table.line[row]!,
    ...(table.address && { address: table.address[row]! }),
    flat: value(table.flat[row]!),
    cum: value(table.cum[row]!),
    flatError: errorOf(table.flatError, row),
    cumError: errorOf(table.cumError, row),
  }));
  return jsonText({
    ...jsonHead(profile, options.args, table.sampleIndex),
    total: isWhole ? (exactTotal ?? total) : value(table.total),
    samples: facts.samples,
    rows,
    problems: jsonProblems(profile),
  });
}

/** A relative standard error; null where the number is exact or nothing is known. */
function topText(options: Options, profile: ProfileEvidence, table: TopTable): string {
  const { unit } = profile.facts.sampleTypes[table.sampleIndex]!;
  const { total } = table;
  const text = valueText(options.report, unit, total, shownValues(table.flat, table.cum, table.length));
  const shown = Math.min(table.length, options.limit);
  const lines: string[] = [];
  let sum = 0;
  for (let row = 0; row < shown; row++) {
    const flat = toNumber(table.flat[row]!);
    const cum = toNumber(table.cum[row]!);
    sum += flat;
    lines.push(
      `${text.value(flat).padStart(10)} ${text.share(flat)} ${text.share(sum)} ${text.value(cum).padStart(10)} ${text.share(cum)}  ${rowName(table, row)}`,
    );
  }
  return joinLines([
    ...headLines(profile, options, table.sampleIndex, total, text),
    ...showingLines(options.report, text, total, sumOf(table), {
      dropped: table.trimmed?.dropped ?? 0,
      candidates: table.trimmed?.candidates ?? table.length,
      shown: table.length,
    }),
    `${'flat'.padStart(10)} ${'flat'.padStart(5)}% ${'sum'.padStart(5)}% ${'cum'.padStart(10)} ${'cum'.padStart(5)}%`,
    ...lines,
    ...(shown < table.length ? [`${table.length - shown} more rows`] : []),
  ]);
}

function sumOf(table: TopTable): number {
  let sum = 0;
  for (let row = 0; row < table.length; row++) sum += toNumber(table.flat[row]!);
  return sum;
}

function rowName({ granularity, name, file, line, address }: TopTable, row: number): string {
  return printableName(granularity, name[row]!, file[row]!, line[row]!, address?.[row]);
}
