import { ByteCursor } from '../../src/base/byteCursor';
import type { Int64Column } from '../../src/base/int64';
import { Int64ColumnBuilder } from '../../src/formats/pprof/int64ColumnBuilder';

/** The column that a decoder makes of these values, read as varints. */
export function columnOf(values: readonly bigint[]): Int64Column {
  const builder = new Int64ColumnBuilder(values.length);
  values.forEach((value, row) => {
    const cursor = new ByteCursor(varint(value));
    cursor.readVarint();
    builder.set(row, cursor);
  });
  return builder.finish();
}

/** Bytes of a varint, signed values in ten bytes, as protobuf writes an int64. */
export function varint(value: bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, value);
  for (; rest >= 128n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return Uint8Array.from([...bytes, Number(rest)]);
}
