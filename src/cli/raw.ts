import { formatMessage } from '../base/message';
import type { ProfileEvidence } from '../engine/engine';
import type { RawFacts } from '../model/rawFacts';
import { type Command, UsageError } from './command';
import { openProfiles } from './openProfiles';
import { joinLines, jsonProblems, jsonText } from './reportText';

export const rawCommand: Command = {
  name: 'raw',
  args: 'FILE…',
  summary: 'what the profile says of itself: mappings, build ids, comments, counts',
  run: async (options, engine) => {
    const { args, json } = options;
    if (args.length === 0) throw new UsageError('raw takes a file, got 0');
    const profile = await openProfiles(engine, args, options);
    const raw = await engine.ask(profile.handle, 'rawFacts', null);
    return { text: json ? rawJson(profile, raw, args) : rawText(profile, raw) };
  },
};

function rawJson(profile: ProfileEvidence, raw: RawFacts, files: readonly string[]): string {
  const { kind, sampleTypes, periodType, period, timeMs, durationNanos } = profile.facts;
  return jsonText({
    file: files.join(' '),
    kind,
    sampleTypes: sampleTypes.map(({ type, unit }) => ({ type, unit })),
    periodType,
    period,
    timeMs,
    durationNanos,
    ...raw,
    problems: jsonProblems(profile),
  });
}

function rawText({ facts, problems }: ProfileEvidence, raw: RawFacts): string {
  const { counts } = raw;
  const types = facts.sampleTypes.map(({ type, unit }) => {
    return `${type}/${unit}${type === raw.defaultSampleType ? '[dflt]' : ''}`;
  });
  const named = (name: string, value: string) => (value === '' ? [] : [`${name}: ${value}`]);
  return joinLines([
    ...raw.comments.map((comment) => `Comment: ${comment}`),
    ...named('Doc', raw.docUrl),
    ...named('PeriodType', facts.periodType ? `${facts.periodType.type} ${facts.periodType.unit}` : ''),
    `Period: ${facts.period}`,
    ...named('Time', facts.timeMs === null ? '' : new Date(facts.timeMs).toISOString()),
    ...named('Duration', facts.durationNanos === 0 ? '' : `${facts.durationNanos / 1e9}s`),
    ...named('Drop frames', raw.dropFrames),
    ...named('Keep frames', raw.keepFrames),
    `Sample types: ${types.join(' ')}`,
    `Samples: ${counts.samples} with ${counts.stacks} stacks, ${counts.labels} labels; deepest stack ${raw.deepestStack} frames`,
    `Locations: ${counts.locations}, ${counts.locationsWithoutLines} without lines, ${counts.inlinedLines} inlined lines`,
    `Functions: ${counts.functions}`,
    `Strings: ${counts.strings}`,
    `Size: ${raw.inflatedBytes} bytes inflated`,
    'Mappings',
    ...raw.mappings.map(
      ({ start, limit, offset, file, buildId, locations }, row) =>
        `${row + 1}: ${start}/${limit}/${offset} ${file} ${buildId} (${locations} locations)`,
    ),
    ...problems.map(({ at, message }) => `problem at ${at}: ${formatMessage(message)}`),
  ]);
}
