import { element } from './dom';
import type { View } from './state';
import type { ViewActions, ViewInput, ViewPane } from './viewPane';

/** Views that are neither flame graph nor table. */
export type OtherView = Exclude<View, 'flame' | 'top' | 'split'>;

export function isOtherView(view: View): view is OtherView {
  return view !== 'flame' && view !== 'top' && view !== 'split';
}

/** The views beside flame graph and table: made when they are first shown, and told only while they are in sight. */
export class OtherViews {
  readonly element: HTMLElement;
  readonly #actions: ViewActions;
  readonly #panes = new Map<OtherView, ViewPane>();
  #shown: OtherView | null = null;
  #input: ViewInput | null = null;
  #focusWanted = false;

  constructor(actions: ViewActions) {
    this.#actions = actions;
    this.element = element('div', { class: 'pane other-pane', attributes: { hidden: '' } });
  }

  /** null: none of them is in sight. */
  show(view: OtherView | null, input: ViewInput): void {
    this.#shown = view;
    this.#input = input;
    if (view) void this.#showPane(view);
  }

  focus(): void {
    const pane = this.#shown && this.#panes.get(this.#shown);
    if (pane) pane.focus();
    else this.#focusWanted = true;
  }

  /** Their code comes after the first picture: most profiles are looked at in the flame graph alone. */
  async #showPane(view: OtherView): Promise<void> {
    if (!this.#panes.has(view)) {
      const { createView } = await import('./createView');
      if (!this.#panes.has(view)) this.#panes.set(view, createView(view, this.#actions));
    }
    if (this.#shown !== view || !this.#input) return;
    const pane = this.#panes.get(view)!;
    if (!pane.element.isConnected) this.element.replaceChildren(pane.element);
    pane.show(this.#input);
    if (this.#focusWanted) pane.focus();
    this.#focusWanted = false;
  }
}
