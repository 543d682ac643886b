import { formatExact, formatShare, formatValue } from '../../src/base/units';
import type { WireTopTable } from '../../src/protocol/profileEditor';
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

/** The cells of one row; `colour` is that of its package in the flame graph. */
export function createCells(table: WireTopTable, row: number, unit: string, colour: string): HTMLElement[] {
  const flat = table.flat[row]!;
  const cum = table.cum[row]!;
  return [
    numberCell('flat', 1, formatValue(flat, unit), exactText(table.exactFlat, flat, row, unit)),
    shareCell('flatShare', 2, flat, table.total),
    numberCell('cum', 3, formatValue(cum, unit), exactText(table.exactCum, cum, row, unit)),
    shareCell('cumShare', 4, cum, table.total),
    nameCell(table, row, colour),
    locationCell(table, row),
  ];
}

function exactText(exact: readonly string[] | undefined, value: number, row: number, unit: string): string {
  return formatExact(exact ? BigInt(exact[row]!) : value, unit);
}

function numberCell(column: Column, index: number, text: string, title: string): HTMLElement {
  return element('div', {
    class: `cell cell-${column}`,
    role: 'gridcell',
    text,
    title,
    attributes: { 'aria-colindex': index },
  });
}

function shareCell(column: Column, index: number, value: number, total: number): HTMLElement {
  const share = total === 0 ? 0 : value / total;
  const bar = element('span', { class: 'share-bar', attributes: { 'aria-hidden': 'true' } });
  bar.style.setProperty('--share', String(Math.min(1, Math.abs(share))));
  return element(
    'div',
    { class: `cell cell-${column}`, role: 'gridcell', attributes: { 'aria-colindex': index } },
    // The column is as narrow as digits allow.
    formatShare(share).replace('< ', '<'),
    share === 0 ? null : bar,
  );
}

function nameCell(table: WireTopTable, row: number, colour: string): HTMLElement {
  const name = table.name[row]!;
  const { own, path } = splitName(name);
  const swatch = element('span', { class: 'swatch', attributes: { 'aria-hidden': 'true' } });
  swatch.style.backgroundColor = colour;
  return element(
    'div',
    { class: 'cell cell-name', role: 'gridcell', title: name, attributes: { 'aria-colindex': 5 } },
    swatch,
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
