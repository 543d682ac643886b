import { type KnownLimits, nothingKnown } from '../../src/model/memoryReport';
import type { MemoryFacts } from '../../src/model/timeline';
import type { MemoryState } from '../../src/protocol/timelineEditor';
import { createButton, createIcon, createTextField, type TextFieldElement } from '../controls';
import { element, fill } from '../dom';
import { createPopover } from '../popover';
import { t } from '../strings';
import { type ReadLimit, readGogc, readSize, sameKnown, writeGogc, writeSize } from './knownText';
import { gogcText, limitText } from './texts';

type LimitName = keyof KnownLimits;

const names: readonly LimitName[] = ['memoryLimit', 'containerLimit', 'gogc'];

/** What holds: what the evidence says, else what people said. */
export function limitsInForce(facts: MemoryFacts, known: KnownLimits): KnownLimits {
  return {
    memoryLimit: facts.memoryLimit ?? known.memoryLimit,
    containerLimit: facts.containerLimit ?? known.containerLimit,
    gogc: facts.gogc ?? known.gogc,
  };
}

/** GOMEMLIMIT, container limit and GOGC; those that the evidence does not say can be told. */
export class Limits {
  readonly element: HTMLElement;
  readonly popover: HTMLElement;
  readonly #texts = element('span', { class: 'limit-texts' });
  readonly #button: HTMLButtonElement;
  readonly #onKnown: (known: KnownLimits) => void;
  #state: MemoryState | null = null;

  constructor(onKnown: (known: KnownLimits) => void) {
    this.#onKnown = onKnown;
    this.#button = element(
      'button',
      {
        class: 'badge-button limits-button',
        title: t('Limits of memory; what the evidence does not say, you can'),
        attributes: { type: 'button' },
      },
      this.#texts,
      createIcon('edit'),
    );
    this.element = this.#button;
    this.popover = createPopover(this.#button, {
      id: 'timeline-limits',
      label: t('Limits'),
      content: () => (this.#state ? this.#content(this.#state) : []),
    });
  }

  open(): void {
    this.#button.click();
  }

  show(state: MemoryState): void {
    this.#state = state;
    const limits = limitsInForce(state.facts, state.known);
    fill(
      this.#texts,
      ...names.map((name) =>
        element(
          'span',
          { class: 'limit' },
          element('span', { class: 'muted', text: limitName(name) }),
          element('span', {
            text: valueText(name, limits[name]),
            attributes: { 'data-limit': name },
            title: isTold(state, name) ? t('You said so') : '',
          }),
          isTold(state, name) ? element('span', { class: 'muted', text: t('(yours)') }) : null,
        ),
      ),
    );
  }

  #content(state: MemoryState): readonly HTMLElement[] {
    const fields = new Map<LimitName, TextFieldElement>();
    const problem = element('p', { class: 'limit-problem', role: 'alert' });
    const apply = () => {
      const known = readFields(fields, problem);
      if (!known) return;
      const next = { ...state.known, ...known };
      this.popover.hidePopover();
      if (!sameKnown(next, state.known)) this.#onKnown(next);
    };
    const rows = names.map((name) => {
      const said = state.facts[name];
      if (said !== null) {
        return [
          element('dt', { text: limitName(name) }),
          element(
            'dd',
            {},
            element('span', { text: valueText(name, said) }),
            element('span', { class: 'muted', text: ` ${t('from the evidence')}` }),
          ),
        ];
      }
      const field = createTextField({
        class: 'limit-field',
        label: limitName(name),
        placeholder: name === 'gogc' ? t('unknown; 100, off') : t('unknown; 512MiB, 1.5GiB, off'),
        onInput: () => {
          problem.textContent = '';
        },
      });
      field.value = name === 'gogc' ? writeGogc(state.known[name]) : writeSize(state.known[name]);
      field.addEventListener('keydown', (event) => {
        if (event.key === 'Enter') apply();
      });
      fields.set(name, field);
      return [element('dt', { text: limitName(name) }), element('dd', {}, field)];
    });
    const buttons =
      fields.size === 0
        ? []
        : [
            element(
              'div',
              { class: 'popover-actions' },
              createButton(t('Apply'), apply, 'primary'),
              createButton(t('Clear'), () => {
                this.popover.hidePopover();
                if (!sameKnown(state.known, nothingKnown)) this.#onKnown(nothingKnown);
              }),
            ),
          ];
    return [
      element('h2', { text: t('Limits') }),
      element('p', {
        class: 'muted',
        text: t('Findings, health and advice count with these. They are kept for this file.'),
      }),
      element('dl', { class: 'raw-facts limit-facts' }, ...rows.flat()),
      problem,
      ...buttons,
    ];
  }
}

function readFields(
  fields: ReadonlyMap<LimitName, TextFieldElement>,
  problem: HTMLElement,
): Partial<KnownLimits> | null {
  const known: Partial<Record<LimitName, number | null>> = {};
  for (const [name, field] of fields) {
    const read: ReadLimit = name === 'gogc' ? readGogc(field.value) : readSize(field.value);
    if ('problem' in read) {
      problem.textContent =
        read.problem === 'size'
          ? t('{name}: a size like 512MiB or 1.5GiB, or off.', { name: limitName(name) })
          : t('{name}: a percentage like 100, or off.', { name: limitName(name) });
      field.focus();
      return null;
    }
    known[name] = read.value;
  }
  return known;
}

function isTold({ facts, known }: MemoryState, name: LimitName): boolean {
  return facts[name] === null && known[name] !== null;
}

function valueText(name: LimitName, value: number | null): string {
  return name === 'gogc' ? gogcText(value) : limitText(value);
}

function limitName(name: LimitName): string {
  switch (name) {
    case 'memoryLimit':
      return 'GOMEMLIMIT';
    case 'containerLimit':
      return t('Container');
    case 'gogc':
      return 'GOGC';
  }
}
