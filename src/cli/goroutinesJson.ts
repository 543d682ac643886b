import { formatMessage } from '../base/message';
import type { FindingLocation } from '../model/finding';
import type { GroupTable } from '../model/goroutineReport';
import { stateClasses } from '../model/goroutines';
import type { JudgedDump, ShownGroup } from './goroutineJudge';
import { jsonProblems, jsonText } from './reportText';

export interface Place {
  readonly func: string;
  readonly file: string;
  readonly line: number;
}

/** At most `limit` groups; numbers that nobody knows are null. */
export function goroutinesJson(dump: JudgedDump, limit: number): string {
  const { report, groups, findings, dumps, position, evidence } = dump;
  const { facts, comparison } = report;
  return jsonText({
    total: facts.total,
    parsed: facts.parsed,
    truncated: facts.isTruncated || facts.missing !== 0,
    missing: facts.missing,
    ...(dumps.length > 1 && {
      dump: position + 1,
      dumps: dumps.map(({ goroutines }) => ({ line: goroutines!.line, parsed: goroutines!.parsed })),
    }),
    ...(comparison && {
      compared: comparison.dumps.map(({ name, timeMs, total }) => ({
        file: name,
        time: timeMs === null ? null : new Date(timeMs).toISOString(),
        total,
      })),
    }),
    groups: groups.slice(0, limit).map((group) => groupJson(dump, group)),
    findings: findings.map(({ ruleId, severity, confidence, title, message, locations }) => ({
      ruleId,
      severity,
      confidence,
      title: formatMessage(title),
      message: formatMessage(message),
      locations: locations.map(locationJson),
    })),
    problems: jsonProblems(evidence),
  });
}

function groupJson({ report }: JudgedDump, { group, count, goids }: ShownGroup) {
  const { groups: table, findings, comparison } = report;
  const ruleIds = [...table.finding.subarray(table.findingStart[group]!, table.findingStart[group + 1]!)].map(
    (finding) => findings[finding]!.ruleId,
  );
  return {
    count,
    state: table.strings[table.state[group]!]!,
    class: stateClasses[table.stateClass[group]!]!,
    minWaitMinutes: minutesOf(table.minWaitMinutes[group]!),
    maxWaitMinutes: minutesOf(table.maxWaitMinutes[group]!),
    stack: stackOf(table, group),
    createdBy: creatorOf(table, group),
    goids,
    findings: [...new Set(ruleIds)],
    ...(comparison && {
      base: comparison.counts[0]![group]!,
      counts: comparison.counts.map((counts) => counts[group]!),
      change: comparison.change[group]!,
      perMinute: Number.isNaN(comparison.perMinute[group]!) ? null : comparison.perMinute[group]!,
    }),
  };
}

/** Innermost frame first. */
export function stackOf(table: GroupTable, group: number): Place[] {
  const start = table.frameStart[group]!;
  const end = table.frameStart[group + 1]!;
  return Array.from({ length: end - start }, (_, at) => placeOf(table, table.frame[start + at]!));
}

export function creatorOf(table: GroupTable, group: number): Place | null {
  const frame = table.creator[group]!;
  return frame < 0 ? null : placeOf(table, frame);
}

function placeOf({ frames, strings }: GroupTable, frame: number): Place {
  return {
    func: strings[frames.func[frame]!]!,
    file: strings[frames.file[frame]!]!,
    line: frames.line[frame]!,
  };
}

function minutesOf(minutes: number): number | null {
  return minutes < 0 ? null : minutes;
}

function locationJson({ role, func, file, line }: FindingLocation) {
  return { role, func, file, line };
}
