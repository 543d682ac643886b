import type { ComparisonFacts } from '../src/model/views';
import type { CompareAs } from '../src/protocol/profileEditor';
import { createIconButton, Segments } from './controls';
import { element } from './dom';
import { t } from './strings';

type How = Omit<CompareAs, 'state'>;

/** Other ways to compare the same two sides. */
export class ComparisonBar {
  readonly element: HTMLElement;
  readonly #modes: Segments<ComparisonFacts['mode']>;
  readonly #normalize: HTMLButtonElement;
  #comparison: ComparisonFacts | null = null;

  constructor(onCompare: (how: How) => void) {
    const ask = (change: Partial<How>) => {
      if (!this.#comparison) return;
      const { mode, normalized } = this.#comparison;
      onCompare({ swap: false, mode, normalize: normalized, ...change });
    };
    const swap = createIconButton('arrow-swap', t('Swap the sides'), () => ask({ swap: true }));
    this.#modes = new Segments<ComparisonFacts['mode']>(
      t('What percentages are of'),
      [
        { value: 'diffBase', label: t('% of base') },
        { value: 'base', label: t('% of difference') },
      ],
      (mode) => ask({ mode }),
    );
    const [ofBase, ofDifference] = this.#modes.element.querySelectorAll('button');
    ofBase!.title = t('Percentages are of what the base comes to, as pprof -diff_base gives them');
    ofDifference!.title = t('Percentages are of all differences together, as pprof -base gives them');
    this.#normalize = element('button', {
      class: 'toggle-button',
      text: t('Normalize'),
      title: t('Scale the newer profile to the total of the base: compares shares instead of amounts'),
      attributes: { type: 'button', 'aria-pressed': 'false' },
      on: { click: () => ask({ normalize: !this.#comparison?.normalized }) },
    });
    this.element = element(
      'div',
      {
        class: 'comparison-bar',
        role: 'group',
        attributes: { 'aria-label': t('How it is compared'), hidden: '' },
      },
      swap,
      this.#modes.element,
      this.#normalize,
    );
  }

  show(comparison: ComparisonFacts | null): void {
    this.#comparison = comparison;
    this.element.hidden = comparison === null;
    if (!comparison) return;
    this.#modes.show(comparison.mode);
    this.#normalize.setAttribute('aria-pressed', String(comparison.normalized));
  }
}
