import { posix } from 'node:path';
import type { Int64 } from '../base/int64';
import { toJsonInteger, toNumber } from '../base/int64';
import { formatMessage } from '../base/message';
import { commonUnit, percentageLabel, scaledLabel, scaleValue } from '../base/scaledLabel';
import type { ProfileEvidence } from '../engine/engine';
import type { Question, ReportOptions } from '../model/question';
import type { Options } from './options';

/** How the values of one report are written: divided, in its unit, as shares of its total. */
export interface ValueText {
  value(value: Int64): string;
  share(value: number, total?: number): string;
}

/** Relative standard error for JSON: null where the number is exact, or nothing is known. */
export function errorOf(errors: Float64Array | null, row: number): number | null {
  const error = errors?.[row];
  return error === undefined || Number.isNaN(error) ? null : error;
}

/**
 * Values as pprof writes them. Division happens here, in whole numbers, because shares and cutoffs are those of the
 * undivided values; the engine is asked for these.
 *
 * @param shown what the report prints, for the common unit of `--unit minimum`
 */
export function valueText(
  report: ReportOptions,
  unit: string,
  total: number,
  shown: Iterable<Int64>,
): ValueText {
  const divide = (value: number) => divided(value, report.divideBy);
  const target =
    report.unit === 'minimum' ? commonUnit(divide(smallest(shown)), divide(total), unit) : report.unit;
  return {
    value: (value) => scaledLabel(divide(toNumber(value)), unit, target),
    share: (value, of = total) => percentageLabel(value, of),
  };
}

/** Integers for JSON, divided where that was asked for. */
export function jsonValue(report: ReportOptions): (value: Int64) => number | string {
  return (value) =>
    report.divideBy === 1 ? toJsonInteger(value) : toNumber(value) / Math.abs(report.divideBy);
}

/** What the engine is asked for: see `valueText`. */
export function undivided(report: ReportOptions): ReportOptions {
  return { ...report, divideBy: 1 };
}

/** flat, else cum, of each row: what the smallest printed value is taken from. */
export function* shownValues(
  flat: ArrayLike<Int64>,
  cum: ArrayLike<Int64>,
  length: number,
): Generator<Int64> {
  for (let row = 0; row < length; row++) yield toNumber(flat[row]!) === 0 ? cum[row]! : flat[row]!;
}

/** The lines above a report: what the profile says of itself, and what was asked of it. */
export function headLines(
  { facts, problems }: ProfileEvidence,
  options: Options,
  sampleIndex: number,
  total: number,
  text: ValueText,
): string[] {
  const { type, unit } = facts.sampleTypes[sampleIndex]!;
  const duration = facts.durationNanos;
  const inNanos = scaleValue(total, unit, 'nanoseconds');
  const busy =
    inNanos.unit === 'ns' && total !== 0 ? `(${percentageLabel(Math.trunc(inNanos.value), duration)})` : '';
  return [
    facts.binary && `File: ${posix.basename(facts.binary)}`,
    facts.buildId && `Build ID: ${facts.buildId}`,
    ...facts.comments.filter((comment) => !comment.startsWith('#')),
    `Type: ${options.report.mean ? 'mean_' : ''}${type}`,
    facts.timeMs !== null && `Time: ${localTime(facts.timeMs)}`,
    duration !== 0 &&
      `Duration: ${scaledLabel(duration, 'nanoseconds', 'auto')}, Total samples = ${text.value(total)} ${busy}`,
    ...problems.map(({ at, message }) => `problem at ${at}: ${formatMessage(message)}`),
    ...questionLines(options.question),
  ].filter((line): line is string => typeof line === 'string' && line !== '');
}

/** What trimming did to the rows of a report. */
export interface Trimmed {
  /** Rows below the cutoff. */
  readonly dropped: number;
  /** Rows that were left to choose from. */
  readonly candidates: number;
  readonly shown: number;
}

/** `Showing nodes accounting for …` and what was left out. */
export function showingLines(
  report: ReportOptions,
  text: ValueText,
  total: number,
  shownFlat: number,
  { dropped, candidates, shown }: Trimmed,
): string[] {
  const cutoff = Math.abs(Math.trunc(total * report.nodeFraction));
  return [
    `Showing nodes accounting for ${text.value(shownFlat)}, ${text.share(shownFlat).trim()} of ${text.value(total)} total`,
    ...(dropped > 0 && total !== 0
      ? [`Dropped ${dropped} node${dropped > 1 ? 's' : ''} (cum <= ${text.value(cutoff)})`]
      : []),
    ...(shown > 0 && shown < candidates && total !== 0
      ? [`Showing top ${shown} nodes out of ${candidates}`]
      : []),
  ];
}

/** Names come from files: they must not break a line, or speak to the terminal. */
export function printable(text: string): string {
  return text.replace(/[\u0000-\u0008\u000a-\u001f\u007f-\u009f]+/g, ' ');
}

export function joinLines(lines: readonly string[]): string {
  return lines.map((line) => `${printable(line)}\n`).join('');
}

/** Groups of lines with a blank line between; those without lines are left out. */
export function joinSections(...sections: readonly (readonly string[])[]): string {
  return joinLines(
    sections.filter(({ length }) => length > 0).flatMap((lines, at) => (at === 0 ? lines : ['', ...lines])),
  );
}

export function jsonText(report: unknown): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}

/** The facts that every JSON report starts with. */
export function jsonHead(profile: ProfileEvidence, files: readonly string[], sampleIndex: number) {
  const { facts } = profile;
  return {
    file: files.join(' '),
    kind: facts.kind,
    sampleTypes: facts.sampleTypes.map(({ type, unit }) => ({ type, unit })),
    sampleIndex,
    unit: facts.sampleTypes[sampleIndex]!.unit,
  };
}

export function jsonProblems({ problems }: Pick<ProfileEvidence, 'problems'>) {
  return problems.map(({ at, message }) => ({ at, message: formatMessage(message) }));
}

function divided(value: number, divideBy: number): number {
  // As pprof: times the reciprocal, cut to a whole number; a negative divisor divides nothing.
  return divideBy > 0 && divideBy !== 1 ? Math.trunc(value * (1 / divideBy)) : value;
}

function smallest(values: Iterable<Int64>): number {
  let least = 0;
  for (const value of values) {
    const magnitude = Math.abs(toNumber(value));
    if (magnitude > 0 && (least === 0 || magnitude < least)) least = magnitude;
  }
  return least;
}

const filterNames: readonly (readonly [keyof Question, string])[] = [
  ['focus', 'focus'],
  ['ignore', 'ignore'],
  ['hide', 'hide'],
  ['show', 'show'],
  ['showFrom', 'show_from'],
  ['tagFocus', 'tagfocus'],
  ['tagIgnore', 'tagignore'],
  ['tagShow', 'tagshow'],
  ['tagHide', 'taghide'],
];

function questionLines(question: Question): string[] {
  const active = filterNames.filter(([field]) => question[field] !== '');
  if (active.length === 0) return [];
  return ['Active filters:', ...active.map(([field, name]) => `   ${name}=${question[field]}`)];
}

/** `2026-11-21 10:02:03 UTC`, in the time zone of the machine. */
function localTime(timeMs: number): string {
  const date = new Date(timeMs);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  const zone = new Intl.DateTimeFormat('en-US', { timeZoneName: 'short' })
    .formatToParts(date)
    .find(({ type }) => type === 'timeZoneName')!.value;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())} ${zone}`;
}
