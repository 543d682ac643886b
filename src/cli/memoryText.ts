import { formatMessage } from '../base/message';
import { formatBytes, formatCount, formatNanos, formatShare } from '../base/units';
import { evidenceText, momentText } from '../model/evidenceText';
import type { Finding } from '../model/finding';
import type { Health, MemoryReport } from '../model/memoryReport';
import type { MemorySeries } from '../model/memorySeries';
import type { MemoryFacts, RangeSummary } from '../model/timeline';

type Clock = MemorySeries['clock'];

/** Each finding with when it was so, its numbers and what to do. `from` names the files where there are several. */
export function findingLines(
  findings: readonly Finding[],
  clock: Clock,
  from?: (finding: Finding) => string,
): string[] {
  if (findings.length === 0) return ['No findings.'];
  return findings.flatMap((finding) => [
    `${finding.severity} ${finding.ruleId} (${finding.confidence}): ${formatMessage(finding.title)}`,
    ...(from ? [`  in ${from(finding)}`] : []),
    `  ${formatMessage(finding.message)}`,
    ...(finding.span
      ? [`  from ${momentText(finding.span.fromMs, clock)} to ${momentText(finding.span.toMs, clock)}`]
      : []),
    ...finding.evidence.map(
      ({ name, value, unit, threshold }) =>
        `    ${formatMessage(name)}: ${evidenceText(value, unit)}${threshold === null ? '' : ` (threshold ${evidenceText(threshold, unit)})`}`,
    ),
    ...finding.locations.map(
      ({ role, func, file, line }) =>
        `    ${role} at ${[func, file === '' ? '' : `${file}:${line}`].filter((part) => part !== '').join(' ')}`,
    ),
    `  ${formatMessage(finding.advice)}`,
  ]);
}

/** Rules that lack the same share a line: `not judged: H1, H4: …`. */
export function unjudgedLines({ unjudged }: Pick<MemoryReport, 'unjudged'>): string[] {
  const byReason = new Map<string, string[]>();
  for (const { ruleId, reason } of unjudged) {
    const text = formatMessage(reason);
    byReason.set(text, [...(byReason.get(text) ?? []), ruleId]);
  }
  return [...byReason].map(([reason, rules]) => `not judged: ${rules.join(', ')}: ${reason}`);
}

/** The score with all that it is made of, and what is left out. */
export function healthLines({ score, parts, missing }: Health): string[] {
  return [
    score === null ? 'Health: unknown.' : `Health: ${Math.round(score)} of 100.`,
    ...parts.map(({ name, score: own, weight, formula, inputs }) => {
      const numbers = inputs.map(
        (input) => `${formatMessage(input.name)} ${evidenceText(input.value, input.unit)}`,
      );
      return `${String(Math.round(own)).padStart(5)}  ${formatMessage(name)} (weight ${formatShare(weight)}): ${numbers.join(', ')}; ${formatMessage(formula)}`;
    }),
    ...missing.map(({ part, reason }) => `    –  ${part}: ${formatMessage(reason)}`),
  ];
}

export function adviceLines({ advice, forecast }: Pick<MemoryReport, 'advice' | 'forecast'>): string[] {
  return [
    ...(forecast.kind === 'reaches' ? [`Forecast: ${formatMessage(forecast.message)}`] : []),
    ...advice.map(
      ({ title, message, setting }) =>
        `${formatMessage(title)}: ${formatMessage(message)}${setting === null ? '' : ` (${setting.name}=${setting.value})`}`,
    ),
  ];
}

/** `web-1 411`; '' unknown. */
export function processText({ name, pid }: MemoryFacts['process']): string {
  return [name, pid === null ? '' : `pid ${pid}`].filter((part) => part !== '').join(', ');
}

/** What happened, a line a subject; lines of what nobody knows are left out. */
export function summaryLines(range: RangeSummary): string[] {
  const rows: (readonly [string, string | null])[] = [
    ['collections', collections(range)],
    ['pauses', pauses(range)],
    [
      'GC CPU',
      both(
        range.gcCpu,
        formatShare,
        range.assist,
        (share) => `assist ${formatShare(share)} of all processor time`,
      ),
    ],
    ['allocated', known(range.allocBytesPerSecond, (bytes) => `${formatBytes(bytes)} a second`)],
    ['live heap', live(range)],
    [
      'survival',
      known(range.survival, (share) => `${formatShare(share)} of the heap at the start of a cycle`),
    ],
    ['goroutines', change(range.goroutinesFirst, range.goroutinesLast, formatCount)],
    ['RSS', change(range.rssFirst, range.rssLast, formatBytes)],
  ];
  return rows.flatMap(([name, text]) => (text === null ? [] : [`${name.padStart(12)}  ${text}`]));
}

function known(value: number | null, text: (value: number) => string): string | null {
  return value === null ? null : text(value);
}

function both(
  first: number | null,
  firstText: (value: number) => string,
  second: number | null,
  secondText: (value: number) => string,
): string | null {
  const parts = [known(first, firstText), known(second, secondText)].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join(', ');
}

function collections({ cycles, forcedCycles, cyclesPerSecond }: RangeSummary): string | null {
  if (cycles === null) return null;
  const forced = forcedCycles ? `, ${formatCount(forcedCycles)} forced` : '';
  const rate =
    cyclesPerSecond === null ? '' : `, ${formatCount(Number(cyclesPerSecond.toPrecision(3)))} a second`;
  return `${formatCount(cycles)}${forced}${rate}`;
}

function pauses({ pauseP50Ns, pauseP99Ns, pauseMaxNs, pauseTotalNs }: RangeSummary): string | null {
  const parts = [
    known(pauseP50Ns, (ns) => `p50 ${formatNanos(ns)}`),
    known(pauseP99Ns, (ns) => `p99 ${formatNanos(ns)}`),
    known(pauseMaxNs, (ns) => `longest ${formatNanos(ns)}`),
    known(pauseTotalNs, (ns) => `together ${formatNanos(ns)}`),
  ].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join(', ');
}

/** A program that starts grows: what it would come to in a minute says nothing before that minute is over. */
const leastGrowthMs = 60_000;

function live({
  fromMs,
  toMs,
  liveMin,
  liveMax,
  liveLast,
  growthBytesPerMinute,
}: RangeSummary): string | null {
  if (liveLast === null) return null;
  const range =
    liveMin === null || liveMax === null ? '' : ` (${formatBytes(liveMin)} to ${formatBytes(liveMax)})`;
  const sign = growthBytesPerMinute !== null && growthBytesPerMinute > 0 ? '+' : '';
  const isLong = toMs - fromMs >= leastGrowthMs;
  const growth = isLong
    ? known(growthBytesPerMinute, (bytes) => `, ${sign}${formatBytes(bytes)} a minute`)
    : null;
  return `${formatBytes(liveLast)}${range}${growth ?? ''}`;
}

function change(first: number | null, last: number | null, text: (value: number) => string): string | null {
  if (first === null || last === null) return known(last, text);
  return first === last ? text(last) : `${text(first)} → ${text(last)}`;
}
