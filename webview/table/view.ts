import type { Granularity } from '../../src/model/views';
import type { WireTopTable } from '../../src/protocol/profileEditor';
import { element } from '../dom';
import type { Column, Sort } from '../state';
import { t } from '../strings';
import { type CellTexts, columnTexts, createCells } from './cells';
import { columnsOf, type RowOrder, scrollToShow, sortOf, visibleRows } from './layout';
import { rowForKey } from './rowForKey';

export interface TableCallbacks {
  /** A row became the active one. */
  onSelect(row: number): void;
  /** Enter or double click: show it in the flame graph. */
  onReveal(row: number): void;
  onOpenSource(row: number, beside: boolean): void;
  onCopy(rows: readonly number[]): void;
  /** Coordinates are CSS pixels of the page. */
  onMenu(row: number, clientX: number, clientY: number): void;
  onSort(column: Column): void;
}

export interface TableContent {
  readonly table: WireTopTable;
  readonly order: RowOrder;
  readonly texts: CellTexts;
  readonly sort: Sort;
  /** Colour of a package, as in the flame graph. */
  readonly colourOf: (packageName: string) => string;
  /** Rows that a search found. */
  readonly isMatch: (row: number) => boolean;
  /** What to say when no row is left. */
  readonly emptyText: string;
}

/**
 * A grid with virtual rows. The grid itself has the focus and points at its active row, so that a row may scroll out
 * of the page without taking the focus along.
 */
export class TableView {
  readonly element: HTMLElement;
  readonly #callbacks: TableCallbacks;
  readonly #headers = new Map<Column, HTMLElement>();
  readonly #head: HTMLElement;
  readonly #body: HTMLElement;
  readonly #empty: HTMLElement;
  readonly #rows = new Map<number, HTMLElement>();
  #content: TableContent | null = null;
  /** Positions in the order; -1 for none. Rows from anchor to active are selected. */
  #active = -1;
  #anchor = -1;
  /** Where the selection was when it was last told. */
  #selected = -1;
  #rowHeight = 22;
  #frame = 0;

  constructor(callbacks: TableCallbacks) {
    this.#callbacks = callbacks;
    this.#head = element('div', {
      class: 'grid-row grid-head',
      role: 'row',
      attributes: { 'aria-rowindex': 1 },
    });
    this.#body = element('div', { class: 'grid-body', role: 'rowgroup' });
    this.#empty = element('div', { class: 'grid-empty' });
    this.element = element(
      'div',
      {
        class: 'grid',
        role: 'grid',
        attributes: {
          tabindex: 0,
          'aria-label': t('Functions by cost'),
          'aria-multiselectable': 'true',
        },
      },
      element('div', { role: 'rowgroup', class: 'grid-head-group' }, this.#head),
      this.#body,
      this.#empty,
    );
    this.#listen();
  }

  /** Shows these rows; the scroll position stays where it is. `selectedRow` is a row of the table, -1 for none. */
  show(content: TableContent, selectedRow: number): void {
    const before = this.#content;
    this.#content = content;
    const position = selectedRow < 0 ? -1 : content.order.indexOf(selectedRow);
    // A range chosen for copying stays while the selection is the same.
    if (before?.order !== content.order || this.#selected !== position) {
      this.#active = position;
      this.#anchor = position;
    }
    this.#selected = position;
    this.#showHead(content);
    this.#empty.textContent = content.order.length === 0 ? content.emptyText : '';
    this.element.setAttribute('aria-rowcount', String(content.order.length + 1));
    this.#measure();
    this.#redraw();
  }

  /** Scrolls so that the active row can be seen: to the middle when it comes from elsewhere, else as little as it can. */
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

  /** Rows of the table that are selected, in the order on screen. */
  get selectedRows(): readonly number[] {
    if (!this.#content || this.#active < 0) return [];
    const first = Math.min(this.#active, this.#anchor);
    const last = Math.max(this.#active, this.#anchor);
    return Array.from(this.#content.order.subarray(first, last + 1));
  }

  /** The row of the table that the keys start from, -1 for none. */
  get activeRow(): number {
    return this.#content && this.#active >= 0 ? this.#rowAt(this.#active) : -1;
  }

  #listen(): void {
    this.element.addEventListener('scroll', () => this.#schedule(), { passive: true });
    this.element.addEventListener('keydown', (event) => this.#onKey(event));
    this.#body.addEventListener('click', (event) => this.#onClick(event));
    this.#body.addEventListener('dblclick', (event) => this.#onDoubleClick(event));
    this.element.addEventListener('contextmenu', (event) => this.#onContextMenu(event));
    new ResizeObserver(() => this.#schedule()).observe(this.element);
  }

  /** Once for the columns of a table; a comparison has more of them. */
  #createHeaders(table: WireTopTable): void {
    const columns = columnsOf(table);
    if (this.#headers.size === columns.length) return;
    this.#headers.clear();
    this.element.setAttribute('aria-colcount', String(columns.length));
    this.#head.replaceChildren(
      ...columns.map((column, i) => this.#createHeader(column, i, table.compared !== null)),
    );
  }

  #createHeader(column: Column, index: number, isComparison: boolean): HTMLElement {
    const { title, hint } = columnTexts(isComparison)[column];
    const header = element(
      'div',
      {
        class: `cell cell-${column}`,
        role: 'columnheader',
        attributes: { 'aria-colindex': index + 1 },
      },
      element(
        'button',
        {
          title: hint,
          attributes: { type: 'button' },
          on: { click: () => this.#callbacks.onSort(column) },
        },
        element('span', { class: 'header-text', text: title }),
        element('span', { class: 'icon sort-icon', attributes: { 'aria-hidden': 'true' } }),
      ),
    );
    this.#headers.set(column, header);
    return header;
  }

  #showHead({ sort: wanted, table, texts }: TableContent): void {
    this.#createHeaders(table);
    const sort = sortOf(table, wanted);
    this.element.toggleAttribute('data-compared', table.compared !== null);
    for (const [column, header] of this.#headers) {
      const sorted = column === sort.column;
      header.setAttribute('aria-sort', sorted ? (sort.descending ? 'descending' : 'ascending') : 'none');
    }
    const name = this.#headers.get('name')!.querySelector('.header-text')!;
    name.textContent = table.granularity === 'files' ? t('File') : t('Function');
    this.element.dataset.granularity = columnLayouts[table.granularity];
    const number = texts.longest === 0 ? '0px' : `calc(${texts.longest}ch + 14px)`;
    this.element.style.setProperty('--number', number);
    this.element.toggleAttribute('data-errors', table.flatError !== null || table.cumError !== null);
  }

  #measure(): void {
    const size = Number.parseFloat(getComputedStyle(this.element).fontSize) || 13;
    this.#rowHeight = Math.max(22, Math.round(size * 1.7));
    this.element.style.setProperty('--row-height', `${this.#rowHeight}px`);
    this.#body.style.height = `${(this.#content?.order.length ?? 0) * this.#rowHeight}px`;
  }

  #viewHeight(): number {
    return Math.max(this.#rowHeight, this.element.clientHeight - this.#head.offsetHeight);
  }

  #schedule(): void {
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#drawRows();
    });
  }

  #redraw(): void {
    for (const row of this.#rows.values()) row.remove();
    this.#rows.clear();
    this.#drawRows();
  }

  #drawRows(): void {
    const content = this.#content;
    if (!content) return;
    const { first, end } = visibleRows(
      this.element.scrollTop,
      this.#viewHeight(),
      this.#rowHeight,
      content.order.length,
    );
    for (const [position, row] of this.#rows) {
      if (position >= first && position < end) continue;
      row.remove();
      this.#rows.delete(position);
    }
    const added: HTMLElement[] = [];
    for (let position = first; position < end; position++) {
      if (this.#rows.has(position)) continue;
      const row = this.#createRow(content, position);
      this.#rows.set(position, row);
      added.push(row);
    }
    this.#body.append(...added);
    this.#markSelected();
  }

  #createRow(content: TableContent, position: number): HTMLElement {
    const { table, texts } = content;
    const row = content.order[position]!;
    const made = element(
      'div',
      {
        id: rowId(position),
        class: content.isMatch(row) ? 'grid-row match' : 'grid-row',
        role: 'row',
        attributes: { 'aria-rowindex': position + 2, 'data-position': position },
      },
      ...createCells(table, row, texts, content.colourOf(table.packageName[row]!)),
    );
    made.style.transform = `translateY(${position * this.#rowHeight}px)`;
    return made;
  }

  #markSelected(): void {
    const first = Math.min(this.#active, this.#anchor);
    const last = Math.max(this.#active, this.#anchor);
    for (const [position, row] of this.#rows) {
      const selected = first >= 0 && position >= first && position <= last;
      row.setAttribute('aria-selected', String(selected));
      row.classList.toggle('active', position === this.#active);
    }
    if (this.#rows.has(this.#active)) this.element.setAttribute('aria-activedescendant', rowId(this.#active));
    else this.element.removeAttribute('aria-activedescendant');
  }

  #onClick(event: MouseEvent): void {
    const position = positionAt(event.target);
    if (position < 0) return;
    this.#moveTo(position, event.shiftKey);
    const onLocation = (event.target as Element).closest('.location-link') !== null;
    const modified = event.ctrlKey || event.metaKey;
    if (onLocation || modified) this.#callbacks.onOpenSource(this.#rowAt(position), event.altKey);
  }

  #onDoubleClick(event: MouseEvent): void {
    const position = positionAt(event.target);
    const onLocation = (event.target as Element).closest('.location-link') !== null;
    if (position >= 0 && !onLocation) this.#callbacks.onReveal(this.#rowAt(position));
  }

  #onContextMenu(event: MouseEvent): void {
    // The keys for a menu are handled as keys: which row they mean, the browser does not know.
    const position = positionAt(event.target);
    if (position >= 0 || event.target === this.element) event.preventDefault();
    if (position < 0) return;
    if (position !== this.#active) this.#moveTo(position, false);
    this.#callbacks.onMenu(this.#rowAt(position), event.clientX, event.clientY);
  }

  #openMenuAtActive(): void {
    this.revealActive('nearest');
    const box = this.#rows.get(this.#active)?.getBoundingClientRect();
    if (box) this.#callbacks.onMenu(this.#rowAt(this.#active), box.left + 24, box.bottom);
  }

  #onKey(event: KeyboardEvent): void {
    if (event.target !== this.element || !this.#content) return;
    if (this.#onCommandKey(event)) {
      event.preventDefault();
      return;
    }
    const to = this.#keyTarget(event.key);
    if (to === null || this.#content.order.length === 0) return;
    event.preventDefault();
    this.#moveTo(Math.max(0, Math.min(this.#content.order.length - 1, to)), event.shiftKey);
  }

  /** Copy, select all, reveal, go to source; false where the key is none of these. */
  #onCommandKey(event: KeyboardEvent): boolean {
    const command = event.ctrlKey || event.metaKey;
    if (command && event.key.toLowerCase() === 'c') {
      this.#callbacks.onCopy(this.selectedRows);
      return true;
    }
    if (command && event.key.toLowerCase() === 'a' && this.#content!.order.length > 0) {
      this.#anchor = 0;
      this.#active = this.#content!.order.length - 1;
      this.#markSelected();
      return true;
    }
    if (this.#active < 0) return false;
    if (event.key === 'F12' || (event.key === 'Enter' && command)) {
      this.#callbacks.onOpenSource(this.#rowAt(this.#active), event.altKey);
      return true;
    }
    if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) {
      this.#openMenuAtActive();
      return true;
    }
    if (event.key === 'Enter') {
      this.#callbacks.onReveal(this.#rowAt(this.#active));
      return true;
    }
    return false;
  }

  #keyTarget(key: string): number | null {
    const page = this.#viewHeight() / this.#rowHeight;
    return rowForKey(key, { active: this.#active, count: this.#content!.order.length, page });
  }

  #moveTo(position: number, extend: boolean): void {
    this.#active = position;
    if (!extend || this.#anchor < 0) this.#anchor = position;
    this.revealActive('nearest');
    this.#markSelected();
    // A range is for copying: what is selected everywhere stays.
    if (extend) return;
    this.#selected = position;
    this.#callbacks.onSelect(this.#rowAt(position));
  }

  #rowAt(position: number): number {
    return this.#content!.order[position]!;
  }
}

/** Which columns matter most where not all of them fit. */
const columnLayouts: Readonly<Record<Granularity, 'functions' | 'lines' | 'files'>> = {
  functions: 'functions',
  filefunctions: 'functions',
  addresses: 'lines',
  lines: 'lines',
  files: 'files',
};

function rowId(position: number): string {
  return `row-${position}`;
}

function positionAt(target: EventTarget | null): number {
  const row = target instanceof Element ? target.closest<HTMLElement>('[data-position]') : null;
  return row ? Number(row.dataset.position) : -1;
}
