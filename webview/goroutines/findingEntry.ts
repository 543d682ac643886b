import { element } from '../dom';
import { formatInteger, t, tMessage } from '../strings';
import { type FindingRow, goroutinesOfRow } from './findings';
import { createSeverity } from './findingsStrip';
import { createSentence } from './sentence';
import { confidenceName, goroutinesText, groupsText } from './texts';

export interface EntryOptions {
  /** Goroutines of each group. */
  readonly count: Uint32Array;
  readonly withTitle: boolean;
}

/** One finding, or several of a rule, in a few lines: a click chooses it. */
export function createFindingEntry(
  row: FindingRow,
  { count, withTitle }: EntryOptions,
  onChoose: () => void,
): HTMLElement {
  const [first] = row.findings;
  const { severity, confidence, title, message } = first!;
  const goroutines = goroutinesOfRow(row, count);
  const groups = new Set(row.findings.flatMap((finding) => finding.groups)).size;
  return element(
    'button',
    {
      class: 'finding-entry',
      attributes: { type: 'button' },
      on: { click: onChoose },
    },
    withTitle
      ? element(
          'span',
          { class: 'finding-entry-head' },
          createSeverity(severity),
          element('strong', { text: tMessage(title) }),
          element('span', { class: 'finding-confidence', text: confidenceName(confidence) }),
        )
      : null,
    element('span', {}, ...createSentence(tMessage(message))),
    row.findings.length > 1
      ? element('span', {
          text: t('The same in {count} more places.', { count: formatInteger(row.findings.length - 1) }),
        })
      : null,
    goroutines === 0
      ? null
      : element('span', {
          class: 'muted',
          text: t('{goroutines} in {groups}', {
            goroutines: goroutinesText(goroutines),
            groups: groupsText(groups),
          }),
        }),
  );
}
