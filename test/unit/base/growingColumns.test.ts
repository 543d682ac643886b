import assert from 'node:assert/strict';
import { GrowingFloat64, GrowingInt32, GrowingUint32 } from '../../../src/base/growingColumns';

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
});
