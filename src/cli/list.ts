import type { Engine, ProfileEvidence } from '../engine/engine';
import type { ListedFunction, SourceListing } from '../model/sourceListing';
import { type Command, type CommandResult, UsageError } from './command';
import { expressionAndFiles } from './expressionAndFiles';
import { openProfiles, sampleIndexOf } from './openProfiles';
import { type Options, refuseOptions } from './options';
import { questionNotes } from './questionNotes';
import {
  joinLines,
  jsonHead,
  jsonProblems,
  jsonText,
  jsonValue,
  type ValueText,
  valueText,
} from './reportText';
import { readSource, type SourcePlaces } from './sourceFiles';

export const listCommand: Command = {
  name: 'list',
  args: 'FUNC FILE…',
  summary: 'lines of the functions that match FUNC, beside their source where it is found',
  ownOptions: [
    { name: 'source-path', value: 'DIR', about: 'where to look for source; default: here' },
    { name: 'trim-path', value: 'PREFIX', about: 'taken off recorded paths before' },
  ],
  run: list,
};

async function list(options: Options, engine: Engine): Promise<CommandResult> {
  const { expression, files } = expressionAndFiles(listCommand, options);
  refuseOptions('list', options, ['mean', 'dropNegative', 'trim']);
  const { report, question } = options;
  const profile = await openProfiles(engine, files, options);
  const sampleIndex = sampleIndexOf(profile, options.sampleIndex);
  const listing = await engine.ask(profile.handle, 'sourceListing', {
    sampleIndex,
    question,
    expression,
    relativePercentages: report.relativePercentages,
  });
  if (listing.functions.length === 0)
    throw new UsageError(`no function matches "${expression}"`, { showsUsage: false });
  const text = options.json
    ? listJson(options, profile, listing, files)
    : listText(options, profile.facts.sampleTypes[sampleIndex]!.unit, listing);
  return { text, notes: await questionNotes(engine, profile, sampleIndex, question) };
}

function listJson(
  { report }: Options,
  profile: ProfileEvidence,
  { sampleIndex, total, functions }: SourceListing,
  files: readonly string[],
): string {
  const value = jsonValue(report);
  return jsonText({
    ...jsonHead(profile, files, sampleIndex),
    total: value(total),
    functions: functions.map((fn) => ({
      ...fn,
      flat: value(fn.flat),
      cum: value(fn.cum),
      lines: fn.lines.map((line) => ({
        ...line,
        flat: value(line.flat),
        cum: value(line.cum),
        inlined: line.inlined.map((call) => ({ ...call, flat: value(call.flat), cum: value(call.cum) })),
      })),
    })),
    problems: jsonProblems(profile),
  });
}

function listText({ report, own }: Options, unit: string, { total, functions }: SourceListing): string {
  const places = { searchPath: String(own['source-path'] ?? ''), trimPath: String(own['trim-path'] ?? '') };
  const perValue = report.unit === 'minimum' ? 'auto' : report.unit;
  const text = valueText({ ...report, unit: perValue }, unit, total, []);
  return joinLines([
    `Total: ${text.value(total)}`,
    ...functions.flatMap((fn) => {
      if (fn.file === '') return [`No source information for ${fn.name}`];
      return [
        `ROUTINE ======================== ${fn.name} in ${fn.file}`,
        `${text.value(fn.flat).padStart(10)} ${text.value(fn.cum).padStart(10)} (flat, cum) ${text.share(fn.cum)} of Total`,
        ...sourceLines(fn, places, text),
      ];
    }),
  ]);
}

/** Lines shown before and after those with a cost, as pprof does. */
const context = 5;

function sourceLines(
  { file, lines, startLine }: ListedFunction,
  places: SourcePlaces,
  text: ValueText,
): string[] {
  const source = readSource(file, places);
  const costs = new Map(lines.map((line) => [line.line, line]));
  const dotted = (value: number | undefined) => (value ? text.value(value) : '.').padStart(10);
  const row = (line: number, code: string) =>
    `${dotted(costs.get(line)?.flat)} ${dotted(costs.get(line)?.cum)} ${String(line).padStart(6)}:${code}`;
  const first = Math.max(1, startLine === 0 ? lines[0]!.line - context : Math.min(startLine, lines[0]!.line));
  const last = lines.at(-1)!.line + context;
  // Without the source, or with one that is shorter than it was, the lines that cost are still listed.
  const rest = lines.filter(({ line }) => line < first || line > Math.min(last, source?.length ?? 0));
  const code = (source ?? []).slice(first - 1, last);
  return [...code.map((one, i) => row(first + i, one)), ...rest.map(({ line }) => row(line, '???'))];
}
