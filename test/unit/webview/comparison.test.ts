import assert from 'node:assert/strict';
import type { ComparisonFacts, ProfileFacts } from '../../../src/model/views';
import { amountText, exactText, shareText } from '../../../webview/amounts';
import { comparedLeftText, comparedTotalText, timeApartText } from '../../../webview/comparison';
import { headerFacts } from '../../../webview/facts';

const megabyte = 1 << 20;

const comparison: ComparisonFacts = {
  mode: 'diffBase',
  normalized: false,
  baseTotals: [30 * megabyte],
  currentTotals: [68 * megabyte],
  baseTimeMs: 1_000_000,
  currentTimeMs: 1_010_000,
};

const facts: ProfileFacts = {
  kind: 'heap',
  sampleTypes: [
    { type: 'inuse_space', unit: 'bytes', total: 30 * megabyte, sum: 38 * megabyte, isDifference: true },
  ],
  sampleIndex: 0,
  goSampleIndex: 0,
  samples: 320,
  functions: 12,
  timeMs: 1_010_000,
  durationNanos: 0,
  periodType: { type: 'space', unit: 'bytes' },
  period: 512 << 10,
  binary: '/bin/shop',
  buildId: '',
  comments: [],
  inflatedBytes: 1000,
  comparison,
};

describe('the header of a comparison', () => {
  it('says the difference and both sides', () => {
    assert.equal(comparedTotalText(facts, 0), '+38.0 MB inuse_space (30.0 MB → 68.0 MB)');
    assert.equal(
      comparedTotalText({ ...facts, comparison: { ...comparison, normalized: true } }, 0),
      '68.0 MB inuse_space scaled to 30.0 MB',
    );
    assert.deepEqual(headerFacts(facts, 0), [
      '+38.0 MB inuse_space (30.0 MB → 68.0 MB)',
      'shop',
      '10.0 s apart',
      '320 samples at 512 kB',
    ]);
  });

  it('says how far the sides are apart only where both tell when they were recorded', () => {
    assert.equal(timeApartText(comparison), '10.0 s apart');
    assert.equal(timeApartText({ ...comparison, baseTimeMs: null }), '');
    assert.equal(timeApartText({ ...comparison, baseTimeMs: 1_010_000 }), '');
  });

  it('says of what a question leaves a share', () => {
    const effect = { total: 200, totalLeft: 50, samples: 10, samplesLeft: 2, unmatched: [], ranges: [] };
    assert.equal(comparedLeftText(comparison, effect), '25.0 % of the base left');
    assert.equal(comparedLeftText({ ...comparison, mode: 'base' }, effect), '25.0 % of the difference left');
    assert.equal(comparedLeftText(comparison, null), '');
  });
});

describe('amounts', () => {
  it('carry their sign in a comparison alone', () => {
    const plain = { unit: 'bytes' };
    const difference = { unit: 'bytes', isDifference: true } as const;
    assert.equal(amountText(2048, plain), '2.00 kB');
    assert.equal(amountText(2048, difference), '+2.00 kB');
    assert.equal(amountText(-2048, difference), '−2.00 kB');
    assert.equal(amountText(0, difference), '±0');
    assert.equal(exactText(-2048, difference), '−2,048 bytes');
    assert.equal(shareText(0.25, plain), '25.0 %');
    assert.equal(shareText(-0.25, difference), '−25.0 %');
  });
});
