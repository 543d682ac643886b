import type { Finding } from '../../src/model/finding';
import type { GoroutineReport } from '../../src/model/goroutineReport';
import { element } from '../dom';
import { formatInteger, t, tMessage } from '../strings';
import {
  createClearButton,
  createLinkButton,
  createMuted,
  createSection,
  type DetailsCallbacks,
  type DetailsContent,
  type DetailsInput,
  mostEntries,
} from './detailsContent';
import { createFindingCard } from './findingCard';
import { createFindingEntry } from './findingEntry';
import { type FindingRow, filterOfFinding, findingKey } from './findings';
import { createSeverity } from './findingsStrip';
import { createGroupLink } from './groupLink';
import { createSentence } from './sentence';
import { confidenceName, groupsText } from './texts';

/** Groups that a finding lists before it says how many more there are. */
const mostGroups = 30;

/** All about a finding, with the groups that it is about. */
export function findingDetails(
  finding: Finding,
  { report, filter: shown }: DetailsInput,
  callbacks: DetailsCallbacks,
): DetailsContent {
  const groups = finding.groups.slice(0, mostGroups);
  const filter = filterOfFinding(finding, report.findings);
  return {
    title: titleOf(finding),
    summary: confidenceName(finding.confidence),
    actions: [createClearButton(callbacks)],
    body: [
      element('p', { class: 'finding-sure muted', text: confidenceSentence(finding) }),
      createFindingCard(finding, callbacks, false),
      groups.length === 0
        ? null
        : createSection(
            t('Goroutines'),
            filter === '' || filter === shown
              ? null
              : createLinkButton(t('Only these'), () => callbacks.onNarrow(filter)),
            ...groups.map((group) => createGroupLink(report.groups, group, callbacks)),
            finding.groups.length > groups.length
              ? createMuted(
                  t('and {groups} more', { groups: groupsText(finding.groups.length - groups.length) }),
                )
              : null,
          ),
    ],
  };
}

/** Several findings of one rule: what to do about all of them, and each place. */
export function findingsDetails(
  { findings }: FindingRow,
  { groups }: GoroutineReport,
  callbacks: DetailsCallbacks,
): DetailsContent {
  const [first] = findings;
  const { ruleId, advice } = first!;
  const shown = findings.slice(0, mostEntries).map((finding) => {
    const row = { key: findingKey(finding), findings: [finding] };
    const options = { count: groups.count, withTitle: false };
    return createFindingEntry(row, options, () => callbacks.onChooseFindings(row));
  });
  return {
    title: titleOf(first!),
    summary: formatInteger(findings.length),
    actions: [createClearButton(callbacks)],
    body: [
      element('p', { class: 'finding-advice' }, ...createSentence(tMessage(advice))),
      createLinkButton(t('About this rule ({rule})', { rule: ruleId }), () => callbacks.onOpenRule(ruleId)),
      createSection(
        t('Places'),
        element('span', { class: 'muted', text: formatInteger(findings.length) }),
        ...shown,
        findings.length > shown.length
          ? createMuted(
              t('and {count} more: the table has their groups', {
                count: formatInteger(findings.length - shown.length),
              }),
            )
          : null,
      ),
    ],
  };
}

function titleOf({ severity, title }: Finding): HTMLElement[] {
  return [createSeverity(severity), element('span', { class: 'title-text', text: tMessage(title) })];
}

function confidenceSentence({ confidence }: Finding): string {
  switch (confidence) {
    case 'certain':
      return t('Certain: the dump proves it.');
    case 'likely':
      return t('Likely: it looks like this pattern.');
    case 'suspicious':
      return t('Suspicious: worth a look; the dump cannot tell.');
  }
}
