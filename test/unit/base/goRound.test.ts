import assert from 'node:assert/strict';
import { goRound } from '../../../src/base/goRound';

describe('rounding as Go', () => {
  // What Go's math.Round says, with JavaScript's Math.round beside it where that differs.
  const cases: readonly (readonly [number, number])[] = [
    [0.5, 1],
    [-0.5, -1], // -0
    [-2.5, -3], // -2
    [2.5, 3],
    [0.49999999999999994, 0],
    [-0.4, 0], // -0
    [2251799813685249.5, 2251799813685250],
    [1e300, 1e300],
  ];
  for (const [value, expected] of cases) {
    it(`${value} → ${expected}`, () =>
      assert.ok(Object.is(goRound(value), expected), String(goRound(value))));
  }
});
