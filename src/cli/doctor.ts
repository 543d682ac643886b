import { formatMessage } from '../base/message';
import { formatBytes } from '../base/units';
import type { Engine } from '../engine/engine';
import { momentText } from '../model/evidenceText';
import type { Finding, Severity } from '../model/finding';
import { memoryRules } from '../rules/memory/index';
import { type Command, type CommandResult, UsageError } from './command';
import { collectEvidence, type DoctorEvidence, type FileProblem } from './doctorEvidence';
import {
  type HeapTrend,
  type JudgedMemory,
  judgeGoroutines,
  judgeMemoryOf,
  type MemoryPart,
} from './doctorJudge';
import { reportOptions, reportTarget, writeReport } from './doctorReport';
import { failIfFound, failLevel, failOnOption, refuseQuestion } from './failOn';
import { goroutineSourceOptions } from './goroutines';
import { jsonFinding, jsonHealth } from './memoryJson';
import { memoryOptions } from './memoryOptions';
import { adviceLines, findingLines, healthLines, unjudgedLines } from './memoryText';
import type { Options } from './options';
import { joinSections, jsonText } from './reportText';

export const doctorCommand: Command = {
  name: 'doctor',
  args: 'FILE|FOLDER…',
  summary:
    'everything that is there of one process, judged together: profiles, dumps, GC logs, metrics, histories',
  ownOptions: [...goroutineSourceOptions, ...memoryOptions, failOnOption, ...reportOptions],
  sharedOptions: ['json'],
  run: doctor,
};

interface FoundIn {
  readonly finding: Finding;
  readonly files: readonly string[];
  readonly clock: MemoryPart['clock'];
}

interface Diagnosis {
  readonly evidence: readonly DoctorEvidence[];
  readonly findings: readonly FoundIn[];
  readonly trend: HeapTrend | null;
  /** Of the series that knows most; null where nothing tells of memory over time. */
  readonly main: MemoryPart | null;
  readonly problems: readonly FileProblem[];
}

async function doctor(options: Options, engine: Engine): Promise<CommandResult> {
  if (options.args.length === 0) throw new UsageError('doctor takes files, got none');
  refuseQuestion(options, 'doctor');
  const level = failLevel(options);
  const target = await reportTarget(options.own);
  const { evidence, problems } = await collectEvidence(engine, options.args);
  const memory = await judgeMemoryOf(engine, evidence, options);
  const goroutines = await judgeGoroutines(engine, evidence, options);
  const findings: FoundIn[] = [
    ...memory.parts.flatMap(({ report, files, clock }) =>
      report.findings.map((finding) => ({
        finding,
        files: filesOf(finding, { files, clock }, memory),
        clock,
      })),
    ),
    ...goroutines.findings.map((finding) => ({ finding, files: goroutines.files, clock: 'none' as const })),
  ];
  const diagnosis: Diagnosis = {
    evidence,
    findings: findings.sort((a, b) => rankOf(a.finding) - rankOf(b.finding)),
    trend: memory.trend,
    main: memory.parts[0] ?? null,
    problems: [...problems, ...memory.problems],
  };
  const written =
    target === null
      ? []
      : await writeReport(engine, target, diagnosis.main?.evidence ?? null, memory.options, {
          findings: diagnosis.findings.map(({ finding, clock, files }) => ({ finding, clock, from: files })),
          evidence: evidence.map(evidenceLine),
          problems: diagnosis.problems.map(problemLine),
          trend: diagnosis.trend,
        });
  const { notes = [], exitCode } = failIfFound(
    diagnosis.findings.map(({ finding }) => finding),
    level,
  );
  return {
    text: options.json ? doctorJson(diagnosis) : doctorText(diagnosis),
    notes: [...written, ...notes],
    exitCode,
  };
}

/**
 * Of files whose times are known those that tell of the time of the finding, else all that were judged together; heap profiles
 * where it is about what they say.
 */
function filesOf(
  { ruleId, span, locations }: Finding,
  { files, clock }: Pick<MemoryPart, 'files' | 'clock'>,
  { shapeFiles, growthFiles }: Pick<JudgedMemory, 'shapeFiles' | 'growthFiles'>,
): readonly string[] {
  const isOfShape = memoryRules.some(({ id, needs }) => id === ruleId && needs.includes('heapShape'));
  if (isOfShape) return shapeFiles;
  const isDated = span && clock === 'unix' && files.every((one) => one.clock === 'unix');
  const within = isDated
    ? files.filter(({ fromMs, toMs }) => fromMs <= span.toMs && toMs >= span.fromMs)
    : [];
  const told = (within.length > 0 ? within : files).map(({ file }) => file);
  return [...new Set([...told, ...(locations.length > 0 ? growthFiles : [])])];
}

const severities: readonly Severity[] = ['error', 'warning', 'info'];

function rankOf({ severity, confidence }: Finding): number {
  return severities.indexOf(severity) * 3 + ['certain', 'likely', 'suspicious'].indexOf(confidence);
}

function doctorJson({ evidence, findings, main, problems }: Diagnosis): string {
  return jsonText({
    evidence: evidence.map(({ kind, file, timeMs }) => ({ kind, file, at: isoOf(timeMs) })),
    findings: findings.map(({ finding, files, clock }) => ({ ...jsonFinding(finding, clock), files })),
    health: main === null ? { score: null, parts: [], missing: [] } : jsonHealth(main.report.health),
    problems: problems.map(({ file, at, message }) => ({ file, at, message: formatMessage(message) })),
  });
}

function isoOf(timeMs: number | null): string | null {
  return timeMs === null ? null : new Date(timeMs).toISOString();
}

function doctorText({ evidence, findings, trend, main, problems }: Diagnosis): string {
  const found =
    findings.length === 0
      ? ['No findings.']
      : findings.flatMap(({ finding, files, clock }) =>
          findingLines([finding], clock, () => files.join(', ')),
        );
  return joinSections(
    [
      verdictLine(
        findings.map(({ finding }) => finding),
        main,
        trend,
      ),
    ],
    [...evidence.map(evidenceLine), ...problems.map((problem) => `problem in ${problemLine(problem)}`)],
    trend === null ? [] : trendLines(trend),
    [...found, ...(main === null ? [] : unjudgedLines(main.report))],
    main === null
      ? ['Health: unknown: nothing here tells of memory over time.']
      : healthLines(main.report.health),
    main === null ? [] : adviceLines(main.report),
  );
}

/** Whether heap profiles grow, and the sites that do. */
function trendLines({ reason, growing }: HeapTrend): readonly string[] {
  return [
    `Heap profiles: ${formatMessage(reason)}`,
    ...growing.map(({ name, file, line, grownBytes, bytesPerMinute }) => {
      const rate = bytesPerMinute === null ? '' : `, ${formatBytes(bytesPerMinute)} a minute`;
      return `  +${formatBytes(grownBytes)}${rate} at ${name}${file === '' ? '' : ` ${file}:${line}`}`;
    }),
  ];
}

function evidenceLine({ kind, file, timeMs, about }: DoctorEvidence): string {
  const time = timeMs === null ? '' : `  ${momentText(timeMs, 'unix')}`;
  return `${kind.padEnd(12)} ${file}${time}${about === '' ? '' : `  ${about}`}`;
}

function problemLine({ file, at, message }: FileProblem): string {
  return `${file} at ${at}: ${formatMessage(message)}`;
}

/** The answer in a line, for whoever reads no further: how many of which severity, the worst by name, and the score. */
function verdictLine(findings: readonly Finding[], main: MemoryPart | null, trend: HeapTrend | null): string {
  const counts = severities.flatMap((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    return count === 0 ? [] : [`${count} ${severityNames[severity]}${count === 1 ? '' : 's'}`];
  });
  const score = main?.report.health.score ?? null;
  const [worst] = findings;
  return [
    counts.length === 0 ? 'No rule found anything wrong' : counts.join(', '),
    worst ? `: ${worst.ruleId} ${formatMessage(worst.title)}${findings.length > 1 ? ' and others' : ''}` : '',
    '.',
    trend?.verdict === 'growing' ? ' The heap profiles grow.' : '',
    score === null ? '' : ` Health ${Math.round(score)} of 100.`,
  ].join('');
}

const severityNames: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  info: 'note',
};
