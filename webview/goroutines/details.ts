import { createIcon } from '../controls';
import { element, fill } from '../dom';
import { t } from '../strings';
import { allDetails } from './allDetails';
import type { DetailsAbout, DetailsCallbacks, DetailsContent, DetailsInput } from './detailsContent';
import { findingDetails, findingsDetails } from './findingDetails';
import { groupDetails } from './groupDetails';

/** All about the group or the finding that is chosen; what to do next while none is. Its bar stays when it is closed. */
export class GoroutineDetails {
  readonly element: HTMLElement;
  readonly #callbacks: DetailsCallbacks;
  readonly #toggle: HTMLButtonElement;
  readonly #title = element('span', { class: 'details-title' });
  readonly #summary = element('span', { class: 'details-summary' });
  readonly #actions = element('div', { class: 'details-actions' });
  readonly #body: HTMLElement;
  #key: readonly unknown[] = [];

  constructor(callbacks: DetailsCallbacks) {
    this.#callbacks = callbacks;
    this.#toggle = element(
      'button',
      {
        class: 'details-toggle',
        attributes: { type: 'button', 'aria-controls': 'dump-details' },
        on: { click: () => callbacks.onToggle() },
      },
      createIcon('chevron'),
      this.#title,
      this.#summary,
    );
    this.#body = element('div', { class: 'details-body', id: 'dump-details', attributes: { tabindex: -1 } });
    this.element = element(
      'aside',
      { class: 'details goroutine-details', attributes: { 'aria-label': t('Details') } },
      element('div', { class: 'details-bar' }, this.#toggle, this.#actions),
      this.#body,
    );
  }

  setOpen(open: boolean): void {
    this.#toggle.setAttribute('aria-expanded', String(open));
    this.#toggle.title = open ? t('Hide details') : t('Show details');
    this.element.classList.toggle('closed', !open);
    this.#body.hidden = !open;
  }

  focus(): void {
    this.#body.focus();
  }

  show(input: DetailsInput): void {
    const { data, report, about } = input;
    const subject = subjectOf(about);
    const filter = about.kind === 'all' ? '' : input.filter;
    const isChosen = about.kind !== 'group' || about.chosen;
    const key = [data, report, subject, filter, isChosen, about.kind];
    if (key.every((part, i) => part === this.#key[i])) return;
    const isOther = this.#key[2] !== subject;
    this.#key = key;
    const content = contentOf(input, this.#callbacks);
    fill(this.#title, ...content.title);
    this.#summary.textContent = content.summary;
    fill(this.#actions, ...content.actions);
    fill(this.#body, ...content.body);
    if (isOther) this.#body.scrollTop = 0;
  }
}

function contentOf(input: DetailsInput, callbacks: DetailsCallbacks): DetailsContent {
  const { about, report } = input;
  switch (about.kind) {
    case 'group':
      return groupDetails(input, about.group, about.chosen, callbacks);
    case 'finding':
      return findingDetails(about.finding, input, callbacks);
    case 'findings':
      return findingsDetails(about.row, report, callbacks);
    case 'all':
      return allDetails(report, callbacks);
  }
}

function subjectOf(about: DetailsAbout): unknown {
  switch (about.kind) {
    case 'group':
      return about.group;
    case 'finding':
      return about.finding;
    case 'findings':
      return about.row.findings[0];
    case 'all':
      return 'all';
  }
}
