import { type Int64Column, isWide } from '../../base/int64';
import type { TopTable } from '../../model/views';
import type { WireTopTable } from '../../protocol/profileEditor';

/** The table for the webview: 64-bit columns as plain numbers, with the exact digits beside them where those round. */
export function toWireTopTable(table: TopTable): WireTopTable {
  const { flat, cum, ...rest } = table;
  const exactFlat = exactDigits(flat);
  const exactCum = exactDigits(cum);
  return {
    ...rest,
    flat: plainNumbers(flat),
    cum: plainNumbers(cum),
    ...(exactFlat && { exactFlat }),
    ...(exactCum && { exactCum }),
  };
}

function plainNumbers(column: Int64Column): Float64Array {
  return isWide(column) ? Float64Array.from(column, Number) : column;
}

function exactDigits(column: Int64Column): readonly string[] | null {
  if (!isWide(column)) return null;
  if (column.every((value) => BigInt(Number(value)) === value)) return null;
  return Array.from(column, String);
}
