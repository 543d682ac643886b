import type { Engine } from '../engine/engine';
import type { TagReport } from '../model/tagReport';
import { type Command, UsageError } from './command';
import { openProfiles, sampleIndexOf } from './openProfiles';
import { type Options, refuseOptions } from './options';
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
  run: async (options, engine) => ({ text: await tags(options, engine) }),
};

async function tags(options: Options, engine: Engine): Promise<string> {
  const { args, report, question } = options;
  if (args.length === 0) throw new UsageError('tags takes a file, got 0');
  refuseOptions('tags', options, ['mean', 'dropNegative', 'trim']);
  const profile = await openProfiles(engine, args);
  const sampleIndex = sampleIndexOf(profile, options.sampleIndex);
  const answer = await engine.ask(profile.handle, 'tags', {
    sampleIndex,
    question,
    unit: report.unit,
    relativePercentages: report.relativePercentages,
  });
  if (options.json) {
    const value = jsonValue(report);
    return jsonText({
      ...jsonHead(profile, args, sampleIndex),
      total: value(answer.total),
      keys: answer.keys.map((key) => ({
        ...key,
        total: value(key.total),
        values: key.values
          .slice(0, options.limit)
          .map(({ value: weight, ...rest }) => ({ ...rest, value: value(weight) })),
      })),
      problems: jsonProblems(profile),
    });
  }
  // Values are scaled one by one, as pprof does here: a smallest one says little about labels.
  const unit = report.unit === 'minimum' ? 'auto' : report.unit;
  const text = valueText({ ...report, unit }, profile.facts.sampleTypes[sampleIndex]!.unit, answer.total, []);
  return joinLines(answer.keys.flatMap((key) => keyLines(key, answer, text, options.limit)));
}

/** `key: Total 5ms of 10ms (50.00%)`, then a line a value, in columns. */
function keyLines(
  key: TagReport['keys'][number],
  { total }: TagReport,
  text: ValueText,
  limit: number,
): string[] {
  const share = (value: number) => (total > 0 ? ` (${text.share(value)})` : '');
  const rows = [
    [`${key.key}:`, ` Total ${text.value(key.total)} of ${text.value(total)}${share(key.total)}`],
    ...key.values
      .slice(0, limit)
      .map(({ text: name, value }) => [`${text.value(value)}${share(value)}:`, ` ${name}`]),
  ];
  const width = Math.max(...rows.map(([left]) => left!.length)) + 1;
  return [...rows.map(([left, right]) => `${left!.padStart(width)}${right}`), ''];
}
