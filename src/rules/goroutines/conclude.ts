import { type Message, message } from '../../base/message';
import { formatExact } from '../../base/units';
import type { Confidence, EvidenceNumber, Finding, FindingLocation, Severity } from '../../model/finding';
import type { Rule } from './rule';
import { blockedFrame, locationsOf, placeOf, type Scene, type SceneGroup } from './scene';

export interface Conclusion {
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly groups: readonly SceneGroup[];
  readonly message: Message;
  readonly advice: Message;
  readonly evidence: readonly EvidenceNumber[];
  /** Where the name of the pattern is not the rule's. */
  readonly title?: Message;
  readonly related?: readonly FindingLocation[];
}

export function conclude({ id, title }: Pick<Rule, 'id' | 'title'>, conclusion: Conclusion): Finding {
  const { groups, related = [] } = conclusion;
  return {
    ruleId: id,
    severity: conclusion.severity,
    confidence: conclusion.confidence,
    title: conclusion.title ?? title,
    message: conclusion.message,
    advice: conclusion.advice,
    evidence: conclusion.evidence,
    locations: [...locationsOf(groups), ...related],
    groups: groups.map(({ index }) => index),
  };
}

/** What every message about groups can name; `told` is share and wait, `since` the wait in brackets where the dump prints any. */
export function numbersOf(scene: Scene, groups: readonly SceneGroup[]): Message['args'] {
  const [largest] = groups;
  const share = shareText(countOf(groups) / Math.max(1, scene.total));
  const waited = waitText(groups);
  return {
    count: formatExact(countOf(groups), ''),
    share,
    told: waited === '' ? share : `${share}, ${waited}`,
    since: waited === '' ? '' : ` (${waited})`,
    place: placeOf(largest ? blockedFrame(largest) : null),
    created: placeOf(largest?.creator ?? null),
    state: largest?.state ?? '',
  };
}

export function countOf(groups: readonly SceneGroup[]): number {
  return groups.reduce((sum, { count }) => sum + count, 0);
}

/** Longest of all; -1 where none print minutes. */
export function maxMinutesOf(groups: readonly SceneGroup[]): number {
  return groups.reduce((most, { maxMinutes }) => Math.max(most, maxMinutes), -1);
}

/** Shortest of those that print minutes; -1 where none does. */
function minMinutesOf(groups: readonly SceneGroup[]): number {
  const printed = groups.filter(({ minMinutes }) => minMinutes >= 0).map(({ minMinutes }) => minMinutes);
  return printed.length === 0 ? -1 : printed.reduce((least, minutes) => Math.min(least, minutes));
}

/** `≥ 2 min`, `≥ 2–37 min`: minutes are a lower bound. A dump without minutes does not say that it was short. */
function waitText(groups: readonly SceneGroup[]): string {
  const least = minMinutesOf(groups);
  const most = maxMinutesOf(groups);
  if (most < 0) return '';
  return least === most ? `≥ ${most} min` : `≥ ${least}–${most} min`;
}

/** Nearly all is not all: 99.96 % stays below 100. */
export function shareText(share: number): string {
  if (share >= 0.995 && share < 1) return `${Math.floor(share * 1000) / 10} %`;
  return `${share >= 0.0995 ? Math.round(share * 100) : Math.round(share * 1000) / 10} %`;
}

export function goroutinesEvidence(value: number, threshold: number | null): EvidenceNumber {
  return { name: message('evidence.goroutines', 'Goroutines'), value, unit: 'goroutines', threshold };
}

export function shareEvidence(value: number, threshold: number | null): EvidenceNumber {
  return { name: message('evidence.share', 'Share of all goroutines'), value, unit: 'share', threshold };
}

/** Nothing where no minutes are printed: missing minutes do not mean young. */
export function minutesEvidence(groups: readonly SceneGroup[], threshold: number | null): EvidenceNumber[] {
  const value = maxMinutesOf(groups);
  if (value < 0) return [];
  return [{ name: message('evidence.minutes', 'Longest wait, at least'), value, unit: 'minutes', threshold }];
}
