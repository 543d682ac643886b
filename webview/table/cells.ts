import { splitName } from '../../src/base/splitName';
import { formatExact, formatExactChange, formatShare, formatShareChange } from '../../src/base/units';
import type { WireTopTable } from '../../src/protocol/profileEditor';
import { changeText } from '../change';
import { errorHint, errorText } from '../confidence';
import { element } from '../dom';
import { createFileName, createName } from '../names';
import type { Column } from '../state';
import { t } from '../strings';
import { shortLocation } from './layout';

/** Titles of the columns, as pprof names them, and what they mean. */
export function columnTexts(isComparison = false): ColumnTexts {
  return isComparison ? { ...plainTexts(), ...comparedTexts() } : plainTexts();
}

type ColumnTexts = Readonly<Record<Column, { readonly title: string; readonly hint: string }>>;

function comparedTexts(): Partial<ColumnTexts> {
  return {
    flat: {
      title: t('flat ±'),
      hint: t('Difference of the cost in this code itself. Sort by how much it is'),
    },
    flatShare: {
      title: t('flat %'),
      hint: t('This difference as a share of the total. Sort from more to less'),
    },
    cum: {
      title: t('cum ±'),
      hint: t('Difference of the cost in this code and everything it called. Sort by how much it is'),
    },
    cumShare: {
      title: t('cum %'),
      hint: t('This difference as a share of the total. Sort from more to less'),
    },
  };
}

function plainTexts(): ColumnTexts {
  return {
    baseFlat: { title: t('flat base'), hint: t('Cost in this code itself, in the base') },
    currentFlat: { title: t('flat new'), hint: t('Cost in this code itself, in the newer profile') },
    baseCum: { title: t('cum base'), hint: t('Cost in this code and everything it called, in the base') },
    currentCum: {
      title: t('cum new'),
      hint: t('Cost in this code and everything it called, in the newer profile'),
    },
    flat: { title: t('flat'), hint: t('Cost in this code itself') },
    flatShare: { title: t('flat %'), hint: t('flat as a share of the profile’s total') },
    cum: { title: t('cum'), hint: t('Cost in this code and everything it called; each sample counts once') },
    cumShare: { title: t('cum %'), hint: t('cum as a share of the profile’s total') },
    name: { title: t('Function'), hint: t('Sort by name') },
    location: { title: t('Location'), hint: t('Sort by file and line') },
  };
}

/** How the values of a table are written. */
export interface CellTexts {
  readonly unit: string;
  readonly value: (value: number) => string;
  /** Characters that a value takes at most, 0 where all fit. */
  readonly longest: number;
  /** Of a comparison: the largest difference in each direction of a column. Its bars are as long as half a cell. */
  readonly largest: { readonly flat: number; readonly cum: number };
}

/** The cells of one row; `colour` is that of its package in the flame graph. */
export function createCells(
  table: WireTopTable,
  row: number,
  texts: CellTexts,
  colour: string,
): HTMLElement[] {
  const cells = table.compared ? comparedCells(table, row, texts) : plainCells(table, row, texts);
  cells.push(nameCell(table, row, colour), locationCell(table, row));
  for (const [i, cell] of cells.entries()) cell.setAttribute('aria-colindex', String(i + 1));
  return cells;
}

function plainCells(table: WireTopTable, row: number, { unit, value }: CellTexts): HTMLElement[] {
  const flat = table.flat[row]!;
  const cum = table.cum[row]!;
  const flatError = errorOf(table.flatError, row);
  const cumError = errorOf(table.cumError, row);
  const flatTitle = titleOf(exactText(table.exactFlat, flat, row, unit), flatError);
  const cumTitle = titleOf(exactText(table.exactCum, cum, row, unit), cumError);
  return [
    numberCell('flat', value(flat), flatError, flatTitle),
    shareCell('flatShare', flat, table.total, flatTitle),
    numberCell('cum', value(cum), cumError, cumTitle),
    shareCell('cumShare', cum, table.total, cumTitle),
  ];
}

function comparedCells(table: WireTopTable, row: number, texts: CellTexts): HTMLElement[] {
  return [
    ...sideCells(table, row, 'Flat', texts, errorOf(table.flatError, row)),
    ...sideCells(table, row, 'Cum', texts, errorOf(table.cumError, row)),
  ];
}

/** Base, new, what they differ by, and that as a share. */
function sideCells(
  table: WireTopTable,
  row: number,
  side: 'Flat' | 'Cum',
  { unit, value, largest }: CellTexts,
  error: string,
): HTMLElement[] {
  const column = side === 'Flat' ? 'flat' : 'cum';
  const base = table.compared![`base${side}`][row]!;
  const current = table.compared![`current${side}`][row]!;
  const change = table[column][row]!;
  const exact = titleOf(formatExactChange(change, unit), error);
  const title = `${changeText({ base, current }, unit, t)}\n${exact}`;
  const signed = change === 0 ? '±0' : `${change < 0 ? '−' : '+'}${value(Math.abs(change))}`;
  const changed = numberCell(column, signed, error, title);
  if (change === 0) changed.classList.add('same');
  else changed.append(changeBar(change, largest[column]));
  const share = table.total === 0 ? 0 : change / table.total;
  return [
    numberCell(`base${side}`, base === 0 ? '0' : value(base), '', formatExact(base, unit)),
    numberCell(`current${side}`, current === 0 ? '0' : value(current), '', formatExact(current, unit)),
    changed,
    element('div', {
      class: `cell cell-${column}Share`,
      role: 'gridcell',
      title,
      text: formatShareChange(share).replace('< ', '<'),
    }),
  ];
}

/** From the middle of its cell: to the left for less, to the right for more. */
function changeBar(change: number, largest: number): HTMLElement {
  const bar = element('span', {
    class: `change-bar ${change < 0 ? 'shrank' : 'grew'}`,
    attributes: { 'aria-hidden': 'true' },
  });
  bar.style.setProperty('--share', String(largest === 0 ? 0 : Math.abs(change) / largest));
  return bar;
}

function exactText(exact: readonly string[] | undefined, value: number, row: number, unit: string): string {
  return formatExact(exact ? BigInt(exact[row]!) : value, unit);
}

/** '' where nothing is uncertain, or nobody knows how much. */
function errorOf(errors: Float64Array | null, row: number): string {
  const error = errors?.[row] ?? Number.NaN;
  return Number.isNaN(error) ? '' : errorText(error);
}

function titleOf(exact: string, error: string): string {
  return error === '' ? exact : `${exact}\n${error}: ${errorHint()}`;
}

function numberCell(column: Column, text: string, error: string, title: string): HTMLElement {
  return element(
    'div',
    { class: `cell cell-${column}`, role: 'gridcell', title },
    text,
    error === '' ? null : element('span', { class: 'cell-error', text: error }),
  );
}

function shareCell(column: Column, value: number, total: number, title: string): HTMLElement {
  const share = total === 0 ? 0 : value / total;
  const bar = element('span', { class: 'share-bar', attributes: { 'aria-hidden': 'true' } });
  bar.style.setProperty('--share', String(Math.min(1, Math.abs(share))));
  return element(
    'div',
    { class: `cell cell-${column}`, role: 'gridcell', title },
    // The column is as narrow as digits allow.
    formatShare(share).replace('< ', '<'),
    share === 0 ? null : bar,
  );
}

function nameCell(table: WireTopTable, row: number, colour: string): HTMLElement {
  const name = table.name[row]!;
  const { own, path } = splitName(name);
  const address = table.address?.[row] ?? '';
  const swatch = element('span', { class: 'swatch', attributes: { 'aria-hidden': 'true' } });
  swatch.style.backgroundColor = colour;
  return element(
    'div',
    { class: 'cell cell-name', role: 'gridcell', title: name },
    swatch,
    address === ''
      ? null
      : element('span', { class: 'name-address', text: shortAddress(address), title: address }),
    table.granularity === 'files' ? createFileName(own, path) : createName(own),
    path === '' ? null : element('span', { class: 'name-path', text: path }),
  );
}

/** pprof writes sixteen digits, most of them zeros: the name beside them is to keep its room. */
function shortAddress(address: string): string {
  return `0x${address.replace(/^0+(?=.)/, '')}`;
}

function locationCell(table: WireTopTable, row: number): HTMLElement {
  const file = table.file[row]!;
  const line = table.line[row]!;
  const full = line > 0 ? `${file}:${line}` : file;
  return element(
    'div',
    { class: 'cell cell-location', role: 'gridcell' },
    file === ''
      ? null
      : element(
          'span',
          { class: 'location-link', title: t('Open {location}', { location: full }) },
          element('span', { class: 'location-file', text: shortLocation(file, 0) }),
          line > 0 ? `:${line}` : null,
        ),
  );
}
