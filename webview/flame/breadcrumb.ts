import { element } from '../dom';

export interface Crumb {
  /** What is shown. */
  readonly label: string;
  /** The whole name. */
  readonly title: string;
  readonly onClick: () => void;
}

/** `all ▸ main.serve ▸ … ▸ store.(*Cache).Put`: the calls that lead to what fills the graph, each a button. */
export class Breadcrumb {
  readonly element: HTMLElement;
  readonly #list: HTMLElement;
  readonly #observer: ResizeObserver;
  readonly #hiddenLabel: (count: number) => string;
  #crumbs: readonly Crumb[] = [];
  #cssWidth = 0;

  constructor(label: string, hiddenLabel: (count: number) => string) {
    this.#hiddenLabel = hiddenLabel;
    this.#list = element('ol', { class: 'flame-crumbs' });
    this.element = element('nav', { class: 'flame-path', attributes: { 'aria-label': label } }, this.#list);
    this.#observer = new ResizeObserver(([entry]) => {
      if (entry && entry.contentRect.width !== this.#cssWidth) {
        this.#cssWidth = entry.contentRect.width;
        this.#collapse();
      }
    });
    this.#observer.observe(this.element);
  }

  show(crumbs: readonly Crumb[]): void {
    const same =
      crumbs.length === this.#crumbs.length &&
      crumbs.every(({ title }, i) => title === this.#crumbs[i]!.title);
    this.#crumbs = crumbs;
    if (!same) this.#collapse();
  }

  dispose(): void {
    this.#observer.disconnect();
  }

  /** Shows the first and as many of the last as there is room for; the rest is behind an ellipsis. */
  #collapse(): void {
    const last = this.#crumbs.length - 1;
    if (last < 0 || this.#cssWidth === 0) return;
    // A path deeper than this never fits; measuring hundreds of buttons would show in a frame.
    const from = Math.max(1, last - 24);
    this.#fill(from);
    const items = [...this.#list.children].slice(from > 1 ? 2 : 1) as HTMLElement[];
    const widths = items.map((item) => item.offsetWidth);
    let room = this.#cssWidth - (this.#list.firstElementChild as HTMLElement).offsetWidth;
    if (from === 1 && widths.reduce((sum, width) => sum + width, 0) <= room) return;
    room -= cssEllipsis;
    let shown = last + 1;
    while (shown > from && widths[shown - 1 - from]! <= room) room -= widths[--shown - from]!;
    this.#fill(Math.min(last, Math.max(shown, 1)));
  }

  #fill(from: number): void {
    const items: HTMLElement[] = [this.#item(0)];
    if (from > 1) items.push(this.#ellipsis(from));
    for (let i = from; i < this.#crumbs.length; i++) if (i > 0) items.push(this.#item(i));
    this.#list.replaceChildren(...items);
  }

  #item(at: number): HTMLElement {
    const { label, title } = this.#crumbs[at]!;
    const current = at === this.#crumbs.length - 1;
    const button = element('button', {
      class: 'flame-crumb',
      text: label,
      title,
      attributes: { type: 'button', 'aria-current': current ? 'location' : null },
      // The path may have been shown anew with other callbacks since this button was made.
      on: { click: () => this.#crumbs[at]?.onClick() },
    });
    return element('li', {}, button);
  }

  #ellipsis(from: number): HTMLElement {
    const hidden = this.#crumbs.slice(1, from);
    const button = element('button', {
      class: 'flame-crumb flame-crumb-hidden',
      text: '…',
      title: hidden.map(({ title }) => title).join('\n'),
      attributes: { type: 'button', 'aria-label': this.#hiddenLabel(hidden.length) },
      on: { click: () => this.#crumbs[from - 1]?.onClick() },
    });
    return element('li', {}, button);
  }
}

/** Room that the ellipsis takes, as flame.css sets it. */
const cssEllipsis = 40;
