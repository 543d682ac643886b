import { type Int64, type Int64Column, isWide, toNumber } from '../base/int64';
import type { FrameTable } from '../model/callTree';
import { packageNameOf } from '../model/goName';
import { hexadecimal } from '../model/printableName';
import type { ComparedTable, Granularity, TopTable } from '../model/views';
import { relativeErrors } from './confidence';

interface FlatAndCum {
  readonly flat: Int64Column;
  readonly cum: Int64Column;
}

export interface TopOptions {
  readonly granularity: Granularity;
  readonly sampleIndex: number;
  readonly total: Int64;
  /** Of flat and cum, in the square of their unit; null where the numbers are exact or nothing is known. */
  readonly variance: FlatAndCum | null;
  /** Both sides of a comparison, by frame. */
  readonly compared?: ComparedTable | null;
}

/** Rows of `go tool pprof -top` with nothing trimmed: flat magnitude first, then name (and place, where it tells rows apart), then cum magnitude. */
export function computeTop(frames: FrameTable, { flat, cum }: FlatAndCum, options: TopOptions): TopTable {
  const { granularity, variance, compared } = options;
  const frame = rowsWithValue(flat, cum);
  sortRows(frame, frames, flat, cum, placeOf(frames, granularity));
  const { address } = frames;
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
    ...(address && { address: Array.from(frame, (f) => hexadecimal(address[f]!)) }),
    flat: pickColumn(frame, flat),
    cum: pickColumn(frame, cum),
    flatError: variance && relativeErrors(frame, flat, variance.flat),
    cumError: variance && relativeErrors(frame, cum, variance.cum),
    compared: compared
      ? {
          ...compared,
          baseFlat: pickColumn(frame, compared.baseFlat),
          currentFlat: pickColumn(frame, compared.currentFlat),
          baseCum: pickColumn(frame, compared.baseCum),
          currentCum: pickColumn(frame, compared.currentCum),
        }
      : null,
  };
}

function rowsWithValue(flat: Int64Column, cum: Int64Column): Uint32Array {
  const rows: number[] = [];
  for (let frame = 0; frame < flat.length; frame++) {
    if (Number(flat[frame]!) !== 0 || Number(cum[frame]!) !== 0) rows.push(frame);
  }
  return Uint32Array.from(rows);
}

/** How pprof prints the place of a frame, and compares it: line 108 stands before line 76. '' where names alone tell frames apart. */
function placeOf({ file, line }: FrameTable, granularity: Granularity): (frame: number) => string {
  if (granularity === 'filefunctions') return (frame) => file[frame]!;
  if (granularity !== 'lines' && granularity !== 'addresses') return () => '';
  return (frame) => (line[frame] === 0 ? file[frame]! : `${file[frame]}:${line[frame]}`);
}

function sortRows(
  rows: Uint32Array,
  { name, address }: FrameTable,
  flat: Int64Column,
  cum: Int64Column,
  place: (frame: number) => string,
): void {
  const printed = (frame: number) =>
    address && address[frame] !== 0n ? `${hexadecimal(address[frame]!)} ${name[frame]}` : name[frame]!;
  rows.sort(
    (a, b) =>
      compareMagnitudes(flat[b]!, flat[a]!) ||
      compareText(printed(a), printed(b)) ||
      compareText(place(a), place(b)) ||
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
