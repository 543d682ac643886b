import { element } from './dom';

/*
 * Form controls by element name alone. They stand in the page from the first paint, sized by the style sheet, and come
 * to life when ui.ts defines them; values set before are taken over then.
 */

export interface TextFieldElement extends HTMLElement {
  value: string;
}

export interface DropdownElement extends HTMLElement {
  value: string;
  disabled: boolean;
}

export interface ButtonElement extends HTMLElement {
  disabled: boolean;
}

export function createTextField(options: {
  readonly class: string;
  readonly label: string;
  readonly placeholder: string;
  readonly onInput: (value: string) => void;
}): TextFieldElement {
  const field = element('vscode-text-field', {
    class: options.class,
    attributes: {
      placeholder: options.placeholder,
      'data-label': options.label,
      'aria-label': options.label,
    },
  }) as TextFieldElement;
  field.addEventListener('input', () => options.onInput(field.value));
  return field;
}

export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly title?: string;
}

export function createDropdown(options: {
  readonly class: string;
  readonly label: string;
  readonly onChange: (value: string) => void;
}): DropdownElement {
  const dropdown = element('vscode-dropdown', {
    class: options.class,
    attributes: { 'data-label': options.label, 'aria-label': options.label },
  }) as DropdownElement;
  dropdown.addEventListener('change', () => options.onChange(dropdown.value));
  return dropdown;
}

/** Replaces the options only where they differ: an open list stays as it is. */
export function setChoices(dropdown: DropdownElement, choices: readonly Choice[], value: string): void {
  const key = JSON.stringify(choices);
  if (dropdown.dataset.choices !== key) {
    dropdown.dataset.choices = key;
    dropdown.replaceChildren(...choices.map((choice) => option(choice, choice.value === value)));
  }
  if (dropdown.value !== value) dropdown.value = value;
  for (const child of dropdown.children) {
    child.toggleAttribute('data-shown', child.getAttribute('value') === value);
  }
}

export function createButton(
  label: string,
  onClick: () => void,
  appearance: 'primary' | 'secondary' = 'secondary',
): ButtonElement {
  const button = element('vscode-button', { text: label, attributes: { appearance } }) as ButtonElement;
  button.addEventListener('click', onClick);
  return button;
}

/** A square button with a codicon; its label is read aloud and shown on hover. */
export function createIconButton(icon: string, label: string, onClick: () => void): HTMLButtonElement {
  return element(
    'button',
    {
      class: 'icon-button',
      title: label,
      attributes: { type: 'button', 'aria-label': label },
      on: { click: onClick },
    },
    createIcon(icon),
  );
}

export function createIcon(icon: string): HTMLElement {
  return element('span', { class: `icon icon-${icon}`, attributes: { 'aria-hidden': 'true' } });
}

function option({ value, label, title }: Choice, selected: boolean): HTMLElement {
  return element('vscode-option', {
    text: label,
    title,
    attributes: { value, selected: selected ? '' : null },
  });
}

/** Buttons of which one is on, in one frame; arrow keys move between them, as in a radio group. */
export class Segments<T extends string> {
  readonly element: HTMLElement;
  readonly #buttons = new Map<T, HTMLButtonElement>();

  constructor(label: string, items: readonly { value: T; label: string }[], onChange: (value: T) => void) {
    this.element = element('div', {
      class: 'segments',
      role: 'radiogroup',
      attributes: { 'aria-label': label },
    });
    for (const item of items) {
      const button = element('button', {
        text: item.label,
        role: 'radio',
        attributes: { type: 'button', 'data-value': item.value },
        on: { click: () => onChange(item.value) },
      });
      this.#buttons.set(item.value, button);
      this.element.append(button);
    }
    this.element.addEventListener('keydown', (event) => this.#onKey(event, onChange));
  }

  show(value: T, hidden: readonly T[] = []): void {
    for (const [each, button] of this.#buttons) {
      button.setAttribute('aria-checked', String(each === value));
      button.tabIndex = each === value ? 0 : -1;
      button.hidden = hidden.includes(each);
    }
  }

  #onKey(event: KeyboardEvent, onChange: (value: T) => void): void {
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const shown = [...this.#buttons].filter(([, button]) => !button.hidden);
    const at = shown.findIndex(([, button]) => button.tabIndex === 0);
    const [value, button] = shown[(at + by + shown.length) % shown.length]!;
    onChange(value);
    button.focus();
  }
}
