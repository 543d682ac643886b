import type { WireTopTable } from '../../src/protocol/profileEditor';
import type { Matcher } from '../search';
import { type Column, columns, comparedColumns, type Sort } from '../state';

/** Positions of rows in their order on screen. */
export type RowOrder = Uint32Array;

/** The columns of this table, from left to right. */
export function columnsOf({ compared }: WireTopTable): readonly Column[] {
  return compared ? comparedColumns : columns;
}

/** As asked for; a column that this table has not, of a view kept for a comparison, gives way to flat. */
export function sortOf(table: WireTopTable, sort: Sort): Sort {
  return columnsOf(table).includes(sort.column) ? sort : { column: 'flat', descending: true };
}

/** The rows that match, sorted. Equal rows keep the table's own order: heaviest flat first. */
export function layoutRows(table: WireTopTable, sort: Sort, matches: Matcher | null): RowOrder {
  const rows = matches ? matchingRows(table, matches) : allRows(table.length);
  return sortRows(rows, table, sort);
}

/** Rows to draw: `first` up to, not including, `end`. Rows are `rowHeight` CSS pixels high. */
export function visibleRows(
  scrollTop: number,
  height: number,
  rowHeight: number,
  count: number,
): { readonly first: number; readonly end: number } {
  // A few more on both sides, so that fast scrolling shows no gap before the next frame.
  const spare = 8;
  const first = Math.max(0, Math.floor(scrollTop / rowHeight) - spare);
  const end = Math.min(count, Math.ceil((scrollTop + height) / rowHeight) + spare);
  return { first: Math.min(first, end), end };
}

/** The scroll position that shows `row` wholly and moves as little as it can. */
export function scrollToShow(row: number, scrollTop: number, height: number, rowHeight: number): number {
  const top = row * rowHeight;
  if (top < scrollTop) return top;
  const bottom = top + rowHeight;
  return bottom > scrollTop + height ? bottom - height : scrollTop;
}

/** `file.go:42` of a path as recorded; '' where the file is unknown. */
export function shortLocation(file: string, line: number): string {
  const name = file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
  return line > 0 && name !== '' ? `${name}:${line}` : name;
}

/** Rows as tab-separated text with a line of titles: exact numbers, full paths, for a spreadsheet. */
export function rowsAsText(
  table: WireTopTable,
  rows: ArrayLike<number>,
  titles: readonly string[],
  unit: string,
): string {
  const columns = columnsOf(table);
  const head = titles.map((title, i) => (isAmount(columns[i]!) ? `${title} (${unit})` : title));
  const lines = [head.join('\t')];
  for (let i = 0; i < rows.length; i++) lines.push(rowAsText(table, rows[i]!));
  return `${lines.join('\n')}\n`;
}

function rowAsText(table: WireTopTable, row: number): string {
  return columnsOf(table)
    .map((column) => cellAsText(table, column, row))
    .map((cell) => cell.replace(/[\t\r\n]/g, ' '))
    .join('\t');
}

function isAmount(column: Column): boolean {
  return !['flatShare', 'cumShare', 'name', 'location'].includes(column);
}

function cellAsText(table: WireTopTable, column: Column, row: number): string {
  switch (column) {
    case 'flat':
      return exactValue(table.exactFlat, table.flat, row);
    case 'cum':
      return exactValue(table.exactCum, table.cum, row);
    case 'flatShare':
      return percent(table.flat[row]!, table.total);
    case 'cumShare':
      return percent(table.cum[row]!, table.total);
    case 'name':
      return table.name[row]!;
    case 'location': {
      const line = table.line[row]!;
      return line > 0 ? `${table.file[row]}:${line}` : table.file[row]!;
    }
    default:
      return String(table.compared?.[column][row] ?? 0);
  }
}

function exactValue(exact: readonly string[] | undefined, column: Float64Array, row: number): string {
  return exact ? exact[row]! : String(column[row]!);
}

function percent(value: number, total: number): string {
  return total === 0 ? '0%' : `${((value / total) * 100).toFixed(2)}%`;
}

function allRows(length: number): RowOrder {
  return Uint32Array.from({ length }, (_, row) => row);
}

function matchingRows(table: WireTopTable, matches: Matcher): RowOrder {
  const rows: number[] = [];
  for (let row = 0; row < table.length; row++) {
    if (matches(table.name[row]!) || matches(table.file[row]!)) rows.push(row);
  }
  return Uint32Array.from(rows);
}

/** Differences come by how much they are, whichever way; their percentages from more to less. */
function sortRows(rows: RowOrder, table: WireTopTable, wanted: Sort): RowOrder {
  const sort = sortOf(table, wanted);
  switch (sort.column) {
    case 'flat':
      return sortByNumber(rows, table.compared ? table.flat.map(Math.abs) : table.flat, sort);
    case 'cum':
      return sortByNumber(rows, table.compared ? table.cum.map(Math.abs) : table.cum, sort);
    case 'flatShare':
      return sortByNumber(rows, table.flat, sort);
    case 'cumShare':
      return sortByNumber(rows, table.cum, sort);
    case 'name':
    case 'location':
      return sortByText(rows, textKeys(table, sort.column), sort);
    default:
      return sortByNumber(rows, table.compared![sort.column], sort);
  }
}

function sortByNumber(rows: RowOrder, column: Float64Array, { descending }: Sort): RowOrder {
  return rows.sort((a, b) => (descending ? column[b]! - column[a]! : column[a]! - column[b]!) || a - b);
}

function sortByText(rows: RowOrder, keys: readonly string[], { descending }: Sort): RowOrder {
  const up = descending ? -1 : 1;
  return rows.sort((a, b) => {
    const left = keys[a]!;
    const right = keys[b]!;
    if (left === right) return a - b;
    return left < right ? -up : up;
  });
}

/** Names in any case; locations by file, then line as a number: padded, so that 9 stands before 10. */
function textKeys(table: WireTopTable, column: Column): readonly string[] {
  if (column === 'name') return table.name.map((name) => name.toLowerCase());
  return table.file.map((file, row) => {
    const short = shortLocation(file, 0);
    return `${short}\0${file}\0${String(table.line[row]!).padStart(10, '0')}`;
  });
}
