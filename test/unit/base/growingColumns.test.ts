import assert from 'node:assert/strict';
import { GrowingFloat64, GrowingInt32, GrowingUint8, GrowingUint32 } from '../../../src/base/growingColumns';

describe('growing columns', () => {
  it('hold what was pushed, whatever their first capacity', () => {
    for (const capacity of [0, 1, 64, 1000]) {
      const values = Array.from({ length: 500 }, (_, i) => i * 3);
      const columns = [new GrowingUint32(capacity), new GrowingInt32(capacity), new GrowingFloat64(capacity)];
      for (const column of columns) {
        for (const value of values) column.push(value);
        assert.equal(column.length, 500);
        assert.deepEqual([...column.finish()], values);
      }
    }
  });

  it('keep the kind of their values', () => {
    const signed = new GrowingInt32();
    signed.push(-1);
    assert.deepEqual(signed.finish(), Int32Array.of(-1));
    const unsigned = new GrowingUint32();
    unsigned.push(2 ** 32 - 1);
    assert.deepEqual(unsigned.finish(), Uint32Array.of(2 ** 32 - 1));
    const float = new GrowingFloat64();
    float.push(0.5);
    assert.deepEqual(float.finish(), Float64Array.of(0.5));
    assert.deepEqual(new GrowingFloat64().finish(), new Float64Array(0));
  });

  it('show what is there without a copy, which more does not change', () => {
    const column = new GrowingFloat64(2);
    column.append([1, 2, 3]);
    const view = column.view();
    for (let value = 4; value < 200; value++) column.push(value);
    column.append(Float64Array.of(200));
    assert.deepEqual([...view], [1, 2, 3]);
    assert.deepEqual([column.length, column.at(3), column.at(199)], [200, 4, 200]);
    column.set(199, 7);
    column.keepLast(2);
    assert.deepEqual([...column.view()], [199, 7]);
    column.push(8);
    assert.deepEqual([...column.finish()], [199, 7, 8]);
    const bytes = new GrowingUint8(1);
    bytes.append([1, 255]);
    assert.deepEqual(bytes.view(), Uint8Array.of(1, 255));
  });
});
