import assert from 'node:assert/strict';
import { growthText } from '../../../../webview/timeline/growthText';

const hour = 3_600_000;

describe('growth', () => {
  it('is told by the minute, the hour or the day, as long as was looked at', () => {
    assert.equal(growthText(1024, hour), '+1.00 kB/min');
    assert.equal(growthText(1024, 4 * hour), '+60.0 kB/h');
    assert.equal(growthText(-1024, 720 * hour), '−1.41 MB/d');
  });
});
