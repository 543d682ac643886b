import { basename } from 'node:path';
import { parseCaptureName } from '../capture/captureName';
import type { Engine, ProfileEvidence } from '../engine/engine';
import type { Finding } from '../model/finding';
import type { GoroutineReport, ReportOptions } from '../model/goroutineReport';
import type { MemStats } from '../model/memStats';
import { UsageError } from './command';
import { openGoroutineSource } from './goroutineSource';
import { openProfile } from './openProfiles';
import { checkExpression, listOf, type Options } from './options';
import { goroutineRuleSet, type RuleSet, thresholdsOf } from './thresholds';

/** A dump with all that is said of it. */
export interface JudgedDump {
  readonly file: string;
  readonly evidence: ProfileEvidence;
  readonly report: GoroutineReport;
  /** Goroutines that the filter means; null without one. */
  readonly matching: number | null;
  /** Groups to show, with how many goroutines of each match the filter. */
  readonly groups: readonly ShownGroup[];
  /** Of those groups; without a filter all. */
  readonly findings: readonly Finding[];
  /** All dumps of the file, in its order; `position` is the judged one. */
  readonly dumps: readonly ProfileEvidence[];
  readonly position: number;
}

export interface ShownGroup {
  /** Position in the report's groups. */
  readonly group: number;
  readonly count: number;
  readonly goids: readonly number[];
}

interface DumpFile {
  readonly file: string;
  readonly evidence: ProfileEvidence;
}

interface Judged {
  readonly report: GoroutineReport;
  readonly matching: number | null;
  readonly groups: readonly ShownGroup[];
  readonly findings: readonly Finding[];
}

/** Judges the dump with the source that is here, compared with `bases`, and leaves what the filter asks for. */
export async function judgeDump(
  engine: Engine,
  dump: DumpFile,
  bases: readonly DumpFile[],
  { own }: Options,
  rulesToSet: RuleSet = goroutineRuleSet,
): Promise<Judged> {
  const source = await openGoroutineSource(own.source as string | undefined);
  const userModules =
    typeof own.modules === 'string'
      ? own.modules.split(',').filter((path) => path !== '')
      : source.modules.map(({ path }) => path);
  const { handle } = dump.evidence;
  const questions = await engine.ask(handle, 'sourceQuestions', { userModules });
  const innocent = listOf(own.innocent);
  for (const expression of innocent) checkExpression('--innocent', expression);
  const options: ReportOptions = {
    userModules,
    thresholds: thresholdsOf(listOf(own.set), rulesToSet, 'G4.minCount=50'),
    innocent,
    sourceFacts: await source.facts(questions),
    memStats: typeof own.memstats === 'string' ? await memStatsOf(engine, own.memstats) : null,
    timesMs: [...bases, dump].map(timeOf),
  };
  const names = [...bases, dump].map(({ file }) => file);
  const handles = [...bases.map(({ evidence }) => evidence.handle), handle];
  const report = await engine.goroutineReport(handles, { ...options, names });
  return { report, ...(await filtered(engine, dump.evidence, report, own.filter as string | undefined)) };
}

async function memStatsOf(engine: Engine, file: string): Promise<MemStats> {
  const { facts, handle } = await openProfile(engine, file, { symbolize: 'none' });
  await engine.close(handle);
  if (facts.memStats) return facts.memStats;
  throw new UsageError(
    `--memstats takes a text with MemStats, such as /debug/pprof/heap?debug=1; ${file} has none`,
    { showsUsage: false },
  );
}

/** Most goids that are listed of one group, as in reports. */
const mostGoids = 20;

async function filtered(
  engine: Engine,
  { handle }: ProfileEvidence,
  report: GoroutineReport,
  filter: string | undefined,
): Promise<Omit<Judged, 'report'>> {
  const { groups: table, findings } = report;
  const all = Array.from(
    { length: table.length },
    (_, group): ShownGroup => ({
      group,
      count: table.count[group]!,
      goids: [...table.goid.subarray(table.goidStart[group]!, table.goidStart[group + 1]!)],
    }),
  );
  if (filter === undefined) return { matching: null, groups: all, findings };
  const { matching, total } = await engine.ask(handle, 'matchGroups', { filter });
  const groups: ShownGroup[] = [];
  for (const whole of all) {
    const count = matching[whole.group]!;
    if (count === 0) continue;
    if (count === whole.count) {
      groups.push(whole);
      continue;
    }
    const asked = { group: whole.group, filter, offset: 0, limit: mostGoids };
    const { rows } = await engine.ask(handle, 'goroutines', asked);
    groups.push({ ...whole, count, goids: rows.map(({ goid }) => goid).filter((goid) => goid >= 0) });
  }
  groups.sort((a, b) => b.count - a.count || a.group - b.group);
  const shown = new Set(groups.map(({ group }) => group));
  return {
    matching: total,
    groups,
    findings: findings.filter((finding) => finding.groups.some((group) => shown.has(group))),
  };
}

/** When the dump was taken where it, or the name of its file, says so: captures do. */
function timeOf({ file, evidence }: DumpFile): number | null {
  return evidence.goroutines!.timeMs ?? parseCaptureName(basename(file))?.timeMs ?? null;
}
