import type { Int64 } from '../base/int64';
import { formatShare, formatValue } from '../base/units';
import type { SampleTypeFacts, TopTable } from '../model/views';
import { markdownText } from './markdownText';
import { TextPieces } from './textPieces';

/** A top table as comma-separated values (RFC 4180): exact integers in the value type's unit, shares from 0 to 1. */
export function exportCsv(table: TopTable, type: SampleTypeFacts): Uint8Array {
  const text = new TextPieces();
  const { compared, flatError, cumError } = table;
  const head = ['name', 'file', 'line', `flat_${type.unit}`, 'flat_share', `cum_${type.unit}`, 'cum_share'];
  if (flatError || cumError) head.push('flat_relative_error', 'cum_relative_error');
  if (compared) head.push('base_flat', 'current_flat', 'base_cum', 'current_cum');
  text.push(`${head.join()}\r\n`);
  for (let row = 0; row < table.length; row++) {
    const cells = [
      csvText(table.name[row]!),
      csvText(table.file[row]!),
      String(table.line[row]!),
      String(table.flat[row]!),
      String(shareOf(table.flat[row]!, table.total)),
      String(table.cum[row]!),
      String(shareOf(table.cum[row]!, table.total)),
    ];
    if (flatError || cumError) cells.push(errorCell(flatError, row), errorCell(cumError, row));
    if (compared) {
      const { baseFlat, currentFlat, baseCum, currentCum } = compared;
      for (const column of [baseFlat, currentFlat, baseCum, currentCum]) cells.push(String(column[row]!));
    }
    text.push(`${cells.join()}\r\n`);
  }
  return text.finish();
}

/** A top table for a ticket or a chat: three significant digits with units. */
export function exportMarkdown(table: TopTable, type: SampleTypeFacts, title: string): Uint8Array {
  const text = new TextPieces();
  const { compared } = table;
  text.push(
    `**${markdownText(title)}**, ${markdownText(type.type)}: ${formatValue(table.total, type.unit)}\n\n`,
  );
  text.push(
    compared
      ? '| base | new | flat ± | flat % | cum ± | cum % | name |\n'
      : '| flat | flat % | cum | cum % | name |\n',
  );
  text.push(compared ? '|--:|--:|--:|--:|--:|--:|:--|\n' : '|--:|--:|--:|--:|:--|\n');
  for (let row = 0; row < table.length; row++) {
    const value = (cell: Int64) => formatValue(Number(cell), type.unit);
    const share = (cell: Int64) => formatShare(shareOf(cell, table.total));
    const cells = [
      ...(compared ? [value(compared.baseFlat[row]!), value(compared.currentFlat[row]!)] : []),
      value(table.flat[row]!),
      share(table.flat[row]!),
      value(table.cum[row]!),
      share(table.cum[row]!),
      `${markdownText(table.name[row]!)}${placeOf(table, row)}`,
    ];
    text.push(`| ${cells.join(' | ')} |\n`);
  }
  return text.finish();
}

function shareOf(value: Int64, total: number): number {
  return total === 0 ? 0 : Number(value) / total;
}

function errorCell(column: Float64Array | null, row: number): string {
  const error = column?.[row] ?? Number.NaN;
  return Number.isFinite(error) ? String(error) : '';
}

function placeOf({ granularity, file, line }: TopTable, row: number): string {
  if (granularity !== 'lines' && granularity !== 'addresses') return '';
  return file[row] === '' ? '' : ` ${markdownText(`${file[row]}:${line[row]}`)}`;
}

/** Quoted where it must be; a cell that a spreadsheet would take for a formula starts with an apostrophe. */
function csvText(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
