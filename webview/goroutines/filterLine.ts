import { createIconButton } from '../controls';
import { element } from '../dom';
import { t } from '../strings';
import { FilterBar, type FilterBarCallbacks } from './filterBar';

/** Which goroutines: the filter, with the ways back and forward before it. */
export class FilterLine {
  readonly element: HTMLElement;
  readonly bar: FilterBar;
  readonly #back: HTMLButtonElement;
  readonly #forward: HTMLButtonElement;

  /** `onGo`: Back (-1) or Forward (1). */
  constructor(callbacks: FilterBarCallbacks, onGo: (by: -1 | 1) => void) {
    this.bar = new FilterBar(callbacks);
    this.#back = createIconButton('arrow-left', t('Back (Alt+Left)'), () => onGo(-1));
    this.#forward = createIconButton('arrow-right', t('Forward (Alt+Right)'), () => onGo(1));
    this.element = element(
      'div',
      { class: 'query-bar', role: 'group', attributes: { 'aria-label': t('Which goroutines') } },
      this.#back,
      this.#forward,
      this.bar.element,
    );
    this.showWays({ back: false, forward: false });
  }

  /** Whether Back and Forward lead anywhere. */
  showWays({ back, forward }: { readonly back: boolean; readonly forward: boolean }): void {
    this.#back.disabled = !back;
    this.#forward.disabled = !forward;
  }
}
