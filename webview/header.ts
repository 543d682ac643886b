import { formatExact, formatNanos } from '../src/base/units';
import type { MemStats } from '../src/model/memStats';
import type { QuestionEffect } from '../src/model/question';
import type { ProfileFacts, SampleTypeFacts } from '../src/model/views';
import type { CompareAs } from '../src/protocol/profileEditor';
import { amountText, exactText } from './amounts';
import { ComparisonBar } from './comparisonBar';
import { createIcon } from './controls';
import type { ProfileState } from './data';
import { element, fill } from './dom';
import { headerFacts, kindName } from './facts';
import type { PageKind } from './goroutines/state';
import { memStatsFact, memStatsRows } from './memStats';
import { PageSwitch } from './pageSwitch';
import { PieceChoice } from './pieceChoice';
import { createPopover } from './popover';
import { formatClock, formatExactTime, formatInteger, t, tMessage } from './strings';

export interface HeaderCallbacks {
  onCompare(how: Omit<CompareAs, 'state'>): void;
  /** A profile of goroutines is to be shown as those. */
  onPage(page: PageKind): void;
  /** Another part of the file. */
  onPiece(piece: number): void;
}

/** One line that says what this profile is, with the problems found in it and all that it says about itself. */
export class Header {
  readonly element: HTMLElement;
  readonly #facts: HTMLElement;
  readonly #note: HTMLElement;
  readonly pageSwitch: PageSwitch;
  readonly #comparison: ComparisonBar;
  readonly #pieces: PieceChoice;
  readonly #problemsButton: HTMLElement;
  readonly #problemsText: HTMLElement;
  #state: ProfileState | null = null;

  constructor({ onCompare, onPage, onPiece }: HeaderCallbacks) {
    this.#comparison = new ComparisonBar(onCompare);
    this.#pieces = new PieceChoice(onPiece);
    this.pageSwitch = new PageSwitch('profile', onPage);
    this.#facts = element('div', { class: 'facts' });
    this.#note = element('span', { class: 'note', role: 'status' });
    this.#problemsText = element('span');
    this.#problemsButton = badgeButton('problems-button', createIcon('warning'), this.#problemsText);
    const rawButton = badgeButton(
      'raw-button',
      createIcon('info'),
      element('span', { text: t('Raw facts') }),
    );
    this.element = element(
      'header',
      { class: 'header' },
      this.#facts,
      this.#note,
      this.#comparison.element,
      this.#pieces.element,
      element('div', { class: 'header-actions' }, this.#problemsButton, rawButton, this.pageSwitch.element),
      createPopover(this.#problemsButton, {
        id: 'problems',
        label: t('Problems in this file'),
        content: () => (this.#state ? problemsContent(this.#state) : []),
      }),
      createPopover(rawButton, {
        id: 'raw-facts',
        label: t('Raw facts'),
        content: () => (this.#state ? rawFactsContent(this.#state) : []),
      }),
    );
  }

  show(state: ProfileState, sampleIndex: number, effect: QuestionEffect | null): void {
    this.#state = state;
    this.#comparison.show(state.facts.comparison);
    this.#pieces.show(state);
    this.pageSwitch.element.hidden = state.goroutines === null;
    const { facts, problems } = state;
    fill(
      this.#facts,
      element('strong', {
        class: 'fact',
        text: facts.comparison ? state.fileName : kindName(facts.kind),
      }),
      ...headerFacts(facts, sampleIndex, effect).map((text) => element('span', { class: 'fact', text })),
      facts.memStats ? memStatsElement(facts.memStats) : null,
    );
    this.#facts.title = exactFacts(facts, sampleIndex);
    this.#problemsButton.hidden = problems.length === 0;
    this.#problemsText.textContent =
      problems.length === 1
        ? t('1 problem')
        : t('{count} problems', { count: formatInteger(problems.length) });
  }

  /** Says that the file was read anew at that time. */
  noteReload(timeMs: number): void {
    this.#note.textContent = t('Reloaded {time}', { time: formatClock(timeMs) });
  }
}

/** The rest of it stands in the tooltip, and for the keyboard among the raw facts. */
function memStatsElement(stats: MemStats): HTMLElement | null {
  const text = memStatsFact(stats);
  if (text === '') return null;
  const title = memStatsRows(stats).map((row) => row.join(': '));
  return element('span', { class: 'fact mem-stats', text, title: ['runtime.MemStats', ...title].join('\n') });
}

function badgeButton(className: string, ...children: HTMLElement[]): HTMLButtonElement {
  return element(
    'button',
    { class: `badge-button ${className}`, attributes: { type: 'button' } },
    ...children,
  );
}

function exactFacts(facts: ProfileFacts, sampleIndex: number): string {
  const type = facts.sampleTypes[sampleIndex];
  return [
    facts.binary,
    facts.timeMs === null ? '' : formatExactTime(facts.timeMs),
    type ? `${type.type}: ${exactTotal(type)}` : '',
  ]
    .filter((line) => line !== '')
    .join('\n');
}

function exactTotal(type: SampleTypeFacts): string {
  if (type.isDifference) return exactText(type.sum, type);
  return exactText(type.exactTotal === undefined ? type.total : BigInt(type.exactTotal), type);
}

function problemsContent({ facts, problems }: ProfileState): readonly HTMLElement[] {
  return [
    element('h2', { text: facts.comparison ? t('About this comparison') : t('Problems in this file') }),
    element('p', {
      class: 'muted',
      text: facts.comparison
        ? t('What is shown may mean less than it seems:')
        : t('What could be read is shown. These parts could not be used:'),
    }),
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

function rawFactsContent({ fileName, facts }: ProfileState): readonly HTMLElement[] {
  const { periodType } = facts;
  const rows: readonly (readonly [string, string])[] = [
    [t('File'), fileName],
    [t('Binary'), facts.binary],
    [t('Build id'), facts.buildId],
    [t('Recorded'), facts.timeMs === null ? '' : formatExactTime(facts.timeMs)],
    [t('Duration'), facts.durationNanos > 0 ? formatNanos(facts.durationNanos) : ''],
    [t('Period'), periodType ? `${formatExact(facts.period, periodType.unit)} (${periodType.type})` : ''],
    [t('Samples'), formatInteger(facts.samples)],
    [t('Functions'), formatInteger(facts.functions)],
    [t('Size unpacked'), formatExact(facts.inflatedBytes, 'bytes')],
    [t('pprof shows first'), facts.sampleTypes[facts.goSampleIndex]?.type ?? ''],
  ];
  return [
    element('h2', { text: t('Raw facts') }),
    element(
      'dl',
      { class: 'raw-facts' },
      ...rows.flatMap(([name, value]) => [
        element('dt', { text: name }),
        element('dd', { class: value === '' ? 'muted' : '', text: value === '' ? t('not recorded') : value }),
      ]),
      ...facts.sampleTypes.flatMap((type) => [
        element('dt', { text: type.type }),
        element('dd', {
          text: `${amountText(type.isDifference ? type.sum : type.total, type)} (${exactTotal(type)})`,
        }),
      ]),
    ),
    ...(facts.memStats ? memStatsContent(facts.memStats) : []),
    ...commentsContent(facts.comments),
  ];
}

function memStatsContent(stats: MemStats): readonly HTMLElement[] {
  return [
    element('h2', { text: t('The whole process, by runtime.MemStats') }),
    element(
      'dl',
      { class: 'raw-facts mem-stats-facts' },
      ...memStatsRows(stats).flatMap(([name, text]) => [
        element('dt', { text: name }),
        element('dd', { text }),
      ]),
    ),
  ];
}

function commentsContent(comments: readonly string[]): readonly HTMLElement[] {
  if (comments.length === 0) return [];
  return [
    element('h2', { text: t('Comments') }),
    ...comments.map((comment) => element('pre', { class: 'comment', text: comment })),
  ];
}
