import { formatMessage, type Message } from '../../base/message';
import { formatBytes, formatCount, formatNanos, formatShare } from '../../base/units';
import { evidenceText, momentText } from '../../model/evidenceText';
import type { EvidenceNumber, Severity } from '../../model/finding';
import { isLimit } from '../../model/memoryFields';
import type {
  Advice,
  ArithmeticStep,
  Forecast,
  Health,
  JudgedTogether,
  KnownLimits,
  MemoryReport,
  RssExplained,
} from '../../model/memoryReport';
import type { MemoryFacts, RangeSummary } from '../../model/timeline';
import { markdownText, pictureSource } from '../markdownText';
import { TextPieces } from '../textPieces';

/** All that a report is made of. Names in it come from logs and files. */
export interface Incident {
  readonly facts: MemoryFacts;
  readonly report: MemoryReport;
  /** What people said of limits that the evidence does not tell. */
  readonly known: KnownLimits;
  /** Columns of the table of numbers, by what people call them: "All of it", "Last quarter". */
  readonly ranges: readonly { readonly name: string; readonly summary: RangeSummary }[];
  /** Where more than this series was judged: its findings are those of the report. */
  readonly judged?: JudgedTogether;
}

export interface IncidentOptions {
  readonly title: string;
  /** Data URIs or paths, by the name under which they are shown. */
  readonly pictures: readonly { readonly name: string; readonly source: string }[];
}

type Write = (text: string) => void;
type Found = JudgedTogether['findings'];

const mostAnomalies = 20;

/**
 * A report of an incident as Markdown (GitHub's): verdict, findings, pictures, health, numbers, forecast, advice with its
 * arithmetic, what it rests on and what could not be judged. UTF-8. Every text of the evidence is escaped.
 */
export function exportIncident(
  { facts, report, known, ranges, judged }: Incident,
  options: IncidentOptions,
): Uint8Array {
  const pieces = new TextPieces();
  const write: Write = (text) => pieces.push(text);
  write(`# ${markdownText(options.title) || 'Memory of a Go process'}\n\n`);
  const { clock } = facts;
  const findings = judged?.findings ?? report.findings.map((finding) => ({ finding, clock, from: [] }));
  const isNothing = facts.samples + facts.cycles === 0 && !judged;
  // What was judged may be dumps alone: of memory over time there is nothing to tell then.
  const ofSeries = facts.samples + facts.cycles > 0 || isNothing;
  const words = [
    isNothing ? '**There is no evidence to judge.**' : `**${verdict(findings)}**`,
    ...(judged?.trend?.growing.length ? ['The heap profiles name code that grows.'] : []),
    ...(ofSeries ? [outlook(report)] : []),
  ];
  write(`${words.join(' ')}\n\n`);
  if (ofSeries) writeSubject(write, facts, known);
  writeFindings(write, findings);
  writeTrend(write, judged?.trend ?? null);
  writePictures(write, options.pictures);
  if (ofSeries) writeNumbers(write, report, ranges, facts);
  writeEvidence(write, facts, judged);
  if (ofSeries) writeUnjudged(write, report);
  return pieces.finish();
}

function writeNumbers(
  write: Write,
  report: MemoryReport,
  ranges: Incident['ranges'],
  facts: MemoryFacts,
): void {
  writeHealth(write, report.health);
  writeRanges(write, ranges, facts);
  writeReadings(write, report);
  writeForecast(write, report.forecast, facts);
  writeAdvice(write, report.advice);
  writeRss(write, report.rss);
  writeAnomalies(write, report, facts);
}

/** Judges by the worst; a title is the pattern's own. */
function verdict(findings: Found): string {
  const worst = findings[0]?.finding;
  if (!worst) return 'No rule found anything wrong.';
  const others = findings.length - 1;
  const more = others === 0 ? '' : others === 1 ? ', and one more finding' : `, and ${others} more findings`;
  return `${severityNames[worst.severity]}: ${text(worst.title)}${more}.`;
}

function outlook({ health, forecast }: MemoryReport): string {
  const worst = [...health.parts].sort((a, b) => a.score - b.score)[0];
  const score =
    health.score === null || !worst
      ? 'Health cannot be told'
      : `Health is ${points(health.score)} of 100, lowest for ${lowerFirst(text(worst.name))} (${points(worst.score)})`;
  return forecast.kind === 'reaches'
    ? `${score}, and the ${forecast.limitName === 'container' ? 'container’s limit' : 'GOMEMLIMIT'} of ${evidenceText(forecast.limit, 'bytes')} is in sight.`
    : `${score}.`;
}

const severityNames: Readonly<Record<Severity, string>> = {
  error: 'Error',
  warning: 'Warning',
  info: 'Note',
};

function writeSubject(write: Write, facts: MemoryFacts, known: KnownLimits): void {
  const { process, clock, procs } = facts;
  const rows: [string, string][] = [
    ['Process', process.name === '' ? 'unknown' : markdownText(process.name)],
    ['PID', process.pid === null ? 'unknown' : String(process.pid)],
    ['Go', process.goVersion === '' ? 'unknown' : markdownText(process.goVersion)],
    ['From', momentText(facts.fromMs, clock)],
    ['To', momentText(facts.toMs, clock)],
    ['GOMEMLIMIT', limitText(facts.memoryLimit, known.memoryLimit)],
    ['Container’s limit', limitText(facts.containerLimit, known.containerLimit)],
    ['GOGC', gogcText(facts.gogc, known.gogc)],
    ['GOMAXPROCS', procs === null ? 'unknown' : evidenceText(procs, '')],
  ];
  if (process.startMs !== null) rows.splice(3, 0, ['Started', momentText(process.startMs, 'unix')]);
  writeTable(write, ['What', 'Value'], rows);
}

/** Told by the evidence, else by people, as rules take it. */
function limitText(told: number | null, said: number | null): string {
  if (isLimit(told)) return formatBytes(told);
  if (isLimit(said)) return `${formatBytes(said)} (as entered)`;
  const isNone = (told ?? said) !== null && !Number.isNaN(told ?? said);
  return isNone ? 'none' : 'unknown';
}

function gogcText(told: number | null, said: number | null): string {
  const percent = told ?? said;
  if (percent === null || Number.isNaN(percent)) return 'unknown';
  const text = percent < 0 ? 'off' : evidenceText(percent, '');
  return told === null ? `${text} (as entered)` : text;
}

function writeFindings(write: Write, findings: Found): void {
  write('## Findings\n\n');
  if (findings.length === 0) write('None.\n\n');
  for (const { finding, clock, from } of findings) {
    const { ruleId, severity, title, message, advice, span, evidence, locations } = finding;
    write(`### ${severityNames[severity]}: ${text(title)} (${markdownText(ruleId)})\n\n`);
    write(`${text(message)}\n\n`);
    if (from.length > 0) write(`In: ${from.map(markdownText).join(', ')}.\n\n`);
    if (span) write(`When: ${momentText(span.fromMs, clock)} to ${momentText(span.toMs, clock)}.\n\n`);
    write(`What to do: ${text(advice)}\n\n`);
    if (evidence.length > 0) writeTable(write, ['Number', 'Value', 'Threshold'], evidence.map(numberRow));
    for (const { role, func, file, line } of locations) {
      const place = file === '' ? '' : markdownText(line > 0 ? `${file}:${line}` : file);
      const name = markdownText(func) || (place === '' ? 'unknown function' : '');
      const what = role === 'related' ? '' : `${role} at `;
      write(`* ${what}${name === '' ? place : `${name}${place === '' ? '' : ` (${place})`}`}\n`);
    }
    if (locations.length > 0) write('\n');
  }
}

/** Which code the heap grows by, as captures tell. */
function writeTrend(write: Write, trend: JudgedTogether['trend']): void {
  if (trend === null) return;
  write(`## Heap profiles over time\n\n${text(trend.reason)}\n\n`);
  if (trend.growing.length === 0) return;
  writeTable(
    write,
    ['Grows', 'Where', 'Grown', 'A minute'],
    trend.growing.map(({ name, file, line, grownBytes, bytesPerMinute }) => [
      markdownText(name),
      file === '' ? '' : markdownText(line > 0 ? `${file}:${line}` : file),
      formatBytes(grownBytes),
      bytesPerMinute === null ? '–' : formatBytes(bytesPerMinute),
    ]),
  );
}

function numberRow({ name, value, unit, threshold }: EvidenceNumber): string[] {
  return [text(name), evidenceText(value, unit), threshold === null ? '' : evidenceText(threshold, unit)];
}

function writePictures(write: Write, pictures: IncidentOptions['pictures']): void {
  const shown = pictures.flatMap(({ name, source }) => {
    const destination = pictureSource(source);
    return destination === null ? [] : [`![${markdownText(name) || 'Timeline'}](${destination})\n\n`];
  });
  if (shown.length === 0) return;
  write('## Timeline\n\n');
  for (const picture of shown) write(picture);
}

function writeHealth(write: Write, { score, parts, missing }: Health): void {
  write('## Health\n\n');
  write(score === null ? 'No part of it can be judged.\n\n' : `${points(score)} of 100.\n\n`);
  if (parts.length > 0) {
    writeTable(
      write,
      ['Part', 'Score', 'Weight', 'Inputs', 'Formula'],
      parts.map(({ name, score, weight, inputs, formula }) => [
        text(name),
        points(score),
        evidenceText(weight, 'share'),
        inputs.map((input) => `${text(input.name)}: ${evidenceText(input.value, input.unit)}`).join('; '),
        text(formula),
      ]),
    );
  }
  for (const { part, reason } of missing) write(`* Left out: ${part}: ${text(reason)}.\n`);
  if (missing.length > 0) write('\n');
}

type Told = (summary: RangeSummary) => string | null;

const rangeRows: readonly (readonly [string, Told])[] = [
  ['Collections', ({ cycles }) => told(cycles, formatCount)],
  ['Forced ones', ({ forcedCycles }) => told(forcedCycles, formatCount)],
  ['Collections a second', ({ cyclesPerSecond }) => told(cyclesPerSecond, formatCount)],
  ['Pause, median', ({ pauseP50Ns }) => told(pauseP50Ns, formatNanos)],
  ['Pause, 99th percentile', ({ pauseP99Ns }) => told(pauseP99Ns, formatNanos)],
  ['Pause, longest', ({ pauseMaxNs }) => told(pauseMaxNs, formatNanos)],
  ['Pauses, all together', ({ pauseTotalNs }) => told(pauseTotalNs, formatNanos)],
  ['Allocated a second', ({ allocBytesPerSecond }) => told(allocBytesPerSecond, formatBytes)],
  ['GC CPU', ({ gcCpu }) => told(gcCpu, formatShare)],
  ['Mark assist', ({ assist }) => told(assist, formatShare)],
  ['Live heap, smallest', ({ liveMin }) => told(liveMin, formatBytes)],
  ['Live heap, largest', ({ liveMax }) => told(liveMax, formatBytes)],
  ['Live heap, at the end', ({ liveLast }) => told(liveLast, formatBytes)],
  ['Growth a minute', ({ growthBytesPerMinute }) => told(growthBytesPerMinute, formatBytes)],
  ['Survival of a collection, median', ({ survival }) => told(survival, formatShare)],
  ['Goroutines, first and last', (range) => pair(range.goroutinesFirst, range.goroutinesLast, formatCount)],
  ['Resident, first and last', (range) => pair(range.rssFirst, range.rssLast, formatBytes)],
];

function writeRanges(write: Write, ranges: Incident['ranges'], { clock }: MemoryFacts): void {
  const rows = rangeRows
    .map(([name, tell]) => [name, ...ranges.map(({ summary }) => tell(summary))])
    .filter(([, ...cells]) => cells.some((cell) => cell !== null))
    .map((cells) => cells.map((cell) => cell ?? '–'));
  if (rows.length === 0) return;
  write('## Numbers\n\n');
  for (const { name, summary } of ranges) {
    write(
      `* ${markdownText(name)}: ${momentText(summary.fromMs, clock)} to ${momentText(summary.toMs, clock)}\n`,
    );
  }
  write('\n');
  writeTable(write, ['', ...ranges.map(({ name }) => markdownText(name))], rows);
}

function told(value: number | null, format: (value: number) => string): string | null {
  return value === null || !Number.isFinite(value) ? null : format(value);
}

function pair(first: number | null, last: number | null, format: (value: number) => string): string | null {
  const [from, to] = [told(first, format), told(last, format)];
  return from === null && to === null ? null : `${from ?? '–'} → ${to ?? '–'}`;
}

function writeReadings(write: Write, { readings }: MemoryReport): void {
  const shown = readings.filter(({ state }) => state !== 'unknown');
  if (shown.length === 0) return;
  write('## Read together\n\n');
  for (const { title, message, inputs } of shown) {
    const numbers = inputs.map(({ name, value, unit }) => `${text(name)} ${evidenceText(value, unit)}`);
    write(`* **${text(title)}:** ${text(message)}${numbers.length > 0 ? ` (${numbers.join(', ')})` : ''}\n`);
  }
  write('\n');
}

function writeForecast(write: Write, forecast: Forecast, { clock }: MemoryFacts): void {
  write('## Forecast\n\n');
  if (forecast.kind === 'silent') {
    write(`None: ${text(forecast.reason)}\n\n`);
    return;
  }
  write(`${text(forecast.message)}\n\n`);
  writeTable(
    write,
    ['Number', 'Value'],
    [
      ['Reached', momentText(forecast.atMs, clock)],
      ['At the earliest', momentText(forecast.lowMs, clock)],
      ['At the latest', momentText(forecast.highMs, clock)],
      ['Tests on its own past', formatCount(forecast.backtest.cases)],
      ['How far ahead', evidenceText(forecast.backtest.horizonMs * 1e6, 'ns')],
      ['Median error of the change', evidenceText(forecast.backtest.medianRelativeError, 'share')],
    ],
  );
}

function writeAdvice(write: Write, advice: readonly Advice[]): void {
  if (advice.length === 0) return;
  write('## Advice\n\n');
  for (const { title, message, setting, steps, assumptions } of advice) {
    write(`### ${text(title)}\n\n${text(message)}\n\n`);
    if (setting) write(`Setting: \`${setting.name}=${setting.value.replace(/[\s`]+/g, ' ')}\`\n\n`);
    if (steps.length > 0) writeTable(write, ['Step', 'How', 'Value'], steps.map(stepRow));
    for (const assumption of assumptions) write(`* Assumes: ${text(assumption)}\n`);
    if (assumptions.length > 0) write('\n');
  }
}

function stepRow({ name, formula, value, unit }: ArithmeticStep): string[] {
  return [text(name), formula === '' ? 'given' : markdownText(formula), evidenceText(value, unit)];
}

const howNames = { measured: 'measured', bound: 'at most', rest: 'what is left' } as const;

function writeRss(write: Write, rss: RssExplained | null): void {
  if (!rss) return;
  write(`## Resident memory\n\n${text(rss.message)}\n\n`);
  writeTable(
    write,
    ['Part', 'Size', 'Share', 'Known as'],
    rss.parts.map(({ name, bytes, how }) => [
      text(name),
      evidenceText(bytes, 'bytes'),
      evidenceText(rss.rss > 0 ? bytes / rss.rss : 0, 'share'),
      howNames[how],
    ]),
  );
}

const seriesNames: Readonly<Record<string, string>> = {
  heapLive: 'Live heap',
  rss: 'Resident memory',
  goroutines: 'Goroutines',
  gcCpu: 'GC CPU',
  pause: 'Pause',
};

const seriesUnits = { gcCpu: 'share', pause: 'ns', goroutines: '' } as const;

function writeAnomalies(write: Write, { anomalies }: MemoryReport, { clock }: MemoryFacts): void {
  if (anomalies.length === 0) return;
  const farthest = [...anomalies]
    .sort(
      (a, b) => Math.abs(b.value - b.expected) / b.threshold - Math.abs(a.value - a.expected) / a.threshold,
    )
    .slice(0, mostAnomalies)
    .sort((a, b) => a.timeMs - b.timeMs);
  write('## Out of the ordinary\n\n');
  if (farthest.length < anomalies.length) {
    write(`The ${farthest.length} farthest of ${anomalies.length}.\n\n`);
  }
  writeTable(
    write,
    ['When', 'What', 'Value', 'Expected', 'Usual within'],
    farthest.map(({ series, timeMs, value, expected, threshold }) => {
      const unit = seriesUnits[series as keyof typeof seriesUnits] ?? 'bytes';
      return [
        momentText(timeMs, clock),
        seriesNames[series] ?? series,
        evidenceText(value, unit),
        evidenceText(expected, unit),
        `± ${evidenceText(threshold, unit)}`,
      ];
    }),
  );
}

const markNames = {
  restart: 'the process restarted',
  gap: 'nothing was seen',
  capture: 'captured',
  sourceChange: 'another source took over',
  stop: 'watching stopped',
} as const;

function writeEvidence(write: Write, facts: MemoryFacts, judged: JudgedTogether | undefined): void {
  write('## Evidence\n\n');
  for (const line of judged?.evidence ?? []) write(`* ${markdownText(line)}\n`);
  for (const line of judged?.problems ?? []) write(`* Problem: ${markdownText(line)}\n`);
  if (judged && facts.samples + facts.cycles === 0) {
    write('\n');
    return;
  }
  if (judged) write('\nThe numbers above are of:\n\n');
  const { source, samples, cycles, fields, marks, clock } = facts;
  // Samples count collections, but know none of them singly: "0 collections" would contradict the numbers above.
  const held = [
    ...(samples > 0 || cycles === 0 ? [`${formatCount(samples)} samples`] : []),
    ...(cycles > 0 ? [`${formatCount(cycles)} collections, each by itself`] : []),
  ];
  write(`* ${markdownText(source)}: ${held.join(', ')}\n`);
  if (fields.length > 0) write(`* Fields: ${fields.map(markdownText).join(', ')}\n`);
  for (const { kind, timeMs, what, file } of marks.slice(0, 100)) {
    const why = kind === 'stop' && what === 'time' ? 'as its time was over' : what;
    const detail = [why, file].filter((word) => word !== '').map(markdownText);
    write(`* ${momentText(timeMs, clock)}: ${[markNames[kind], ...detail].join(' ')}\n`);
  }
  if (marks.length > 100) write(`* and ${formatCount(marks.length - 100)} more marks\n`);
  write('\n');
}

function writeUnjudged(write: Write, { unjudged }: MemoryReport): void {
  if (unjudged.length === 0) return;
  write('## What could not be judged\n\n');
  for (const { ruleId, reason } of unjudged) write(`* ${markdownText(ruleId)}: ${text(reason)}\n`);
}

function writeTable(write: Write, head: readonly string[], rows: readonly (readonly string[])[]): void {
  write(`| ${head.join(' | ')} |\n|${' --- |'.repeat(head.length)}\n`);
  for (const cells of rows) write(`| ${cells.join(' | ')} |\n`);
  write('\n');
}

/** A message whose numbers may be anything. */
function text(message: Message): string {
  const args = Object.entries(message.args).map(([name, value]) => [
    name,
    typeof value === 'number' && !Number.isFinite(value) ? 'unknown' : value,
  ]);
  return markdownText(formatMessage({ ...message, args: Object.fromEntries(args) }));
}

function points(score: number): string {
  return Number.isFinite(score) ? String(Math.round(score)) : 'unknown';
}

function lowerFirst(words: string): string {
  return /^[A-Z][a-z]/.test(words) ? words[0]!.toLowerCase() + words.slice(1) : words;
}
