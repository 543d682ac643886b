import { formatMessage } from '../base/message';
import { formatShare } from '../base/units';
import { type Finding, verdicts } from '../model/finding';
import type { DumpComparison, DumpFacts, GroupTable } from '../model/goroutineReport';
import { frameOrigins } from '../model/goroutineReport';
import { type StateClass, stateClasses } from '../model/goroutines';
import type { JudgedDump, ShownGroup } from './goroutineJudge';
import { creatorOf, type Place, stackOf } from './goroutinesJson';
import { joinLines } from './reportText';

/**
 * What it is, what is wrong, then groups: twenty, or `limit` where one was given. The largest stand first; of a comparison those
 * that have grown most.
 */
export function goroutinesText(dump: JudgedDump, limit: number): string {
  const { report, findings, evidence } = dump;
  const groups = report.comparison ? mostGrownFirst(dump.groups, report.comparison) : dump.groups;
  const shown = groups.slice(0, Number.isFinite(limit) ? limit : usualGroups);
  const left = groups.length - shown.length;
  return joinLines([
    ...headLines(dump),
    ...evidence.problems.map(({ at, message }) => `problem at ${at}: ${formatMessage(message)}`),
    '',
    ...classLines(report.facts),
    '',
    ...findingLines(findings),
    '',
    ...shown.flatMap((group) => groupLines(dump, group)),
    ...(left > 0 ? [`… ${number(left)} more ${left === 1 ? 'group' : 'groups'} (-n ${groups.length})`] : []),
  ]);
}

const usualGroups = 20;

function mostGrownFirst(groups: readonly ShownGroup[], comparison: DumpComparison): readonly ShownGroup[] {
  const growth = ({ group }: ShownGroup) => differenceOf(comparison, group);
  return [...groups].sort((a, b) => growth(b) - growth(a) || b.count - a.count);
}

function differenceOf({ counts }: DumpComparison, group: number): number {
  return counts.at(-1)![group]! - counts[0]![group]!;
}

function headLines({ file, report, matching, groups, dumps, position }: JudgedDump): string[] {
  const { facts, comparison } = report;
  const which =
    dumps.length > 1
      ? ` Dump ${position + 1} of ${dumps.length}, line ${facts.line}; --dump N judges another.`
      : '';
  const matchText =
    matching === null ? '' : `; ${number(matching)} ${matching === 1 ? 'matches' : 'match'} the filter,`;
  const there = groups.filter(({ count }) => count > 0).length;
  const gone = groups.length - there;
  const goneText = gone === 0 ? '' : `; ${number(gone)} ${gone === 1 ? 'group is' : 'groups are'} gone`;
  const crash = facts.crash;
  return [
    `${file}: ${countText(facts)}${matchText} in ${number(there)} ${there === 1 ? 'group' : 'groups'}${goneText}.${which}`,
    ...(crash ? [crash.text, ...crash.details.slice(0, 3)] : []),
    ...(comparison ? comparedLines(comparison) : []),
  ];
}

function countText({ parsed, total, isTruncated, onlyLeaked }: DumpFacts): string {
  const kind = `${onlyLeaked ? 'leaked ' : ''}${(total ?? parsed) === 1 ? 'goroutine' : 'goroutines'}`;
  const where = isTruncated ? 'cut off at 64 MiB' : 'the text ends inside one';
  if (total === null) return `${number(parsed)} ${kind} (${where}; how many are missing is unknown)`;
  if (total === parsed) return `${number(parsed)} ${kind}`;
  return `${number(parsed)} of about ${number(total)} ${kind} (${where})`;
}

function comparedLines({ dumps }: DumpComparison): string[] {
  return dumps.slice(0, -1).map(({ name, timeMs, total }) => {
    const time = timeMs === null ? '' : `, ${new Date(timeMs).toISOString()}`;
    return `compared with ${name}: ${number(total)} goroutines${time}`;
  });
}

function classLines({ byClass, parsed }: DumpFacts): string[] {
  return stateClasses
    .map((name, at) => ({ name, count: byClass[at]! }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count)
    .map(
      ({ name, count }) =>
        `${number(count).padStart(9)} ${formatShare(count / parsed).padStart(8)}  ${classWords[name]}`,
    );
}

const classWords: Readonly<Record<StateClass, string>> = {
  running: 'running or ready to run',
  syscall: 'in a system call',
  nilChannel: 'on a nil channel: can never proceed',
  forever: 'in select {}: can never proceed',
  leaked: 'leaked, as the garbage collector proved',
  channel: 'on a channel',
  select: 'in a select',
  mutex: 'waiting for a lock',
  waitGroup: 'waiting for a WaitGroup',
  cond: 'waiting for a Cond',
  semaphore: 'on a semaphore',
  io: 'waiting for the network or a file',
  sleep: 'asleep',
  runtime: "the runtime's own",
  gc: 'waiting for the garbage collector',
  coroutine: 'a coroutine',
  unknown: 'parked; this form does not tell on what',
  other: 'in another state',
};

function findingLines(findings: readonly Finding[]): string[] {
  if (findings.length === 0) return ['No findings.'];
  return findings.flatMap((finding) => [
    `${finding.severity} ${finding.ruleId} (${finding.confidence}): ${formatMessage(finding.title)}`,
    `  ${formatMessage(finding.message)}`,
    ...finding.locations.map((place) => `    ${place.role} at ${placeText(place)}`),
    `  ${formatMessage(finding.advice)}`,
  ]);
}

/** Frames of the user that are shown of a group. */
const mostFrames = 5;

function groupLines({ report }: JudgedDump, { group, count }: ShownGroup): string[] {
  const { groups: table, comparison } = report;
  const verdict = verdicts[table.verdict[group]!]!;
  const head = [
    number(count).padStart(9),
    `${table.strings[table.state[group]!]! || stateClasses[table.stateClass[group]!]!}${waitText(table, group)}`,
    ...(comparison ? [changeText(comparison, group)] : []),
    ...(verdict === 'normal' ? [] : [`[${verdict}]`]),
  ].join('  ');
  const creator = creatorOf(table, group);
  return [
    head,
    ...frameLines(table, group).map((line) => `           ${line}`),
    ...(creator ? [`           created by ${placeText(creator)}`] : []),
    '',
  ];
}

function waitText({ minWaitMinutes, maxWaitMinutes }: GroupTable, group: number): string {
  const least = minWaitMinutes[group]!;
  const most = maxWaitMinutes[group]!;
  if (most < 0) return '';
  return least === most ? `, ≥ ${most} min` : `, ≥ ${least}–${most} min`;
}

function changeText(comparison: DumpComparison, group: number): string {
  const { change, perMinute } = comparison;
  const difference = differenceOf(comparison, group);
  if (difference === 0) return change[group]!;
  const rate = perMinute[group]!;
  const signed = difference > 0 ? `+${number(difference)}` : number(difference);
  const perMinuteText = Number.isNaN(rate) ? '' : `, ${signedRate(rate)} a minute`;
  return `${change[group]!} (${signed}${perMinuteText})`;
}

function signedRate(rate: number): string {
  const shown = Math.abs(rate) >= 10 ? number(Math.round(rate)) : String(Number(rate.toPrecision(2)));
  return rate > 0 ? `+${shown}` : shown;
}

/** The user's frames, which tell what the goroutine is for; of others only the innermost, and only where there are none. */
function frameLines(table: GroupTable, group: number): string[] {
  const stack = stackOf(table, group);
  const start = table.frameStart[group]!;
  const isUser = (at: number) => frameOrigins[table.frames.origin[table.frame[start + at]!]!] === 'user';
  const user = stack.filter((_, at) => isUser(at));
  const shown = (user.length > 0 ? user : stack).slice(0, mostFrames);
  const left = stack.length - shown.length;
  return [
    ...shown.map(placeText),
    ...(left > 0 ? [`(${left} more ${left === 1 ? 'frame' : 'frames'})`] : []),
  ];
}

function placeText({ func, file, line }: Place): string {
  return file === '' ? func : `${func} ${file}:${line}`;
}

function number(value: number): string {
  return value.toLocaleString('en-US');
}
