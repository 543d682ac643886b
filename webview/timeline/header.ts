import { baseNameOf } from '../../src/base/baseNameOf';
import type { KnownLimits } from '../../src/model/memoryReport';
import type { MemoryFacts } from '../../src/model/timeline';
import type { MemoryState } from '../../src/protocol/timelineEditor';
import { createIcon } from '../controls';
import { element, fill } from '../dom';
import { PieceChoice } from '../pieceChoice';
import { createPopover } from '../popover';
import { formatClock, formatExactTime, formatInteger, formatTime, t, tMessage } from '../strings';
import { Limits } from './limits';
import { samplesCount, sourceName } from './texts';
import { lengthText } from './timeTexts';

export interface TimelineHeaderCallbacks {
  onPiece(piece: number): void;
  onKnown(known: KnownLimits): void;
  onOpenText(): void;
  /** Coordinates are CSS pixels of the page. */
  onExport(clientX: number, clientY: number): void;
}

/** One line that says whose memory it is, over what time, from where, and what is missing of it. */
export class TimelineHeader {
  readonly element: HTMLElement;
  readonly #facts = element('div', { class: 'facts' });
  readonly #note = element('span', { class: 'note', role: 'status' });
  readonly #pieces: PieceChoice;
  readonly #limits: Limits;
  readonly #problems: HTMLElement;
  readonly #problemsText = element('span');
  readonly #text: HTMLElement;
  #state: MemoryState | null = null;

  constructor(callbacks: TimelineHeaderCallbacks) {
    this.#pieces = new PieceChoice((piece) => callbacks.onPiece(piece));
    this.#limits = new Limits((known) => callbacks.onKnown(known));
    this.#problems = element(
      'button',
      { class: 'badge-button problems-button', attributes: { type: 'button' } },
      createIcon('warning'),
      this.#problemsText,
    );
    this.#text = actionButton('text', t('Text'), t('Open the file as plain text'), () =>
      callbacks.onOpenText(),
    );
    const exporting = actionButton('export', t('Export'), t('Export the timeline'), (button) => {
      const { left, bottom } = button.getBoundingClientRect();
      callbacks.onExport(left, bottom + 2);
    });
    exporting.setAttribute('aria-haspopup', 'menu');
    this.element = element(
      'header',
      { class: 'header timeline-header' },
      this.#facts,
      this.#note,
      this.#pieces.element,
      element(
        'div',
        { class: 'header-actions' },
        this.#limits.element,
        this.#problems,
        this.#text,
        exporting,
      ),
      this.#limits.popover,
      createPopover(this.#problems, {
        id: 'timeline-problems',
        label: t('What is missing'),
        content: () => (this.#state ? problemsContent(this.#state) : []),
      }),
    );
  }

  openLimits(): void {
    this.#limits.open();
  }

  show(state: MemoryState): void {
    if (this.#state === state) return;
    this.#state = state;
    const { facts } = state;
    fill(
      this.#facts,
      element('strong', { class: 'fact', text: t('Memory over time') }),
      ...factTexts(facts).map((text) => element('span', { class: 'fact', text })),
    );
    this.#facts.title = exactFacts(state);
    this.#pieces.show(state);
    this.#limits.show(state);
    // A watch that is under way is no file to read.
    this.#text.hidden = state.live !== null;
    this.#problems.hidden = state.problems.length === 0;
    this.#problemsText.textContent =
      state.problems.length === 1
        ? t('1 problem')
        : t('{count} problems', { count: formatInteger(state.problems.length) });
  }

  /** Says that the file was read anew at that time. */
  noteReload(timeMs: number): void {
    this.#note.textContent = t('Reloaded {time}', { time: formatClock(timeMs) });
  }
}

function factTexts(facts: MemoryFacts): readonly string[] {
  const { process } = facts;
  const name = process.name.includes('/') ? baseNameOf(process.name) : process.name;
  return [
    process.pid === null ? name : t('{name} (PID {pid})', { name: name || t('process'), pid: process.pid }),
    process.goVersion,
    sourceName(facts.source),
    rangeText(facts),
    samplesCount(facts),
    facts.procs === null ? '' : `GOMAXPROCS ${facts.procs}`,
  ].filter((fact) => fact.trim() !== '');
}

function rangeText({ clock, fromMs, toMs, samples, cycles }: MemoryFacts): string {
  if (samples + cycles === 0 || clock === 'none') return '';
  const length = toMs > fromMs ? lengthText(toMs - fromMs, clock) : '';
  if (clock === 'sinceStart') {
    return length === '' ? '' : t('{length} of its life', { length });
  }
  return length === '' ? formatTime(fromMs) : t('{time}, {length}', { time: formatTime(fromMs), length });
}

function exactFacts({ fileName, facts }: MemoryState): string {
  const { process, clock, fromMs, toMs } = facts;
  return [
    fileName,
    process.name,
    clock === 'unix' ? `${formatExactTime(fromMs)} – ${formatExactTime(toMs)}` : '',
  ]
    .filter((line) => line !== '')
    .join('\n');
}

function actionButton(
  icon: string,
  label: string,
  hint: string,
  onClick: (button: HTMLElement) => void,
): HTMLElement {
  const button = element(
    'button',
    {
      class: 'badge-button text-action',
      title: hint,
      attributes: { type: 'button', 'aria-label': hint },
      on: { click: () => onClick(button) },
    },
    createIcon(icon),
    element('span', { text: label }),
  );
  return button;
}

function problemsContent({ problems }: MemoryState): readonly HTMLElement[] {
  return [
    element('h2', { text: t('What is missing') }),
    element('p', { class: 'muted', text: t('What could be read is shown.') }),
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
