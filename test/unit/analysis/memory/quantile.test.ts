import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  medianOf,
  medianWithin,
  quantileOf,
  quantilesWithin,
} from '../../../../src/analysis/memory/quantile';

const values = fc.array(fc.oneof(fc.integer({ min: 0, max: 9 }), fc.double({ noNaN: true })), {
  minLength: 1,
  maxLength: 200,
});
const inOrder = (list: readonly number[]) => [...list].sort((a, b) => a - b);

describe('quantiles', () => {
  it('are what stands at the nearest rank of the sorted values', () => {
    fc.assert(
      fc.property(
        values,
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1 }),
        (list, shares) => {
          const sorted = inOrder(list);
          const expected = shares.map(
            (share) =>
              sorted[Math.min(list.length - 1, Math.max(0, Math.ceil(share * list.length) - 1))]! + 0,
          );
          const found = quantilesWithin(Float64Array.from(list), shares).map((value) => value + 0);
          assert.deepEqual(found, expected);
        },
      ),
    );
  });

  it('leave out what is not known', () => {
    assert.equal(quantileOf(Float64Array.of(Number.NaN, 3, 1, Number.NaN, 2), 0.5), 2);
    assert.equal(quantileOf(Float64Array.of(Number.NaN), 0.5), Number.NaN);
    assert.deepEqual(quantilesWithin(new Float64Array(0), [0.5]), [Number.NaN]);
  });

  it('have the mean of the two in the middle as their median', () => {
    fc.assert(
      fc.property(values, (list) => {
        const sorted = inOrder(list);
        const middle = list.length >> 1;
        const expected = list.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
        assert.equal(medianWithin(Float64Array.from(list)) + 0, expected + 0);
      }),
    );
    assert.equal(medianOf(Float64Array.of(4, Number.NaN, 1)), 2.5);
    assert.equal(medianOf(new Float64Array(0)), Number.NaN);
  });
});
