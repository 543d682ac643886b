import type { Severity } from '../../src/model/finding';
import type { GoroutineReport } from '../../src/model/goroutineReport';
import { createIcon } from '../controls';
import { element, fill } from '../dom';
import { formatInteger, t, tMessage } from '../strings';
import { isCrash } from './dumpFacts';
import { type FindingRow, findingRows, goroutinesOfRow, rowOfKey } from './findings';
import { createSentence } from './sentence';
import { confidenceName, goroutinesText, severityName } from './texts';

export interface FindingsCallbacks {
  /** Chosen, or with null given up. */
  onChoose(row: FindingRow | null): void;
  onCompare(): void;
}

/** So many stand there before "more" is asked for. */
const shownAtFirst = 3;

/** What is wrong, a line each, most severe first; each shows its goroutines. Or that nothing is. */
export class FindingsStrip {
  readonly element: HTMLElement;
  readonly #callbacks: FindingsCallbacks;
  #report: GoroutineReport | null = null;
  #rows: readonly FindingRow[] = [];
  #chosen = '';
  #isWhole = false;

  constructor(callbacks: FindingsCallbacks) {
    this.#callbacks = callbacks;
    this.element = element('section', { class: 'findings', attributes: { 'aria-label': t('Findings') } });
  }

  /** `chosen`: key of a finding, '' for none. */
  show(report: GoroutineReport, chosen: string): void {
    if (this.#report === report && this.#chosen === chosen) return;
    if (this.#report !== report) this.#rows = findingRows(report.findings);
    this.#report = report;
    this.#chosen = chosen;
    this.#redraw();
  }

  #redraw(): void {
    const report = this.#report!;
    const rows = this.#rows;
    this.element.classList.toggle('none', rows.length === 0);
    if (rows.length === 0) {
      // A crash is what there is to find.
      const { parsed, crash } = report.facts;
      this.element.hidden = parsed === 0 || isCrash(crash);
      fill(this.element, ...this.#nothingFound(report));
      return;
    }
    this.element.hidden = false;
    const chosen = rowOfKey(rows, this.#chosen);
    const at = chosen ? rows.indexOf(chosen) : -1;
    const most = rows.length;
    const count = this.#isWhole ? most : Math.min(most, Math.max(shownAtFirst, at + 1));
    const shown = most - count === 1 ? most : count;
    const focused = this.element.contains(document.activeElement)
      ? (document.activeElement as HTMLElement).dataset.key
      : undefined;
    fill(
      this.element,
      element(
        'ul',
        { class: 'finding-list' },
        ...rows.slice(0, shown).map((row) => this.#createRow(row, row === chosen, report)),
      ),
      most > shown || (this.#isWhole && most > shownAtFirst + 1)
        ? this.#moreButton(most - shown, rows.length - shown)
        : null,
    );
    if (focused !== undefined) {
      [...this.element.querySelectorAll('button')].find(({ dataset }) => dataset.key === focused)?.focus();
    }
  }

  /** `beyond`: all that are not shown, also those that will not be. */
  #moreButton(hidden: number, beyond: number): HTMLElement {
    return element('button', {
      class: 'link findings-more',
      text: hidden > 0 ? t('{count} more findings', { count: formatInteger(beyond) }) : t('Fewer findings'),
      attributes: { type: 'button', 'data-key': 'more', 'aria-expanded': String(hidden === 0) },
      on: {
        click: () => {
          this.#isWhole = hidden > 0;
          this.#redraw();
        },
      },
    });
  }

  #createRow(row: FindingRow, isChosen: boolean, { groups }: GoroutineReport): HTMLElement {
    const [first] = row.findings;
    const { severity, confidence, title } = first!;
    const message = messageOf(row);
    const goroutines = goroutinesOfRow(row, groups.count);
    return element(
      'li',
      {},
      element(
        'button',
        {
          class: 'finding-row',
          title: `${tMessage(title)}\n${message}`,
          attributes: { type: 'button', 'aria-pressed': String(isChosen), 'data-key': row.key },
          on: { click: () => this.#callbacks.onChoose(isChosen ? null : row) },
        },
        createSeverity(severity),
        element('span', { class: 'finding-title', text: tMessage(title) }),
        element('span', { class: 'finding-confidence', text: confidenceName(confidence) }),
        element('span', { class: 'finding-message' }, ...createSentence(message)),
        element('span', {
          class: 'finding-count',
          text: goroutines === 0 ? '' : formatInteger(goroutines),
          title: goroutines === 0 ? '' : goroutinesText(goroutines),
        }),
      ),
    );
  }

  #nothingFound(report: GoroutineReport): readonly HTMLElement[] {
    const isSingle = report.comparison === null;
    return [
      createIcon('pass'),
      element(
        'p',
        { class: 'nothing-found' },
        element('strong', { text: t('Nothing suspicious found.') }),
        ` ${checkedText(report)} `,
        isSingle ? `${t('One dump alone cannot show growth:')} ` : null,
        isSingle
          ? element('button', {
              class: 'link',
              text: t('compare it with another'),
              attributes: { type: 'button' },
              on: { click: () => this.#callbacks.onCompare() },
            })
          : null,
      ),
    ];
  }
}

/** The icon that editors show problems of this severity with. */
export function createSeverity(severity: Severity): HTMLElement {
  const icon = createIcon(severity);
  icon.classList.add(`severity-${severity}`);
  return element(
    'span',
    { class: 'severity', title: severityName(severity) },
    icon,
    element('span', { class: 'for-listeners', text: severityName(severity) }),
  );
}

/** Of several: in how many places, and the first of them. */
function messageOf({ findings }: FindingRow): string {
  const first = tMessage(findings[0]!.message);
  if (findings.length === 1) return first;
  return t('In {count} places, first: {first}', { count: formatInteger(findings.length), first });
}

/** What "nothing" was looked for: what the form tells too little of was not. */
function checkedText({ facts }: GoroutineReport): string {
  if (facts.form === 'stacks') {
    return t(
      'Checked: what can never proceed, large groups stuck in one place, long waits, locks and their holders, timers, contexts and response bodies.',
    );
  }
  return t(
    'This form has no states and no waiting times: only what stacks and counts show was checked. A debug=2 dump shows more.',
  );
}
