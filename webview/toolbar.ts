import type { ProfileFacts } from '../src/model/views';
import { amountText } from './amounts';
import { createDropdown, createIconButton, type DropdownElement, setChoices } from './controls';
import { element } from './dom';
import { totalText } from './facts';
import { SearchBox, type SearchBoxCallbacks } from './searchBox';
import type { View } from './state';
import { t } from './strings';
import { ViewTabs } from './viewTabs';

export interface ToolbarCallbacks extends SearchBoxCallbacks {
  onValueType(type: string): void;
  onView(view: View): void;
  onResetZoom(): void;
}

/** The one toolbar: which values, which view, what to look for. */
export class Toolbar {
  readonly element: HTMLElement;
  readonly search: SearchBox;
  readonly #types: DropdownElement;
  readonly #views: ViewTabs;
  readonly #reset: HTMLButtonElement;

  constructor(callbacks: ToolbarCallbacks) {
    this.#types = createDropdown({
      class: 'value-types',
      label: t('Value type'),
      onChange: (type) => callbacks.onValueType(type),
    });
    this.#views = new ViewTabs((view) => callbacks.onView(view));
    this.#reset = createIconButton('screen-normal', t('Reset zoom'), () => callbacks.onResetZoom());
    this.search = new SearchBox(callbacks);
    this.element = element(
      'div',
      { class: 'toolbar', role: 'group', attributes: { 'aria-label': t('What is shown') } },
      this.#types,
      this.#views.element,
      this.search.element,
      this.#reset,
    );
  }

  showTypes(facts: ProfileFacts, sampleIndex: number): void {
    const choices = facts.sampleTypes.map((type) => ({
      value: type.type,
      label: `${type.type} · ${amountText(type.isDifference ? type.sum : type.total, type)}`,
      title: totalText(type),
    }));
    setChoices(this.#types, choices, facts.sampleTypes[sampleIndex]?.type ?? '');
    // The list of a FAST dropdown is as wide as its button: the longest option decides.
    const longest = Math.max(...choices.map(({ label }) => label.length));
    this.#types.style.setProperty('--longest-option', String(longest));
    this.#types.hidden = choices.length === 0;
  }

  showView(view: View, absent: readonly View[]): void {
    this.#views.show(view, absent);
  }

  showZoom(zoomed: boolean, graphShown: boolean): void {
    this.#reset.disabled = !zoomed;
    this.#reset.hidden = !graphShown;
  }
}
