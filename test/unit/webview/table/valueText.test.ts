import assert from 'node:assert/strict';
import { valueText } from '../../../../webview/table/valueText';

describe('table: valueText', () => {
  it('writes each value in its own unit, or all in one', () => {
    assert.deepEqual(write('auto', 'bytes', [1536, 3 << 20]), ['1.50 kB', '3.00 MB']);
    assert.deepEqual(write('MB', 'bytes', [1536, 3 << 20]), ['0 MB', '3 MB']);
    assert.deepEqual(write('kb', 'bytes', [1536, -2048]), ['1.50 kB', '-2 kB']);
    assert.deepEqual(write('ms', 'nanoseconds', [1_500_000, 2e9]), ['1.50 ms', '2000 ms']);
  });

  it('takes the unit of the smallest value for "minimum"', () => {
    assert.deepEqual(write('minimum', 'bytes', [0, 2048, 3 << 20]), ['0 kB', '2 kB', '3072 kB']);
    assert.deepEqual(write('minimum', 'count', [3, 5000]), ['3', '5000']);
    assert.deepEqual(write('minimum', 'bytes', []), []);
  });
});

function write(wanted: string, unit: string, values: readonly number[]): readonly string[] {
  const column = Float64Array.from(values);
  const text = valueText(wanted, unit, [column]);
  return values.map((value) => text(value));
}
