import type { ByteCursor } from '../../base/byteCursor';
import { GrowingFloat64, GrowingInt32 } from '../../base/growingColumns';
import type { FunctionTable, LocationTable, MappingTable } from '../../model/profile';
import { IdIndex } from './idIndex';
import type { Layout, Spans } from './layout';
import { malformed } from './malformed';
import { BYTES, expectWireType, readMessage, skipField, VARINT } from './wire';

export interface Tables {
  readonly mappings: MappingTable;
  readonly functions: FunctionTable;
  readonly locations: LocationTable;
  /** Positions of locations by their ids, for samples. */
  readonly locationIds: IdIndex;
}

/** Mappings, functions and locations. Ids must be unique and not 0, and lines must name functions that exist, as in Go. */
export function decodeTables(cursor: ByteCursor, layout: Layout): Tables {
  const [mappings, mappingIds] = decodeMappings(cursor, layout);
  const [functions, functionIds] = decodeFunctions(cursor, layout);
  const [locations, locationIds] = decodeLocations(cursor, layout, mappingIds, functionIds);
  return { mappings, functions, locations, locationIds };
}

/** Reads a string index, which must lie in the string table. */
export function readStringIndex(cursor: ByteCursor, wireType: number, layout: Layout): number {
  expectWireType(cursor, wireType, VARINT);
  const at = cursor.pos;
  const index = cursor.readUint();
  if (index >= layout.strings.length) {
    throw malformed(at, `string ${index} of a table of ${layout.strings.length}`);
  }
  return index;
}

function decodeMappings(cursor: ByteCursor, layout: Layout): [MappingTable, IdIndex] {
  const { length } = layout.mappings;
  const start = new BigUint64Array(length);
  const limit = new BigUint64Array(length);
  const offset = new BigUint64Array(length);
  const file = new Uint32Array(length);
  const buildId = new Uint32Array(length);
  const ids = decodeRows(cursor, layout.mappings, 'mapping', (row, field, wireType) => {
    if (field === 2) start[row] = readUint64(cursor, wireType);
    else if (field === 3) limit[row] = readUint64(cursor, wireType);
    else if (field === 4) offset[row] = readUint64(cursor, wireType);
    else if (field === 5) file[row] = readStringIndex(cursor, wireType, layout);
    else if (field === 6) buildId[row] = readStringIndex(cursor, wireType, layout);
    else if (field >= 7 && field <= 10) readChecked(cursor, wireType);
    else skipField(cursor, wireType);
  });
  return [{ length, start, limit, offset, file, buildId }, ids];
}

function decodeFunctions(cursor: ByteCursor, layout: Layout): [FunctionTable, IdIndex] {
  const { length } = layout.functions;
  const name = new Uint32Array(length);
  const systemName = new Uint32Array(length);
  const file = new Uint32Array(length);
  const startLine = new Float64Array(length);
  const ids = decodeRows(cursor, layout.functions, 'function', (row, field, wireType) => {
    if (field === 2) name[row] = readStringIndex(cursor, wireType, layout);
    else if (field === 3) systemName[row] = readStringIndex(cursor, wireType, layout);
    else if (field === 4) file[row] = readStringIndex(cursor, wireType, layout);
    else if (field === 5) startLine[row] = readInt(cursor, wireType);
    else skipField(cursor, wireType);
  });
  return [{ length, name, systemName, file, startLine }, ids];
}

function decodeLocations(
  cursor: ByteCursor,
  layout: Layout,
  mappingIds: IdIndex,
  functionIds: IdIndex,
): [LocationTable, IdIndex] {
  const { length } = layout.locations;
  const address = new BigUint64Array(length);
  const mapping = new Int32Array(length).fill(-1);
  const lineStart = new Uint32Array(length + 1);
  const lineFunction = new GrowingInt32(length + 16);
  const lineNumber = new GrowingFloat64(length + 16);
  const readLine = (wireType: number) => {
    expectWireType(cursor, wireType, BYTES);
    const at = cursor.pos;
    let found = -1;
    let number = 0;
    const size = cursor.readLength();
    readMessage(cursor, cursor.pos + size, (field, type) => {
      if (field === 1) {
        expectWireType(cursor, type, VARINT);
        cursor.readVarint();
        found = functionIds.find(cursor.lo, cursor.hi);
      } else if (field === 2) number = readInt(cursor, type);
      else if (field === 3) readChecked(cursor, type);
      else skipField(cursor, type);
    });
    if (found < 0) throw malformed(at, 'a line names a function that is not in the file');
    lineFunction.push(found);
    lineNumber.push(number);
  };
  const ids = decodeRows(cursor, layout.locations, 'location', (row, field, wireType) => {
    // The row's lines end where the last one read so far stands; a row without lines ends where it starts.
    lineStart[row + 1] = lineFunction.length;
    if (field === 2) {
      expectWireType(cursor, wireType, VARINT);
      cursor.readVarint();
      mapping[row] = mappingIds.find(cursor.lo, cursor.hi);
    } else if (field === 3) address[row] = readUint64(cursor, wireType);
    else if (field === 4) {
      readLine(wireType);
      lineStart[row + 1] = lineFunction.length;
    } else if (field === 5) readChecked(cursor, wireType);
    else skipField(cursor, wireType);
  });
  for (let row = 0; row < length; row++) lineStart[row + 1] = Math.max(lineStart[row + 1]!, lineStart[row]!);
  return [
    {
      length,
      address,
      mapping,
      lineStart,
      lineFunction: lineFunction.finish(),
      lineNumber: lineNumber.finish(),
    },
    ids,
  ];
}

/** Reads each message of `spans`; field 1 is the id, all others go to `other`. */
function decodeRows(
  cursor: ByteCursor,
  spans: Spans,
  what: string,
  other: (row: number, field: number, wireType: number) => void,
): IdIndex {
  const ids = new IdIndex(spans.length);
  for (let row = 0; row < spans.length; row++) {
    const at = spans.start[row]!;
    let lo = 0;
    let hi = 0;
    cursor.pos = at;
    readMessage(cursor, at + spans.size[row]!, (field, wireType) => {
      if (field !== 1) {
        other(row, field, wireType);
        return;
      }
      expectWireType(cursor, wireType, VARINT);
      cursor.readVarint();
      lo = cursor.lo;
      hi = cursor.hi;
    });
    if (lo === 0 && hi === 0) throw malformed(at, `a ${what} has the id 0`);
    if (!ids.add(lo, hi, row)) throw malformed(at, `two ${what}s have the same id`);
  }
  return ids;
}

function readUint64(cursor: ByteCursor, wireType: number): bigint {
  expectWireType(cursor, wireType, VARINT);
  cursor.readVarint();
  return cursor.lastBigUint();
}

function readInt(cursor: ByteCursor, wireType: number): number {
  expectWireType(cursor, wireType, VARINT);
  cursor.readVarint();
  return cursor.lastInt();
}

/** A known field that is not kept still has to be of its type. */
function readChecked(cursor: ByteCursor, wireType: number): void {
  expectWireType(cursor, wireType, VARINT);
  cursor.readVarint();
}
