import type { WireTopTable } from '../../src/protocol/profileEditor';
import type { Matcher } from '../search';
import type { Column, Sort } from '../state';

/** Positions of rows in their order on screen. */
export type RowOrder = Uint32Array;

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
  const lines = [titles.map((title, i) => (i === 0 || i === 2 ? `${title} (${unit})` : title)).join('\t')];
  for (let i = 0; i < rows.length; i++) lines.push(rowAsText(table, rows[i]!));
  return `${lines.join('\n')}\n`;
}

function rowAsText(table: WireTopTable, row: number): string {
  const line = table.line[row]!;
  const file = table.file[row]!;
  return [
    exactValue(table.exactFlat, table.flat, row),
    percent(table.flat[row]!, table.total),
    exactValue(table.exactCum, table.cum, row),
    percent(table.cum[row]!, table.total),
    table.name[row]!,
    line > 0 ? `${file}:${line}` : file,
  ]
    .map((cell) => cell.replace(/[\t\r\n]/g, ' '))
    .join('\t');
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

function sortRows(rows: RowOrder, table: WireTopTable, sort: Sort): RowOrder {
  if (sort.column === 'flat' || sort.column === 'flatShare') return sortByNumber(rows, table.flat, sort);
  if (sort.column === 'cum' || sort.column === 'cumShare') return sortByNumber(rows, table.cum, sort);
  return sortByText(rows, textKeys(table, sort.column), sort);
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
