import { formatExact, formatShare } from '../../src/base/units';
import type { WireTopTable } from '../../src/protocol/profileEditor';
import { errorHint, errorText } from '../confidence';
import { element } from '../dom';
import { createFileName, createName, splitName } from '../names';
import type { Column } from '../state';
import { t } from '../strings';
import { shortLocation } from './layout';

/** Titles of the columns, as pprof names them, and what they mean. */
export function columnTexts(): Readonly<Record<Column, { readonly title: string; readonly hint: string }>> {
  return {
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
}

/** The cells of one row; `colour` is that of its package in the flame graph. */
export function createCells(
  table: WireTopTable,
  row: number,
  { unit, value }: CellTexts,
  colour: string,
): HTMLElement[] {
  const flat = table.flat[row]!;
  const cum = table.cum[row]!;
  const flatError = errorOf(table.flatError, row);
  const cumError = errorOf(table.cumError, row);
  const flatTitle = titleOf(exactText(table.exactFlat, flat, row, unit), flatError);
  const cumTitle = titleOf(exactText(table.exactCum, cum, row, unit), cumError);
  return [
    numberCell('flat', 1, value(flat), flatError, flatTitle),
    shareCell('flatShare', 2, flat, table.total, flatTitle),
    numberCell('cum', 3, value(cum), cumError, cumTitle),
    shareCell('cumShare', 4, cum, table.total, cumTitle),
    nameCell(table, row, colour),
    locationCell(table, row),
  ];
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

function numberCell(column: Column, index: number, text: string, error: string, title: string): HTMLElement {
  return element(
    'div',
    { class: `cell cell-${column}`, role: 'gridcell', title, attributes: { 'aria-colindex': index } },
    text,
    error === '' ? null : element('span', { class: 'cell-error', text: error }),
  );
}

function shareCell(column: Column, index: number, value: number, total: number, title: string): HTMLElement {
  const share = total === 0 ? 0 : value / total;
  const bar = element('span', { class: 'share-bar', attributes: { 'aria-hidden': 'true' } });
  bar.style.setProperty('--share', String(Math.min(1, Math.abs(share))));
  return element(
    'div',
    { class: `cell cell-${column}`, role: 'gridcell', title, attributes: { 'aria-colindex': index } },
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
    { class: 'cell cell-name', role: 'gridcell', title: name, attributes: { 'aria-colindex': 5 } },
    swatch,
    address === '' ? null : element('span', { class: 'name-address', text: address }),
    table.granularity === 'files' ? createFileName(own, path) : createName(own),
    path === '' ? null : element('span', { class: 'name-path', text: path }),
  );
}

function locationCell(table: WireTopTable, row: number): HTMLElement {
  const file = table.file[row]!;
  const line = table.line[row]!;
  const full = line > 0 ? `${file}:${line}` : file;
  return element(
    'div',
    { class: 'cell cell-location', role: 'gridcell', attributes: { 'aria-colindex': 6 } },
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
