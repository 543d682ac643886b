import { Segments } from '../controls';
import { element } from '../dom';
import { formatInteger, t } from '../strings';
import { type GoroutineView, goroutineViews } from './state';
import { goroutinesText, groupsText } from './texts';

export interface ToolbarCallbacks {
  onView(view: GoroutineView): void;
  onFold(fold: boolean): void;
}

export interface ToolbarContent {
  readonly view: GoroutineView;
  /** Absent where no groups are similar. */
  readonly fold: boolean | null;
  readonly isFiltered: boolean;
  readonly matching: { readonly groups: number; readonly goroutines: number };
  readonly all: { readonly groups: number; readonly goroutines: number };
}

/** Which view, and how much of the dump is in it. */
export class DumpToolbar {
  readonly element: HTMLElement;
  readonly #tabs: Segments<GoroutineView>;
  readonly #fold: HTMLButtonElement;
  readonly #status = element('span', { class: 'dump-status', role: 'status' });

  constructor(search: HTMLElement, callbacks: ToolbarCallbacks) {
    this.#tabs = new Segments<GoroutineView>(
      t('View'),
      goroutineViews.map((value) => ({ value, label: viewName(value) })),
      (view) => callbacks.onView(view),
    );
    for (const [i, button] of [...this.#tabs.element.querySelectorAll('button')].entries()) {
      const key = String(i + 1);
      button.title = t('{hint} ({key})', { hint: viewHint(goroutineViews[i]!), key });
      button.setAttribute('aria-keyshortcuts', key);
    }
    this.#fold = element('button', {
      class: 'toggle-button',
      text: t('Fold similar'),
      title: t('One row for groups whose stacks differ only in frames that are not yours'),
      attributes: { type: 'button', 'aria-pressed': 'true' },
      on: { click: () => callbacks.onFold(this.#fold.getAttribute('aria-pressed') !== 'true') },
    });
    this.element = element(
      'div',
      { class: 'toolbar', role: 'group', attributes: { 'aria-label': t('What is shown') } },
      this.#tabs.element,
      this.#fold,
      this.#status,
      search,
    );
  }

  show({ view, fold, isFiltered, matching, all }: ToolbarContent): void {
    this.#tabs.show(view);
    this.#fold.hidden = fold === null || view !== 'groups';
    this.#fold.setAttribute('aria-pressed', String(fold === true));
    const text = isFiltered
      ? t('{matching} of {goroutines} · {groups} of {all}', {
          matching: formatInteger(matching.goroutines),
          goroutines: goroutinesText(all.goroutines),
          groups: formatInteger(matching.groups),
          all: groupsText(all.groups),
        })
      : '';
    // A status is read aloud whenever it changes.
    if (this.#status.textContent !== text) this.#status.textContent = text;
  }
}

function viewName(view: GoroutineView): string {
  switch (view) {
    case 'groups':
      return t('Groups');
    case 'flame':
      return t('Flame');
    case 'creators':
      return t('Creators');
    case 'waits':
      return t('Waits');
  }
}

function viewHint(view: GoroutineView): string {
  switch (view) {
    case 'groups':
      return t('Goroutines with the same state, stack and creator');
    case 'flame':
      return t('Flame graph of all stacks, as wide as there are goroutines');
    case 'creators':
      return t('Go statements, and who created whom');
    case 'waits':
      return t('Locks and channels that goroutines wait for, and who may hold them');
  }
}

/** The view that a key means, as on a profile's page; null for none. */
export function dumpViewOfKey(key: string, shown: GoroutineView): GoroutineView | null {
  const at = goroutineViews.indexOf(shown);
  if (key === ']') return goroutineViews[(at + 1) % goroutineViews.length]!;
  if (key === '[') return goroutineViews[(at + goroutineViews.length - 1) % goroutineViews.length]!;
  return /^[1-9]$/.test(key) ? (goroutineViews[Number(key) - 1] ?? null) : null;
}
