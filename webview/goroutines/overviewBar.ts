import { formatShare } from '../../src/base/units';
import { type StateClass, stateClasses } from '../../src/model/goroutines';
import { element } from '../dom';
import { formatInteger, t } from '../strings';
import { classSwatch } from './cells';
import { className, goroutinesText } from './texts';

export interface OverviewInput {
  /** Goroutines by class, in the order of `stateClasses`. */
  readonly byClass: ArrayLike<number>;
  /** Those that match the filter; null without one. */
  readonly matching: ArrayLike<number> | null;
  /** Classes that the filter is narrowed to. */
  readonly chosen: readonly string[];
}

interface Share {
  readonly name: StateClass;
  readonly count: number;
  readonly matching: number;
}

/**
 * All goroutines by what they do, as one bar with its legend. Both filter: the legend's buttons are what the keyboard goes to
 * (one of them by Tab, arrows from there), the bar's parts are larger for a pointer.
 */
export class OverviewBar {
  readonly element: HTMLElement;
  readonly #bar = element('div', { class: 'overview-bar', attributes: { 'aria-hidden': 'true' } });
  readonly #legend: HTMLElement;
  readonly #onToggle: (name: StateClass) => void;
  #key = '';
  #focused = 0;

  constructor(onToggle: (name: StateClass) => void) {
    this.#onToggle = onToggle;
    this.#legend = element('div', {
      class: 'overview-legend',
      role: 'toolbar',
      attributes: { 'aria-label': t('Goroutines by state; each filters') },
      on: { keydown: (event) => this.#onKey(event) },
    });
    this.element = element(
      'section',
      { class: 'overview', attributes: { 'aria-label': t('Overview') } },
      this.#bar,
      this.#legend,
    );
  }

  show({ byClass, matching, chosen }: OverviewInput): void {
    const shares = sharesOf(byClass, matching);
    const key = JSON.stringify([shares, chosen]);
    if (this.#key === key) return;
    this.#key = key;
    const total = shares.reduce((sum, { count }) => sum + count, 0);
    const hadFocus = this.#legend.contains(document.activeElement);
    this.element.hidden = total === 0;
    this.#bar.replaceChildren(...shares.map((share) => this.#createPart(share, total, chosen)));
    this.#focused = Math.min(this.#focused, Math.max(0, shares.length - 1));
    this.#legend.replaceChildren(
      ...shares.map((share, i) => this.#createEntry(share, i, total, chosen.includes(share.name))),
    );
    if (hadFocus) this.#buttons[this.#focused]?.focus();
  }

  get #buttons(): readonly HTMLButtonElement[] {
    return [...this.#legend.querySelectorAll('button')];
  }

  #createPart(share: Share, total: number, chosen: readonly string[]): HTMLElement {
    const { name, count, matching } = share;
    const part = element(
      'div',
      {
        class: 'overview-part',
        title: shareText(share, total),
        attributes: { 'data-class': name },
        on: { click: () => this.#onToggle(name) },
      },
      element('div', { class: 'overview-matching' }),
    );
    part.classList.toggle('chosen', chosen.includes(name));
    part.style.flexGrow = String(count);
    part.style.setProperty('--matching', String(count === 0 ? 0 : matching / count));
    return part;
  }

  #createEntry(share: Share, position: number, total: number, isChosen: boolean): HTMLElement {
    const { name, count } = share;
    return element(
      'button',
      {
        class: 'overview-entry',
        title: shareText(share, total),
        attributes: {
          type: 'button',
          'aria-pressed': String(isChosen),
          'data-class': name,
          tabindex: position === this.#focused ? 0 : -1,
        },
        on: {
          click: () => this.#onToggle(name),
          focus: () => this.#setFocused(position),
        },
      },
      classSwatch(name),
      element('span', { text: className(name) }),
      element('span', { class: 'overview-count', text: formatInteger(count) }),
    );
  }

  #setFocused(position: number): void {
    this.#focused = position;
    for (const [i, button] of this.#buttons.entries()) button.tabIndex = i === position ? 0 : -1;
  }

  #onKey(event: KeyboardEvent): void {
    const buttons = this.#buttons;
    const last = buttons.length - 1;
    const to = {
      ArrowRight: this.#focused + 1,
      ArrowDown: this.#focused + 1,
      ArrowLeft: this.#focused - 1,
      ArrowUp: this.#focused - 1,
      Home: 0,
      End: last,
    }[event.key];
    if (to === undefined || event.altKey) return;
    event.preventDefault();
    buttons[(to + buttons.length) % buttons.length]?.focus();
  }
}

/** Most goroutines first. */
function sharesOf(byClass: ArrayLike<number>, matching: ArrayLike<number> | null): readonly Share[] {
  return stateClasses
    .map((name, i) => ({ name, count: byClass[i] ?? 0, matching: (matching ?? byClass)[i] ?? 0 }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count);
}

function shareText({ name, count, matching }: Share, total: number): string {
  const text = `${className(name)}: ${goroutinesText(count)} (${formatShare(total === 0 ? 0 : count / total)})`;
  return matching === count
    ? text
    : `${text}\n${t('{count} match the filter', { count: formatInteger(matching) })}`;
}
