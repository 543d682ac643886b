import type { Finding } from '../../src/model/finding';
import type { Health, MemoryReport } from '../../src/model/memoryReport';
import { createIcon } from '../controls';
import { element, fill } from '../dom';
import { createSeverity } from '../goroutines/findingsStrip';
import { createSentence } from '../goroutines/sentence';
import { confidenceName } from '../goroutines/texts';
import { formatInteger, t, tMessage } from '../strings';
import { findingKeys } from './findingSpans';
import { healthClass } from './healthView';

export interface FindingsStripCallbacks {
  /** Chosen, or with null given up. */
  onChoose(key: string | null): void;
  onHealth(): void;
  onUnjudged(): void;
  /** Judges once more. */
  onAgain(): void;
}

/** So many stand there before "more" is asked for. */
const shownAtFirst = 3;

/** How well the process does, and what is wrong, a line each, most severe first; each leads to its time. Or that nothing is. */
export class MemoryFindingsStrip {
  readonly element: HTMLElement;
  readonly #callbacks: FindingsStripCallbacks;
  readonly #list = element('div', { class: 'strip-list' });
  readonly #health: HTMLButtonElement;
  #isWhole = false;
  #drawn: readonly unknown[] = [];

  constructor(callbacks: FindingsStripCallbacks) {
    this.#callbacks = callbacks;
    this.#health = element('button', {
      class: 'health-chip',
      attributes: { type: 'button' },
      on: { click: () => callbacks.onHealth() },
    });
    this.element = element(
      'section',
      { class: 'timeline-strip', attributes: { 'aria-label': t('Health and findings') } },
      this.#health,
      this.#list,
    );
  }

  /** `chosen`: key of a finding, '' for none. `ofSelection`: a part of the time was judged. `failure`: it could not be. */
  show(report: MemoryReport | null, chosen: string, ofSelection: boolean, failure: Error | null): void {
    const input = [report, chosen, ofSelection, failure, this.#isWhole];
    if (input.every((part, i) => part === this.#drawn[i])) return;
    this.#drawn = input;
    this.element.classList.toggle('waiting', report === null);
    if (!report) {
      fill(this.#health);
      this.#health.hidden = true;
      fill(this.#list, failure ? this.#failed(failure) : waiting());
      return;
    }
    this.#showHealth(report.health);
    const focused = this.#list.contains(document.activeElement)
      ? (document.activeElement as HTMLElement).dataset.key
      : undefined;
    if (report.findings.length === 0) fill(this.#list, this.#nothingFound(report, ofSelection));
    else this.#showFindings(report, chosen, ofSelection);
    if (focused !== undefined) {
      [...this.#list.querySelectorAll('button')].find(({ dataset }) => dataset.key === focused)?.focus();
    }
  }

  #showHealth({ score, parts }: Health): void {
    this.#health.hidden = false;
    const text = score === null ? '—' : formatInteger(Math.round(score));
    this.#health.title =
      score === null
        ? t('No part of the health can be told from this evidence.')
        : t('Health {score} of 100, made of {count} parts. Click for their formulas.', {
            score: text,
            count: formatInteger(parts.length),
          });
    this.#health.setAttribute('aria-label', this.#health.title);
    this.#health.className = `health-chip ${score === null ? '' : healthClass(score)}`;
    fill(
      this.#health,
      element('span', { class: 'muted', text: t('Health') }),
      element('strong', { text }),
      element(
        'span',
        { class: 'health-bars' },
        ...parts.map((part) => {
          const bar = element('span', { class: `health-bar ${healthClass(part.score)}` });
          bar.style.setProperty('--score', String(part.score / 100));
          return bar;
        }),
      ),
    );
  }

  #showFindings({ findings }: MemoryReport, chosen: string, ofSelection: boolean): void {
    const keys = findingKeys(findings);
    const at = keys.indexOf(chosen);
    const count = this.#isWhole ? findings.length : Math.max(shownAtFirst, at + 1);
    const shown = findings.length - count === 1 ? findings.length : Math.min(count, findings.length);
    fill(
      this.#list,
      ofSelection ? element('p', { class: 'muted strip-note', text: t('Of the selection alone:') }) : null,
      element(
        'ul',
        { class: 'finding-list' },
        ...findings
          .slice(0, shown)
          .map((finding, i) => this.#createRow(finding, keys[i]!, keys[i] === chosen)),
      ),
      shown < findings.length || (this.#isWhole && findings.length > shownAtFirst + 1)
        ? element('button', {
            class: 'link findings-more',
            text:
              shown < findings.length
                ? t('{count} more findings', { count: formatInteger(findings.length - shown) })
                : t('Fewer findings'),
            attributes: { type: 'button', 'data-key': 'more' },
            on: {
              click: () => {
                this.#isWhole = !this.#isWhole;
                const [report, key, of, failure] = this.#drawn as StripInput;
                this.show(report, key, of, failure);
              },
            },
          })
        : null,
    );
  }

  #createRow(finding: Finding, key: string, isChosen: boolean): HTMLElement {
    const message = tMessage(finding.message);
    return element(
      'li',
      {},
      element(
        'button',
        {
          class: 'finding-row',
          title: `${tMessage(finding.title)}\n${message}`,
          attributes: { type: 'button', 'aria-pressed': String(isChosen), 'data-key': key },
          on: { click: () => this.#callbacks.onChoose(isChosen ? null : key) },
        },
        createSeverity(finding.severity),
        element('span', { class: 'finding-rule muted', text: finding.ruleId }),
        element('span', { class: 'finding-title', text: tMessage(finding.title) }),
        element('span', { class: 'finding-confidence', text: confidenceName(finding.confidence) }),
        element('span', { class: 'finding-message' }, ...createSentence(message)),
      ),
    );
  }

  #failed(failure: Error): HTMLElement {
    return element(
      'p',
      { class: 'nothing-found', role: 'alert' },
      createIcon('error'),
      element('span', { text: failure.message }),
      element('button', {
        class: 'link',
        text: t('Try again'),
        attributes: { type: 'button', 'data-key': 'again' },
        on: { click: () => this.#callbacks.onAgain() },
      }),
    );
  }

  #nothingFound({ unjudged }: MemoryReport, ofSelection: boolean): HTMLElement {
    return element(
      'p',
      { class: 'nothing-found' },
      createIcon('pass'),
      element('strong', {
        text: ofSelection ? t('Nothing suspicious in the selection.') : t('Nothing suspicious found.'),
      }),
      unjudged.length === 0
        ? null
        : element('button', {
            class: 'link',
            text:
              unjudged.length === 1
                ? t('1 rule could not judge')
                : t('{count} rules could not judge', { count: formatInteger(unjudged.length) }),
            attributes: { type: 'button', 'data-key': 'unjudged' },
            on: { click: () => this.#callbacks.onUnjudged() },
          }),
    );
  }
}

type StripInput = [MemoryReport | null, string, boolean, Error | null, boolean];

function waiting(): HTMLElement {
  return element('p', { class: 'muted strip-waiting', text: t('Judging…') });
}
