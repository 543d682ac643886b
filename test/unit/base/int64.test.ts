import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  asNumbers,
  type Int64,
  type Int64Column,
  newColumn,
  scatterAdd,
  sumOfMagnitudes,
  toJsonInteger,
} from '../../../src/base/int64';
import { columnOf } from '../../helpers/int64Column';

describe('int64 policy', () => {
  it('sums wide columns as Go does: exact, and around at 2^63', () => {
    assert.equal(sumOfMagnitudes(BigInt64Array.of(2n ** 61n, -(2n ** 61n), 1n)), 2n ** 62n + 1n);
    assert.equal(sumOfMagnitudes(BigInt64Array.of(2n ** 62n, 2n ** 62n)), -(2n ** 63n));
    // In Go, -math.MinInt64 is itself.
    assert.equal(sumOfMagnitudes(BigInt64Array.of(-(2n ** 63n))), -(2n ** 63n));
    assert.equal(sumOfMagnitudes(Float64Array.of(3, -4, 5)), 12);
  });

  it('sums only what is included', () => {
    const include = Uint8Array.of(1, 0, 1);
    assert.equal(sumOfMagnitudes(Float64Array.of(3, 40, -5), include), 8);
    assert.equal(sumOfMagnitudes(BigInt64Array.of(3n, 40n, -5n), include), 8n);
  });

  it('scatters into rows, leaving out what has none', () => {
    const narrow = newColumn(Float64Array.of(), 2);
    scatterAdd(narrow, [1, -1, 1, 0], Float64Array.of(1, 2, 4, 8));
    assert.deepEqual(narrow, Float64Array.of(8, 5));
    const wide = newColumn(BigInt64Array.of(), 2);
    scatterAdd(wide, [1, -1, 1, 0], BigInt64Array.of(2n ** 62n, 2n, 2n ** 62n, 8n));
    assert.deepEqual(wide, BigInt64Array.of(8n, -(2n ** 63n)));
  });

  it('writes integers beyond 2^53 as strings', () => {
    const check = (value: Int64, expected: number | string) => assert.equal(toJsonInteger(value), expected);
    check(12, 12);
    check(12n, 12);
    check(2n ** 53n - 1n, 9007199254740991);
    check(2n ** 53n, '9007199254740992');
    check(-(2n ** 53n), '-9007199254740992');
    check(2n ** 62n + 1n, '4611686018427387905');
    check(-(2n ** 63n), '-9223372036854775808');
  });

  it('rounds for pictures only', () => {
    assert.deepEqual(asNumbers(BigInt64Array.of(2n ** 53n + 1n, -1n)), Float64Array.of(2 ** 53, -1));
    const narrow = Float64Array.of(1, 2);
    assert.equal(asNumbers(narrow), narrow);
  });

  describe('columns of a profile', () => {
    it('are numbers while every sum is exact', () => {
      const check = (values: readonly bigint[], kind: 'Float64Array' | 'BigInt64Array') => {
        const column = columnOf(values);
        assert.equal(column.constructor.name, kind, `[${values}]`);
        assert.deepEqual([...column].map(BigInt), values);
      };
      check([], 'Float64Array');
      check([1n, -2n, 0n], 'Float64Array');
      check([2n ** 53n - 1n], 'Float64Array');
      check([2n ** 53n - 2n, 1n], 'Float64Array');
      // Each is exact, their sum is not.
      check([2n ** 52n, 2n ** 52n, 1n], 'BigInt64Array');
      check([2n ** 52n, -(2n ** 52n), 1n], 'BigInt64Array');
      check([2n ** 53n], 'BigInt64Array');
      check([2n ** 53n + 1n, 5n], 'BigInt64Array');
      check([2n ** 63n - 1n, -(2n ** 63n)], 'BigInt64Array');
    });

    it('hold every value exactly, whatever stands beside it', () => {
      const int64 = fc.oneof(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.integer().map(BigInt));
      fc.assert(
        fc.property(fc.array(int64), (values) => {
          const column: Int64Column = columnOf(values);
          assert.deepEqual([...column].map(BigInt), values);
          const sum = values.reduce((total, value) => total + (value < 0n ? -value : value), 0n);
          assert.equal(BigInt(sumOfMagnitudes(column)), BigInt.asIntN(64, sum));
        }),
      );
    });
  });
});
