import { createIconButton, Segments } from '../controls';
import { element } from '../dom';
import { createPopover } from '../popover';
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
      text: t('CPU to 100 %'),
      title: t('Draw shares of the processors from 0 to 100 % instead of as large as they are'),
      attributes: { type: 'button' },
      on: { click: () => callbacks.onShareScale() },
    });
    this.#all = createIconButton('screen-full', t('Show all (0)'), () => callbacks.onAll());
    const keys = createIconButton('question', t('Keys and pointer'), () => {});
    this.#zoom = element(
      'div',
      { class: 'timeline-zoom' },
      this.#share,
      createIconButton('zoom-out', t('Zoom out (−)'), () => callbacks.onZoom(1 / 0.6)),
      createIconButton('zoom-in', t('Zoom in (+)'), () => callbacks.onZoom(0.6)),
      this.#all,
      keys,
      createPopover(keys, { id: 'timeline-help', label: t('Keys and pointer'), content: helpContent }),
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

function helpContent(): readonly HTMLElement[] {
  const rows: readonly (readonly [keys: string, what: string])[] = [
    [t('Wheel, + and −'), t('zoom; where the page scrolls, Ctrl+wheel')],
    [t('Drag, Shift+wheel, Ctrl+arrows, Page Up and Down'), t('move along the time')],
    [t('Shift+drag, or drag on the axis'), t('select a part, for its numbers')],
    [t('Left and right'), t('from cycle to cycle, or from sample to sample; with Shift they select')],
    [t('Click, Enter'), t('every field of the moment')],
    [t('Home, End, 0'), t('the first, the last, all of it')],
    [t('Escape'), t('takes back the selection, the cursor, the zoom')],
    ['1, 2', t('timeline, table')],
  ];
  return [
    element('h2', { text: t('Keys and pointer') }),
    element(
      'dl',
      { class: 'raw-facts help-keys' },
      ...rows.flatMap(([keys, what]) => [element('dt', { text: keys }), element('dd', { text: what })]),
    ),
  ];
}
