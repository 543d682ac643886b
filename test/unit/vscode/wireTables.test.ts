import assert from 'node:assert/strict';
import type { Int64Column } from '../../../src/base/int64';
import type { TopTable } from '../../../src/model/views';
import { toWireTopTable } from '../../../src/vscode/profileEditor/wireTables';

function table(flat: Int64Column, cum: Int64Column): TopTable {
  const rows = Array.from({ length: flat.length }, (_, row) => row);
  return {
    granularity: 'functions',
    sampleIndex: 0,
    total: 3,
    length: flat.length,
    frame: Uint32Array.from(rows),
    name: rows.map(() => 'f'),
    packageName: rows.map(() => ''),
    file: rows.map(() => ''),
    line: new Float64Array(flat.length),
    flat,
    cum,
    flatError: null,
    cumError: null,
    compared: null,
  };
}

describe('toWireTopTable', () => {
  it('passes plain columns on as they are', () => {
    const source = table(Float64Array.of(2, 1), Float64Array.of(3, 1));
    assert.deepEqual(toWireTopTable(source), source);
  });

  it('turns 64-bit columns that fit into plain numbers', () => {
    const wire = toWireTopTable(table(BigInt64Array.of(2n, -1n), BigInt64Array.of(2n ** 60n, 0n)));
    assert.deepEqual(wire.flat, Float64Array.of(2, -1));
    assert.deepEqual(wire.cum, Float64Array.of(2 ** 60, 0));
    assert.deepEqual(
      Object.keys(wire).filter((key) => key.startsWith('exact')),
      [],
    );
  });

  it('adds the digits where numbers round', () => {
    const wire = toWireTopTable(table(BigInt64Array.of(1n), BigInt64Array.of(2n ** 62n + 1n)));
    assert.deepEqual(wire.cum, Float64Array.of(2 ** 62));
    assert.deepEqual(wire.exactCum, ['4611686018427387905']);
    assert.equal(wire.exactFlat, undefined);
  });
});
