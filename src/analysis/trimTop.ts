import { type Int64Column, toNumber } from '../base/int64';
import { printableName } from '../model/printableName';
import type { ReportOptions } from '../model/question';
import type { TopTable } from '../model/views';
import {
  compareMagnitudes,
  compareText,
  cutoffOf,
  isNegativeRow,
  pickColumn,
  reportedColumn,
} from './reportValues';

/** flat and cum of every frame in the first value type: what means are divided by. */
export interface FrameDivisors {
  readonly flat: Int64Column;
  readonly cum: Int64Column;
}

/**
 * The rows of a whole table that pprof's -top prints with these options, their values as means and divided where that was
 * asked for. `total` is what shares refer to, already as the options want it.
 */
export function trimTop(
  table: TopTable,
  report: ReportOptions,
  total: number,
  divisors: FrameDivisors | null,
): TopTable {
  const { rows, trimmed } = chooseRows(table, report);
  const column = (values: Int64Column, divisor: Int64Column | undefined) =>
    reportedColumn(
      pickColumn(rows, values),
      divisor ? pickColumn(rows, pickColumn(table.frame, divisor)) : null,
      report,
    );
  const numbers = (values: Float64Array | null) => values && Float64Array.from(rows, (row) => values[row]!);
  const texts = (values: readonly string[]) => rows.map((row) => values[row]!);
  const { compared } = table;
  return {
    ...table,
    total,
    trimmed,
    length: rows.length,
    frame: Uint32Array.from(rows, (row) => table.frame[row]!),
    name: texts(table.name),
    packageName: texts(table.packageName),
    file: texts(table.file),
    line: Float64Array.from(rows, (row) => table.line[row]!),
    ...(table.address && { address: texts(table.address) }),
    flat: column(table.flat, divisors?.flat),
    cum: column(table.cum, divisors?.cum),
    // How sure a mean is does not follow from how sure its sum is.
    flatError: report.mean ? null : numbers(table.flatError),
    cumError: report.mean ? null : numbers(table.cumError),
    compared: compared && {
      ...compared,
      baseFlat: column(compared.baseFlat, undefined),
      currentFlat: column(compared.currentFlat, undefined),
      baseCum: column(compared.baseCum, undefined),
      currentCum: column(compared.currentCum, undefined),
    },
  };
}

function chooseRows(
  table: TopTable,
  report: ReportOptions,
): { rows: number[]; trimmed: NonNullable<TopTable['trimmed']> } {
  const { flat, cum } = table;
  let rows = Array.from({ length: table.length }, (_, row) => row);
  if (report.dropNegative) rows = rows.filter((row) => !isNegativeRow(flat[row]!, cum[row]!));
  const whole = rows.length;
  if (report.trim) {
    const sum = rows.reduce((all, row) => all + toNumber(flat[row]!), 0);
    const cutoff = cutoffOf(sum, report.nodeFraction);
    rows = rows.filter((row) => Math.abs(toNumber(cum[row]!)) >= cutoff);
  }
  if (report.sort === 'cum') sortByCum(rows, table);
  const trimmed = { dropped: whole - rows.length, candidates: rows.length };
  return { rows: report.trim && report.nodeCount > 0 ? rows.slice(0, report.nodeCount) : rows, trimmed };
}

function sortByCum(rows: number[], { granularity, name, file, line, address, flat, cum }: TopTable): void {
  const label = (row: number) =>
    printableName(granularity, name[row]!, file[row]!, line[row]!, address?.[row]);
  rows.sort(
    (a, b) =>
      compareMagnitudes(cum[b]!, cum[a]!) ||
      compareText(label(a), label(b)) ||
      compareMagnitudes(flat[b]!, flat[a]!),
  );
}
