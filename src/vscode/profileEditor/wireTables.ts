import { asNumbers, type Int64Column, isWide } from '../../base/int64';
import type { CallGraph } from '../../model/callGraph';
import type { TopTable } from '../../model/views';
import type { WireCallGraph, WireTopTable } from '../../protocol/profileEditor';

/** The table for the webview: 64-bit columns as plain numbers, with the exact digits beside them where those round. */
export function toWireTopTable(table: TopTable): WireTopTable {
  const { flat, cum, compared, ...rest } = table;
  const exactFlat = exactDigits(flat);
  const exactCum = exactDigits(cum);
  return {
    ...rest,
    flat: asNumbers(flat),
    cum: asNumbers(cum),
    ...(exactFlat && { exactFlat }),
    ...(exactCum && { exactCum }),
    compared: compared && {
      baseFlat: asNumbers(compared.baseFlat),
      currentFlat: asNumbers(compared.currentFlat),
      baseCum: asNumbers(compared.baseCum),
      currentCum: asNumbers(compared.currentCum),
    },
  };
}

export function toWireCallGraph(graph: CallGraph): WireCallGraph {
  const { flat, cum, edgeWeight } = graph;
  return { ...graph, flat: asNumbers(flat), cum: asNumbers(cum), edgeWeight: asNumbers(edgeWeight) };
}

function exactDigits(column: Int64Column): readonly string[] | null {
  if (!isWide(column)) return null;
  if (column.every((value) => BigInt(Number(value)) === value)) return null;
  return Array.from(column, String);
}
