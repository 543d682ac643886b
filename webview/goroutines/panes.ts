import { element } from '../dom';
import { createSplitter } from '../splitter';
import { type Action, type Sizes, splitMinWidth } from '../state';
import { t } from '../strings';

/**
 * A view with the details beside it, or below it where there is less room; their order in the page, and so for the keyboard,
 * never changes. Sizes are those of a profile's page.
 */
export class DumpPanes {
  readonly element: HTMLElement;
  readonly #dispatch: (action: Action) => void;

  constructor(main: HTMLElement, details: HTMLElement, dispatch: (action: Action) => void) {
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
    this.element = element('main', { class: 'panes dump-panes' }, main, vertical, horizontal, details);
  }

  show(detailsOpen: boolean, sizes: Sizes): void {
    const wide = this.element.clientWidth >= splitMinWidth;
    this.element.dataset.layout = wide && detailsOpen ? 'beside' : 'below';
    this.element.dataset.details = detailsOpen ? 'open' : 'closed';
    const { style } = this.element;
    style.setProperty('--details-width', `${sizes.detailsWidth}px`);
    style.setProperty('--upper-share', `${1 - sizes.detailsShare}fr`);
    style.setProperty('--details-share', `${sizes.detailsShare}fr`);
  }

  #moveVertical(at: number): void {
    const { right } = this.element.getBoundingClientRect();
    this.#dispatch({ type: 'size', size: 'detailsWidth', value: right - at });
  }

  #moveHorizontal(at: number): void {
    const { bottom, height } = this.element.getBoundingClientRect();
    this.#dispatch({ type: 'size', size: 'detailsShare', value: (bottom - at) / height });
  }

  /** Where a splitter stands now. */
  #edge(orientation: 'vertical' | 'horizontal'): number {
    const box = this.element.querySelector(`.splitter.${orientation}`)!.getBoundingClientRect();
    return orientation === 'vertical' ? box.left : box.top;
  }
}
