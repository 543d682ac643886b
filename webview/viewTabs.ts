import { createIcon } from './controls';
import { element } from './dom';
import { openMenu } from './menu';
import { type View, views } from './state';
import { t } from './strings';
import { keyOfView, viewBeside } from './viewKeys';

/** Below this a strip shows what is on, and the rest in its menu. */
const cssMenuButton = 30;

/**
 * All views in one strip; those that find no room wait in a menu at its end. What is shown is always in the strip. Numbers
 * in the tooltips are keys.
 */
export class ViewTabs {
  readonly element: HTMLElement;
  readonly #strip: HTMLElement;
  readonly #more: HTMLButtonElement;
  readonly #buttons = new Map<View, HTMLButtonElement>();
  readonly #onChange: (view: View) => void;
  /** CSS pixels, measured once there is something to measure. */
  #widths: ReadonlyMap<View, number> | null = null;
  #shown: View = 'flame';
  #absent: readonly View[] = [];
  #inMenu: readonly View[] = [];

  constructor(onChange: (view: View) => void) {
    this.#onChange = onChange;
    this.#strip = element('div', {
      class: 'segments view-strip',
      role: 'radiogroup',
      attributes: { 'aria-label': t('View') },
      on: { keydown: (event) => this.#onKey(event) },
    });
    for (const view of views) this.#strip.append(this.#createButton(view));
    this.#more = element(
      'button',
      {
        class: 'view-more',
        title: t('More views'),
        attributes: { type: 'button', 'aria-label': t('More views'), 'aria-haspopup': 'menu', hidden: '' },
        on: { click: () => this.#openMenu() },
      },
      createIcon('ellipsis'),
    );
    this.#strip.append(this.#more);
    this.element = element('div', { class: 'view-tabs' }, this.#strip);
    new ResizeObserver(() => this.#fit()).observe(this.element);
    // Letters of another font have another width.
    void document.fonts?.ready.then(() => this.#measure());
  }

  show(view: View, absent: readonly View[] = []): void {
    this.#shown = view;
    this.#absent = absent;
    for (const [each, button] of this.#buttons) {
      button.setAttribute('aria-checked', String(each === view));
      button.tabIndex = each === view ? 0 : -1;
    }
    this.#fit();
  }

  #createButton(view: View): HTMLButtonElement {
    const key = keyOfView(view);
    const hint = viewHint(view);
    const button = element('button', {
      text: viewName(view),
      role: 'radio',
      title: key === '' ? hint : t('{hint} ({key})', { hint, key }),
      attributes: { type: 'button', 'data-value': view, 'aria-keyshortcuts': key || null },
      on: { click: () => this.#onChange(view) },
    });
    this.#buttons.set(view, button);
    return button;
  }

  #measure(): void {
    this.#widths = null;
    this.#fit();
  }

  /** As many as there is room for, from the first on; the one that is shown takes the place of the last. */
  #fit(): void {
    const room = this.element.clientWidth;
    if (room === 0) return;
    const widths = this.#widthsNow();
    const present = views.filter((view) => !this.#absent.includes(view));
    const whole = present.reduce((sum, view) => sum + widths.get(view)! + 1, cssFrame);
    this.element.style.setProperty('--whole-width', `${Math.ceil(whole)}px`);
    const fitting = whole <= room + 0.5 ? present : this.#fitting(present, widths, room);
    for (const [view, button] of this.#buttons) button.hidden = !fitting.includes(view);
    this.#inMenu = present.filter((view) => !fitting.includes(view));
    this.#more.hidden = this.#inMenu.length === 0;
  }

  #fitting(present: readonly View[], widths: ReadonlyMap<View, number>, room: number): readonly View[] {
    let left = room - cssFrame - cssMenuButton - widths.get(this.#shown)! - 1;
    const fitting: View[] = [];
    for (const view of present) {
      if (view === this.#shown) {
        fitting.push(view);
        continue;
      }
      left -= widths.get(view)! + 1;
      if (left >= 0) fitting.push(view);
      else if (fitting.includes(this.#shown)) break;
    }
    return fitting;
  }

  #widthsNow(): ReadonlyMap<View, number> {
    if (this.#widths) return this.#widths;
    for (const button of this.#buttons.values()) button.hidden = false;
    const widths = new Map([...this.#buttons].map(([view, button]) => [view, button.offsetWidth]));
    if ([...widths.values()].some((width) => width > 0)) this.#widths = widths;
    return widths;
  }

  #openMenu(): void {
    const { left, bottom } = this.#more.getBoundingClientRect();
    const items = this.#inMenu.map((view) => ({
      label: viewName(view),
      keys: keyOfView(view),
      run: () => this.#onChange(view),
    }));
    openMenu(t('More views'), items, left, bottom + 2);
  }

  #onKey(event: KeyboardEvent): void {
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (by === undefined || event.target === this.#more) return;
    event.preventDefault();
    const next = viewBeside(this.#shown, by, this.#absent);
    this.#onChange(next);
    this.#buttons.get(next)?.focus();
  }
}

/** Border and padding of the strip, as controls.css sets them. */
const cssFrame = 4;

export function viewName(view: View): string {
  switch (view) {
    case 'flame':
      return t('Flame');
    case 'top':
      return t('Top');
    case 'split':
      return t('Split');
    case 'peek':
      return t('Peek');
    case 'tree':
      return t('Tree');
    case 'source':
      return t('Source');
    case 'graph':
      return t('Graph');
    case 'tags':
      return t('Tags');
    case 'raw':
      return t('Raw');
    case 'costs':
      return t('Costs');
    case 'trend':
      return t('Trend');
  }
}

function viewHint(view: View): string {
  switch (view) {
    case 'flame':
      return t('Flame graph');
    case 'top':
      return t('Table of functions, lines or files');
    case 'split':
      return t('Flame graph and table side by side');
    case 'peek':
      return t('Callers and callees of a function');
    case 'tree':
      return t('Calls as a tree, from the root or from the leaves');
    case 'source':
      return t('A function line by line');
    case 'graph':
      return t('Calls as boxes and arrows');
    case 'tags':
      return t('Labels of the samples');
    case 'raw':
      return t('Facts of the file: mappings, build ids, comments');
    case 'costs':
      return t('Whose code costs: yours, other modules, the standard library, the runtime');
    case 'trend':
      return t('Memory in use over several captures');
  }
}
