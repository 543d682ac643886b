import { ownName } from '../../src/base/splitName';
import { type CostParty, costParties, type FunctionSplit } from '../../src/model/costSplit';
import type { SampleTypeFacts } from '../../src/model/views';
import type { NamedSplit } from '../../src/protocol/profileEditor';
import { amountText, shareText } from '../amounts';
import { element, fill } from '../dom';
import { kindName } from '../facts';
import { createName } from '../names';
import { t } from '../strings';
import { AnswerPlace, selectedFunction, type ViewActions, type ViewInput, type ViewPane } from '../viewPane';

/** Rows beyond these cost too little to matter. */
const mostRows = 200;

/**
 * Whose code costs: the user's, third parties', the standard library's or the runtime's, where it allocates and collects. In
 * total and per function, for this profile and the others that are open beside it (CPU beside heap).
 */
export class CostsPane implements ViewPane {
  readonly element: HTMLElement;
  readonly #actions: ViewActions;
  readonly #body: HTMLElement;
  readonly #answers: AnswerPlace;

  constructor(actions: ViewActions) {
    this.#actions = actions;
    this.#body = element('div', { class: 'costs-body', on: { keydown: (event) => this.#onKey(event) } });
    this.element = element(
      'section',
      { class: 'view-pane costs', attributes: { 'aria-label': t('Whose code costs') } },
      this.#body,
    );
    this.#answers = new AnswerPlace(this.#body, actions);
  }

  show(input: ViewInput): void {
    const { data, sampleIndex } = input;
    const selected = selectedFunction(input)?.name ?? '';
    this.#answers.ask(
      `${data.key} ${sampleIndex} ${selected}`,
      () => data.costSplits(sampleIndex),
      (splits) => this.#showSplits(splits, selected),
    );
  }

  focus(): void {
    this.#body.querySelector<HTMLElement>('button')?.focus();
  }

  #showSplits(splits: readonly NamedSplit[], selected: string): void {
    const [own, ...others] = splits;
    if (!own) return;
    fill(
      this.#body,
      legend(),
      ...splits.map((split) => totals(split)),
      others.length === 0 &&
        element('p', {
          class: 'muted',
          text: t(
            'Open a profile of another kind of the same program, CPU beside heap, to see both splits together.',
          ),
        }),
      this.#createTable(own, others, selected),
    );
  }

  #createTable(own: NamedSplit, others: readonly NamedSplit[], selected: string): HTMLElement {
    const columns = [own, ...others];
    const byName = others.map(({ split }) => new Map(split.functions.map((fn) => [fn.name, fn])));
    const rows = own.split.functions.slice(0, mostRows);
    return element(
      'table',
      { class: 'costs-table' },
      element(
        'thead',
        {},
        element(
          'tr',
          {},
          element('th', { text: t('Function'), attributes: { scope: 'col' } }),
          ...columns.map((split) =>
            element('th', { text: columnTitle(split), attributes: { scope: 'col', colspan: 2 } }),
          ),
        ),
      ),
      element(
        'tbody',
        {},
        ...rows.map((fn) => {
          const found = [fn, ...byName.map((functions) => functions.get(fn.name) ?? null)];
          return element(
            'tr',
            { attributes: { 'aria-selected': fn.name === selected ? 'true' : null } },
            element('th', { attributes: { scope: 'row' } }, this.#createNameButton(fn)),
            ...columns.flatMap((split, at) => cellsOf(found[at]!, split)),
          );
        }),
      ),
    );
  }

  #createNameButton(fn: FunctionSplit): HTMLElement {
    const button = element(
      'button',
      {
        class: 'costs-name',
        title: fn.name,
        attributes: { type: 'button' },
        on: { click: () => this.#actions.selectFunction({ name: fn.name, file: fn.file }) },
      },
      createName(ownName(fn.name)),
    );
    button.addEventListener('contextmenu', (event) => {
      event.preventDefault();
      this.#actions.openMenu({ name: fn.name, file: fn.file }, event.clientX, event.clientY);
    });
    return button;
  }

  #onKey(event: KeyboardEvent): void {
    const names = [...this.#body.querySelectorAll<HTMLElement>('.costs-name')];
    const at = names.indexOf(event.target as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: names.length - 1 }[event.key];
    if (at < 0 || to === undefined || !names[to]) return;
    event.preventDefault();
    names[to].focus();
  }
}

function columnTitle(named: NamedSplit): string {
  return `${kindName(named.facts.kind)} · ${typeOf(named).type}`;
}

function typeOf({ facts, split }: NamedSplit): SampleTypeFacts {
  return facts.sampleTypes[split.sampleIndex]!;
}

function legend(): HTMLElement {
  return element(
    'ul',
    { class: 'costs-legend' },
    ...costParties.map((party) =>
      element(
        'li',
        { title: partyHint(party) },
        element('span', { class: `costs-swatch party-${party}`, attributes: { 'aria-hidden': 'true' } }),
        partyName(party),
      ),
    ),
  );
}

function totals(named: NamedSplit): HTMLElement {
  const { split, fileName } = named;
  const type = typeOf(named);
  const total = type.isDifference ? type.sum : split.total;
  return element(
    'section',
    { class: 'costs-total', attributes: { 'aria-label': `${columnTitle(named)}, ${fileName}` } },
    element(
      'h3',
      {},
      columnTitle(named),
      element('span', { class: 'muted', text: ` ${amountText(total, type)} · ${fileName}` }),
    ),
    createBar(split.byParty, split.total, type),
    element(
      'dl',
      { class: 'costs-figures' },
      ...costParties.flatMap((party, at) =>
        split.byParty[at] === 0
          ? []
          : element(
              'div',
              {},
              element('dt', { text: partyName(party), title: partyHint(party) }),
              element('dd', {
                text: `${shareText(shareOf(split.byParty[at]!, split.total), type)}, ${amountText(split.byParty[at]!, type)}`,
              }),
            ),
      ),
    ),
  );
}

function cellsOf(fn: FunctionSplit | null, named: NamedSplit): HTMLElement[] {
  const { split } = named;
  const type = typeOf(named);
  if (!fn) return [element('td', { class: 'number muted', text: '–' }), element('td')];
  return [
    element('td', {
      class: 'number',
      text: amountText(fn.total, type),
      title: shareText(shareOf(fn.total, split.total), type),
    }),
    element(
      'td',
      { class: 'costs-cell' },
      createBar(fn.byParty, type.isDifference ? split.total : fn.total, type),
    ),
  ];
}

/**
 * Parts side by side; whoever cannot see it hears them, as shares of `total`: of a function's own cost, but in a comparison
 * of what all its percentages are of, as parts that grew and parts that shrank have no whole.
 */
function createBar(byParty: readonly number[], total: number, type: SampleTypeFacts): HTMLElement {
  const said = costParties
    .map((party, at) => ({ party, value: byParty[at]! }))
    .filter(({ value }) => value !== 0);
  const text = said
    .map(
      ({ party, value }) =>
        `${partyName(party)} ${shareText(shareOf(value, total), type)} (${amountText(value, type)})`,
    )
    .join(', ');
  const bar = element('div', {
    class: 'costs-bar',
    role: 'img',
    title: text,
    attributes: { 'aria-label': text },
  });
  const whole = said.reduce((sum, { value }) => sum + Math.abs(value), 0);
  for (const { party, value } of said) {
    const part = element('span', { class: `party-${party}` });
    part.style.width = `${(Math.abs(value) / whole) * 100}%`;
    bar.append(part);
  }
  return bar;
}

function shareOf(value: number, total: number): number {
  return total === 0 ? 0 : value / total;
}

function partyName(party: CostParty): string {
  switch (party) {
    case 'user':
      return t('Your code');
    case 'thirdParty':
      return t('Third-party modules');
    case 'standardLibrary':
      return t('Standard library');
    case 'malloc':
      return t('Runtime: allocating');
    case 'gc':
      return t('Runtime: garbage collection');
    case 'runtime':
      return t('Runtime: the rest');
  }
}

function partyHint(party: CostParty): string {
  switch (party) {
    case 'user':
      return t(
        'Functions of the modules in this workspace; without one, all code outside module caches and Go’s own tree.',
      );
    case 'thirdParty':
      return t('Functions of other modules, and C code.');
    case 'standardLibrary':
      return t('Functions of Go’s standard library outside the runtime.');
    case 'malloc':
      return t('The runtime while it allocates: mallocgc and what it calls.');
    case 'gc':
      return t('The runtime while it marks, assists, sweeps and scavenges.');
    case 'runtime':
      return t('Scheduling, system calls, maps, channels and all else.');
  }
}
