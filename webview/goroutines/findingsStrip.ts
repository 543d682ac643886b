import type { Finding, Severity } from '../../src/model/finding';
import type { GoroutineReport } from '../../src/model/goroutineReport';
import { createButton, createIcon } from '../controls';
import { element, fill } from '../dom';
import { formatInteger, t, tMessage } from '../strings';
import { findingKey, goroutinesOf } from './findings';
import { confidenceName, goroutinesText, severityName } from './texts';

export interface FindingsCallbacks {
  /** Chosen, or with null given up. */
  onChoose(finding: Finding | null): void;
  onCompare(): void;
}

/** So many stand there before "more" is asked for. */
const shownAtFirst = 3;

/** What is wrong, a line each, most severe first; each shows its goroutines. Or that nothing is. */
export class FindingsStrip {
  readonly element: HTMLElement;
  readonly #callbacks: FindingsCallbacks;
  #report: GoroutineReport | null = null;
  #chosen = '';
  #isWhole = false;

  constructor(callbacks: FindingsCallbacks) {
    this.#callbacks = callbacks;
    this.element = element('section', { class: 'findings', attributes: { 'aria-label': t('Findings') } });
  }

  /** `chosen`: key of a finding, '' for none. */
  show(report: GoroutineReport, chosen: string): void {
    if (this.#report === report && this.#chosen === chosen) return;
    this.#report = report;
    this.#chosen = chosen;
    this.#redraw();
  }

  #redraw(): void {
    const report = this.#report!;
    const { findings } = report;
    this.element.classList.toggle('none', findings.length === 0);
    if (findings.length === 0) {
      this.element.hidden = report.facts.parsed === 0;
      fill(this.element, ...this.#nothingFound(report));
      return;
    }
    this.element.hidden = false;
    const at = findings.findIndex((finding) => findingKey(finding) === this.#chosen);
    const count = this.#isWhole ? findings.length : Math.max(shownAtFirst, at + 1);
    const shown = findings.length - count === 1 ? findings.length : count;
    const focused = this.element.contains(document.activeElement)
      ? (document.activeElement as HTMLElement).dataset.key
      : undefined;
    fill(
      this.element,
      element(
        'ul',
        { class: 'finding-list' },
        ...findings.slice(0, shown).map((finding) => this.#createRow(finding, report)),
      ),
      findings.length > shown || (this.#isWhole && findings.length > shownAtFirst + 1)
        ? this.#moreButton(findings.length - shown)
        : null,
    );
    if (focused !== undefined) {
      [...this.element.querySelectorAll('button')].find(({ dataset }) => dataset.key === focused)?.focus();
    }
  }

  #moreButton(hidden: number): HTMLElement {
    return element('button', {
      class: 'link findings-more',
      text: hidden > 0 ? t('{count} more findings', { count: formatInteger(hidden) }) : t('Fewer findings'),
      attributes: { type: 'button', 'data-key': 'more', 'aria-expanded': String(hidden === 0) },
      on: {
        click: () => {
          this.#isWhole = hidden > 0;
          this.#redraw();
        },
      },
    });
  }

  #createRow(finding: Finding, { groups }: GoroutineReport): HTMLElement {
    const key = findingKey(finding);
    const isChosen = key === this.#chosen;
    const message = tMessage(finding.message);
    const goroutines = goroutinesOf(finding, groups.count);
    return element(
      'li',
      {},
      element(
        'button',
        {
          class: 'finding-row',
          title: `${tMessage(finding.title)}\n${message}`,
          attributes: { type: 'button', 'aria-pressed': String(isChosen), 'data-key': key },
          on: { click: () => this.#callbacks.onChoose(isChosen ? null : finding) },
        },
        createSeverity(finding.severity),
        element('span', { class: 'finding-title', text: tMessage(finding.title) }),
        element('span', { class: 'finding-confidence', text: confidenceName(finding.confidence) }),
        element('span', { class: 'finding-message', text: message }),
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
        {},
        element('strong', { text: t('Nothing suspicious found.') }),
        ` ${checkedText(report)}`,
        isSingle ? ` ${t('One dump alone cannot show growth.')}` : '',
      ),
      ...(isSingle ? [createButton(t('Compare with…'), () => this.#callbacks.onCompare())] : []),
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
