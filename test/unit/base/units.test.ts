import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  formatBytes,
  formatCount,
  formatExact,
  formatMinutes,
  formatNanos,
  formatShare,
  formatValue,
} from '../../../src/base/units';

/** Every row both ways: a negative number is its positive with a sign. */
function check(format: (value: number) => string, rows: readonly (readonly [number, string])[]): void {
  for (const [value, text] of rows) {
    assert.equal(format(value), text);
    if (value !== 0) assert.equal(format(-value), `-${text}`);
  }
}

describe('units', () => {
  it('write whole minutes in the unit that people think in', () => {
    assert.deepEqual([0, 37, 119, 120, 312, 2880, 4560, 4619].map(formatMinutes), [
      '0 min',
      '37 min',
      '119 min',
      '2 h',
      '5 h 12 min',
      '2 d',
      '3 d 4 h',
      '3 d 4 h',
    ]);
  });

  it('show bytes in multiples of 1024 with three digits', () => {
    check(formatBytes, [
      [0, '0 B'],
      [1, '1 B'],
      [12.5, '12.5 B'],
      [999, '999 B'],
      [1000, '0.98 kB'],
      [1023, '1.00 kB'],
      [1024, '1.00 kB'],
      [1258291, '1.20 MB'],
      [10_234, '9.99 kB'],
      [10_240, '10.0 kB'],
      [102_348, '99.9 kB'],
      [102_400, '100 kB'],
      [999 * 1024, '999 kB'],
      [999.6 * 1024, '0.98 MB'],
      [1024 ** 2 - 1, '1.00 MB'],
      [512 * 1024, '512 kB'],
      [1024 ** 3, '1.00 GB'],
      [1024 ** 4, '1.00 TB'],
      [5 * 1024 ** 5, '5.00 PB'],
      [2 ** 63, '8192 PB'],
    ]);
  });

  it('show counts as they are up to 10,000, then in multiples of 1000', () => {
    check(formatCount, [
      [0, '0'],
      [0.126, '0.13'],
      [7, '7'],
      [999, '999'],
      [1000, '1000'],
      [1023, '1023'],
      [9999, '9999'],
      [9999.999, '10.0 k'],
      [10_000, '10.0 k'],
      [99_940, '99.9 k'],
      [999_499, '999 k'],
      [999_500, '1.00 M'],
      [3_100_000, '3.10 M'],
      [2e12, '2.00 T'],
      [5e15, '5000 T'],
    ]);
  });

  it('show times in the unit that says them shortest', () => {
    check(formatNanos, [
      [0, '0 ns'],
      [1, '1 ns'],
      [999, '999 ns'],
      [999.9, '1.00 µs'],
      [1000, '1.00 µs'],
      [999_499, '999 µs'],
      [999_999, '1.00 ms'],
      [1_500_000, '1.50 ms'],
      [1e9, '1.00 s'],
      [59.94e9, '59.9 s'],
      [59.99e9, '1.00 min'],
      [60e9, '1.00 min'],
      [90e9, '1.50 min'],
      [3599e9, '1.00 h'],
      [3600e9, '1.00 h'],
      [36e14, '1000 h'],
    ]);
  });

  it('print three digits once a unit is chosen', () => {
    fc.assert(
      fc.property(fc.double({ min: 1024, max: 1e15, noNaN: true }), (value) => {
        for (const text of [formatBytes(value), formatNanos(value)]) {
          const digits = text.split(' ')[0]!.replace('.', '');
          assert.equal(digits.length, 3, `${value} is ${text}`);
        }
      }),
    );
  });

  it('follow the unit of a value type', () => {
    const shown = (value: number, unit: string) => formatValue(value, unit);
    assert.equal(shown(2048, 'bytes'), '2.00 kB');
    assert.equal(shown(10_000_000, 'nanoseconds'), '10.0 ms');
    assert.equal(shown(12, 'microseconds'), '12.0 µs');
    assert.equal(shown(3, 'seconds'), '3.00 s');
    assert.equal(shown(120_000, 'count'), '120 k');
    assert.equal(shown(120, ''), '120');
    assert.equal(shown(20_000, 'widgets'), '20.0 k widgets');
    // A word of a file must not be looked up in Object.prototype.
    assert.equal(shown(1, 'constructor'), '1 constructor');
    assert.equal(shown(1, '__proto__'), '1 __proto__');
  });

  it('keep every digit on request', () => {
    assert.equal(formatExact(1258291, 'bytes'), '1,258,291 bytes');
    assert.equal(formatExact(2n ** 62n + 1n, 'bytes'), '4,611,686,018,427,387,905 bytes');
    assert.equal(formatExact(-5, 'count'), '-5');
  });

  it('show shares of a total', () => {
    const rows: readonly (readonly [number, string])[] = [
      [0, '0 %'],
      [0.00001, '< 0.01 %'],
      [-0.00001, '> -0.01 %'],
      [0.0001, '0.01 %'],
      [0.00456, '0.46 %'],
      [0.00999, '1.00 %'],
      [0.3812, '38.1 %'],
      [-0.3812, '-38.1 %'],
      [0.9994, '99.9 %'],
      [0.9996, '100 %'],
      [1, '100 %'],
      [-1, '-100 %'],
      [1.0004, '100 %'],
      [12.5, '1250 %'],
    ];
    for (const [share, text] of rows) assert.equal(formatShare(share), text);
  });
});
