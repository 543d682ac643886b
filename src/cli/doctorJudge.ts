import { posix } from 'node:path';
import { MessageError } from '../base/message';
import type { Engine, MemoryEvidence, ProfileEvidence } from '../engine/engine';
import type { Finding } from '../model/finding';
import { leastTrendCaptures } from '../model/leakTrend';
import { writeHistoryLine } from '../model/memoryHistory';
import type { GrowthSite, HeapShape, MemoryReport } from '../model/memoryReport';
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
  readonly report: MemoryReport;
  readonly clock: MemorySeries['clock'];
  /** From and to, each on the clock of its own. */
  readonly files: readonly (Pick<MemoryFacts, 'clock' | 'fromMs' | 'toMs'> & { readonly file: string })[];
}

export interface JudgedMemory {
  /** The one that knows most comes first. */
  readonly parts: readonly MemoryPart[];
  /** Heap profiles that told how large objects are, and which code the heap grows by. */
  readonly shapeFiles: readonly string[];
  readonly growthFiles: readonly string[];
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
  const reportOptions = {
    ...memoryReportOptions(options, allRules),
    growth: await growthOf(engine, heaps),
    heapShape: await shapeOf(engine, heaps),
  };
  const series = all.flatMap(({ file, evidence }): Part[] =>
    evidence.kind === 'memory' ? [{ file, evidence }] : [],
  );
  const counted = await countsAsSeries(engine, all, series);
  const { groups, problems } = await joined(engine, [...series, ...counted]);
  const parts: MemoryPart[] = [];
  for (const { evidence, members } of groups) {
    parts.push({
      report: await engine.ask(evidence.handle, 'memoryReport', reportOptions),
      clock: evidence.facts.clock,
      files: members.map(({ file, evidence: { facts } }) => ({ ...facts, file })),
    });
  }
  const { growth, heapShape } = reportOptions;
  return {
    parts,
    shapeFiles: heapShape === null ? [] : heaps.slice(-1).map(({ file }) => file),
    growthFiles: growth === null ? [] : heaps.map(({ file }) => file),
    problems,
  };
}

interface Group {
  readonly evidence: MemoryEvidence;
  readonly members: readonly Part[];
}

/** One group; where clocks cannot be joined, each for itself, the one that knows most first. */
async function joined(
  engine: Engine,
  parts: readonly Part[],
): Promise<{ readonly groups: readonly Group[]; readonly problems: readonly FileProblem[] }> {
  const alone = parts.map((part): Group => ({ evidence: part.evidence, members: [part] }));
  if (parts.length <= 1) return { groups: alone, problems: [] };
  try {
    const evidence = await engine.joinMemory(parts.map((part) => part.evidence.handle));
    return { groups: [{ evidence, members: parts }], problems: [] };
  } catch (error) {
    if (!(error instanceof MessageError)) throw error;
    const size = ({ evidence: { facts } }: Group) => facts.cycles + facts.samples;
    const groups = alone.sort((a, b) => size(b) - size(a));
    return { groups, problems: [{ file: parts.at(-1)!.file, at: 'line 1', message: error.detail }] };
  }
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

async function growthOf(engine: Engine, heaps: readonly Heap[]): Promise<readonly GrowthSite[] | null> {
  if (heaps.length < leastTrendCaptures) return null;
  const { sites } = await engine.leakTrend(heaps.map(({ evidence }) => evidence.handle));
  return sites
    .filter(({ verdict }) => verdict === 'growing')
    .map(({ name, file, line, inuseBytes, slopePerMinute }) => ({
      name,
      file,
      line,
      grownBytes: inuseBytes.at(-1)! - inuseBytes[0]!,
      bytesPerMinute: slopePerMinute,
    }));
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
