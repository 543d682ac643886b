import assert from 'node:assert/strict';
import { commonUnit, percentageLabel, scaledLabel } from '../../../src/base/scaledLabel';
import { knownUnit } from '../../../src/base/unitFamilies';

// Expected texts are what google/pprof's measurement.ScaledLabel and Percentage print (Go 1.26).
describe('numbers as pprof writes them', () => {
  it('scales values to the largest unit that fits', () => {
    assert.equal(scaledLabel(0, 'bytes', 'auto'), '0');
    assert.equal(scaledLabel(1023, 'bytes', 'auto'), '1023B');
    assert.equal(scaledLabel(1536, 'bytes', 'auto'), '1.50kB');
    assert.equal(scaledLabel(-3 * 1024 ** 2, 'bytes', 'auto'), '-3MB');
    assert.equal(scaledLabel(1500, 'microseconds', 'auto'), '1.50ms');
    assert.equal(scaledLabel(5_400, 'seconds', 'auto'), '1.50hrs');
    assert.equal(scaledLabel(12, 'count', 'auto'), '12');
  });

  it('takes units by their names and plurals', () => {
    assert.equal(scaledLabel(2_500_000, 'nanoseconds', 'ms'), '2.50ms');
    assert.equal(scaledLabel(1024 ** 2, 'bytes', 'Megabytes'), '1MB');
    assert.equal(scaledLabel(1, 'bytes', 'MB'), '0');
    // A unit of another family, and one of no family.
    assert.equal(scaledLabel(2_000_000_000, 'nanoseconds', 'MB'), '2s');
    assert.equal(scaledLabel(7, 'count', 'widgets'), '7widgets');
  });

  it('rounds ties to the even digit, as Go does', () => {
    assert.equal(scaledLabel(128 * 1024 + 128, 'bytes', 'kB'), '128.12kB');
    assert.equal(scaledLabel(128 * 1024 + 384, 'bytes', 'kB'), '128.38kB');
  });

  it('finds one unit for a report', () => {
    assert.equal(commonUnit(1024, 4096, 'bytes'), 'kB');
    assert.equal(commonUnit(1, 1024 ** 3, 'bytes'), 'B');
    assert.equal(commonUnit(100, 1024 ** 3, 'bytes'), 'kB');
    assert.equal(commonUnit(0, 2048, 'bytes'), 'kB');
    assert.equal(commonUnit(3, 9, 'count'), 'count');
  });

  it('writes percentages in six characters', () => {
    assert.equal(percentageLabel(5, 0), '    0%');
    assert.equal(percentageLabel(9996, 10_000), '  100%');
    assert.equal(percentageLabel(-38_123, 100_000), '38.12%');
    assert.equal(percentageLabel(5, 1000), '  0.5%');
    assert.equal(percentageLabel(123, 1_000_000), '0.012%');
    assert.equal(percentageLabel(1, 1_000_000), '0.0001%');
    assert.equal(percentageLabel(300, 300_729_206), '0.0001%');
    assert.equal(percentageLabel(12, 1_000_000_000), '1.2e-06%');
    assert.equal(percentageLabel(1, 1_000_000_000), '1e-07%');
  });

  it("knows pprof's units in any case, singular or plural", () => {
    assert.equal(knownUnit('bytes')?.factor, 1);
    assert.equal(knownUnit('MB')?.factor, 2 ** 20);
    assert.equal(knownUnit('Milliseconds')?.factor, 1e6);
    assert.equal(knownUnit('kB')?.family, knownUnit('bytes')?.family);
    assert.notEqual(knownUnit('s')?.family, knownUnit('bytes')?.family);
    assert.equal(knownUnit('count'), undefined);
  });
});
