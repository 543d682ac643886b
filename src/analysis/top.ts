import { type Int64, type Int64Column, isWide, toNumber } from '../base/int64';
import type { FrameTable } from '../model/callTree';
import { packageNameOf } from '../model/goName';
import type { Granularity, TopTable } from '../model/views';

/** Rows of `go tool pprof -top` with nothing trimmed: flat magnitude first, then name (of lines: and place), then cum magnitude. */
export function computeTop(
  frames: FrameTable,
  { flat, cum }: { readonly flat: Int64Column; readonly cum: Int64Column },
  options: { granularity: Granularity; sampleIndex: number; total: Int64 },
): TopTable {
  const frame = rowsWithValue(flat, cum);
  sortRows(frame, frames, flat, cum, options.granularity === 'lines');
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
    flatError: null,
    cumError: null,
    compared: null,
  };
}

function rowsWithValue(flat: Int64Column, cum: Int64Column): Uint32Array {
  const rows: number[] = [];
  for (let frame = 0; frame < flat.length; frame++) {
    if (Number(flat[frame]!) !== 0 || Number(cum[frame]!) !== 0) rows.push(frame);
  }
  return Uint32Array.from(rows);
}

function sortRows(
  rows: Uint32Array,
  frames: FrameTable,
  flat: Int64Column,
  cum: Int64Column,
  byPlace: boolean,
): void {
  const { name, file, line } = frames;
  // Places as pprof prints and compares them: line 108 stands before line 76.
  const place = (frame: number) => (line[frame] === 0 ? file[frame]! : `${file[frame]}:${line[frame]}`);
  rows.sort(
    (a, b) =>
      compareMagnitudes(flat[b]!, flat[a]!) ||
      compareText(name[a]!, name[b]!) ||
      (byPlace ? compareText(place(a), place(b)) : 0) ||
      compareMagnitudes(cum[b]!, cum[a]!),
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
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
