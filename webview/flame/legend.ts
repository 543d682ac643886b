import { changeSteps } from '../change';
import { element, fill } from '../dom';
import type { Translate } from './describe';
import type { Palette } from './palette';

/** What the colours of a comparison mean: `gone ▇▇▇▇▇▇▇ new`. Every box says the same in words. */
export class ChangeLegend {
  readonly element: HTMLElement;
  readonly #scale: HTMLElement;

  constructor(t: Translate) {
    this.#scale = element('span', { class: 'flame-legend-scale' });
    this.element = element(
      'div',
      {
        class: 'flame-legend',
        title: t(
          'Colour: how much has changed, from gone (blue) over as before (grey) to new (orange). Width: both profiles together.',
        ),
        attributes: { hidden: '', role: 'img', 'aria-label': t('Blue: less than before. Orange: more.') },
      },
      element('span', { text: t('gone') }),
      this.#scale,
      element('span', { text: t('new') }),
    );
  }

  /** null hides it: colours mean packages. */
  show(palette: Palette | null): void {
    this.element.hidden = palette === null;
    if (!palette) return;
    const steps = Array.from({ length: changeSteps }, (_, step) => step).filter((step) => step % 2 === 0);
    const colours = steps.map((step) => {
      const colour = element('span');
      colour.style.backgroundColor = palette.fills[step]!;
      return colour;
    });
    fill(this.#scale, ...colours);
  }
}
