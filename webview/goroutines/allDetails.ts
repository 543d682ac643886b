import type { GoroutineReport } from '../../src/model/goroutineReport';
import { element } from '../dom';
import { formatInteger, t } from '../strings';
import { type DetailsCallbacks, type DetailsContent, mostEntries } from './detailsContent';
import { createFindingEntry } from './findingEntry';
import { findingRows } from './findings';

/** Nothing is chosen: every finding leads on, and a hint says what else does. */
export function allDetails(
  { findings, groups, facts }: GoroutineReport,
  { onChooseFindings }: DetailsCallbacks,
): DetailsContent {
  const entries = findingRows(findings)
    .slice(0, mostEntries)
    .map((row) =>
      createFindingEntry(row, { count: groups.count, withTitle: true }, () => onChooseFindings(row)),
    );
  return {
    title: [element('span', { class: 'title-text', text: t('All goroutines') })],
    summary: formatInteger(facts.parsed),
    actions: [],
    body: [
      ...entries,
      element('p', {
        class: 'muted hint',
        text: t('Select a group to see its stack, who created it, what it waits for and its goroutines.'),
      }),
    ],
  };
}
