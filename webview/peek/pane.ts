import { ownName } from '../../src/base/splitName';
import type { FunctionDetails, Neighbour } from '../../src/model/views';
import { shareText } from '../amounts';
import { createAbsentFunction, createFunctionChoice } from '../chooseFunction';
import { createFigures, createRow, sidesOf, wholeOfNeighbours } from '../details/sections';
import { element, fill } from '../dom';
import { createName } from '../names';
import { formatInteger, t } from '../strings';
import {
  AnswerPlace,
  answerKey,
  selectedFunction,
  type ViewActions,
  type ViewInput,
  type ViewPane,
} from '../viewPane';

type Side = 'callers' | 'callees';

/** Rows of one side: more do not help anybody, and a hub of a large program has thousands. */
const mostRows = 500;

/** The function that is selected between those that call it and those that it calls, each edge with its weight. */
export class PeekPane implements ViewPane {
  readonly element: HTMLElement;
  readonly #body: HTMLElement;
  readonly #answers: AnswerPlace;
  readonly #actions: ViewActions;
  #input: ViewInput | null = null;
  /** The side whose first row takes the focus when the next function is there. */
  #focusNext: Side | null = null;

  constructor(actions: ViewActions) {
    this.#actions = actions;
    this.#body = element('div', { class: 'peek', on: { keydown: (event) => this.#onKey(event) } });
    this.element = element(
      'section',
      { class: 'view-pane', attributes: { 'aria-label': t('Callers and callees') } },
      this.#body,
    );
    this.#answers = new AnswerPlace(this.#body, actions);
  }

  show(input: ViewInput): void {
    const recoloured = this.#input?.colourOf !== input.colourOf;
    this.#input = input;
    if (recoloured) this.#answers.forget();
    const { data, sampleIndex } = input;
    const fn = selectedFunction(input);
    const key = answerKey(input, fn?.name ?? '');
    this.#answers.ask(
      key,
      async () => {
        const functions = await data.top(sampleIndex, 'functions');
        if (!fn) return { kind: 'choice', functions } as const;
        const frame = data.frameOf(fn.name);
        if (frame < 0) return { kind: 'absent', name: fn.name } as const;
        return { kind: 'function', details: await data.functionDetails(frame, sampleIndex) } as const;
      },
      (answer) => {
        if (answer.kind === 'function') this.#showFunction(answer.details, input);
        else if (answer.kind === 'absent') fill(this.#body, createAbsentFunction(answer.name));
        else {
          fill(
            this.#body,
            createFunctionChoice(
              t('Callers and callees of a function'),
              t('Choose one here, in any other view, or with the search.'),
              answer.functions,
              input,
              this.#actions,
            ),
          );
        }
      },
    );
  }

  focus(): void {
    this.#answers.whenShown(() => {
      const first = this.#body.querySelector<HTMLElement>('.peek-self button, button');
      first?.focus();
    });
  }

  #showFunction(details: FunctionDetails, input: ViewInput): void {
    fill(
      this.#body,
      this.#createSide('callers', t('Called by'), t('nothing: it starts the stack'), details, input),
      this.#createSelf(details, input),
      this.#createSide('callees', t('Calls'), t('nothing: its own cost'), details, input),
    );
    const side = this.#focusNext;
    this.#focusNext = null;
    if (side) (this.#buttonsOf(side)[0] ?? this.#selfButton())?.focus();
  }

  #createSelf(details: FunctionDetails, { type, colourOf }: ViewInput): HTMLElement {
    const swatch = element('span', { class: 'swatch', attributes: { 'aria-hidden': 'true' } });
    swatch.style.backgroundColor = colourOf(details.packageName);
    const open = element(
      'button',
      {
        class: 'peek-name',
        title: details.file === '' ? details.name : t('{name}: open its source', { name: details.name }),
        attributes: { type: 'button' },
        on: { click: () => this.#open(details) },
      },
      swatch,
      createName(ownName(details.name)),
    );
    return element(
      'section',
      { class: 'peek-block peek-self', attributes: { 'aria-label': t('The function') } },
      element('h3', { text: t('The function') }),
      open,
      element('p', { class: 'peek-full muted', text: details.name }),
      createFigures(type, [
        {
          label: t('flat'),
          value: details.flat,
          error: details.flatRelativeError,
          sides: sidesOf(details, 'Flat'),
        },
        { label: t('cum'), value: details.cum, error: details.relativeError, sides: sidesOf(details, 'Cum') },
      ]),
    );
  }

  #createSide(
    side: Side,
    title: string,
    none: string,
    details: FunctionDetails,
    input: ViewInput,
  ): HTMLElement {
    const neighbours = details[side];
    const functions = neighbours.filter(({ frame }) => frame >= 0).length;
    const hidden = neighbours.length - mostRows;
    return element(
      'section',
      { class: `peek-block peek-${side}`, attributes: { 'aria-label': title, 'data-side': side } },
      element(
        'div',
        { class: 'peek-head' },
        element('h3', { text: title }),
        element('span', {
          class: 'muted',
          text:
            functions === 1 ? t('1 function') : t('{count} functions', { count: formatInteger(functions) }),
        }),
      ),
      ...neighbours.slice(0, mostRows).map((each) => this.#createNeighbour(side, each, none, details, input)),
      hidden > 0
        ? element('p', {
            class: 'muted',
            text: t('and {count} lighter ones', { count: formatInteger(hidden) }),
          })
        : null,
    );
  }

  #createNeighbour(
    side: Side,
    { frame, name, packageName, value }: Neighbour,
    noneLabel: string,
    details: FunctionDetails,
    { type, colourOf }: ViewInput,
  ): HTMLElement {
    const none = frame < 0;
    const whole = wholeOfNeighbours(details[side], details.cum, type);
    const row = createRow({
      label: none ? noneLabel : createName(ownName(name)),
      title: none ? noneLabel : name,
      value,
      whole,
      type,
      colour: none ? '' : colourOf(packageName),
      note: '',
      marked: false,
      link: false,
      onClick: none ? null : (event) => this.#goTo(side, name, event.detail === 0),
    });
    const ofWhole = type.isDifference
      ? (args: { share: string }) => t('{share} of all differences on this side', args)
      : (args: { share: string }) => t('{share} of this function’s cum', args);
    row.title = `${none ? noneLabel : name}\n${ofWhole({
      share: shareText(whole === 0 ? 0 : value / whole, type),
    })}`;
    if (none) return row;
    row.addEventListener('contextmenu', (event) => {
      event.preventDefault();
      this.#actions.openMenu({ name, file: '' }, event.clientX, event.clientY);
    });
    return row;
  }

  /** By keyboard one goes on along the same side. */
  #goTo(side: Side, name: string, byKeyboard: boolean): void {
    if (byKeyboard) this.#focusNext = side;
    this.#actions.selectFunction({ name, file: '' });
  }

  #open(details: FunctionDetails): void {
    const line = details.lines[0]?.line ?? details.startLine;
    const file = details.lines[0]?.file || details.file;
    this.#actions.openSource({ file, line, functionName: details.name, beside: false });
  }

  #buttonsOf(side: Side): HTMLElement[] {
    return [...this.#body.querySelectorAll<HTMLElement>(`.peek-${side} button`)];
  }

  #selfButton(): HTMLElement | null {
    return this.#body.querySelector<HTMLElement>('.peek-self button');
  }

  /** Up and down within a block, left and right between the blocks. */
  #onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.target as HTMLElement;
    const block = target.closest('.peek-block');
    if (!block) return;
    const to = this.#keyTarget(event.key, block, target);
    if (!to) return;
    event.preventDefault();
    to.focus();
  }

  #keyTarget(key: string, block: Element, target: HTMLElement): HTMLElement | null {
    const rows = [...block.querySelectorAll<HTMLElement>('button')];
    const at = rows.indexOf(target);
    switch (key) {
      case 'ArrowDown':
        return rows[at + 1] ?? null;
      case 'ArrowUp':
        return rows[at - 1] ?? null;
      case 'Home':
        return rows[0] ?? null;
      case 'End':
        return rows.at(-1) ?? null;
      case 'ArrowLeft':
        return firstButton(block.previousElementSibling);
      case 'ArrowRight':
        return firstButton(block.nextElementSibling);
      default:
        return null;
    }
  }
}

function firstButton(block: Element | null): HTMLElement | null {
  return block?.querySelector<HTMLElement>('button') ?? null;
}
