import { ownName, splitName } from '../../src/base/splitName';
import { amountText, exactText, markSign, shareText } from '../amounts';
import { changeText } from '../change';
import { Segments } from '../controls';
import { deliver } from '../data';
import { element, fill } from '../dom';
import { HoverError } from '../hoverError';
import { createName } from '../names';
import type { TreeDirection } from '../state';
import { formatInteger, t } from '../strings';
import { scrollToShow, visibleRows } from '../table/layout';
import {
  AnswerPlace,
  type FunctionRef,
  selectedFunction,
  type ViewActions,
  type ViewInput,
  type ViewPane,
} from '../viewPane';
import { nameOf, type TreeRow, TreeRows, type TreeSort } from './rows';

/** All calls as a table that opens level by level: from the root down, or from the leaves up. Only rows in sight exist. */
export class TreePane implements ViewPane {
  readonly element: HTMLElement;
  readonly #actions: ViewActions;
  readonly #answers: AnswerPlace;
  readonly #direction: Segments<TreeDirection>;
  readonly #count: HTMLElement;
  readonly #place: HTMLElement;
  readonly #grid: HTMLElement;
  readonly #head: HTMLElement;
  readonly #body: HTMLElement;
  readonly #headers = new Map<TreeSort, HTMLElement>();
  readonly #error = new HoverError((node, text) => this.#tellError({ node, text }));
  #input: ViewInput | null = null;
  #rows: TreeRows | null = null;
  /** What `#rows` are of. */
  #key = '';
  #active = 0;
  /** The call whose error was told last. */
  #told: { readonly node: number; readonly text: string } | null = null;
  #rowHeight = 22;
  #frame = 0;

  constructor(actions: ViewActions) {
    this.#actions = actions;
    this.#direction = new Segments<TreeDirection>(
      t('Direction'),
      [
        { value: 'topDown', label: t('Top-down') },
        { value: 'bottomUp', label: t('Bottom-up') },
      ],
      (shape) => actions.dispatch({ type: 'treeShape', shape }),
    );
    this.#count = element('span', { class: 'row-count', role: 'status' });
    this.#head = this.#createHead();
    this.#body = element('div', { class: 'tree-grid-body', role: 'rowgroup' });
    this.#grid = element(
      'div',
      { class: 'tree-grid', role: 'treegrid', attributes: { tabindex: 0, 'aria-label': t('Calls') } },
      element('div', { role: 'rowgroup', class: 'tree-grid-head-group' }, this.#head),
      this.#body,
    );
    this.#listen();
    this.#place = element('div', { class: 'tree-grid-place' });
    this.element = element(
      'section',
      { class: 'view-pane', attributes: { 'aria-label': t('Tree') } },
      element(
        'div',
        { class: 'view-bar' },
        this.#direction.element,
        element('div', { class: 'bar-end' }, this.#count),
      ),
      this.#place,
    );
    this.#answers = new AnswerPlace(this.#place, actions);
  }

  show(input: ViewInput): void {
    this.#input = input;
    const { data, sampleIndex, treeShape } = input;
    this.#direction.show(treeShape);
    const key = `${data.key} ${sampleIndex} ${treeShape}`;
    if (this.#key === key) this.#redraw();
    this.#answers.ask(
      key,
      () => data.flame(sampleIndex, 0, { kind: treeShape }),
      (view) => {
        this.#key = key;
        const sort = this.#rows?.sort ?? 'total';
        this.#rows = new TreeRows(view, sort);
        if (treeShape === 'topDown') this.#rows.openHeaviest();
        else this.#rows.expand(0);
        this.#active = 0;
        this.#told = null;
        if (!this.#grid.isConnected) fill(this.#place, this.#grid);
        this.#grid.scrollTop = 0;
        this.#nameColumns(treeShape);
        this.#grid.setAttribute(
          'aria-label',
          treeShape === 'topDown' ? t('Calls from the root down') : t('Calls from the leaves up'),
        );
        this.#redraw();
      },
    );
  }

  focus(): void {
    this.#answers.whenShown(() => {
      this.#grid.focus();
    });
  }

  // Rows

  /** Opens a call, with a question to the engine where its callees were too small to be sent. */
  #expand(at: number): void {
    const rows = this.#rows;
    const row = rows?.rows[at];
    const input = this.#input;
    if (!rows || !row || !input || !rows.hasChildren(row)) return;
    if (!rows.missing(row)) {
      rows.expand(at);
      this.#redraw();
      return;
    }
    void this.#actions.during(
      deliver(
        input.data.flame(input.sampleIndex, row.node, { kind: input.treeShape }),
        () => this.#rows === rows,
        (view) => {
          rows.add(view);
          const now = rows.rows.indexOf(row);
          if (now >= 0) rows.expand(now);
          this.#redraw();
        },
        // The row stays closed: opening it again asks again.
        (error) => this.#actions.say(error.message),
      ),
    );
  }

  #collapse(at: number): void {
    this.#rows?.collapse(at);
    this.#redraw();
  }

  #toggle(at: number): void {
    const rows = this.#rows!;
    if (rows.isOpen(rows.rows[at]!)) this.#collapse(at);
    else this.#expand(at);
  }

  #sortBy(sort: TreeSort): void {
    if (!this.#rows || this.#rows.sort === sort) return;
    const active = this.#rows.rows[this.#active]?.node;
    this.#rows = this.#rows.sorted(sort);
    this.#active = Math.max(
      0,
      this.#rows.rows.findIndex(({ node }) => node === active),
    );
    this.#redraw();
  }

  // Drawing

  #createHead(): HTMLElement {
    const header = (sort: TreeSort | null, className: string, label: string, hint: string) => {
      const cell = element('div', { class: `tree-cell ${className}`, role: 'columnheader', title: hint });
      if (!sort) {
        cell.textContent = label;
        return cell;
      }
      cell.append(
        element('button', {
          text: label,
          attributes: { type: 'button' },
          on: { click: () => this.#sortBy(sort) },
        }),
      );
      this.#headers.set(sort, cell);
      return cell;
    };
    return element(
      'div',
      { class: 'tree-row tree-head', role: 'row' },
      header('name', 'tree-name', t('Function'), t('Sort by name')),
      header('total', 'tree-number', t('cum'), t('Cost of this call and everything it called')),
      header(null, 'tree-share', t('cum %'), t('cum as a share of the profile’s total')),
      header('self', 'tree-number tree-flat', t('flat'), t('Cost in this code itself')),
    );
  }

  /** From the leaves up, a row holds what its leaf cost on behalf of these callers: nobody's cum. */
  #nameColumns(direction: TreeDirection): void {
    const fromLeaves = direction === 'bottomUp';
    this.#grid.dataset.direction = direction;
    const [, total, share] = [...this.#head.children] as HTMLElement[];
    total!.querySelector('button')!.textContent = fromLeaves ? t('cost') : t('cum');
    share!.textContent = fromLeaves ? t('cost %') : t('cum %');
    total!.title = fromLeaves
      ? t('Own cost of the function at the leaf when called this way')
      : t('Cost of this call and everything it called');
  }

  #redraw(): void {
    const rows = this.#rows;
    if (!rows) return;
    const size = Number.parseFloat(getComputedStyle(this.#grid).fontSize) || 13;
    this.#rowHeight = Math.max(22, Math.round(size * 1.7));
    this.#grid.style.setProperty('--row-height', `${this.#rowHeight}px`);
    this.#body.style.height = `${rows.rows.length * this.#rowHeight}px`;
    this.#grid.setAttribute('aria-rowcount', String(rows.rows.length + 1));
    for (const [sort, header] of this.#headers) {
      const direction = sort === 'name' ? 'ascending' : 'descending';
      header.setAttribute('aria-sort', sort === rows.sort ? direction : 'none');
    }
    this.#count.textContent = t('{count} rows', { count: formatInteger(rows.rows.length) });
    this.#drawRows();
  }

  #viewHeight(): number {
    return Math.max(this.#rowHeight, this.#grid.clientHeight - this.#head.offsetHeight);
  }

  #drawRows(): void {
    const rows = this.#rows;
    const input = this.#input;
    if (!rows || !input) return;
    const count = rows.rows.length;
    const { first, end } = visibleRows(this.#grid.scrollTop, this.#viewHeight(), this.#rowHeight, count);
    const selected = selectedFunction(input);
    const made: HTMLElement[] = [];
    for (let at = first; at < end; at++) made.push(this.#createRow(rows.rows[at]!, at, input, selected));
    this.#body.replaceChildren(...made);
    this.#grid.setAttribute('aria-activedescendant', rowId(this.#active));
  }

  #createRow(row: TreeRow, at: number, input: ViewInput, selected: FunctionRef | null): HTMLElement {
    const rows = this.#rows!;
    const { view, index } = row;
    const frame = view.frame[index]!;
    const name = frame < 0 ? t('all') : nameOf(row);
    const total = view.total[index]!;
    const self = view.self[index]!;
    const { compared } = view;
    const sides = compared && { base: compared.base[index]!, current: compared.current[index]! };
    const { type } = input;
    const rowTitle = sides ? `${name}\n${changeText(sides, type.unit, t)}` : name;
    const share = input.type.total === 0 ? 0 : total / input.type.total;
    const bar = element('span', { class: 'share-bar', attributes: { 'aria-hidden': 'true' } });
    bar.style.setProperty('--share', String(Math.min(1, Math.abs(share))));
    markSign(bar, total, type);
    const swatch = element('span', { class: 'swatch', attributes: { 'aria-hidden': 'true' } });
    if (frame >= 0) swatch.style.backgroundColor = input.colourOf(view.frames.packageName[frame]!);
    const expandable = rows.hasChildren(row);
    const made = element(
      'div',
      {
        id: rowId(at),
        class: 'tree-row',
        role: 'row',
        title: rowTitle,
        attributes: {
          'data-position': at,
          'aria-level': row.level,
          'aria-posinset': row.position,
          'aria-setsize': row.siblings,
          'aria-rowindex': at + 2,
          'aria-expanded': expandable ? String(rows.isOpen(row)) : null,
          'aria-selected': String(frame >= 0 && name === selected?.name),
        },
      },
      element(
        'div',
        { class: 'tree-cell tree-name', role: 'gridcell' },
        element('span', { class: 'tree-twisty', attributes: { 'aria-hidden': 'true' } }),
        frame < 0 ? null : swatch,
        frame < 0 ? name : createName(ownName(name)),
        frame < 0 ? null : element('span', { class: 'name-path', text: splitName(name).path }),
      ),
      element('div', {
        class: 'tree-cell tree-number',
        role: 'gridcell',
        text: amountText(total, type),
        title: exactText(total, type),
      }),
      element('div', { class: 'tree-cell tree-share', role: 'gridcell' }, shareText(share, type), bar),
      element('div', {
        class: 'tree-cell tree-number tree-flat',
        role: 'gridcell',
        text: amountText(self, type),
        title: exactText(self, type),
      }),
    );
    if (row.node === this.#told?.node) sayError(made, this.#told.text);
    made.classList.toggle('active', at === this.#active);
    made.classList.toggle('match', input.found?.has(name) ?? false);
    made.style.setProperty('--level', String(row.level - 1));
    made.style.transform = `translateY(${at * this.#rowHeight}px)`;
    return made;
  }

  // How sure a call is

  /** Asks for the row that the pointer rests on, or that the keyboard went to; -1: none. */
  #askError(at: number): void {
    const row = this.#rows?.rows[at];
    const input = this.#input;
    if (!input) return;
    const isKnown = row === undefined || row.node === this.#told?.node;
    const data = input.isUncertain ? input.data : null;
    this.#error.over(isKnown ? null : row.node, { kind: input.treeShape }, data, input.sampleIndex);
  }

  #tellError(told: { readonly node: number; readonly text: string }): void {
    this.#told = told;
    this.#drawRows();
  }

  // Input

  #listen(): void {
    const draw = () => {
      this.#frame ||= requestAnimationFrame(() => {
        this.#frame = 0;
        this.#drawRows();
      });
    };
    this.#grid.addEventListener('scroll', draw, { passive: true });
    new ResizeObserver(draw).observe(this.#grid);
    this.#grid.addEventListener('keydown', (event) => this.#onKey(event));
    let pointer = '';
    this.#body.addEventListener('pointermove', ({ clientX, clientY, target }) => {
      // Rows that are drawn anew under a pointer that rests are no movement: the keyboard may be elsewhere.
      const now = `${clientX} ${clientY}`;
      if (now !== pointer) this.#askError(positionAt(target));
      pointer = now;
    });
    this.#body.addEventListener('pointerleave', () => this.#askError(-1));
    this.#grid.addEventListener('focus', () => this.#askError(this.#active));
    this.#body.addEventListener('click', (event) => {
      const at = positionAt(event.target);
      if (at < 0) return;
      if ((event.target as Element).closest('.tree-twisty')) {
        this.#active = at;
        this.#toggle(at);
      } else this.#goTo(at, true);
    });
    this.#body.addEventListener('dblclick', (event) => {
      const at = positionAt(event.target);
      if (at >= 0 && !(event.target as Element).closest('.tree-twisty')) this.#toggle(at);
    });
    this.#body.addEventListener('contextmenu', (event) => {
      const at = positionAt(event.target);
      const fn = at < 0 ? null : this.#functionAt(at);
      if (!fn) return;
      event.preventDefault();
      this.#goTo(at, false);
      this.#actions.openMenu(fn, event.clientX, event.clientY);
    });
  }

  #onKey(event: KeyboardEvent): void {
    if (event.target !== this.#grid || !this.#rows) return;
    if (!this.#run(event)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  #run(event: KeyboardEvent): boolean {
    const rows = this.#rows!;
    const at = this.#active;
    const row = rows.rows[at];
    if (!row) return false;
    const control = event.ctrlKey || event.metaKey;
    if (event.key === 'F12' || (control && event.key === 'Enter')) return this.#openSource(at, event.altKey);
    if (control && event.key.toLowerCase() === 'c') return this.#copy(at);
    if (event.key === 'ContextMenu' || (event.shiftKey && event.key === 'F10')) return this.#openMenu(at);
    if (control || event.altKey) return false;
    const page = Math.max(1, Math.floor(this.#viewHeight() / this.#rowHeight) - 1);
    switch (event.key) {
      case 'ArrowDown':
        return this.#goTo(at + 1, true);
      case 'ArrowUp':
        return this.#goTo(at - 1, true);
      case 'PageDown':
        return this.#goTo(at + page, true);
      case 'PageUp':
        return this.#goTo(at - page, true);
      case 'Home':
        return this.#goTo(0, true);
      case 'End':
        return this.#goTo(rows.rows.length - 1, true);
      case 'ArrowRight':
        if (rows.isOpen(row)) return this.#goTo(at + 1, true);
        this.#expand(at);
        return true;
      case 'ArrowLeft':
        if (!rows.isOpen(row)) return this.#goTo(rows.parentOf(at), true);
        this.#collapse(at);
        return true;
      case 'Enter':
      case ' ':
        this.#toggle(at);
        return true;
      default:
        return false;
    }
  }

  #goTo(position: number, select: boolean): true {
    const last = this.#rows!.rows.length - 1;
    this.#active = Math.max(0, Math.min(last, position));
    this.#grid.scrollTop = scrollToShow(
      this.#active,
      this.#grid.scrollTop,
      this.#viewHeight(),
      this.#rowHeight,
    );
    this.#drawRows();
    this.#askError(this.#active);
    const fn = this.#functionAt(this.#active);
    if (select && fn) this.#actions.selectFunction(fn);
    return true;
  }

  #functionAt(at: number): FunctionRef | null {
    const row = this.#rows?.rows[at];
    if (!row) return null;
    const frame = row.view.frame[row.index]!;
    return frame < 0 ? null : { name: nameOf(row), file: row.view.frames.file[frame]! };
  }

  #openSource(at: number, beside: boolean): boolean {
    const row = this.#rows!.rows[at]!;
    const fn = this.#functionAt(at);
    if (!fn) return false;
    const line = row.view.frames.startLine[row.view.frame[row.index]!]!;
    this.#actions.openSource({ file: fn.file, line, functionName: fn.name, beside });
    return true;
  }

  #copy(at: number): boolean {
    const fn = this.#functionAt(at);
    if (fn) this.#actions.copy(fn.name);
    return fn !== null;
  }

  #openMenu(at: number): boolean {
    const fn = this.#functionAt(at);
    const row = this.#body.querySelector(`[data-position="${at}"]`);
    if (!fn || !row) return false;
    const { left, bottom } = row.getBoundingClientRect();
    this.#actions.openMenu(fn, left + 24, bottom);
    return true;
  }
}

/** Beside the number, in the tooltip, and for whoever listens. */
function sayError(row: HTMLElement, text: string): void {
  row.title = `${row.title}\n${text}`;
  row.setAttribute('aria-description', text);
  row
    .querySelector('.tree-name')!
    .append(element('span', { class: 'tree-error', text, attributes: { 'aria-hidden': 'true' } }));
}

function rowId(at: number): string {
  return `tree-row-${at}`;
}

function positionAt(target: EventTarget | null): number {
  const row = target instanceof Element ? target.closest<HTMLElement>('[data-position]') : null;
  return row ? Number(row.dataset.position) : -1;
}
