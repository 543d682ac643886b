import { formatExact } from '../../src/base/units';
import type { GoroutineReport } from '../../src/model/goroutineReport';
import { createIcon } from '../controls';
import type { ProfileState } from '../data';
import { element, fill } from '../dom';
import { PageSwitch } from '../pageSwitch';
import { PieceChoice } from '../pieceChoice';
import { createPopover } from '../popover';
import { formatClock, formatExactTime, formatInteger, t, tMessage } from '../strings';
import {
  changedText,
  comparedDumps,
  comparedText,
  damageBadge,
  damageOf,
  dumpFacts,
  dumpName,
} from './dumpFacts';
import type { PageKind } from './state';

export interface HeaderCallbacks {
  onPage(page: PageKind): void;
  onPiece(piece: number): void;
  onCompare(): void;
  onOpenText(): void;
}

/** One line that says what was dumped, what is missing of it, and where else it can be seen. */
export class GoroutineHeader {
  readonly element: HTMLElement;
  readonly pageSwitch: PageSwitch;
  readonly #facts = element('div', { class: 'facts' });
  readonly #note = element('span', { class: 'note', role: 'status' });
  readonly #pieces: PieceChoice;
  readonly #problems: HTMLElement;
  readonly #text: HTMLElement;
  readonly #problemsText = element('span');
  #state: ProfileState | null = null;
  #report: GoroutineReport | null = null;

  constructor(callbacks: HeaderCallbacks) {
    this.pageSwitch = new PageSwitch('goroutines', (page) => callbacks.onPage(page));
    this.#pieces = new PieceChoice((piece) => callbacks.onPiece(piece));
    this.#problems = element(
      'button',
      { class: 'badge-button problems-button', attributes: { type: 'button' } },
      createIcon('warning'),
      this.#problemsText,
    );
    this.#text = textButton('text', t('Text'), t('Open the file as plain text'), () =>
      callbacks.onOpenText(),
    );
    this.element = element(
      'header',
      { class: 'header goroutine-header' },
      this.#facts,
      this.#note,
      this.#pieces.element,
      element(
        'div',
        { class: 'header-actions' },
        this.#problems,
        textButton('compare', t('Compare with…'), t('Compare with another dump'), () =>
          callbacks.onCompare(),
        ),
        this.#text,
        this.pageSwitch.element,
      ),
      createPopover(this.#problems, {
        id: 'dump-problems',
        label: t('What is missing'),
        content: () => (this.#state ? problemsContent(this.#state) : []),
      }),
    );
  }

  show(state: ProfileState, report: GoroutineReport | null): void {
    if (this.#state === state && this.#report === report) return;
    this.#state = state;
    this.#report = report;
    const facts = state.goroutines!;
    const compared = report?.comparison ? [comparedText(report), changedText(report)] : [];
    fill(
      this.#facts,
      element('strong', { class: 'fact', text: dumpName(facts) }),
      ...dumpFacts(facts, report).map((text) => element('span', { class: 'fact', text })),
      ...compared.map((text) => element('span', { class: 'fact compared', text })),
    );
    this.#facts.title = [exactFacts(state), ...(report ? comparedDumps(report) : [])].join('\n');
    this.#pieces.show(state);
    // Protobuf is nothing to read.
    this.#text.hidden = facts.form === 'profile';
    const damaged = damageOf(facts).length > 0;
    this.#problems.hidden = !damaged && state.problems.length === 0;
    this.#problemsText.textContent = damaged ? damageBadge(facts) : problemCount(state.problems.length);
  }

  /** Says that the file was read anew at that time. */
  noteReload(timeMs: number): void {
    this.#note.textContent = t('Reloaded {time}', { time: formatClock(timeMs) });
  }
}

function textButton(icon: string, label: string, hint: string, onClick: () => void): HTMLElement {
  return element(
    'button',
    {
      class: 'badge-button text-action',
      title: hint,
      attributes: { type: 'button', 'aria-label': hint },
      on: { click: onClick },
    },
    createIcon(icon),
    element('span', { text: label }),
  );
}

function problemCount(count: number): string {
  return count === 1 ? t('1 problem') : t('{count} problems', { count: formatInteger(count) });
}

function problemsContent({ goroutines, problems }: ProfileState): readonly HTMLElement[] {
  return [
    element('h2', { text: t('What is missing') }),
    element('p', { class: 'muted', text: t('What could be read is shown.') }),
    ...damageOf(goroutines!).map((text) => element('p', { text })),
    element(
      'ul',
      { class: 'problem-list' },
      ...problems.map(({ at, message }) =>
        element(
          'li',
          {},
          element('span', { class: 'problem-at', text: at }),
          element('span', { text: tMessage(message) }),
        ),
      ),
    ),
  ];
}

function exactFacts({ fileName, goroutines }: ProfileState): string {
  const { timeMs, bytes, distinctStacks } = goroutines!;
  return [
    fileName,
    timeMs === null ? '' : formatExactTime(timeMs),
    formatExact(bytes, 'bytes'),
    t('{count} distinct stacks', { count: formatInteger(distinctStacks) }),
  ]
    .filter((line) => line !== '')
    .join('\n');
}
