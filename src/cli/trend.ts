import { formatMessage } from '../base/message';
import { formatBytes, formatShare } from '../base/units';
import type { Engine, EvidenceHandle } from '../engine/engine';
import type { LeakTrend, TrendSite, TrendVerdict } from '../model/leakTrend';
import { type Command, type CommandResult, UsageError } from './command';
import { openProfile } from './openProfiles';
import { type Options, refuseOptions } from './options';
import { joinLines, jsonText } from './reportText';

/** Says in CI that a program leaks. */
const isGrowing = 3;

export const trendCommand: Command = {
  name: 'trend',
  args: 'FILE FILE FILE…',
  summary: 'allocation sites over heap captures of one program: growing, steady or shrinking',
  ownOptions: [{ name: 'fail-growing', about: 'exit 3 where an allocation site grows' }],
  run: trend,
};

async function trend(options: Options, engine: Engine): Promise<CommandResult> {
  const { args, json, own } = options;
  if (args.length < 2) throw new UsageError(`trend takes several heap captures, got ${args.length}`);
  refuseOptions('trend', options, ['mean']);
  const handles: EvidenceHandle[] = [];
  for (const file of args) handles.push((await openProfile(engine, file, options)).handle);
  const found = await engine.leakTrend(handles);
  const growing = found.sites.filter(({ verdict }) => verdict === 'growing');
  const isFailure = own['fail-growing'] === true && growing.length > 0;
  return {
    text: json ? trendJson(found) : trendText(found),
    ...(isFailure && {
      exitCode: isGrowing,
      notes: [
        `${growing.length} of ${found.sites.length} allocation sites grow; the first is ${placeOf(growing[0]!)}.`,
      ],
    }),
  };
}

function trendText(found: LeakTrend): string {
  const { sites, timesMs, totals } = found;
  const last = totals[totals.length - 1]!;
  return joinLines([
    `${timesMs.length} ${timesMs.length === 1 ? 'capture' : 'captures'}, ${formatBytes(last)} in use: ${verdictWords[found.verdict]}. ${formatMessage(found.reason)}`,
    ...found.problems.map((problem) => `note: ${formatMessage(problem)}`),
    `${'in use'.padStart(10)} ${'± error'.padStart(8)} ${'a minute'.padStart(11)} ${'survives'.padStart(8)}  ${'verdict'.padEnd(15)} ${'behaviour'.padEnd(9)}  site`,
    ...sites.map((site) =>
      [
        formatBytes(site.inuseBytes[site.inuseBytes.length - 1]!).padStart(10),
        (site.relativeError === null ? '' : formatShare(site.relativeError)).padStart(8),
        (site.slopePerMinute === null ? '' : formatBytes(site.slopePerMinute)).padStart(11),
        (site.survival === null ? '' : formatShare(site.survival)).padStart(8),
        ` ${verdictWords[site.verdict].padEnd(15)}`,
        `${site.behaviour.padEnd(9)} `,
        placeOf(site),
      ].join(' '),
    ),
    ...(found.omitted > 0 ? [`${found.omitted} small sites left out`] : []),
  ]);
}

const verdictWords: Readonly<Record<TrendVerdict, string>> = {
  growing: 'growing',
  steady: 'steady',
  shrinking: 'shrinking',
  tooLittleData: 'too little data',
};

function placeOf({ name, file, line }: TrendSite): string {
  return `${name}${file === '' ? '' : ` ${file}:${line}`}`;
}

function trendJson(found: LeakTrend): string {
  const { reason, problems, sites, ...rest } = found;
  return jsonText({
    ...rest,
    reason: formatMessage(reason),
    problems: problems.map((problem) => formatMessage(problem)),
    sites: sites.map((site) => ({ ...site, reason: formatMessage(site.reason) })),
  });
}
