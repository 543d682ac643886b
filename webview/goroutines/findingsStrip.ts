import type { Finding, Severity } from '../../src/model/finding';
import type { GoroutineReport } from '../../src/model/goroutineReport';
import { createIcon } from '../controls';
import { element, fill } from '../dom';
import { formatInteger, t, tMessage } from '../strings';
import { isCrash } from './dumpFacts';
import { findingKey, goroutinesOf } from './findings';
import { confidenceName, goroutinesText, severityName } from './texts';

export interface FindingsCallbacks {
  /** Chosen, or with null given up. */
  onChoose(finding: Finding | null): void;
  onCompare(): void;
}

/** So many stand there before "more" is asked for, and at most: a broken program can have thousands, and the filter finds them. */
const shownAtFirst = 3;
const mostShown = 200;

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
      // The one that crashed is no news.
      const { parsed, crash } = report.facts;
      this.element.hidden = parsed === 0 || (parsed === 1 && isCrash(crash));
      fill(this.element, ...this.#nothingFound(report));
      return;
    }
    this.element.hidden = false;
    const at = findings.findIndex((finding) => findingKey(finding) === this.#chosen);
    const most = Math.min(findings.length, mostShown);
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
        ...findings.slice(0, shown).map((finding) => this.#createRow(finding, report)),
      ),
      most > shown || (this.#isWhole && most > shownAtFirst + 1)
        ? this.#moreButton(most - shown, findings.length - shown)
        : null,
      this.#isWhole && findings.length > most
        ? element('p', {
            class: 'muted findings-more',
            text: t('and {count} more: filter by verdict: or rule: to see their goroutines', {
              count: formatInteger(findings.length - most),
            }),
          })
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
        { class: 'nothing-found' },
        element('strong', {
          text: isCrash(report.facts.crash)
            ? t('Nothing suspicious found in the other goroutines.')
            : t('Nothing suspicious found.'),
        }),
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
