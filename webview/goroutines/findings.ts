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

/** Goroutines that a finding is about. */
export function goroutinesOf(finding: Finding, count: Uint32Array): number {
  return finding.groups.reduce((sum, group) => sum + count[group]!, 0);
}
