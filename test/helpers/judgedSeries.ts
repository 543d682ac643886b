import { formatMessage } from '../../src/base/message';
import type { Finding } from '../../src/model/finding';
import { type MemoryReportOptions, plainMemoryReport } from '../../src/model/memoryReport';
import type { MemorySeries } from '../../src/model/memorySeries';
import { judgeMemory, type MemoryJudgement, memoryContextOf } from '../../src/rules/memory/index';

export function judgeSeries(
  series: MemorySeries,
  options: Partial<MemoryReportOptions> = {},
): MemoryJudgement {
  return judgeMemory(memoryContextOf(series, { ...plainMemoryReport, ...options }));
}

/** `C4 error certain`, one a finding. */
export function verdictsOf(series: MemorySeries, options: Partial<MemoryReportOptions> = {}): string[] {
  return judgeSeries(series, options).findings.map(
    ({ ruleId, severity, confidence }) => `${ruleId} ${severity} ${confidence}`,
  );
}

/** The finding of a rule; fails where there is none. */
export function findingOf(
  ruleId: string,
  series: MemorySeries,
  options: Partial<MemoryReportOptions> = {},
): Finding {
  const { findings } = judgeSeries(series, options);
  const found = findings.find((finding) => finding.ruleId === ruleId);
  if (!found) throw new Error(`no ${ruleId}, but ${findings.map((finding) => finding.ruleId).join(', ')}`);
  return found;
}

/** Why a rule could not judge; null where it does not say so. */
export function unjudgedOf(
  ruleId: string,
  series: MemorySeries,
  options: Partial<MemoryReportOptions> = {},
): string | null {
  const found = judgeSeries(series, options).unjudged.find((one) => one.ruleId === ruleId);
  return found ? formatMessage(found.reason) : null;
}

/** `Growth of the floor`: value and threshold of evidence by its English name. */
export function evidenceOf({ evidence }: Finding, name: string): [value: number, threshold: number | null] {
  const found = evidence.find((number) => number.name.english === name);
  if (!found)
    throw new Error(`no evidence ${name}, but ${evidence.map((one) => one.name.english).join(', ')}`);
  return [found.value, found.threshold];
}
