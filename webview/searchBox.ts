import { formatShare } from '../src/base/units';
import { createIconButton, createTextField, type TextFieldElement } from './controls';
import { element } from './dom';
import { formatInteger, t } from './strings';

/** What a search came to. */
export type SearchStatus =
  | { readonly kind: 'none' }
  | { readonly kind: 'found'; readonly share: number; readonly functions: number; readonly at: number }
  | { readonly kind: 'broken'; readonly reason: string };

export interface SearchBoxCallbacks {
  onInput(text: string): void;
  /** Goes to the next match (1) or the one before (-1). */
  onStep(by: 1 | -1): void;
  /** Escape in an empty field: back to the picture. */
  onLeave(): void;
}

/** The search field with what it found beside it. */
export class SearchBox {
  readonly element: HTMLElement;
  readonly #callbacks: SearchBoxCallbacks;
  readonly #field: TextFieldElement;
  readonly #status: HTMLElement;
  readonly #previous: HTMLButtonElement;
  readonly #next: HTMLButtonElement;
  readonly #clear: HTMLButtonElement;

  constructor(callbacks: SearchBoxCallbacks) {
    this.#callbacks = callbacks;
    this.#field = createTextField({
      class: 'search-field',
      label: t('Search functions: text, or an expression as /…/'),
      placeholder: t('Search: text or /regexp/'),
      onInput: (text) => callbacks.onInput(text),
    });
    this.#field.addEventListener('keydown', (event) => this.#onKey(event));
    this.#status = element('span', { class: 'search-status', role: 'status' });
    this.#previous = createIconButton('arrow-up', t('Previous match (Shift+Enter)'), () =>
      callbacks.onStep(-1),
    );
    this.#next = createIconButton('arrow-down', t('Next match (Enter)'), () => callbacks.onStep(1));
    this.#clear = createIconButton('close', t('Clear search (Escape)'), () => this.#clearField());
    this.element = element(
      'div',
      { class: 'search', role: 'search' },
      this.#field,
      this.#status,
      element('div', { class: 'search-buttons' }, this.#previous, this.#next, this.#clear),
    );
  }

  show(text: string, status: SearchStatus): void {
    if ((this.#field.value ?? '') !== text) this.#field.value = text;
    this.element.classList.toggle('idle', text === '');
    this.element.classList.toggle('broken', status.kind === 'broken');
    this.#status.textContent = statusText(status);
    this.#status.title = status.kind === 'broken' ? status.reason : '';
    const none = status.kind !== 'found' || status.functions === 0;
    this.#previous.disabled = none;
    this.#next.disabled = none;
  }

  focus(): void {
    this.#field.focus();
  }

  #onKey(event: KeyboardEvent): void {
    if (event.key === 'Enter') {
      event.preventDefault();
      this.#callbacks.onStep(event.shiftKey ? -1 : 1);
    } else if (event.key === 'Escape') {
      event.preventDefault();
      if (this.#field.value) this.#clearField();
      else this.#callbacks.onLeave();
    }
  }

  #clearField(): void {
    this.#callbacks.onInput('');
    this.#field.focus();
  }
}

function statusText(status: SearchStatus): string {
  switch (status.kind) {
    case 'none':
      return '';
    case 'broken':
      return status.reason;
    case 'found':
      return foundText(status);
  }
}

function foundText({ share, functions, at }: Extract<SearchStatus, { kind: 'found' }>): string {
  if (functions === 0) return t('No match');
  const part = formatShare(share);
  const count = formatInteger(functions);
  if (at >= 0) return t('{share} · {at} of {count}', { share: part, at: formatInteger(at + 1), count });
  return functions === 1
    ? t('{share} · 1 function', { share: part })
    : t('{share} · {count} functions', { share: part, count });
}
