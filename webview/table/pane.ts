import type { Granularity, SampleTypeFacts } from '../../src/model/views';
import type { SourceTarget, WireTopTable } from '../../src/protocol/profileEditor';
import { noDifferenceText } from '../comparison';
import { createIconButton, createTextField, Segments, type TextFieldElement } from '../controls';
import { element, fill } from '../dom';
import { openMenu } from '../menu';
import { createFailure } from '../notices';
import { createMatcher, type Matcher, parseSearch } from '../search';
import type { Column, Selection, Sort } from '../state';
import { formatInteger, t } from '../strings';
import { type CellTexts, columnTexts } from './cells';
import { columnsOf, layoutRows, type RowOrder, rowsAsText } from './layout';
import { longestText, valueText } from './valueText';
import { TableView } from './view';

export interface TablePaneCallbacks {
  onGranularity(granularity: Granularity): void;
  onFilter(text: string): void;
  onSort(column: Column): void;
  onSelect(selection: Selection): void;
  /** Show it in the flame graph. */
  onReveal(selection: Selection): void;
  onOpenSource(target: SourceTarget): void;
  onCopy(text: string): void;
  onMenu(name: string, target: SourceTarget, clientX: number, clientY: number): void;
}

export interface TableInput {
  readonly table: WireTopTable;
  readonly type: SampleTypeFacts;
  /** Unit to write values in, `auto` for each value's own. */
  readonly unit: string;
  readonly sort: Sort;
  readonly filter: string;
  readonly selection: Selection | null;
  /** Names that a search found, null without one. */
  readonly found: ReadonlySet<string> | null;
  readonly colourOf: (packageName: string) => string;
}

/** The top table with its own bar: how fine, which rows, and a way to take them along. */
export class TablePane {
  readonly element: HTMLElement;
  readonly #callbacks: TablePaneCallbacks;
  readonly #view: TableView;
  readonly #granularity: Segments<Granularity>;
  readonly #finer: HTMLButtonElement;
  readonly #filter: TextFieldElement;
  readonly #count: HTMLElement;
  readonly #copy: HTMLButtonElement;
  readonly #content: HTMLElement;
  #input: TableInput | null = null;
  #order: RowOrder = new Uint32Array(0);
  #orderKey: readonly unknown[] = [];
  #texts: CellTexts | null = null;
  #textsKey: readonly unknown[] = [];

  constructor(callbacks: TablePaneCallbacks) {
    this.#callbacks = callbacks;
    this.#granularity = new Segments<Granularity>(
      t('One row for each'),
      [
        { value: 'functions', label: t('Functions') },
        { value: 'lines', label: t('Lines') },
        { value: 'files', label: t('Files') },
        { value: 'filefunctions', label: t('Functions by file') },
        { value: 'addresses', label: t('Addresses') },
      ],
      (granularity) => callbacks.onGranularity(granularity),
    );
    this.#finer = createIconButton('ellipsis', t('Other kinds of rows'), () => this.#openFiner());
    this.#finer.setAttribute('aria-haspopup', 'menu');
    this.#filter = createTextField({
      class: 'filter-field',
      label: t('Filter rows by name or file: text, or an expression as /…/'),
      placeholder: t('Filter by name or file'),
      onInput: (text) => callbacks.onFilter(text),
    });
    this.#filter.addEventListener('keydown', (event) => this.#onFilterKey(event));
    this.#count = element('span', { class: 'row-count', role: 'status' });
    this.#copy = createIconButton('copy', t('Copy rows'), () => this.#copyRows(this.#view.selectedRows));
    this.#view = new TableView({
      onSelect: (row) => callbacks.onSelect(this.#selectionOf(row)),
      onReveal: (row) => callbacks.onReveal(this.#selectionOf(row)),
      onOpenSource: (row, beside) => callbacks.onOpenSource(this.#targetOf(row, beside)),
      onCopy: (rows) => this.#copyRows(rows),
      onMenu: (row, clientX, clientY) =>
        callbacks.onMenu(this.#input!.table.name[row]!, this.#targetOf(row, false), clientX, clientY),
      onSort: callbacks.onSort,
    });
    this.#content = element('div', { class: 'table-content' }, this.#view.element);
    this.element = element(
      'section',
      { class: 'pane table-pane', attributes: { 'aria-label': t('Top') } },
      element(
        'div',
        { class: 'table-bar' },
        element('div', { class: 'granularity' }, this.#granularity.element, this.#finer),
        this.#filter,
        element('div', { class: 'bar-end' }, this.#count, this.#copy),
      ),
      this.#content,
    );
  }

  show(input: TableInput): void {
    const before = this.#input;
    this.#input = input;
    const { granularity } = input.table;
    // The last two stand in a menu; they show while they are asked for.
    this.#granularity.show(
      granularity,
      rarelyWanted.filter((each) => each !== granularity),
    );
    if ((this.#filter.value ?? '') !== input.filter) this.#filter.value = input.filter;
    const search = parseSearch(input.filter);
    const matches = search ? createMatcher(search, () => this.#showFiltered()) : null;
    const broken = search !== null && matches === null;
    this.#updateOrder(input, broken ? null : matches);
    this.#showCount(input.table, broken);
    if (!this.#view.element.isConnected) fill(this.#content, this.#view.element);
    this.#view.show(
      {
        table: input.table,
        order: this.#order,
        texts: this.#textsOf(input),
        sort: input.sort,
        colourOf: input.colourOf,
        isMatch: (row) => input.found?.has(input.table.name[row]!) ?? false,
        emptyText: emptyText(input),
      },
      rowOfSelection(input.table, input.selection, this.#order, this.#chosenRow(before)),
    );
    if (before && (before.sort !== input.sort || before.filter !== input.filter)) this.#view.scrollToTop();
    if (before?.selection !== input.selection || before?.table !== input.table)
      this.#view.revealActive('centre');
  }

  #openFiner(): void {
    const { left, bottom } = this.#finer.getBoundingClientRect();
    const items = rarelyWanted.map((granularity) => ({
      label: granularity === 'addresses' ? t('Addresses') : t('Functions by file'),
      keys: '',
      run: () => this.#callbacks.onGranularity(granularity),
    }));
    openMenu(t('Other kinds of rows'), items, left, bottom + 2);
  }

  /** The row that was chosen in this very table, -1 for none: where rows share a name, it is meant, not the first of them. */
  #chosenRow(before: TableInput | null): number {
    if (before?.table !== this.#input?.table) return -1;
    return this.#view.activeRow;
  }

  showFailure(sentence: string, onRetry: () => void): void {
    this.#count.textContent = '';
    fill(this.#content, createFailure(sentence, onRetry));
  }

  focus(): void {
    this.#view.element.focus();
  }

  /** One unit for all rows is found once for each table. */
  #textsOf({ table, type, unit }: TableInput): CellTexts {
    const key = [table, type.unit, unit];
    if (!this.#texts || key.some((part, i) => part !== this.#textsKey[i])) {
      this.#textsKey = key;
      const columns = [table.flat, table.cum, ...Object.values(table.compared ?? {})];
      const value = valueText(unit, type.unit, columns);
      this.#texts = {
        unit: type.unit,
        value,
        longest: longestText(unit, value, columns),
        largest: { flat: largestOf(table.flat), cum: largestOf(table.cum) },
      };
    }
    return this.#texts;
  }

  /** Sorting 25,000 rows takes a moment: only where table, order or filter changed. */
  #updateOrder(input: TableInput, matches: Matcher | null): void {
    const key = [input.table, input.sort, matches === null ? '' : input.filter];
    if (key.every((part, i) => part === this.#orderKey[i])) return;
    this.#orderKey = key;
    this.#order = layoutRows(input.table, input.sort, matches);
  }

  #showCount(table: WireTopTable, broken: boolean): void {
    const all = formatInteger(table.length);
    this.#count.classList.toggle('broken', broken);
    if (broken) this.#count.textContent = t('The expression is not valid');
    else if (this.#order.length === table.length) {
      const whole = table.trimmed ? table.trimmed.candidates + table.trimmed.dropped : table.length;
      if (whole > table.length) {
        this.#count.textContent = t('{count} of {all} rows', { count: all, all: formatInteger(whole) });
      } else this.#count.textContent = table.length === 1 ? t('1 row') : t('{count} rows', { count: all });
    } else {
      this.#count.textContent = t('{count} of {all}', { count: formatInteger(this.#order.length), all });
    }
  }

  #showFiltered(): void {
    this.#orderKey = [];
    if (this.#input) this.show(this.#input);
  }

  #onFilterKey(event: KeyboardEvent): void {
    if (event.key === 'Escape' && this.#filter.value) {
      event.preventDefault();
      this.#callbacks.onFilter('');
    } else if (event.key === 'ArrowDown' || event.key === 'Enter') {
      event.preventDefault();
      this.focus();
    }
  }

  /** Without a selection all rows that are listed. */
  #copyRows(selected: readonly number[]): void {
    const input = this.#input;
    if (!input) return;
    const texts = columnTexts(input.table.compared !== null);
    const titles = columnsOf(input.table).map((column) => texts[column].title);
    const rows = selected.length > 0 ? selected : this.#order;
    this.#callbacks.onCopy(rowsAsText(input.table, rows, titles, input.type.unit));
  }

  #selectionOf(row: number): Selection {
    const { table } = this.#input!;
    const name = table.name[row]!;
    const file = table.file[row]!;
    switch (table.granularity) {
      case 'functions':
      case 'filefunctions':
      case 'addresses':
        return { kind: 'function', name, file, path: null };
      case 'lines':
        return { kind: 'line', name, file, line: table.line[row]! };
      case 'files':
        return { kind: 'file', file: name };
    }
  }

  #targetOf(row: number, beside: boolean): SourceTarget {
    const { table } = this.#input!;
    const files = table.granularity === 'files';
    return {
      file: files ? table.name[row]! : table.file[row]!,
      line: table.line[row]!,
      functionName: files ? '' : table.name[row]!,
      beside,
    };
  }
}

function emptyText({ table, filter, type }: TableInput): string {
  if (table.length > 0 || !table.compared) return t('No row matches “{filter}”.', { filter });
  return noDifferenceText(type.type);
}

/** The largest magnitude. */
function largestOf(column: Float64Array): number {
  let largest = 0;
  for (const value of column) largest = Math.max(largest, Math.abs(value));
  return largest;
}

const rarelyWanted = ['filefunctions', 'addresses'] as const;

/**
 * The row that stands for the selection at this granularity; -1 for none. Several do where functions have many addresses:
 * the chosen one, else the first in the order.
 */
function rowOfSelection(
  table: WireTopTable,
  selection: Selection | null,
  order: RowOrder,
  chosen: number,
): number {
  if (!selection) return -1;
  const is = rowTest(table, selection);
  if (chosen >= 0 && is(chosen) && order.includes(chosen)) return chosen;
  for (const row of order) if (is(row)) return row;
  return -1;
}

function rowTest(table: WireTopTable, selection: Selection): (row: number) => boolean {
  if (table.granularity === 'files') return (row) => table.name[row] === selection.file;
  if (selection.kind === 'file') return (row) => table.file[row] === selection.file;
  const { name } = selection;
  if (selection.kind === 'line' && table.granularity === 'lines') {
    const { file, line } = selection;
    return (row) => table.name[row] === name && table.line[row] === line && table.file[row] === file;
  }
  return (row) => table.name[row] === name;
}
