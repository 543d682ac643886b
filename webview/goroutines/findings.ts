import { baseNameOf } from '../../src/base/baseNameOf';
import type { Finding } from '../../src/model/finding';
import { writeTerm } from './filterText';

/** Names a finding over revisions of the file: its rule and where it happens. */
export function findingKey(finding: Finding): string {
  const place = finding.locations[0];
  return place ? `${finding.ruleId} ${place.func} ${place.file}:${place.line}` : finding.ruleId;
}

/** The filter that shows the goroutines of a finding; '' where it is about the whole process. */
export function filterOfFinding(finding: Finding, all: readonly Finding[]): string {
  if (finding.groups.length === 0) return '';
  const rule = writeTerm('rule', finding.ruleId);
  const isOnly =
    all.filter(({ ruleId, groups }) => ruleId === finding.ruleId && groups.length > 0).length === 1;
  const place = finding.locations.find(({ role, line }) => role !== 'related' && line > 0);
  if (isOnly || !place) return rule;
  return `${rule} ${writeTerm('at', `${baseNameOf(place.file)}:${place.line}`)}`;
}

/** What stands in one line: a finding, or all of a rule that are equally sure, where there are many. */
export interface FindingRow {
  readonly key: string;
  /** Most severe first, as in the report; never empty. */
  readonly findings: readonly Finding[];
}

/** So many alike stand for themselves. */
const fewAlike = 2;

/** Findings in the report's order; those of one rule stand where the first of them would. */
export function findingRows(findings: readonly Finding[]): readonly FindingRow[] {
  const alike = new Map<string, Finding[]>();
  for (const finding of findings) {
    const members = alike.get(ruleKey(finding));
    if (members) members.push(finding);
    else alike.set(ruleKey(finding), [finding]);
  }
  const rows: FindingRow[] = [];
  for (const [key, members] of alike) {
    if (members.length > fewAlike) rows.push({ key, findings: members });
    else rows.push(...members.map((finding) => ({ key: findingKey(finding), findings: [finding] })));
  }
  const position = new Map(findings.map((finding, i) => [finding, i]));
  return rows.sort((a, b) => position.get(a.findings[0]!)! - position.get(b.findings[0]!)!);
}

/** The row that has been chosen, or that the chosen finding belongs to. */
export function rowOfKey(rows: readonly FindingRow[], key: string): FindingRow | null {
  return (
    rows.find((row) => row.key === key) ??
    rows.find(({ findings }) => findings.some((finding) => findingKey(finding) === key)) ??
    null
  );
}

/** The filter that shows the goroutines of a row. */
export function filterOfRow({ findings }: FindingRow, all: readonly Finding[]): string {
  const [first] = findings;
  if (findings.length === 1) return filterOfFinding(first!, all);
  if (findings.every(({ groups }) => groups.length === 0)) return '';
  const rule = writeTerm('rule', first!.ruleId);
  const isWhole = all.every(
    ({ ruleId, confidence }) => ruleId !== first!.ruleId || confidence === first!.confidence,
  );
  return isWhole ? rule : `${rule} ${writeTerm('verdict', first!.confidence)}`;
}

/** The filter that came with the choice of that key; '' for none. */
export function filterOfKey(key: string, findings: readonly Finding[]): string {
  const finding = findings.find((each) => findingKey(each) === key);
  if (finding) return filterOfFinding(finding, findings);
  const row = rowOfKey(findingRows(findings), key);
  return row ? filterOfRow(row, findings) : '';
}

/** Goroutines of all of them, each once. */
export function goroutinesOfRow({ findings }: FindingRow, count: Uint32Array): number {
  const groups = new Set(findings.flatMap((finding) => finding.groups));
  let sum = 0;
  for (const group of groups) sum += count[group]!;
  return sum;
}

function ruleKey({ ruleId, severity, confidence, title }: Finding): string {
  return `rule ${ruleId} ${severity} ${confidence} ${title.english}`;
}
