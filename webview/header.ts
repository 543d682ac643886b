import { formatExact, formatNanos, formatValue } from '../src/base/units';
import type { Problem } from '../src/model/problem';
import type { QuestionEffect } from '../src/model/question';
import type { ProfileFacts } from '../src/model/views';
import { createIcon } from './controls';
import type { ProfileState } from './data';
import { element, fill } from './dom';
import { headerFacts, kindName } from './facts';
import { createPopover } from './popover';
import { formatClock, formatExactTime, formatInteger, t, tMessage } from './strings';

/** One line that says what this profile is, with the problems found in it and all that it says about itself. */
export class Header {
  readonly element: HTMLElement;
  readonly #facts: HTMLElement;
  readonly #note: HTMLElement;
  readonly #problemsButton: HTMLElement;
  readonly #problemsText: HTMLElement;
  #state: ProfileState | null = null;

  constructor() {
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
      element('div', { class: 'header-actions' }, this.#problemsButton, rawButton),
      createPopover(this.#problemsButton, {
        id: 'problems',
        label: t('Problems in this file'),
        content: () => (this.#state ? problemsContent(this.#state.problems) : []),
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
    const { facts, problems } = state;
    fill(
      this.#facts,
      element('strong', { class: 'fact', text: kindName(facts.kind) }),
      ...headerFacts(facts, sampleIndex, effect).map((text) => element('span', { class: 'fact', text })),
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
    type ? `${type.type}: ${exactTotal(type.exactTotal, type.total, type.unit)}` : '',
  ]
    .filter((line) => line !== '')
    .join('\n');
}

function exactTotal(exact: string | undefined, total: number, unit: string): string {
  return formatExact(exact === undefined ? total : BigInt(exact), unit);
}

function problemsContent(problems: readonly Problem[]): readonly HTMLElement[] {
  return [
    element('h2', { text: t('Problems in this file') }),
    element('p', {
      class: 'muted',
      text: t('What could be read is shown. These parts could not be used:'),
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
          text: `${formatValue(type.total, type.unit)} (${exactTotal(type.exactTotal, type.total, type.unit)})`,
        }),
      ]),
    ),
    ...commentsContent(facts.comments),
  ];
}

function commentsContent(comments: readonly string[]): readonly HTMLElement[] {
  if (comments.length === 0) return [];
  return [
    element('h2', { text: t('Comments') }),
    ...comments.map((comment) => element('pre', { class: 'comment', text: comment })),
  ];
}
