import { formatMinutes } from '../../src/base/units';
import type { GoroutineRow } from '../../src/model/goroutineReport';
import { deliver } from '../data';
import { element } from '../dom';
import { formatInteger, t } from '../strings';
import { cell } from './cells';
import { type GoroutineData, goroutinesAtOnce } from './data';
import { type DrawnRow, type GridColumn, VirtualGrid } from './virtualGrid';

export interface ListCallbacks {
  onSelect(row: GoroutineRow): void;
  /** Enter: on to its text. */
  onOpen(row: GoroutineRow): void;
  onOpenText(line: number): void;
  onCopy(text: string): void;
  say(sentence: string): void;
}

export interface ListInput {
  readonly data: GoroutineData;
  readonly group: number;
  /** Only goroutines that match it. */
  readonly filter: string;
  readonly first: readonly GoroutineRow[];
  readonly total: number;
}

/** As many lines are in sight, however many goroutines there are. */
const shownRows = 9;

/** The goroutines of a group, asked for as they come into sight: there may be 100,000. */
export class GoroutineList {
  readonly element: HTMLElement;
  readonly #callbacks: ListCallbacks;
  readonly #grid: VirtualGrid;
  readonly #input: ListInput;
  readonly #pages = new Map<number, readonly GoroutineRow[]>();
  readonly #asked = new Set<number>();
  readonly #columns: readonly GridColumn[];
  #active = -1;

  constructor(input: ListInput, callbacks: ListCallbacks) {
    this.#input = input;
    this.#callbacks = callbacks;
    this.#pages.set(0, input.first);
    this.#columns = columnsOf(input.first);
    this.#grid = new VirtualGrid('goroutines', t('Goroutines of the group'), {
      drawRow: (position) => this.#drawRow(position),
      onActive: (position) => {
        this.#active = position;
        const row = this.#rowAt(position);
        if (row) callbacks.onSelect(row);
      },
      onOpen: (position) => {
        const row = this.#rowAt(position);
        if (row) callbacks.onOpen(row);
      },
      onSource: (position) => {
        const line = this.#rowAt(position)?.line ?? 0;
        if (line > 0) callbacks.onOpenText(line);
      },
      onCopy: (first, last) => void this.#copy(first, last),
    });
    this.#grid.setColumns(this.#columns);
    this.#grid.element.style.setProperty('--shown-rows', String(Math.min(shownRows, input.total)));
    this.#grid.element.dataset.columns = this.#columns.map(({ id }) => id).join(' ');
    this.element = this.#grid.element;
  }

  /** When it stands in the page. */
  draw(): void {
    this.#grid.show(this.#input.total, this.#active);
  }

  focus(): void {
    this.#grid.focus();
  }

  #rowAt(position: number): GoroutineRow | null {
    const page = Math.floor(position / goroutinesAtOnce);
    return this.#pages.get(page)?.[position % goroutinesAtOnce] ?? null;
  }

  #drawRow(position: number): DrawnRow {
    const row = this.#rowAt(position);
    if (!row) this.#ask(Math.floor(position / goroutinesAtOnce));
    return {
      cells: this.#columns.map(({ id }, i) => {
        const made = cell(id, { text: row ? textOf(id, row) : i === 0 ? '…' : '' });
        made.setAttribute('aria-colindex', String(i + 1));
        return made;
      }),
      title: row && row.labels.length > 0 ? row.labels.map((pair) => pair.join('=')).join('\n') : '',
    };
  }

  #ask(page: number): void {
    if (this.#asked.has(page)) return;
    this.#asked.add(page);
    const { data, group, filter } = this.#input;
    void deliver(
      data.goroutines(group, filter, page),
      () => this.element.isConnected,
      ({ rows }) => {
        this.#pages.set(page, rows);
        this.draw();
      },
      (error) => {
        this.#asked.delete(page);
        this.#callbacks.say(error.message);
      },
    );
  }

  /** Also rows that nobody has looked at yet: who chose all of them wants all of them. */
  async #copy(first: number, last: number): Promise<void> {
    const { data, group, filter } = this.#input;
    const lastPage = Math.floor(last / goroutinesAtOnce);
    for (let page = Math.floor(first / goroutinesAtOnce); page <= lastPage; page++) {
      if (this.#pages.has(page)) continue;
      await deliver(
        data.goroutines(group, filter, page),
        () => this.element.isConnected,
        ({ rows }) => this.#pages.set(page, rows),
        (error) => this.#callbacks.say(error.message),
      );
      // Refused, or nobody waits for it any more: a part would pass for the whole.
      if (!this.#pages.has(page)) return;
    }
    const rows: string[] = [];
    for (let position = first; position <= last; position++) {
      const row = this.#rowAt(position);
      if (row) rows.push(this.#columns.map(({ id }) => textOf(id, row)).join('\t'));
    }
    if (first === last) this.#callbacks.onCopy(rows.join('\n'));
    else
      this.#callbacks.onCopy(`${[this.#columns.map(({ title }) => title).join('\t'), ...rows].join('\n')}\n`);
  }
}

/** Only columns that the first of them have something for. */
function columnsOf(rows: readonly GoroutineRow[]): readonly GridColumn[] {
  const column = (id: string, title: string, hint: string) => ({ id, title, hint, sortable: false });
  return [
    rows.some(({ goid }) => goid >= 0)
      ? column('goid', t('Goroutine'), t('Number that the runtime gave'))
      : column('goid', t('Count'), t('Goroutines with the same labels')),
    // Where all are in the same, the group has said so.
    ...(rows.some(({ state }) => state !== rows[0]!.state)
      ? [column('goroutineState', t('State'), t('As the dump prints it'))]
      : []),
    ...(rows.some(({ waitMinutes }) => waitMinutes >= 0)
      ? [column('goroutineWait', t('Waiting'), t('Whole minutes, which are lower bounds'))]
      : []),
    ...(rows.some(({ creatorGoid }) => creatorGoid >= 0)
      ? [column('parent', t('Creator'), t('Goroutine with the go statement'))]
      : []),
    ...(rows.some(({ labels }) => labels.length > 0)
      ? [column('labels', t('Labels'), t('pprof labels'))]
      : []),
  ];
}

function textOf(column: string, row: GoroutineRow): string {
  switch (column) {
    case 'goid':
      return row.goid >= 0 ? String(row.goid) : formatInteger(row.count);
    case 'goroutineState':
      return row.lockedToThread && !row.state.includes('locked') ? `${row.state}, ${t('locked')}` : row.state;
    case 'goroutineWait':
      return row.waitMinutes < 0 ? '' : `≥ ${formatMinutes(row.waitMinutes)}`;
    case 'parent':
      return row.creatorGoid < 0 ? '' : String(row.creatorGoid);
    default:
      return row.labels.map((pair) => pair.join('=')).join(' ');
  }
}

/** The text of one goroutine as it stands in the file. */
export function createRawText(text: string): HTMLElement {
  return element('pre', {
    class: 'goroutine-text',
    text,
    attributes: { tabindex: 0, 'aria-label': t('Text of the goroutine') },
  });
}
