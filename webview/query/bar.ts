import './query.css';
import { createIcon, createIconButton } from '../controls';
import { deliver } from '../data';
import { element } from '../dom';
import { t } from '../strings';
import { applyTerms, resolveTerms } from './apply';
import { type ChipMark, Chips } from './chips';
import { type Completion, completeQuery, type NamesOfProfile } from './complete';
import { type AskedOption, askedOptions, formatOption } from './format';
import type { Asked, Option } from './options';
import { parseQuery, type QueryProblem } from './parse';
import { Suggestions } from './suggestions';

export interface QueryBarCallbacks {
  onAsk(asked: Asked): void;
  /** Words without an option: they are looked for. */
  onFind(text: string): void;
  /** Escape in an empty field: back to the picture. */
  onLeave(): void;
  /** What the profile offers to complete with; asked for when the field is entered. */
  sources(): Promise<NamesOfProfile>;
}

export interface QueryBarContent {
  readonly asked: Asked;
  /** By name of the option. */
  readonly marks: ReadonlyMap<string, ChipMark>;
  /** What could not be asked, '' where all could. */
  readonly failure: string;
  readonly valueTypes: readonly string[];
  /** Unit of the shown value type. */
  readonly unit: string;
}

/** What is asked of the profile: a chip for each option, and a field for more, with completion. */
export class QueryBar {
  readonly element: HTMLElement;
  readonly problem: HTMLElement;
  readonly #callbacks: QueryBarCallbacks;
  readonly #chips: Chips;
  readonly #input: HTMLInputElement;
  readonly #suggestions: Suggestions;
  readonly #clear: HTMLButtonElement;
  #content: QueryBarContent | null = null;
  #sources: NamesOfProfile = noSources;
  /** The chip that stands in the input: it gives way to what is asked instead. */
  #editing: Option | null = null;
  #problem: QueryProblem | null = null;

  constructor(callbacks: QueryBarCallbacks) {
    this.#callbacks = callbacks;
    this.#chips = new Chips({
      onEdit: (asked) => this.#edit(asked),
      onRemove: ({ option }) => this.#ask(option.write(this.#asked, '')),
      onLeave: () => this.#input.focus(),
    });
    this.#input = this.#createInput();
    this.#clear = createIconButton('clear-all', t('Clear all'), () => this.#clearAll());
    this.element = element(
      'div',
      { class: 'query-field' },
      createIcon('filter'),
      element('div', { class: 'query-line' }, this.#chips.element, this.#input),
      this.#clear,
    );
    this.#suggestions = new Suggestions(this.#input, this.element, (completion) =>
      this.#choose(completion, true),
    );
    this.element.append(this.#suggestions.element);
    this.element.addEventListener('pointerdown', (event) => this.#onPress(event));
    this.problem = element('div', { class: 'query-problem', role: 'alert', attributes: { hidden: '' } });
  }

  show(content: QueryBarContent): void {
    this.#content = content;
    this.#redraw();
  }

  focus(): void {
    this.#input.focus();
  }

  get #asked(): Asked {
    return this.#content!.asked;
  }

  #redraw(): void {
    const content = this.#content;
    if (!content) return;
    const chips = askedOptions(content.asked);
    this.#chips.show(chips, content.marks, this.#editing?.name ?? null);
    this.#clear.hidden = chips.length === 0;
    this.element.classList.toggle('asked', chips.length > 0);
    const sentence = this.#problem?.message ?? content.failure;
    // Said once: an alert is read aloud whenever it changes.
    if (this.problem.textContent !== sentence) this.problem.textContent = sentence;
    this.problem.hidden = sentence === '';
    this.element.classList.toggle('broken', this.#problem !== null);
    this.#input.setAttribute('aria-invalid', String(this.#problem !== null));
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
        'aria-label': t(
          'Ask with pprof’s options: focus:/expression/, hide:expression, noinlines and others',
        ),
        placeholder: t('Ask: focus:/grpc/  hide:^runtime\\.  noinlines …'),
      },
      on: {
        input: () => this.#onInput(),
        keydown: (event) => this.#onKey(event),
        focus: () => this.#onFocus(),
        blur: () => this.#suggestions.hide(),
        click: () => this.#complete(),
      },
    });
  }

  #onPress(event: PointerEvent): void {
    const { target } = event;
    if (target instanceof Element && target.closest('button, input, .query-suggestions')) return;
    event.preventDefault();
    this.#input.focus();
  }

  #onFocus(): void {
    const { sources } = this.#callbacks;
    void deliver(
      sources(),
      () => true,
      (found) => {
        this.#sources = found;
        if (this.#suggestions.isOpen) this.#complete();
      },
      // Completion without a profile's own names is still completion.
      () => {},
    );
  }

  #onInput(): void {
    this.#problem = null;
    this.#redraw();
    this.#complete();
  }

  #complete(): void {
    const { valueTypes, unit } = this.#content!;
    const { value, selectionStart } = this.#input;
    const sources = { ...this.#sources, valueTypes, unit };
    this.#suggestions.show(completeQuery(value, selectionStart ?? value.length, sources));
  }

  #onKey(event: KeyboardEvent): void {
    if (event.isComposing) return;
    if (this.#runKey(event)) {
      event.preventDefault();
      event.stopPropagation();
    }
  }

  /** False where the key keeps its meaning. */
  #runKey(event: KeyboardEvent): boolean {
    const list = this.#suggestions;
    const { active } = list;
    switch (event.key) {
      case 'ArrowDown':
      case 'ArrowUp':
        if (!list.isOpen) this.#complete();
        else list.move(event.key === 'ArrowDown' ? 1 : -1);
        return true;
      case 'Enter':
        if (active) this.#choose(active, true);
        else this.#submit();
        return true;
      case 'Tab':
        if (!active || event.shiftKey || this.#input.value === '') return false;
        this.#choose(active, false);
        return true;
      case 'Escape':
        this.#escape();
        return true;
      case 'Backspace':
      case 'ArrowLeft':
        return this.#input.selectionEnd === 0 && !event.altKey && this.#chips.focusLast();
      default:
        return false;
    }
  }

  /** First the list goes, then what was typed, then the focus. */
  #escape(): void {
    if (this.#suggestions.isOpen) this.#suggestions.hide();
    else if (this.#input.value !== '') this.#empty();
    else this.#callbacks.onLeave();
  }

  /** `enter`: what is whole is asked at once. */
  #choose(completion: Completion, enter: boolean): void {
    if (completion.enter === 'search') {
      this.#find(completion.text);
      return;
    }
    const { value, selectionStart } = this.#input;
    const { valueTypes, unit } = this.#content!;
    const caret = selectionStart ?? value.length;
    const { from, to } = completeQuery(value, caret, { ...this.#sources, valueTypes, unit });
    const text = value.slice(0, from) + completion.text + value.slice(to);
    this.#input.value = text;
    this.#input.setSelectionRange(from + completion.text.length, from + completion.text.length);
    this.#problem = null;
    this.#input.focus();
    if (completion.enter === 'ask' && enter) this.#submit();
    else if (completion.enter === 'more') this.#complete();
    else this.#suggestions.hide();
    this.#redraw();
  }

  #submit(): void {
    const line = this.#input.value.trim();
    if (line === '') {
      if (this.#editing) this.#ask(this.#withoutEdited());
      return;
    }
    const parsed = parseQuery(this.#input.value);
    if (!parsed.problem && parsed.terms.every(({ kind }) => kind === 'text')) {
      this.#find(line);
      return;
    }
    const resolved = resolveTerms(parsed.terms, this.#content!.valueTypes);
    const problem = parsed.problem ?? resolved.problem;
    if (problem) this.#refuse(problem);
    else this.#ask(applyTerms(this.#withoutEdited(), resolved.terms));
  }

  #refuse(problem: QueryProblem): void {
    this.#problem = problem;
    this.#suggestions.hide();
    this.#input.setSelectionRange(problem.from, problem.to);
    this.#redraw();
  }

  #withoutEdited(): Asked {
    return this.#editing ? this.#editing.write(this.#asked, '') : this.#asked;
  }

  #ask(asked: Asked): void {
    this.#empty();
    this.#callbacks.onAsk(asked);
  }

  #find(text: string): void {
    this.#empty();
    this.#callbacks.onFind(text);
  }

  #empty(): void {
    this.#input.value = '';
    this.#editing = null;
    this.#problem = null;
    this.#suggestions.hide();
    this.#redraw();
  }

  #edit(asked: AskedOption): void {
    this.#editing = asked.option;
    this.#problem = null;
    this.#input.value = formatOption(asked);
    this.#input.focus();
    this.#input.setSelectionRange(asked.option.name.length + 1, this.#input.value.length);
    this.#redraw();
  }

  #clearAll(): void {
    const none = askedOptions(this.#asked).reduce(
      (asked, { option }) => option.write(asked, ''),
      this.#asked,
    );
    this.#ask(none);
    this.#input.focus();
    this.#suggestions.hide();
  }
}

const noSources = { functions: [], packages: [], labels: [] };
