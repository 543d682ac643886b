import type { Engine, ProfileEvidence } from '../engine/engine';
import type { TagKey, TagReport } from '../model/tagReport';
import { type Command, type CommandResult, UsageError } from './command';
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

export const tagsCommand: Command = {
  name: 'tags',
  args: 'FILE…',
  summary: 'label keys and the weight of their values',
  run: tags,
};

async function tags(options: Options, engine: Engine): Promise<CommandResult> {
  const { args, report, question } = options;
  if (args.length === 0) throw new UsageError('tags takes a file, got 0');
  refuseOptions('tags', options, ['mean', 'dropNegative', 'trim']);
  const profile = await openProfiles(engine, args, options);
  const sampleIndex = sampleIndexOf(profile, options.sampleIndex);
  const answer = await engine.ask(profile.handle, 'tags', {
    sampleIndex,
    question,
    unit: report.unit,
    relativePercentages: report.relativePercentages,
  });
  const text = options.json
    ? tagsJson(options, profile, answer)
    : tagsText(options, profile.facts.sampleTypes[sampleIndex]!.unit, answer);
  return { text, notes: await questionNotes(engine, profile, sampleIndex, question) };
}

function tagsJson({ args, report, limit }: Options, profile: ProfileEvidence, answer: TagReport): string {
  const value = jsonValue(report);
  return jsonText({
    ...jsonHead(profile, args, answer.sampleIndex),
    total: value(answer.total),
    keys: answer.keys.map((key) => ({
      ...key,
      total: value(key.total),
      values: key.values
        .slice(0, limit)
        .map(({ value: weight, ...rest }) => ({ ...rest, value: value(weight) })),
    })),
    problems: jsonProblems(profile),
  });
}

function tagsText({ report, limit }: Options, sampleUnit: string, { total, keys }: TagReport): string {
  // Values are scaled one by one, as pprof does here: a smallest one says little about labels.
  const unit = report.unit === 'minimum' ? 'auto' : report.unit;
  const text = valueText({ ...report, unit }, sampleUnit, total, []);
  return joinLines(keys.flatMap((key) => keyLines(key, total, text, limit)));
}

/** The layout of pprof's -tags: values stand right-aligned behind the width of their key. */
function keyLines(
  { key, total, values }: TagKey,
  profileTotal: number,
  text: ValueText,
  limit: number,
): string[] {
  const share = (value: number) => (profileTotal > 0 ? ` (${text.share(value)})` : '');
  const rows = values.slice(0, limit).map(({ text: name, value }) => ({
    weight: `${text.value(value)}${share(value)}:`,
    name,
  }));
  const indent = ' '.repeat(key.length + 2);
  const width = rows.reduce((most, { weight }) => Math.max(most, weight.length), 0) + 1;
  return [
    ` ${key}: Total ${text.value(total)} of ${text.value(profileTotal)}${share(total)}`,
    ...rows.map(({ weight, name }) => `${indent}${weight.padStart(width)} ${name}`),
    '',
  ];
}
