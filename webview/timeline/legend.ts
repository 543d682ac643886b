import type { SeriesFacts, TimelineSeries } from '../../src/model/timeline';
import { element } from '../dom';
import { t } from '../strings';
import { createSwatch } from './swatch';
import { seriesHint, seriesName, seriesText } from './texts';

/**
 * Lines with their last values; each is a switch. One of them is reached by Tab, arrows go on from there.
 */
export class Legend {
  readonly element: HTMLElement;
  readonly #onToggle: (series: TimelineSeries) => void;
  #key = '';
  #focused = 0;

  constructor(onToggle: (series: TimelineSeries) => void) {
    this.#onToggle = onToggle;
    this.element = element('div', {
      class: 'timeline-legend',
      role: 'toolbar',
      attributes: { 'aria-label': t('Lines; each can be switched off') },
      on: { keydown: (event) => this.#onKey(event) },
    });
  }

  show(series: readonly SeriesFacts[], shown: readonly TimelineSeries[]): void {
    const key = JSON.stringify([series.map(({ name, last }) => [name, last]), shown]);
    if (key === this.#key) return;
    this.#key = key;
    const hadFocus = this.element.contains(document.activeElement);
    this.#focused = Math.min(this.#focused, Math.max(0, series.length - 1));
    this.element.replaceChildren(
      ...series.map((facts, i) => this.#createEntry(facts, i, shown.includes(facts.name))),
    );
    if (hadFocus) this.#buttons[this.#focused]?.focus();
  }

  get #buttons(): readonly HTMLButtonElement[] {
    return [...this.element.querySelectorAll('button')];
  }

  #createEntry({ name, min, max, last }: SeriesFacts, position: number, isShown: boolean): HTMLElement {
    const range = t('{min} to {max}, last {last}', {
      min: seriesText(name, min),
      max: seriesText(name, max),
      last: seriesText(name, last),
    });
    return element(
      'button',
      {
        class: 'legend-entry',
        title: `${seriesHint(name)}\n${range}`,
        attributes: {
          type: 'button',
          'aria-pressed': String(isShown),
          'data-series': name,
          tabindex: position === this.#focused ? 0 : -1,
        },
        on: {
          click: () => this.#onToggle(name),
          focus: () => this.#setFocused(position),
        },
      },
      createSwatch(name),
      element('span', { text: seriesName(name) }),
      element('span', { class: 'legend-value', text: seriesText(name, last) }),
    );
  }

  #setFocused(position: number): void {
    this.#focused = position;
    for (const [i, button] of this.#buttons.entries()) button.tabIndex = i === position ? 0 : -1;
  }

  #onKey(event: KeyboardEvent): void {
    const buttons = this.#buttons;
    const to = {
      ArrowRight: this.#focused + 1,
      ArrowDown: this.#focused + 1,
      ArrowLeft: this.#focused - 1,
      ArrowUp: this.#focused - 1,
      Home: 0,
      End: buttons.length - 1,
    }[event.key];
    if (to === undefined || event.altKey) return;
    event.preventDefault();
    buttons[(to + buttons.length) % buttons.length]?.focus();
  }
}
