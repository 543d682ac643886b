import type { RawFacts, RawMapping } from '../../src/model/rawFacts';
import { createButton } from '../controls';
import { element, fill } from '../dom';
import { formatInteger, t } from '../strings';
import { AnswerPlace, type ViewActions, type ViewInput, type ViewPane } from '../viewPane';
import { type Fact, fileFacts, rawAsText, rawFacts } from './rawText';

/** What the file holds besides its samples, for those who doubt it. */
export class RawPane implements ViewPane {
  readonly element: HTMLElement;
  readonly #actions: ViewActions;
  readonly #answers: AnswerPlace;
  readonly #body: HTMLElement;

  constructor(actions: ViewActions) {
    this.#actions = actions;
    this.#body = element('div', { class: 'raw-view', attributes: { tabindex: -1 } });
    this.element = element(
      'section',
      { class: 'view-pane', attributes: { 'aria-label': t('Raw facts') } },
      this.#body,
    );
    this.#answers = new AnswerPlace(this.#body, actions);
  }

  show(input: ViewInput): void {
    this.#answers.ask(
      String(input.data.revision),
      () => input.data.rawFacts(),
      (raw) => this.#draw(raw, input),
    );
  }

  focus(): void {
    this.#answers.whenShown(() => {
      this.#body.focus();
    });
  }

  #draw(raw: RawFacts, { facts }: ViewInput): void {
    fill(
      this.#body,
      element(
        'div',
        { class: 'raw-head' },
        element('h2', { text: t('Facts of the file') }),
        createButton(t('Copy all'), () => this.#actions.copy(rawAsText(facts, raw))),
      ),
      createFacts([...fileFacts(facts), ...rawFacts(raw)]),
      element('h2', { text: t('Mappings') }),
      raw.mappings.length === 0
        ? element('p', {
            class: 'muted',
            text: t('The file names no mapping: addresses cannot be told apart by binary.'),
          })
        : createMappings(raw.mappings),
      element('h2', { text: t('Comments') }),
      ...(raw.comments.length === 0
        ? [element('p', { class: 'muted', text: t('The file has no comments.') })]
        : raw.comments.map((text) => element('p', { class: 'comment', text }))),
    );
  }
}

function createFacts(facts: readonly Fact[]): HTMLElement {
  return element(
    'dl',
    { class: 'raw-facts' },
    ...facts.flatMap(([label, value]) => [element('dt', { text: label }), element('dd', { text: value })]),
  );
}

function createMappings(mappings: readonly RawMapping[]): HTMLElement {
  const head = [t('File'), t('Locations'), t('Build ID'), t('Start'), t('Limit'), t('Offset')];
  return element(
    'div',
    { class: 'raw-scroll' },
    element(
      'table',
      { class: 'raw-mappings' },
      element(
        'thead',
        {},
        element('tr', {}, ...head.map((text) => element('th', { text, attributes: { scope: 'col' } }))),
      ),
      element(
        'tbody',
        {},
        ...mappings.map((mapping) =>
          element(
            'tr',
            {},
            element('td', { class: 'raw-file', text: mapping.file || t('(no file)') }),
            element('td', { class: 'number', text: formatInteger(mapping.locations) }),
            element('td', { class: 'raw-code', text: mapping.buildId || '–' }),
            element('td', { class: 'raw-code', text: mapping.start }),
            element('td', { class: 'raw-code', text: mapping.limit }),
            element('td', { class: 'raw-code', text: mapping.offset }),
          ),
        ),
      ),
    ),
  );
}
