import { formatMessage, message } from '../base/message';
import { formatNanos } from '../base/units';
import type { Engine } from '../engine/engine';
import { momentText } from '../model/evidenceText';
import type { MemoryReport } from '../model/memoryReport';
import type { GcCycles, MemorySeries } from '../model/memorySeries';
import type { MemoryFacts, RangeSummary } from '../model/timeline';
import { type Command, type CommandResult, UsageError } from './command';
import { failIfFound, failLevel, failOnOption, refuseQuestion } from './failOn';
import { jsonFinding } from './memoryJson';
import { memoryOptions, memoryReportOptions } from './memoryOptions';
import {
  adviceLines,
  findingLines,
  healthLines,
  processText,
  summaryLines,
  unjudgedLines,
} from './memoryText';
import { type Chosen, chooseProcess, openMemory } from './openMemory';
import type { Options } from './options';
import { joinSections, jsonProblems, jsonText } from './reportText';

export const gcCommand: Command = {
  name: 'gc',
  args: 'FILE',
  summary: 'garbage collections of a GODEBUG=gctrace=1 log, or of a history, with findings',
  ownOptions: [
    {
      name: 'process',
      value: 'N',
      about: 'the N-th process of a FILE that speaks of several; default: the one with the most collections',
    },
    ...memoryOptions,
    failOnOption,
  ],
  sharedOptions: ['json'],
  run: gc,
};

interface Judged extends Chosen {
  readonly file: string;
  readonly series: MemorySeries;
  readonly report: MemoryReport;
  readonly range: RangeSummary;
}

async function gc(options: Options, engine: Engine): Promise<CommandResult> {
  const [file, ...others] = options.args;
  if (file === undefined || others.length > 0) {
    throw new UsageError(`gc takes one file, got ${options.args.length}`);
  }
  refuseQuestion(options, 'gc');
  const level = failLevel(options);
  const reportOptions = memoryReportOptions(options);
  const missing = message(
    'cli.noCycles',
    '{file} holds no garbage collection. Run the program with GODEBUG=gctrace=1 and keep what it writes to stderr.',
    { file },
  );
  const all = await openMemory(engine, file, ({ cycles }) => cycles > 0, missing);
  const chosen = chooseProcess(all, options.own.process, file, ({ facts }) => facts.cycles);
  const { handle, facts } = chosen.evidence;
  const judged: Judged = {
    ...chosen,
    file,
    series: await engine.ask(handle, 'memorySeries', null),
    report: await engine.ask(handle, 'memoryReport', reportOptions),
    range: await engine.ask(handle, 'timelineRange', { fromMs: facts.fromMs, toMs: facts.toMs }),
  };
  const { notes = [], exitCode } = failIfFound(judged.report.findings, level);
  return {
    text: options.json ? gcJson(judged) : gcText(judged),
    notes: [...chosen.notes, ...notes],
    exitCode,
  };
}

function gcText({ file, evidence, report, range }: Judged): string {
  const { facts, problems } = evidence;
  return joinSections(
    [
      headLine(file, facts),
      ...problems.map(({ at, message: text }) => `problem at ${at}: ${formatMessage(text)}`),
    ],
    summaryLines(range),
    [...findingLines(report.findings, facts.clock), ...unjudgedLines(report)],
    healthLines(report.health),
    adviceLines(report),
  );
}

function headLine(file: string, { process, cycles, clock, fromMs, toMs, procs }: MemoryFacts): string {
  const name = processText(process);
  const length = clock === 'none' ? '' : ` in ${formatNanos((toMs - fromMs) * 1e6)}`;
  const from = clock === 'none' ? '' : `, from ${momentText(fromMs, clock)}`;
  return `${file}: ${cycles.toLocaleString('en-US')} ${cycles === 1 ? 'collection' : 'collections'}${length}${name === '' ? '' : ` of ${name}`}${from}${procs === null ? '' : `, GOMAXPROCS ${procs}`}.`;
}

function gcJson({ evidence, series, report, number, of }: Judged): string {
  const { process, clock } = series;
  return jsonText({
    process: {
      name: process.name,
      pid: process.pid,
      goVersion: process.goVersion || null,
      startedAt: process.startMs === null ? null : new Date(process.startMs).toISOString(),
      line: evidence.facts.line,
      number,
      of,
    },
    cycles: Array.from({ length: series.cycles.length }, (_, at) => cycleJson(series, at)),
    findings: report.findings.map((finding) => jsonFinding(finding, clock)),
    problems: jsonProblems(evidence),
  });
}

const MiB = 2 ** 20;

/** A number that was not printed is null. */
function cycleJson({ cycles, clock, process }: MemorySeries, at: number) {
  const value = (name: Exclude<keyof GcCycles, 'length'>) => {
    const found = cycles[name][at]!;
    return Number.isNaN(found) ? null : found;
  };
  const size = (name: 'heapStart' | 'heapEnd' | 'heapLive' | 'goal' | 'stacks' | 'globals') => {
    const bytes = value(name);
    return bytes === null ? null : bytes / MiB;
  };
  return {
    n: value('number'),
    atSec: secondsSinceStart(cycles.timeMs[at]!, clock, process.startMs),
    gcPercent: value('percentSinceStart'),
    sweepTermMs: value('sweepTermMs'),
    markMs: value('markMs'),
    markTermMs: value('markTermMs'),
    assistCpuMs: value('assistCpuMs'),
    backgroundCpuMs: value('backgroundCpuMs'),
    idleCpuMs: value('idleCpuMs'),
    heapStartMB: size('heapStart'),
    heapEndMB: size('heapEnd'),
    heapLiveMB: size('heapLive'),
    goalMB: size('goal'),
    stacksMB: size('stacks'),
    globalsMB: size('globals'),
    procs: value('procs'),
    forced: cycles.forced[at] === 1,
  };
}

function secondsSinceStart(
  timeMs: number,
  clock: MemorySeries['clock'],
  startMs: number | null,
): number | null {
  if (clock === 'sinceStart') return timeMs / 1000;
  return clock === 'unix' && startMs !== null ? (timeMs - startMs) / 1000 : null;
}
