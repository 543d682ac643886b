import assert from 'node:assert/strict';
import type { ProfileFacts } from '../../../src/model/views';
import { emptinessOf, headerFacts, rateText, samplesText, shownSampleIndex } from '../../../webview/facts';

const heap: ProfileFacts = {
  kind: 'heap',
  sampleTypes: [
    { type: 'alloc_space', unit: 'bytes', total: 0, sum: 0 },
    { type: 'inuse_space', unit: 'bytes', total: 1_258_291, sum: 1_258_291 },
  ],
  sampleIndex: 1,
  goSampleIndex: 1,
  samples: 8412,
  functions: 12,
  timeMs: null,
  durationNanos: 0,
  periodType: { type: 'space', unit: 'bytes' },
  period: 524_288,
  binary: '/usr/local/bin/leaky',
  buildId: '',
  comments: [],
  inflatedBytes: 100,
  comparison: null,
};

const cpu: ProfileFacts = {
  ...heap,
  kind: 'cpu',
  sampleTypes: [{ type: 'cpu', unit: 'nanoseconds', total: 2e9, sum: 2e9 }],
  sampleIndex: 0,
  durationNanos: 30e9,
  periodType: { type: 'cpu', unit: 'nanoseconds' },
  period: 10_000_000,
};

describe('webview facts', () => {
  it('says the sampling rate in the words of its kind', () => {
    assert.equal(rateText(heap), '512 kB');
    assert.equal(rateText(cpu), '100 Hz');
    assert.equal(rateText({ ...heap, period: 1 }), '', 'every event is recorded');
    assert.equal(rateText({ ...heap, periodType: null }), '');
    assert.equal(
      rateText({ ...cpu, periodType: { type: 'contentions', unit: 'count' }, period: 5 }),
      '1 in 5',
    );
  });

  it('counts one sample as one', () => {
    assert.equal(samplesText(heap), '8,412 samples at 512 kB');
    assert.equal(samplesText({ ...heap, samples: 1, periodType: null }), '1 sample');
  });

  it('leaves out of the header what was not recorded', () => {
    assert.deepEqual(headerFacts(heap, 1), ['leaky', '1.20 MB inuse_space', '8,412 samples at 512 kB']);
    assert.deepEqual(headerFacts({ ...cpu, binary: '' }, 0), [
      'over 30.0 s',
      '2.00 s cpu',
      '8,412 samples at 100 Hz',
    ]);
  });

  it('keeps a chosen value type while the profile has it', () => {
    assert.equal(shownSampleIndex(heap, 'alloc_space'), 0);
    assert.equal(shownSampleIndex(heap, 'delay'), 1);
    assert.equal(shownSampleIndex(heap, null), 1);
  });

  it('tells an empty profile from a value type without values', () => {
    assert.deepEqual(emptinessOf(heap, 1), { kind: 'values' });
    assert.deepEqual(emptinessOf(heap, 0), { kind: 'zeroType', other: 1 });
    assert.deepEqual(emptinessOf({ ...heap, sampleTypes: heap.sampleTypes.slice(0, 1) }, 0), {
      kind: 'empty',
    });
    assert.deepEqual(emptinessOf({ ...heap, sampleTypes: [] }, 0), { kind: 'empty' });
  });
});
