import { formatNanos } from '../../src/base/units';
import type { TimeSpan } from '../../src/model/finding';
import type { MemorySeries } from '../../src/model/memorySeries';
import type { TimelineSeries, TimelineView } from '../../src/model/timeline';
import { element } from '../dom';
import { type DrawnRow, type GridColumn, VirtualGrid } from '../goroutines/virtualGrid';
import { formatInteger, t } from '../strings';
import { type CycleColumn, cycleColumnIds, type TableRows, tableRows } from './tableRows';
import { seriesHint, seriesName, seriesText } from './texts';
import { momentText } from './timeTexts';

export interface TableCallbacks {
  onActive(timeMs: number): void;
  onOpen(timeMs: number): void;
  onCopy(text: string): void;
}

/** The same as the picture, in rows: every cycle and sample of what is in view, or as many as the picture has points. */
export class TimelineTable {
  readonly element: HTMLElement;
  readonly #grid: VirtualGrid;
  readonly #note = element('p', { class: 'muted table-note', role: 'status' });
  #rows: TableRows = { timeMs: new Float64Array(0), columns: [], isWhole: true };
  #clock: MemorySeries['clock'] = 'unix';
  #drawn: readonly unknown[] = [];
  #columnsKey = '';

  constructor(callbacks: TableCallbacks) {
    this.#grid = new VirtualGrid('moments', t('Cycles and samples'), {
      drawRow: (position) => this.#drawRow(position),
      onActive: (position) => callbacks.onActive(this.#rows.timeMs[position]!),
      onOpen: (position) => callbacks.onOpen(this.#rows.timeMs[position]!),
      onSource: (position) => callbacks.onOpen(this.#rows.timeMs[position]!),
      onCopy: (first, last) => callbacks.onCopy(this.#textOf(first, last)),
    });
    this.element = element('div', { class: 'timeline-table' }, this.#note, this.#grid.element);
  }

  /** `cursorMs`: the row that is chosen. */
  show(view: TimelineView, span: TimeSpan, clock: MemorySeries['clock'], cursorMs: number | null): void {
    const input = [view, span.fromMs, span.toMs, clock];
    const isSame = input.every((part, i) => part === this.#drawn[i]);
    if (!isSame) {
      this.#drawn = input;
      this.#clock = clock;
      this.#rows = tableRows(view, span);
      this.#showColumns();
    }
    const active = cursorMs === null ? -1 : this.#rows.timeMs.indexOf(cursorMs);
    if (isSame && active === this.#grid.active) return;
    this.#grid.show(this.#rows.timeMs.length, active);
    this.#grid.revealActive('nearest');
  }

  focus(): void {
    this.#grid.focus();
  }

  #showColumns(): void {
    const { timeMs, columns, isWhole } = this.#rows;
    const count = formatInteger(timeMs.length);
    this.#note.textContent = isWhole
      ? t('{count} moments: all of what is in view.', { count })
      : t('{count} moments: highs and lows of what is in view. Zoom in to see each one.', { count });
    const ids = columns.map(({ id }) => id).join();
    if (ids === this.#columnsKey) return;
    this.#columnsKey = ids;
    this.#grid.element.style.setProperty(
      '--columns',
      `minmax(150px, 1.4fr) repeat(${columns.length}, minmax(96px, 1fr))`,
    );
    this.#grid.setColumns([
      { id: 'time', title: t('Time'), hint: '', sortable: false },
      ...columns.map(
        ({ id }): GridColumn => ({ id, title: columnName(id), hint: columnHint(id), sortable: false }),
      ),
    ]);
  }

  #drawRow(position: number): DrawnRow {
    return {
      cells: this.#cellTexts(position).map((text, i) =>
        element('div', {
          class: i === 0 ? 'vgrid-cell cell-of-time' : 'vgrid-cell cell-of-number',
          role: 'gridcell',
          text,
          attributes: { 'aria-colindex': i + 1 },
        }),
      ),
    };
  }

  #cellTexts(position: number): readonly string[] {
    const { timeMs, columns } = this.#rows;
    return [
      momentText(timeMs[position]!, this.#clock, 1),
      ...columns.map(({ id, value }) => cellText(id, value[position]!)),
    ];
  }

  #textOf(first: number, last: number): string {
    const lines = [[t('Time'), ...this.#rows.columns.map(({ id }) => columnName(id))].join('\t')];
    for (let row = first; row <= last; row++) lines.push(this.#cellTexts(row).join('\t'));
    return lines.join('\n');
  }
}

function isCycleColumn(id: TimelineSeries | CycleColumn): id is CycleColumn {
  return (cycleColumnIds as readonly string[]).includes(id);
}

function cellText(id: TimelineSeries | CycleColumn, value: number): string {
  if (Number.isNaN(value)) return '';
  return isCycleColumn(id) ? formatNanos(value * 1e6) : seriesText(id, value);
}

function columnName(id: TimelineSeries | CycleColumn): string {
  switch (id) {
    case 'sweepTermMs':
      return t('First pause');
    case 'markMs':
      return t('Marking');
    case 'markTermMs':
      return t('Last pause');
    default:
      return seriesName(id);
  }
}

function columnHint(id: TimelineSeries | CycleColumn): string {
  return isCycleColumn(id) ? t('Of the GC cycle that starts here') : seriesHint(id);
}
