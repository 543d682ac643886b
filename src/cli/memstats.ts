import { stat } from 'node:fs/promises';
import { formatMessage, message } from '../base/message';
import { parseCaptureTarget } from '../capture/captureTarget';
import { decodeWith } from '../capture/memory/memoryReply';
import { chooseSource } from '../capture/memory/memorySource';
import type { Engine, MemoryEvidence } from '../engine/engine';
import { evidenceText, momentText } from '../model/evidenceText';
import { type MemoryField, memoryFields } from '../model/memoryFields';
import type { MemoryReport } from '../model/memoryReport';
import type { TimelineMoment } from '../model/timeline';
import { type Command, type CommandResult, type OwnOption, UsageError } from './command';
import { deriveMemory } from './derivedMemory';
import { failIfFound, failLevel, failOnOption, refuseQuestion } from './failOn';
import { jsonFinding, jsonNumber } from './memoryJson';
import { memoryOptions, memoryReportOptions } from './memoryOptions';
import { adviceLines, findingLines, healthLines, processText, unjudgedLines } from './memoryText';
import { chooseProcess, memoryOf, openMemory } from './openMemory';
import { listOf, type Options } from './options';
import { joinSections, jsonProblems, jsonText } from './reportText';
import { headersOf } from './watch';

/** Which sample of a file, and how a program is asked for one. */
export const sampleOptions: readonly OwnOption[] = [
  {
    name: 'process',
    value: 'N',
    about: 'the N-th process of a FILE that speaks of several; default: the one with the most samples',
  },
  { name: 'header', value: 'NAME:VALUE', about: 'sent with the request to a URL', repeated: true },
];

export const memstatsCommand: Command = {
  name: 'memstats',
  args: 'FILE|URL',
  summary: "one sample of a program's memory: heap?debug=1, /debug/vars, /metrics, gops, smaps, cgroup files",
  ownOptions: [...sampleOptions, ...memoryOptions, failOnOption],
  sharedOptions: ['json'],
  run: memstats,
};

const mostReplyBytes = 64 * 2 ** 20;
const timeoutSeconds = 10;

interface Opened {
  /** What was read: the file, or the address with its path. */
  readonly name: string;
  readonly evidence: MemoryEvidence;
  /** When it was asked; null for a file. */
  readonly askedMs: number | null;
  readonly notes: readonly string[];
}

interface Sample extends Opened {
  readonly moment: TimelineMoment;
  readonly report: MemoryReport;
}

async function memstats(options: Options, engine: Engine): Promise<CommandResult> {
  const [address, ...others] = options.args;
  if (address === undefined || others.length > 0) {
    throw new UsageError(`memstats takes one file or address, got ${options.args.length}`);
  }
  refuseQuestion(options, 'memstats');
  const level = failLevel(options);
  const reportOptions = memoryReportOptions(options);
  const opened = await openSample(engine, address, options);
  const { handle, facts } = opened.evidence;
  const sample: Sample = {
    ...opened,
    moment: await engine.ask(handle, 'timelineMoment', { timeMs: facts.toMs }),
    report: await engine.ask(handle, 'memoryReport', reportOptions),
  };
  const { notes = [], exitCode } = failIfFound(sample.report.findings, level);
  return {
    text: options.json ? memstatsJson(sample) : memstatsText(sample),
    notes: [...opened.notes, ...notes],
    exitCode,
  };
}

/** Of a file, or of a program that is asked; `--process` and `--header` say which and how. */
export async function openSample(engine: Engine, address: string, options: Options): Promise<Opened> {
  return (await isThere(address)) ? openFile(engine, address, options) : ask(engine, address, options);
}

/** What is neither there nor looks like an address is a file that is missing. */
async function isThere(name: string): Promise<boolean> {
  const found = await stat(name).catch(() => null);
  return found !== null || !/^https?:\/\/|^[\w.-]*:\d+|^\[[\da-f:]+\]:\d+/i.test(name);
}

async function openFile(engine: Engine, file: string, { own }: Options): Promise<Opened> {
  const missing = message(
    'cli.noSample',
    '{file} holds no sample of memory, such as a heap?debug=1 text, /debug/vars or /metrics. For a GODEBUG=gctrace=1 log there is: heaplens gc.',
    { file },
  );
  const all = await openMemory(engine, file, ({ samples }) => samples > 0, missing);
  const { evidence, notes } = chooseProcess(all, own.process, file, ({ facts }) => facts.samples);
  return { name: file, evidence, askedMs: null, notes };
}

/** Asks the cheapest source that the program has; what it answered is opened as a file of it would be. */
async function ask(engine: Engine, address: string, { own }: Options): Promise<Opened> {
  let reply: { readonly bytes: Uint8Array; readonly name: string } | null = null;
  const decode = decodeWith(engine, mostReplyBytes);
  const { endpoint, first } = await chooseSource(
    {
      target: parseCaptureTarget(address),
      headers: headersOf(listOf(own.header)),
      timeoutSeconds,
      maximumBytes: mostReplyBytes,
    },
    async (bytes, name, signal) => {
      // The engine takes the bytes over.
      reply = { bytes: bytes.slice(), name };
      return decode(bytes, name, signal);
    },
    new AbortController().signal,
  );
  const { bytes, name } = reply!;
  const [evidence] = memoryOf(await engine.open(bytes, { name, maxInflatedBytes: mostReplyBytes })).slice(-1);
  return { name: String(endpoint.url), evidence: evidence!, askedMs: first.atMs, notes: [] };
}

function timeOf({ evidence, moment, askedMs }: Sample): number | null {
  return askedMs ?? (evidence.facts.clock === 'unix' ? (moment.sampleMs ?? null) : null);
}

function memstatsJson(sample: Sample): string {
  const { evidence, moment, report } = sample;
  const timeMs = timeOf(sample);
  const fields = Object.entries(moment.sample).map(([name, value]) => [name, jsonNumber(value)]);
  const derived = deriveMemory(moment.sample).map(({ name, value }) => [name, value]);
  return jsonText({
    source: evidence.facts.source,
    at: timeMs === null ? null : new Date(timeMs).toISOString(),
    fields: Object.fromEntries(fields),
    derived: Object.fromEntries(derived),
    findings: report.findings.map((finding) => jsonFinding(finding, evidence.facts.clock)),
    problems: jsonProblems(evidence),
  });
}

function memstatsText(sample: Sample): string {
  const { name, evidence, moment, report } = sample;
  const { facts, problems } = evidence;
  const timeMs = timeOf(sample);
  const process = processText(facts.process);
  const which = facts.samples > 1 ? `, the last of ${facts.samples.toLocaleString('en-US')} samples` : '';
  const head = [
    `${name}: ${facts.source}${process === '' ? '' : ` of ${process}`}`,
    facts.process.goVersion === '' ? '' : `, ${facts.process.goVersion}`,
    which,
    timeMs === null ? '' : `, ${momentText(timeMs, 'unix')}`,
  ];
  return joinSections(
    [
      `${head.join('')}.`,
      ...problems.map(({ at, message: text }) => `problem at ${at}: ${formatMessage(text)}`),
    ],
    Object.entries(moment.sample).map(([field, value]) => fieldLine(field as MemoryField, value)),
    deriveMemory(moment.sample).map(
      ({ title, value, unit }) => `${evidenceText(value, unit).padStart(12)}  ${title}`,
    ),
    [...findingLines(report.findings, facts.clock), ...unjudgedLines(report)],
    healthLines(report.health),
    adviceLines(report),
  );
}

function fieldLine(field: MemoryField, value: number): string {
  const { unit } = memoryFields[field];
  if (unit === 'unixNs')
    return `${field.padStart(24)}  ${value > 0 ? momentText(value / 1e6, 'unix') : 'never'}`;
  const text = unit === 'count' ? value.toLocaleString('en-US') : evidenceText(value, unit);
  const isNone = value === Number.POSITIVE_INFINITY;
  return `${field.padStart(24)}  ${field === 'GOGC' && value === -1 ? 'off' : isNone ? 'none' : text}`;
}
