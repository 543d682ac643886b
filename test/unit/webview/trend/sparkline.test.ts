import assert from 'node:assert/strict';
import { layoutSparkline } from '../../../../webview/trend/sparkline';

const size = { width: 106, height: 56, largest: 100 };

describe('sparkline', () => {
  it('runs from the first time to the last, from 0 at the bottom to the largest at the top', () => {
    const { line, area } = layoutSparkline([0, 10, 40], [0, 50, 100], size);
    assert.equal(line, 'M3 53L28 28L103 3');
    assert.equal(area, 'M3 53L28 28L103 3L103 53L3 53Z');
  });

  it('stays within its room with equal times, zeros and values below zero', () => {
    assert.equal(layoutSparkline([5, 5, 5], [0, 0, 0], { ...size, largest: 0 }).line, 'M3 53L53 53L103 53');
    assert.equal(layoutSparkline([1], [-4], size).line, 'M3 53');
    assert.deepEqual(layoutSparkline([], [], size), { line: '', area: '', points: [] });
  });
});
