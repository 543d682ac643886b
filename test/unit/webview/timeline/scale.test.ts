import assert from 'node:assert/strict';
import {
  linearScale,
  pauseScale,
  shareOf,
  tickLabel,
  wholeShareScale,
} from '../../../../webview/timeline/graph/scale';

const mib = 1024 ** 2;

describe('scales of lanes', () => {
  it('ticks bytes at powers of two, under round labels', () => {
    const { ticks, max } = linearScale(500 * mib, 'bytes', 200);
    assert.deepEqual(
      ticks.map(({ label }) => label),
      ['0', '128 MB', '256 MB', '384 MB', '512 MB'],
    );
    assert.ok(max > 500 * mib && max < 560 * mib);
  });

  it('leaves room for the name of the lane above the largest value', () => {
    for (const height of [40, 90, 300]) {
      const cssY = height * (1 - shareOf(linearScale(7, 'share', height), 7));
      assert.ok(Math.abs(cssY - 18) < 1e-6, `${cssY} of ${height}`);
    }
  });

  it('keeps the zeros of whole numbers', () => {
    assert.equal(tickLabel(160 * mib, 'bytes'), '160 MB');
    assert.equal(tickLabel(1.5 * 1024 * mib, 'bytes'), '1.5 GB');
    assert.equal(tickLabel(20_000, 'count'), '20 k');
    assert.equal(tickLabel(0.25, 'share'), '25 %');
  });

  it('stays while the largest value fills it well, and changes where it does not', () => {
    const before = linearScale(100, 'count', 100);
    assert.equal(linearScale(80, 'count', 100, before).max, before.max);
    assert.equal(linearScale(100, 'count', 100, before).max, before.max);
    assert.notEqual(linearScale(20, 'count', 100, before).max, before.max);
    assert.notEqual(linearScale(140, 'count', 100, before).max, before.max);
  });

  it('has a size for nothing but zeros, and for what is no number', () => {
    for (const largest of [0, Number.NaN, Number.POSITIVE_INFINITY]) {
      const { max } = linearScale(largest, 'bytes', 100);
      assert.ok(max > 0 && Number.isFinite(max));
    }
  });

  it('counts in whole steps', () => {
    assert.deepEqual(
      linearScale(3, 'count', 400).ticks.map(({ value }) => value),
      [0, 1, 2, 3],
    );
  });

  it('has a number beside zero in the lowest lane', () => {
    const labels = (largest: number, unit: 'bytes' | 'count' | 'share') =>
      linearScale(largest, unit, 40).ticks.map(({ label }) => label);
    assert.deepEqual(labels(9, 'count'), ['0', '9']);
    assert.deepEqual(labels(1234, 'count'), ['0', '1200']);
    assert.deepEqual(labels(0.0017, 'share'), ['0 %', '0.15 %']);
    assert.deepEqual(labels(0.42, 'share'), ['0 %', '40 %']);
    assert.deepEqual(labels(700 * mib, 'bytes'), ['0', '600 MB']);
    for (let largest = 1; largest < 5000; largest *= 1.07) {
      assert.ok(labels(largest, 'count').length > 1, String(largest));
      assert.ok(labels(largest / 5000, 'share').length > 1, String(largest));
    }
  });

  it('spreads pauses from a microsecond to a second by their logarithm', () => {
    const scale = pauseScale(100);
    assert.deepEqual(
      scale.ticks.map(({ label }) => label),
      ['1 µs', '1 ms', '1 s'],
    );
    assert.equal(shareOf(scale, 1e3), 0);
    assert.ok(Math.abs(shareOf(scale, 1e6) - 0.5) < 1e-9);
    assert.ok(Math.abs(shareOf(scale, 1e9) - 1) < 1e-9);
    assert.ok(shareOf(scale, 0) < 0);
  });

  it('can show shares of all of it', () => {
    assert.deepEqual(
      wholeShareScale(60).ticks.map(({ label }) => label),
      ['0 %', '50 %', '100 %'],
    );
  });
});
