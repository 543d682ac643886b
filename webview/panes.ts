import { element } from './dom';
import { isOtherView } from './otherViews';
import { createSplitter } from './splitter';
import { type Action, type Sizes, splitMinWidth, type View } from './state';
import { t } from './strings';

export interface PaneParts {
  readonly flame: HTMLElement;
  readonly table: HTMLElement;
  /** Holds whichever other view is shown. */
  readonly other: HTMLElement;
  readonly details: HTMLElement;
}

export interface PaneLayout {
  readonly view: View;
  readonly detailsOpen: boolean;
  readonly sizes: Sizes;
}

/**
 * Places the three panes in a grid; their order in the page, and so for the keyboard, never changes.
 *
 *     split                    one view, wide            one view, narrow
 *     ┌─────────┬─────────┐    ┌──────────┬────────┐     ┌──────────┐
 *     │ flame   │ table   │    │ view     │ details│     │ view     │
 *     │         ├─────────┤    │          │        │     ├──────────┤
 *     │         │ details │    │          │        │     │ details  │
 *     └─────────┴─────────┘    └──────────┴────────┘     └──────────┘
 */
export class Panes {
  readonly element: HTMLElement;
  readonly #parts: PaneParts;
  readonly #dispatch: (action: Action) => void;
  #layout: PaneLayout | null = null;

  constructor(parts: PaneParts, dispatch: (action: Action) => void) {
    this.#parts = parts;
    this.#dispatch = dispatch;
    const vertical = createSplitter({
      label: t('Width of the left part'),
      orientation: 'vertical',
      onMove: (at) => this.#moveVertical(at),
      onStep: (by) => this.#moveVertical(this.#edge('vertical') + by),
    });
    const horizontal = createSplitter({
      label: t('Height of the details'),
      orientation: 'horizontal',
      onMove: (at) => this.#moveHorizontal(at),
      onStep: (by) => this.#moveHorizontal(this.#edge('horizontal') + by),
    });
    this.element = element(
      'main',
      { class: 'panes' },
      parts.flame,
      vertical,
      parts.table,
      parts.other,
      horizontal,
      parts.details,
    );
  }

  show(layout: PaneLayout): void {
    this.#layout = layout;
    const { view, sizes, detailsOpen } = layout;
    const wide = this.element.clientWidth >= splitMinWidth;
    this.element.dataset.layout = view === 'split' ? 'split' : wide && detailsOpen ? 'beside' : 'below';
    this.element.dataset.details = detailsOpen ? 'open' : 'closed';
    this.#parts.flame.hidden = view !== 'flame' && view !== 'split';
    this.#parts.table.hidden = view !== 'top' && view !== 'split';
    this.#parts.other.hidden = !isOtherView(view);
    const { style } = this.element;
    style.setProperty('--left-share', `${sizes.split}fr`);
    style.setProperty('--right-share', `${1 - sizes.split}fr`);
    style.setProperty('--details-width', `${sizes.detailsWidth}px`);
    style.setProperty('--upper-share', `${1 - sizes.detailsShare}fr`);
    style.setProperty('--details-share', `${sizes.detailsShare}fr`);
  }

  #moveVertical(at: number): void {
    const box = this.element.getBoundingClientRect();
    if (this.#layout?.view === 'split') {
      this.#dispatch({ type: 'size', size: 'split', value: (at - box.left) / box.width });
    } else {
      this.#dispatch({ type: 'size', size: 'detailsWidth', value: box.right - at });
    }
  }

  #moveHorizontal(at: number): void {
    const box = this.element.getBoundingClientRect();
    this.#dispatch({ type: 'size', size: 'detailsShare', value: (box.bottom - at) / box.height });
  }

  /** Where a splitter stands now. */
  #edge(orientation: 'vertical' | 'horizontal'): number {
    const box = this.element.querySelector(`.splitter.${orientation}`)!.getBoundingClientRect();
    return orientation === 'vertical' ? box.left : box.top;
  }
}
