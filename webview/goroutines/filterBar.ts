import { createIcon, createIconButton } from '../controls';
import { element } from '../dom';
import type { Completion } from '../query/complete';
import { Suggestions } from '../query/suggestions';
import { t } from '../strings';
import { completeFilter, type FilterChoices } from './completeFilter';
import { splitFilter } from './filterText';

export interface FilterBarCallbacks {
  /** The whole filter, with every letter. */
  onFilter(text: string): void;
  /** Escape in an empty field: back to the view. */
  onLeave(): void;
  choices(): FilterChoices;
}

/**
 * The filter: a chip for each term that is finished, and a field for one that is being written. What stands in the field counts
 * at once; Enter makes chips of it.
 */
export class FilterBar {
  readonly element: HTMLElement;
  readonly problem: HTMLElement;
  readonly #callbacks: FilterBarCallbacks;
  readonly #chips = element('ul', { class: 'chips', attributes: { 'aria-label': t('Terms of the filter') } });
  readonly #input: HTMLInputElement;
  readonly #suggestions: Suggestions;
  readonly #clear: HTMLButtonElement;
  #terms: readonly string[] = [];

  constructor(callbacks: FilterBarCallbacks) {
    this.#callbacks = callbacks;
    this.#input = this.#createInput();
    this.#clear = createIconButton('clear-all', t('Clear filter'), () => {
      this.#write([], '');
      this.#input.focus();
      this.#suggestions.hide();
    });
    this.element = element(
      'div',
      { class: 'query-field', role: 'search' },
      createIcon('filter'),
      element('div', { class: 'query-line' }, this.#chips, this.#input),
      this.#clear,
    );
    this.#suggestions = new Suggestions(this.#input, this.element, (completion) => this.#choose(completion));
    this.element.append(this.#suggestions.element);
    this.element.addEventListener('pointerdown', (event) => this.#onPress(event));
    this.problem = element('div', { class: 'query-problem', role: 'alert', attributes: { hidden: '' } });
    this.#redraw();
  }

  /** `problem`: why the filter cannot be used, '' where it can. */
  show(filter: string, problem: string): void {
    if (filter !== this.#filter) {
      this.#terms = termsOf(filter);
      this.#input.value = '';
      this.#suggestions.hide();
    }
    this.#redraw();
    // Said once: an alert is read aloud whenever it changes.
    if (this.problem.textContent !== problem) this.problem.textContent = problem;
    this.problem.hidden = problem === '';
    this.element.classList.toggle('broken', problem !== '');
    this.#input.setAttribute('aria-invalid', String(problem !== ''));
  }

  focus(): void {
    this.#input.focus();
    this.#input.select();
  }

  get #filter(): string {
    return [...this.#terms, this.#input.value.trim()].filter((term) => term !== '').join(' ');
  }

  #createInput(): HTMLInputElement {
    return element('input', {
      class: 'query-input',
      role: 'combobox',
      attributes: {
        type: 'text',
        spellcheck: 'false',
        autocomplete: 'off',
        'aria-autocomplete': 'list',
        'aria-expanded': 'false',
        'aria-controls': 'query-options',
        'aria-label': t('Filter goroutines: words, or state:select, wait:>5m, func:/grpc/ and others'),
        placeholder: t('Filter: store.go  state:select  wait:>5m  func:/grpc/ …'),
      },
      on: {
        input: () => {
          this.#complete();
          this.#tell();
        },
        keydown: (event) => this.#onKey(event),
        focus: () => this.#complete(),
        blur: () => this.#suggestions.hide(),
        click: () => this.#complete(),
      },
    });
  }

  #redraw(): void {
    const focused = this.#buttons.indexOf(document.activeElement as HTMLElement);
    const shown = [...this.#chips.children].map((chip) => (chip as HTMLElement).dataset.term);
    if (JSON.stringify(shown) !== JSON.stringify(this.#terms)) {
      this.#chips.replaceChildren(...this.#terms.map((term, i) => this.#createChip(term, i)));
      if (focused >= 0) this.#focusChip(focused);
    }
    this.#chips.hidden = this.#terms.length === 0;
    this.#clear.hidden = this.#filter === '';
    this.element.classList.toggle('asked', this.#terms.length > 0);
  }

  #createChip(term: string, position: number): HTMLElement {
    const name = /^-?[a-z]+:/i.exec(term)?.[0] ?? '';
    const value = term.slice(name.length);
    return element(
      'li',
      { class: 'chip', attributes: { 'data-term': term } },
      element(
        'button',
        {
          class: 'chip-text',
          title: `${term}\n${t('Enter to edit, Delete to remove')}`,
          attributes: { type: 'button', 'aria-label': term, 'aria-keyshortcuts': 'Enter Delete' },
          on: {
            click: () => this.#edit(position),
            keydown: (event) => this.#onChipKey(event, position),
          },
        },
        name === '' ? null : element('span', { class: 'chip-name', text: name }),
        element('span', { class: 'chip-value', text: value }),
      ),
      element(
        'button',
        {
          class: 'chip-remove',
          title: t('Remove (Delete)'),
          attributes: { type: 'button', tabindex: -1, 'aria-label': t('Remove {option}', { option: term }) },
          on: { click: () => this.#remove(position) },
        },
        createIcon('close'),
      ),
    );
  }

  get #buttons(): HTMLElement[] {
    return [...this.#chips.querySelectorAll<HTMLElement>('.chip-text')];
  }

  /** The chip there, or the last one; without any the field. */
  #focusChip(position: number): boolean {
    const buttons = this.#buttons;
    const button = buttons[Math.min(position, buttons.length - 1)];
    if (button) button.focus();
    else this.#input.focus();
    return button !== undefined;
  }

  #write(terms: readonly string[], draft: string): void {
    this.#terms = terms;
    this.#input.value = draft;
    this.#redraw();
    this.#tell();
  }

  #tell(): void {
    this.#redraw();
    this.#callbacks.onFilter(this.#filter);
  }

  #remove(position: number): void {
    this.#write(
      this.#terms.filter((_, i) => i !== position),
      this.#input.value,
    );
  }

  #edit(position: number): void {
    const others = this.#terms.filter((_, i) => i !== position);
    this.#write([...others, ...termsOf(this.#input.value)], this.#terms[position]!);
    this.#input.focus();
  }

  #onPress(event: PointerEvent): void {
    const { target } = event;
    if (target instanceof Element && target.closest('button, input, .query-suggestions')) return;
    event.preventDefault();
    this.#input.focus();
  }

  #complete(): void {
    const { value, selectionStart } = this.#input;
    this.#suggestions.show(completeFilter(value, selectionStart ?? value.length, this.#callbacks.choices()));
  }

  #choose(completion: Completion): void {
    const { value, selectionStart } = this.#input;
    const caret = selectionStart ?? value.length;
    const { from, to } = completeFilter(value, caret, this.#callbacks.choices());
    this.#input.value = value.slice(0, from) + completion.text + value.slice(to);
    const end = from + completion.text.length;
    this.#input.setSelectionRange(end, end);
    this.#input.focus();
    if (completion.enter === 'more') {
      this.#complete();
      this.#tell();
    } else this.#finish();
  }

  /** What is in the field becomes chips. */
  #finish(): void {
    this.#suggestions.hide();
    this.#write([...this.#terms, ...termsOf(this.#input.value)], '');
  }

  #onKey(event: KeyboardEvent): void {
    if (event.isComposing || !this.#runKey(event)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** False where the key keeps its meaning. */
  #runKey(event: KeyboardEvent): boolean {
    const list = this.#suggestions;
    switch (event.key) {
      case 'ArrowDown':
      case 'ArrowUp':
        if (!list.isOpen) this.#complete();
        else list.move(event.key === 'ArrowDown' ? 1 : -1);
        return true;
      case 'Enter':
        if (list.active) this.#choose(list.active);
        else this.#finish();
        return true;
      case 'Tab':
        if (event.shiftKey || !list.active) return false;
        this.#choose(list.active);
        return true;
      case 'Escape':
        if (list.isOpen) list.hide();
        else if (this.#input.value !== '') this.#write(this.#terms, '');
        else this.#callbacks.onLeave();
        return true;
      case 'Backspace':
      case 'ArrowLeft':
        return this.#input.selectionEnd === 0 && !event.altKey && this.#focusChip(this.#terms.length);
      default:
        return false;
    }
  }

  #onChipKey(event: KeyboardEvent, position: number): void {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === 'Delete' || event.key === 'Backspace') this.#remove(position);
    else if (event.key === 'ArrowLeft') this.#focusChip(Math.max(0, position - 1));
    else if (event.key === 'ArrowRight') {
      if (position + 1 < this.#terms.length) this.#focusChip(position + 1);
      else this.#input.focus();
    } else return;
    event.preventDefault();
  }
}

function termsOf(filter: string): readonly string[] {
  return splitFilter(filter).map(({ text }) => text);
}
