import { posix } from 'node:path';
import { MessageError, message } from '../base/message';
import type { Engine, MemoryEvidence, ProfileEvidence } from '../engine/engine';
import type { Finding } from '../model/finding';
import { type LeakTrend, leastTrendCaptures } from '../model/leakTrend';
import { writeHistoryLine } from '../model/memoryHistory';
import type {
  GrowthSite,
  HeapShape,
  KnownLimits,
  MemoryReport,
  MemoryReportOptions,
} from '../model/memoryReport';
import type { MemorySeries } from '../model/memorySeries';
import type { MemoryRow } from '../model/sampleTable';
import type { MemoryFacts } from '../model/timeline';
import type { DoctorEvidence, FileProblem } from './doctorEvidence';
import { judgeDump } from './goroutineJudge';
import { memoryReportOptions } from './memoryOptions';
import type { Options } from './options';
import { goroutineRuleSet, memoryRuleSet, type RuleSet } from './thresholds';

const allRules: RuleSet = [...goroutineRuleSet, ...memoryRuleSet];

/** Series that were judged together. */
export interface MemoryPart {
  readonly evidence: MemoryEvidence;
  readonly report: MemoryReport;
  readonly clock: MemorySeries['clock'];
  /** From and to, each on the clock of its own. */
  readonly files: readonly (Pick<MemoryFacts, 'clock' | 'fromMs' | 'toMs'> & { readonly file: string })[];
}

export interface HeapTrend extends Pick<LeakTrend, 'verdict' | 'reason'> {
  readonly growing: readonly GrowthSite[];
}

export interface JudgedMemory {
  /** The one that knows most comes first. */
  readonly parts: readonly MemoryPart[];
  /** What they were judged by. */
  readonly options: MemoryReportOptions;
  /** Heap profiles that told how large objects are, and which code the heap grows by. */
  readonly shapeFiles: readonly string[];
  readonly growthFiles: readonly string[];
  /** What heap profiles say over time; null of fewer than three. */
  readonly trend: HeapTrend | null;
  readonly problems: readonly FileProblem[];
}

interface Part {
  readonly file: string;
  readonly evidence: MemoryEvidence;
}

/** Judges all that tells of memory: together where the clocks allow it, with what heap profiles say of sizes and growth. */
export async function judgeMemoryOf(
  engine: Engine,
  all: readonly DoctorEvidence[],
  options: Options,
): Promise<JudgedMemory> {
  const heaps = heapsOf(all);
  const trend = await trendOf(engine, heaps);
  const reportOptions = {
    ...memoryReportOptions(options, allRules),
    growth: trend?.growing ?? null,
    heapShape: await shapeOf(engine, heaps),
  };
  const series = all.flatMap(({ file, evidence }): Part[] =>
    evidence.kind === 'memory' ? [{ file, evidence }] : [],
  );
  const counted = await countsAsSeries(engine, all, series);
  const { groups, problems } = await joined(engine, [...series, ...counted]);
  const parts: MemoryPart[] = [];
  const judgedBy = { ...reportOptions, known: knownOf(reportOptions.known, groups) };
  for (const { evidence, members } of groups) {
    parts.push({
      evidence,
      report: await engine.ask(evidence.handle, 'memoryReport', judgedBy),
      clock: evidence.facts.clock,
      files: members.map(({ file, evidence: { facts } }) => ({ ...facts, file })),
    });
  }
  const { growth, heapShape } = reportOptions;
  return {
    parts,
    options: judgedBy,
    shapeFiles: heapShape === null ? [] : heaps.slice(-1).map(({ file }) => file),
    growthFiles: growth === null ? [] : heaps.map(({ file }) => file),
    trend,
    problems,
  };
}

interface Group {
  readonly evidence: MemoryEvidence;
  readonly members: readonly Part[];
}

/**
 * One group where the clocks can be joined; else one of each clock, or what cannot even be joined with its like alone. The one that
 * knows most comes first; the others are problems, which say what would have helped.
 */
async function joined(
  engine: Engine,
  parts: readonly Part[],
): Promise<{ readonly groups: readonly Group[]; readonly problems: readonly FileProblem[] }> {
  if (parts.length === 0) return { groups: [], problems: [] };
  const whole = await joinParts(engine, parts);
  if (whole) return { groups: [whole], problems: [] };
  const groups: Group[] = [];
  for (const clocks of [['unix', 'sinceStart'], ['none']] as const) {
    groups.push(...(await joinOfClocks(engine, parts, clocks)));
  }
  const size = ({ evidence: { facts } }: Group) => facts.cycles + facts.samples;
  groups.sort((a, b) => size(b) - size(a));
  return { groups, problems: groups.slice(1).map((group) => judgedApart(group, groups[0]!)) };
}

/** Of all these clocks together, else of each by itself, else every part by itself. */
async function joinOfClocks(
  engine: Engine,
  parts: readonly Part[],
  clocks: readonly MemorySeries['clock'][],
): Promise<readonly Group[]> {
  const of = parts.filter(({ evidence }) => clocks.includes(evidence.facts.clock));
  if (of.length === 0) return [];
  const together = await joinParts(engine, of);
  if (together) return [together];
  if (clocks.length === 1) return of.map((part) => ({ evidence: part.evidence, members: [part] }));
  const groups: Group[] = [];
  for (const clock of clocks) groups.push(...(await joinOfClocks(engine, parts, [clock])));
  return groups;
}

/** null where their clocks cannot be joined, or two processes ran at the same time. */
async function joinParts(engine: Engine, members: readonly Part[]): Promise<Group | null> {
  if (members.length === 1) return { evidence: members[0]!.evidence, members };
  try {
    return { evidence: await engine.joinMemory(members.map(({ evidence }) => evidence.handle)), members };
  } catch (error) {
    if (!(error instanceof MessageError)) throw error;
    return null;
  }
}

function judgedApart({ evidence, members }: Group, most: Group): FileProblem {
  const file = members[0]!.file;
  const others = members.length > 1 ? ` (and ${members.length - 1} more)` : '';
  const of = { file: `${file}${others}` };
  switch (evidence.facts.clock) {
    case 'none':
      return {
        file,
        at: 'line 1',
        message: message(
          'cli.apartWithoutTime',
          '{file} is judged apart: nothing says when it was taken. Limits that it tells count for all.',
          of,
        ),
      };
    case 'sinceStart':
      return {
        file,
        at: 'line 1',
        message: message(
          'cli.apartSinceStart',
          '{file} is judged apart: it counts from the start of its program, and nothing says when that was. A log with times (docker logs -t, kubectl logs --timestamps) would, or /metrics of the same process beside it.',
          of,
        ),
      };
    default:
      return {
        file,
        at: 'line 1',
        message:
          most.evidence.facts.clock === 'unix'
            ? message(
                'cli.apartProcess',
                '{file} is judged apart: it is of another process, which ran at the same time as the one that most is known of.',
                of,
              )
            : message(
                'cli.apart',
                '{file} is judged apart: what tells most only counts from the start of its program, and nothing says when that was. A log with times (docker logs -t, kubectl logs --timestamps) would, or /metrics of the same process beside it.',
                of,
              ),
      };
  }
}

/** What people say comes first, then what the series tells itself, then what any other one does: a limit is that of the process. */
function knownOf(said: KnownLimits, groups: readonly Group[]): KnownLimits {
  const told = (of: (facts: MemoryFacts) => number | null) =>
    groups.map(({ evidence }) => of(evidence.facts)).find((limit) => limit !== null) ?? null;
  return {
    memoryLimit: said.memoryLimit ?? told(({ memoryLimit }) => memoryLimit),
    containerLimit: said.containerLimit ?? told(({ containerLimit }) => containerLimit),
    gogc: said.gogc ?? told(({ gogc }) => gogc),
  };
}

interface Heap {
  readonly file: string;
  readonly timeMs: number | null;
  readonly evidence: ProfileEvidence;
}

/** Heap profiles, oldest first; those without a time in the order of the command line. */
function heapsOf(all: readonly DoctorEvidence[]): readonly Heap[] {
  return all
    .flatMap(({ file, timeMs, kind, evidence }): Heap[] =>
      evidence.kind === 'profile' && kind === 'heap' ? [{ file, timeMs, evidence }] : [],
    )
    .sort((a, b) => (a.timeMs ?? 0) - (b.timeMs ?? 0));
}

async function trendOf(engine: Engine, heaps: readonly Heap[]): Promise<HeapTrend | null> {
  if (heaps.length < leastTrendCaptures) return null;
  const { sites, verdict, reason } = await engine.leakTrend(heaps.map(({ evidence }) => evidence.handle));
  const growing = sites
    .filter((site) => site.verdict === 'growing')
    .map(({ name, file, line, inuseBytes, slopePerMinute }) => ({
      name,
      file,
      line,
      grownBytes: inuseBytes.at(-1)! - inuseBytes[0]!,
      bytesPerMinute: slopePerMinute,
    }));
  return { verdict, reason, growing };
}

async function shapeOf(engine: Engine, heaps: readonly Heap[]): Promise<HeapShape | null> {
  const last = heaps.at(-1);
  return last ? engine.ask(last.evidence.handle, 'heapShape', null) : null;
}

/**
 * Numbers of the whole process that profiles and dumps know, as a series: how many goroutines there were, and, where nothing
 * else tells of the heap, what was live at the last collection before each heap profile.
 */
async function countsAsSeries(
  engine: Engine,
  all: readonly DoctorEvidence[],
  series: readonly Part[],
): Promise<Part[]> {
  // Without a clock of the day there is nothing to join them by.
  if (series.some(({ evidence }) => evidence.facts.clock !== 'unix')) return [];
  const rows = all.flatMap(({ file, timeMs, kind, evidence }): (Row & { file: string })[] => {
    if (timeMs === null || evidence.kind !== 'profile') return [];
    const { goroutines, facts } = evidence;
    if (goroutines !== null) {
      return [{ file, timeMs, row: { Goroutines: goroutines.total ?? goroutines.parsed } }];
    }
    const inuse = facts.sampleTypes.find(({ type }) => type === 'inuse_space');
    return kind === 'heap' && inuse && series.length === 0
      ? [{ file, timeMs, row: { HeapLive: inuse.total } }]
      : [];
  });
  if (rows.length === 0) return [];
  const binary = all
    .flatMap(({ evidence }) => (evidence.kind === 'profile' ? [evidence.facts.binary] : []))
    .find(Boolean);
  const parts: Part[] = [];
  for (const { file, ...row } of rows.sort((a, b) => a.timeMs - b.timeMs)) {
    parts.push({ file, evidence: await openRow(engine, row, posix.basename(binary ?? '')) });
  }
  return parts;
}

interface Row {
  readonly timeMs: number;
  readonly row: MemoryRow;
}

async function openRow(engine: Engine, { timeMs, row }: Row, name: string): Promise<MemoryEvidence> {
  const process = { name, pid: null, goVersion: '', startMs: null };
  const lines = [
    writeHistoryLine({ kind: 'header', header: { target: name, source: '', process, metrics: [] } }),
    writeHistoryLine({ kind: 'sample', timeMs, row }),
  ];
  const [evidence] = await engine.open(new TextEncoder().encode(lines.join('')), { name: 'counts.memwatch' });
  return evidence as MemoryEvidence;
}

/** How many earlier dumps the last one is compared with. */
const mostBases = 20;

/** Judges the last dump, compared with those before it. */
export async function judgeGoroutines(
  engine: Engine,
  all: readonly DoctorEvidence[],
  options: Options,
): Promise<{ readonly findings: readonly Finding[]; readonly files: readonly string[] }> {
  const dumps = all
    .flatMap(({ file, timeMs, evidence }) =>
      evidence.kind === 'profile' && evidence.goroutines !== null ? [{ file, timeMs, evidence }] : [],
    )
    .sort((a, b) => (a.timeMs ?? 0) - (b.timeMs ?? 0));
  const last = dumps.at(-1);
  if (!last) return { findings: [], files: [] };
  const memstats = all.find(({ evidence }) => evidence.kind === 'profile' && evidence.facts.memStats)?.file;
  const own = memstats === undefined ? options.own : { ...options.own, memstats };
  const bases = dumps.slice(0, -1).slice(-mostBases);
  const { findings } = await judgeDump(engine, last, bases, { ...options, own }, allRules);
  return { findings, files: [last.file] };
}
