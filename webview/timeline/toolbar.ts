import { createIconButton, Segments } from '../controls';
import { element } from '../dom';
import { t } from '../strings';
import type { TimelineViewKind } from './state';

export interface TimelineToolbarCallbacks {
  onView(view: TimelineViewKind): void;
  onZoom(factor: number): void;
  onAll(): void;
  onShareScale(): void;
}

/** Picture or table, and how much of the time. */
export class TimelineToolbar {
  readonly element: HTMLElement;
  readonly #views: Segments<TimelineViewKind>;
  readonly #zoom: HTMLElement;
  readonly #all: HTMLButtonElement;
  readonly #share: HTMLButtonElement;

  constructor(legend: HTMLElement, callbacks: TimelineToolbarCallbacks) {
    this.#views = new Segments<TimelineViewKind>(
      t('View'),
      [
        { value: 'graph', label: t('Timeline') },
        { value: 'table', label: t('Table') },
      ],
      (view) => callbacks.onView(view),
    );
    this.#share = element('button', {
      class: 'toggle-button',
      text: '0–100 %',
      title: t('Draw shares of the processors from 0 to 100 % instead of as large as they are'),
      attributes: { type: 'button' },
      on: { click: () => callbacks.onShareScale() },
    });
    this.#all = createIconButton('screen-full', t('Show all (0)'), () => callbacks.onAll());
    this.#zoom = element(
      'div',
      { class: 'timeline-zoom' },
      this.#share,
      createIconButton('zoom-out', t('Zoom out (−)'), () => callbacks.onZoom(1 / 0.6)),
      createIconButton('zoom-in', t('Zoom in (+)'), () => callbacks.onZoom(0.6)),
      this.#all,
    );
    this.element = element(
      'div',
      { class: 'toolbar timeline-toolbar' },
      this.#views.element,
      legend,
      this.#zoom,
    );
  }

  show(input: {
    readonly view: TimelineViewKind;
    readonly isAll: boolean;
    readonly hasShares: boolean;
    readonly isShareWhole: boolean;
  }): void {
    this.#views.show(input.view);
    this.#zoom.hidden = input.view !== 'graph';
    this.#share.hidden = !input.hasShares;
    this.#share.setAttribute('aria-pressed', String(input.isShareWhole));
    this.showAll(input.isAll);
  }

  showAll(isAll: boolean): void {
    this.#all.disabled = isAll;
  }
}
