import { element } from '../dom';
import { scrollToShow, visibleRows } from '../table/layout';
import { rowForKey } from '../table/rowForKey';

export interface GridColumn {
  readonly id: string;
  readonly title: string;
  readonly hint: string;
  readonly sortable: boolean;
}

/** A row as it is drawn. */
export interface DrawnRow {
  /** One for each column. */
  readonly cells: readonly HTMLElement[];
  readonly class?: string;
  readonly title?: string;
  /** Rows of a tree. */
  readonly tree?: {
    readonly level: number;
    readonly position?: number;
    readonly siblings?: number;
    /** null: nothing is beneath it. */
    readonly isOpen: boolean | null;
  };
}

export interface GridCallbacks {
  /** Only rows in sight are drawn. */
  drawRow(position: number): DrawnRow;
  /** The row became the active one: by a key, a click, or because nothing else could be. */
  onActive(position: number): void;
  /** Enter or a double click. */
  onOpen(position: number): void;
  /** `target`: what was clicked, null for keys. */
  onSource(position: number, beside: boolean, target: Element | null): void;
  onCopy(first: number, last: number): void;
  /** Coordinates are CSS pixels of the page. */
  onMenu?(position: number, clientX: number, clientY: number): void;
  onSort?(column: string): void;
  /** Of a tree: opens or closes what is beneath the row. */
  onToggle?(position: number): void;
  /** Of a tree: position of the row above it; -1 for none. */
  parentOf?(position: number): number;
  /** Escape. */
  onLeave?(): void;
}

/**
 * A grid, or with `parentOf` a tree of rows, of which only those in sight exist. The grid has the focus and points at its
 * active row, so that a row may scroll out of the page without taking the focus along.
 */
export class VirtualGrid {
  readonly element: HTMLElement;
  readonly #callbacks: GridCallbacks;
  readonly #name: string;
  readonly #head: HTMLElement;
  readonly #body: HTMLElement;
  readonly #rows = new Map<number, HTMLElement>();
  #columns: readonly GridColumn[] = [];
  #count = 0;
  /** -1 for none. Rows from anchor to active are chosen, for copying. */
  #active = -1;
  #anchor = -1;
  #rowHeight = 22;
  #lines = 1;
  #frame = 0;

  /** `name`: one of this page, for ids. */
  constructor(name: string, label: string, callbacks: GridCallbacks) {
    this.#name = name;
    this.#callbacks = callbacks;
    this.#head = element('div', {
      class: 'vgrid-row vgrid-head',
      role: 'row',
      attributes: { 'aria-rowindex': 1 },
    });
    this.#body = element('div', { class: 'vgrid-body', role: 'rowgroup' });
    this.element = element(
      'div',
      {
        class: `vgrid vgrid-${name}`,
        role: callbacks.parentOf ? 'treegrid' : 'grid',
        attributes: { tabindex: 0, 'aria-label': label, 'aria-multiselectable': 'true' },
      },
      element('div', { class: 'vgrid-head-group', role: 'rowgroup' }, this.#head),
      this.#body,
    );
    this.#listen();
  }

  setColumns(columns: readonly GridColumn[]): void {
    if (columns === this.#columns) return;
    this.#columns = columns;
    this.element.setAttribute('aria-colcount', String(columns.length));
    this.#head.replaceChildren(...columns.map((column, i) => this.#createHeader(column, i)));
  }

  showSort(column: string, descending: boolean): void {
    for (const header of this.#head.children) {
      if (!(header instanceof HTMLElement) || !header.hasAttribute('aria-sort')) continue;
      const isSorted = header.dataset.column === column;
      header.setAttribute('aria-sort', isSorted ? (descending ? 'descending' : 'ascending') : 'none');
    }
  }

  /** Draws anew. `active`: position of the active row, -1 for none; `lines`: of text that a row has. */
  show(count: number, active: number, lines = 1): void {
    this.#count = count;
    this.#lines = lines;
    this.element.toggleAttribute('data-narrow', lines > 1);
    if (active !== this.#active) this.#anchor = active;
    this.#active = active;
    if (this.#anchor >= count) this.#anchor = active;
    this.element.setAttribute('aria-rowcount', String(count + 1));
    this.#measure();
    for (const row of this.#rows.values()) row.remove();
    this.#rows.clear();
    this.#drawRows();
  }

  get active(): number {
    return this.#active;
  }

  focus(): void {
    this.element.focus();
  }

  /** To the middle, where it comes from elsewhere. */
  revealActive(how: 'centre' | 'nearest'): void {
    if (this.#active < 0) return;
    const height = this.#viewHeight();
    const { scrollTop } = this.element;
    const nearest = scrollToShow(this.#active, scrollTop, height, this.#rowHeight);
    if (nearest === scrollTop) return;
    const middle = Math.max(0, this.#active * this.#rowHeight - height / 2);
    this.element.scrollTop = how === 'centre' ? middle : nearest;
    this.#drawRows();
  }

  scrollToTop(): void {
    this.element.scrollTop = 0;
  }

  #createHeader(column: GridColumn, index: number): HTMLElement {
    const header = element('div', {
      class: `vgrid-cell cell-of-${column.id}`,
      role: 'columnheader',
      title: column.sortable ? '' : column.hint,
      attributes: { 'aria-colindex': index + 1, 'data-column': column.id },
    });
    if (!column.sortable) {
      header.append(element('span', { class: 'vgrid-title', text: column.title }));
      return header;
    }
    header.setAttribute('aria-sort', 'none');
    header.append(
      element(
        'button',
        {
          title: column.hint,
          attributes: { type: 'button' },
          on: { click: () => this.#callbacks.onSort?.(column.id) },
        },
        element('span', { class: 'vgrid-title', text: column.title }),
        element('span', { class: 'icon sort-icon', attributes: { 'aria-hidden': 'true' } }),
      ),
    );
    return header;
  }

  #measure(): void {
    const size = Number.parseFloat(getComputedStyle(this.element).fontSize) || 13;
    const line = Math.round(size * 1.4);
    this.#rowHeight = this.#lines === 1 ? Math.max(22, Math.round(size * 1.7)) : this.#lines * line + 8;
    this.element.style.setProperty('--row-height', `${this.#rowHeight}px`);
    this.#body.style.height = `${this.#count * this.#rowHeight}px`;
  }

  #viewHeight(): number {
    return Math.max(this.#rowHeight, this.element.clientHeight - this.#head.offsetHeight);
  }

  #drawRows(): void {
    const { scrollTop } = this.element;
    const { first, end } = visibleRows(scrollTop, this.#viewHeight(), this.#rowHeight, this.#count);
    for (const [position, row] of this.#rows) {
      if (position >= first && position < end) continue;
      row.remove();
      this.#rows.delete(position);
    }
    const added: HTMLElement[] = [];
    for (let position = first; position < end; position++) {
      if (this.#rows.has(position)) continue;
      const row = this.#createRow(position);
      this.#rows.set(position, row);
      added.push(row);
    }
    this.#body.append(...added);
    this.#markChosen();
  }

  #createRow(position: number): HTMLElement {
    const { cells, class: name, title, tree } = this.#callbacks.drawRow(position);
    const made = element(
      'div',
      {
        id: this.#rowId(position),
        class: name ? `vgrid-row ${name}` : 'vgrid-row',
        role: 'row',
        title,
        attributes: {
          'aria-rowindex': position + 2,
          'data-position': position,
          'aria-level': tree?.level,
          'aria-posinset': tree?.position,
          'aria-setsize': tree?.siblings,
          'aria-expanded':
            tree?.isOpen === undefined ? null : tree.isOpen === null ? null : String(tree.isOpen),
        },
      },
      ...cells,
    );
    if (tree) made.style.setProperty('--level', String(tree.level - 1));
    made.style.transform = `translateY(${position * this.#rowHeight}px)`;
    return made;
  }

  #markChosen(): void {
    const first = Math.min(this.#active, this.#anchor);
    const last = Math.max(this.#active, this.#anchor);
    for (const [position, row] of this.#rows) {
      row.setAttribute('aria-selected', String(first >= 0 && position >= first && position <= last));
      row.classList.toggle('active', position === this.#active);
    }
    if (this.#rows.has(this.#active)) {
      this.element.setAttribute('aria-activedescendant', this.#rowId(this.#active));
    } else this.element.removeAttribute('aria-activedescendant');
  }

  #rowId(position: number): string {
    return `${this.#name}-row-${position}`;
  }

  // Input

  #listen(): void {
    const draw = () => {
      this.#frame ||= requestAnimationFrame(() => {
        this.#frame = 0;
        this.#drawRows();
      });
    };
    this.element.addEventListener('scroll', draw, { passive: true });
    new ResizeObserver(draw).observe(this.element);
    this.element.addEventListener('keydown', (event) => this.#onKey(event));
    this.#body.addEventListener('click', (event) => this.#onClick(event));
    this.#body.addEventListener('dblclick', (event) => {
      const position = positionAt(event.target);
      const onPart = (event.target as Element).closest('.location-link, .tree-twisty');
      if (position >= 0 && !onPart) this.#callbacks.onOpen(position);
    });
    this.element.addEventListener('contextmenu', (event) => this.#onContextMenu(event));
  }

  #onClick(event: MouseEvent): void {
    const position = positionAt(event.target);
    if (position < 0) return;
    const target = event.target as Element;
    if (target.closest('.tree-twisty')) {
      this.#callbacks.onToggle?.(position);
      return;
    }
    this.#moveTo(position, event.shiftKey);
    const link = target.closest('.location-link');
    if (link || event.ctrlKey || event.metaKey) this.#callbacks.onSource(position, event.altKey, link);
  }

  #onContextMenu(event: MouseEvent): void {
    const { onMenu } = this.#callbacks;
    if (!onMenu) return;
    // The keys for a menu are handled as keys: which row they mean, the browser does not know.
    const position = positionAt(event.target);
    if (position >= 0 || event.target === this.element) event.preventDefault();
    if (position < 0) return;
    if (position !== this.#active) this.#moveTo(position, false);
    onMenu(position, event.clientX, event.clientY);
  }

  #onKey(event: KeyboardEvent): void {
    if (event.target !== this.element || this.#count === 0) return;
    if (!this.#run(event)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** False where the key means nothing here. */
  #run(event: KeyboardEvent): boolean {
    if (this.#runCommand(event)) return true;
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    if (event.key === 'ArrowRight' || event.key === 'ArrowLeft') return this.#runTreeKey(event.key);
    if (event.key === 'Escape' && this.#callbacks.onLeave) {
      this.#callbacks.onLeave();
      return true;
    }
    const to = this.#keyTarget(event.key);
    if (to === null) return false;
    this.#moveTo(Math.max(0, Math.min(this.#count - 1, to)), event.shiftKey);
    return true;
  }

  #runCommand(event: KeyboardEvent): boolean {
    const command = event.ctrlKey || event.metaKey;
    const key = event.key.toLowerCase();
    if (command && key === 'a' && !event.shiftKey) {
      this.#anchor = 0;
      this.#active = this.#count - 1;
      this.#markChosen();
      return true;
    }
    if (this.#active < 0) return false;
    if (command && key === 'c') {
      this.#callbacks.onCopy(Math.min(this.#active, this.#anchor), Math.max(this.#active, this.#anchor));
      return true;
    }
    if (event.key === 'F12' || (event.key === 'Enter' && command)) {
      this.#callbacks.onSource(this.#active, event.altKey, null);
      return true;
    }
    if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) {
      this.#openMenuAtActive();
      return true;
    }
    if (event.key === 'Enter') {
      this.#callbacks.onOpen(this.#active);
      return true;
    }
    return false;
  }

  #runTreeKey(key: 'ArrowLeft' | 'ArrowRight'): boolean {
    const { onToggle, parentOf } = this.#callbacks;
    const position = this.#active;
    if (position < 0 || !onToggle || !parentOf) return false;
    const isOpen = this.#callbacks.drawRow(position).tree?.isOpen ?? null;
    if (key === 'ArrowRight') {
      if (isOpen === false) onToggle(position);
      else if (isOpen) this.#moveTo(Math.min(position + 1, this.#count - 1), false);
      return true;
    }
    if (isOpen) onToggle(position);
    else if (parentOf(position) >= 0) this.#moveTo(parentOf(position), false);
    return true;
  }

  #openMenuAtActive(): void {
    this.revealActive('nearest');
    const box = this.#rows.get(this.#active)?.getBoundingClientRect();
    if (box) this.#callbacks.onMenu?.(this.#active, box.left + 24, box.bottom);
  }

  #keyTarget(key: string): number | null {
    const page = this.#viewHeight() / this.#rowHeight;
    return rowForKey(key, { active: this.#active, count: this.#count, page });
  }

  #moveTo(position: number, extend: boolean): void {
    this.#active = position;
    if (!extend || this.#anchor < 0) this.#anchor = position;
    this.revealActive('nearest');
    this.#markChosen();
    // A range is for copying: what is selected everywhere stays.
    if (!extend) this.#callbacks.onActive(position);
  }
}

function positionAt(target: EventTarget | null): number {
  const row = target instanceof Element ? target.closest<HTMLElement>('[data-position]') : null;
  return row ? Number(row.dataset.position) : -1;
}
