import assert from 'node:assert/strict';
import { knownUnit } from '../../../src/base/unitFamilies';

describe('unit families', () => {
  it("know pprof's names in any case, singular or plural", () => {
    const text = (unit: string) => {
      const known = knownUnit(unit);
      return known ? `${known.size} ${known.family}` : 'unknown';
    };
    assert.equal(text('bytes'), '1 bytes');
    assert.equal(text('MB'), '1048576 bytes');
    assert.equal(text('kilobytes'), '1024 bytes');
    assert.equal(text('Nanoseconds'), '1 time');
    assert.equal(text('us'), '1000 time');
    assert.equal(text('ms'), '1000000 time');
    assert.equal(text('s'), '1000000000 time');
    assert.equal(text('hrs'), '3600000000000 time');
    assert.equal(text('count'), 'unknown');
    assert.equal(text(''), 'unknown');
  });
});
