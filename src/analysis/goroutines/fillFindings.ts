import { type Finding, type Verdict, verdicts } from '../../model/finding';
import type { GroupTable } from '../../model/goroutineReport';

/** The groups with what was found about each, and a verdict: the confidence of the surest finding. */
export function fillFindings(table: GroupTable, findings: readonly Finding[]): GroupTable {
  const verdict = new Uint8Array(table.length);
  const byGroup = new Map<number, number[]>();
  for (const [position, { groups, confidence }] of findings.entries()) {
    const sure: Verdict = confidence;
    for (const group of new Set(groups)) {
      if (!(group >= 0 && group < table.length)) continue;
      byGroup.set(group, [...(byGroup.get(group) ?? []), position]);
      verdict[group] = Math.max(verdict[group]!, verdicts.indexOf(sure));
    }
  }
  const findingStart = new Uint32Array(table.length + 1);
  const finding: number[] = [];
  for (let group = 0; group < table.length; group++) {
    finding.push(...(byGroup.get(group) ?? []));
    findingStart[group + 1] = finding.length;
  }
  return { ...table, verdict, findingStart, finding: Uint32Array.from(finding) };
}
