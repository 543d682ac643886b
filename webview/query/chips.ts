import { createIcon } from '../controls';
import { element } from '../dom';
import { t } from '../strings';
import { type AskedOption, formatOption } from './format';

export interface ChipCallbacks {
  onEdit(asked: AskedOption): void;
  onRemove(asked: AskedOption): void;
  /** To the right of the last chip. */
  onLeave(): void;
}

/** What a chip has to say beyond its text: it could not be asked, or it found nothing. */
export interface ChipMark {
  readonly kind: 'broken' | 'unmatched';
  readonly sentence: string;
}

/** One chip for each option that is asked: Enter or a click edits it, Delete or its cross takes it away. */
export class Chips {
  readonly element: HTMLElement;
  readonly #callbacks: ChipCallbacks;
  #shownKey = '';

  constructor(callbacks: ChipCallbacks) {
    this.#callbacks = callbacks;
    this.element = element('ul', { class: 'chips', attributes: { 'aria-label': t('Asked of the profile') } });
  }

  /** `editing`: name of the option that stands in the input meanwhile. */
  show(asked: readonly AskedOption[], marks: ReadonlyMap<string, ChipMark>, editing: string | null): void {
    const key = JSON.stringify([
      asked.map((each) => [formatOption(each), marks.get(each.option.name)]),
      editing,
    ]);
    if (key === this.#shownKey) return;
    this.#shownKey = key;
    const focused = this.#focused();
    this.element.replaceChildren(
      ...asked.map((each) =>
        this.#createChip(each, marks.get(each.option.name) ?? null, each.option.name === editing),
      ),
    );
    this.element.hidden = asked.length === 0;
    if (focused >= 0) this.#focus(focused);
  }

  /** False without a chip. */
  focusLast(): boolean {
    return this.#focus(Number.MAX_SAFE_INTEGER);
  }

  get #buttons(): readonly HTMLElement[] {
    return [...this.element.querySelectorAll<HTMLElement>('.chip-text')];
  }

  #focused(): number {
    return this.#buttons.findIndex((button) => button.parentElement!.contains(document.activeElement));
  }

  /** The chip there, or the last one before; where none is left, whoever comes next. */
  #focus(position: number): boolean {
    const buttons = this.#buttons;
    const button = buttons[Math.min(position, buttons.length - 1)];
    if (button) button.focus();
    else this.#callbacks.onLeave();
    return button !== undefined;
  }

  #createChip(asked: AskedOption, mark: ChipMark | null, editing: boolean): HTMLElement {
    const text = formatOption(asked);
    const { name, help } = asked.option;
    const value = text.slice(name.length);
    const button = element(
      'button',
      {
        class: 'chip-text',
        title: [text, mark?.sentence ?? help()].join('\n'),
        attributes: {
          type: 'button',
          'aria-label': mark ? `${text}: ${mark.sentence}` : text,
          'aria-keyshortcuts': 'Enter Delete',
        },
        on: {
          click: () => this.#callbacks.onEdit(asked),
          keydown: (event) => this.#onKey(event, asked),
        },
      },
      mark ? createIcon(mark.kind === 'broken' ? 'error' : 'warning') : null,
      element('span', { class: 'chip-name', text: name }),
      value === '' ? null : element('span', { class: 'chip-value', text: value }),
    );
    const remove = element(
      'button',
      {
        class: 'chip-remove',
        title: t('Remove (Delete)'),
        attributes: { type: 'button', tabindex: -1, 'aria-label': t('Remove {option}', { option: text }) },
        on: { click: () => this.#callbacks.onRemove(asked) },
      },
      createIcon('close'),
    );
    const classes = ['chip', mark?.kind, editing && 'editing'].filter(Boolean);
    return element('li', { class: classes.join(' '), attributes: { 'data-option': name } }, button, remove);
  }

  #onKey(event: KeyboardEvent, asked: AskedOption): void {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const position = this.#focused();
    if (event.key === 'Delete' || event.key === 'Backspace') this.#callbacks.onRemove(asked);
    else if (event.key === 'ArrowLeft') this.#focus(Math.max(0, position - 1));
    else if (event.key === 'ArrowRight') {
      if (position + 1 < this.#buttons.length) this.#focus(position + 1);
      else this.#callbacks.onLeave();
    } else return;
    event.preventDefault();
  }
}
