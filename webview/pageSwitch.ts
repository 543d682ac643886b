import { Segments } from './controls';
import type { PageKind } from './goroutines/state';
import { t } from './strings';

/** Of goroutines: whether they are shown as goroutines or as a profile. */
export class PageSwitch {
  readonly element: HTMLElement;
  readonly #segments: Segments<PageKind>;

  constructor(shown: PageKind, onChange: (page: PageKind) => void) {
    this.#segments = new Segments<PageKind>(
      t('Shown as'),
      [
        { value: 'goroutines', label: t('Goroutines') },
        { value: 'profile', label: t('Profile') },
      ],
      onChange,
    );
    this.#segments.show(shown);
    const [goroutines, profile] = this.#segments.element.querySelectorAll('button');
    goroutines!.title = t('Groups, findings and what they wait for');
    profile!.title = t('All views of a profile, over the stacks');
    this.element = this.#segments.element;
    this.element.classList.add('page-switch');
  }

  focus(): void {
    this.element.querySelector<HTMLElement>('[aria-checked="true"]')?.focus();
  }
}
