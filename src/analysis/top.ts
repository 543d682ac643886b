import { type Int64, type Int64Column, isWide, toNumber } from '../base/int64';
import type { FrameTable } from '../model/callTree';
import { packageNameOf } from '../model/goName';
import type { Granularity, TopTable } from '../model/views';

/** Rows of `go tool pprof -top` with nothing trimmed: flat magnitude first, then name, then cum magnitude. */
export function computeTop(
  frames: FrameTable,
  { flat, cum }: { readonly flat: Int64Column; readonly cum: Int64Column },
  options: { granularity: Granularity; sampleIndex: number; total: Int64 },
): TopTable {
  const frame = rowsWithValue(flat, cum);
  sortRows(frame, frames.name, flat, cum);
  return {
    granularity: options.granularity,
    sampleIndex: options.sampleIndex,
    total: toNumber(options.total),
    length: frame.length,
    frame,
    name: pick(frame, frames.name),
    packageName: Array.from(frame, (f) =>
      options.granularity === 'files' ? '' : packageNameOf(frames.name[f]!),
    ),
    file: pick(frame, frames.file),
    line: Float64Array.from(frame, (f) => frames.line[f]!),
    flat: pickColumn(frame, flat),
    cum: pickColumn(frame, cum),
  };
}

function rowsWithValue(flat: Int64Column, cum: Int64Column): Uint32Array {
  const rows: number[] = [];
  for (let frame = 0; frame < flat.length; frame++) {
    if (Number(flat[frame]!) !== 0 || Number(cum[frame]!) !== 0) rows.push(frame);
  }
  return Uint32Array.from(rows);
}

function sortRows(rows: Uint32Array, name: readonly string[], flat: Int64Column, cum: Int64Column): void {
  rows.sort((a, b) => {
    const byFlat = compareMagnitudes(flat[b]!, flat[a]!);
    if (byFlat !== 0) return byFlat;
    if (name[a] !== name[b]) return name[a]! < name[b]! ? -1 : 1;
    return compareMagnitudes(cum[b]!, cum[a]!);
  });
}

function compareMagnitudes(a: Int64, b: Int64): number {
  const left = a < 0 ? -a : a;
  const right = b < 0 ? -b : b;
  return left < right ? -1 : left > right ? 1 : 0;
}

function pick(rows: Uint32Array, list: readonly string[]): string[] {
  return Array.from(rows, (row) => list[row]!);
}

function pickColumn(rows: Uint32Array, column: Int64Column): Int64Column {
  if (isWide(column)) return BigInt64Array.from(rows, (row) => column[row]!);
  return Float64Array.from(rows, (row) => column[row]!);
}
