import { element } from '../dom';
import { t } from '../strings';
import type { Completion, Completions } from './complete';

/** The list beneath the input: names of options with what they do, or values. The input keeps the focus. */
export class Suggestions {
  readonly element: HTMLElement;
  readonly #list: HTMLElement;
  readonly #hint: HTMLElement;
  readonly #input: HTMLElement;
  readonly #anchor: HTMLElement;
  readonly #onChoose: (completion: Completion) => void;
  #items: readonly Completion[] = [];
  #active = -1;
  #open = false;

  constructor(input: HTMLElement, anchor: HTMLElement, onChoose: (completion: Completion) => void) {
    this.#input = input;
    this.#anchor = anchor;
    this.#onChoose = onChoose;
    this.#list = element('ul', {
      id: 'query-options',
      class: 'query-options',
      role: 'listbox',
      attributes: { 'aria-label': t('Completions') },
    });
    this.#hint = element('div', { class: 'query-hint' });
    this.element = element(
      'div',
      { class: 'query-suggestions', attributes: { popover: 'manual' } },
      this.#hint,
      this.#list,
    );
    // A press on the list must not take the focus from the input.
    this.element.addEventListener('pointerdown', (event) => event.preventDefault());
    window.addEventListener('resize', () => this.hide());
  }

  get isOpen(): boolean {
    return this.#open;
  }

  /** The one that Enter would take, null for none. */
  get active(): Completion | null {
    return this.#open ? (this.#items[this.#active] ?? null) : null;
  }

  show({ items, preselected, hint }: Completions): void {
    if (items.length === 0 && hint === '') {
      this.hide();
      return;
    }
    this.#items = items;
    this.#hint.textContent = hint;
    this.#hint.hidden = hint === '';
    this.#list.replaceChildren(...items.map((item, position) => this.#createItem(item, position)));
    this.#list.hidden = items.length === 0;
    this.#setOpen(true);
    this.#setActive(preselected);
    this.#list.scrollTop = 0;
  }

  hide(): void {
    if (this.#open) this.#setOpen(false);
  }

  /** One down (1) or up (-1); beyond the ends stands what was typed. */
  move(by: 1 | -1): void {
    const count = this.#items.length + 1;
    this.#setActive(((this.#active + 1 + by + count) % count) - 1);
  }

  #createItem(item: Completion, position: number): HTMLElement {
    return element(
      'li',
      {
        id: `query-option-${position}`,
        role: 'option',
        class: 'query-option',
        title: item.label,
        on: { click: () => this.#onChoose(item) },
      },
      element('span', { class: 'query-option-label', text: item.label }),
      item.detail === '' ? null : element('span', { class: 'query-option-detail', text: item.detail }),
    );
  }

  #setActive(position: number): void {
    this.#active = position;
    for (const [i, row] of [...this.#list.children].entries()) {
      row.setAttribute('aria-selected', String(i === position));
    }
    const row = this.#list.children[position];
    if (row) this.#input.setAttribute('aria-activedescendant', row.id);
    else this.#input.removeAttribute('aria-activedescendant');
    row?.scrollIntoView({ block: 'nearest' });
  }

  #setOpen(open: boolean): void {
    this.#open = open;
    this.#input.setAttribute('aria-expanded', String(open && this.#items.length > 0));
    if (!open) {
      this.#input.removeAttribute('aria-activedescendant');
      this.element.hidePopover();
      return;
    }
    this.element.showPopover();
    this.#place();
  }

  #place(): void {
    const margin = 8;
    const box = this.#anchor.getBoundingClientRect();
    const { style } = this.element;
    const width = Math.min(Math.max(box.width, 360), window.innerWidth - 2 * margin, 760);
    style.width = `${width}px`;
    style.left = `${Math.max(margin, Math.min(box.left, window.innerWidth - width - margin))}px`;
    style.top = `${box.bottom + 2}px`;
    style.maxHeight = `${Math.max(120, Math.min(340, window.innerHeight - box.bottom - margin))}px`;
  }
}
