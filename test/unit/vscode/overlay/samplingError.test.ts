import assert from 'node:assert/strict';
import type { ProfileFacts } from '../../../../src/model/views';
import { differenceError, errorText, samplingError } from '../../../../src/vscode/overlay/samplingError';
import { sketchTypes } from '../../../helpers/lineCostsSketch';

const rate = 512 * 1024;
const heap = {
  kind: 'heap',
  sampleTypes: sketchTypes([
    'alloc_objects/count=1',
    'alloc_space/bytes=1',
    'inuse_objects/count=1',
    'inuse_space/bytes=1',
  ]),
  periodType: { type: 'space', unit: 'bytes' },
  period: rate,
} as unknown as ProfileFacts;
const cpu = {
  kind: 'cpu',
  sampleTypes: sketchTypes(['samples/count=1', 'cpu/nanoseconds=1']),
  periodType: { type: 'cpu', unit: 'nanoseconds' },
  period: 10_000_000,
} as unknown as ProfileFacts;

function check(facts: ProfileFacts, values: number[], at: number, expected: string): void {
  assert.equal(errorText(samplingError(facts, values, at)), expected);
}

describe('samplingError', () => {
  it('is one over the root of the samples for small objects', () => {
    // 100 samples' worth of bytes in objects of 64 bytes
    check(heap, [(100 * rate) / 64, 100 * rate, 0, 0], 1, ' ± 10 %');
    check(heap, [(100 * rate) / 64, 100 * rate, 0, 0], 0, ' ± 10 %');
  });

  it('vanishes for objects that are always sampled', () => {
    check(heap, [0, 0, 1, 100 * rate], 3, ' ± < 1 %');
  });

  it('takes the ticks of a CPU profile', () => {
    check(cpu, [400, 4_000_000_000], 1, ' ± 5 %');
    check(cpu, [0, 4_000_000_000], 1, ' ± 5 %');
  });

  it('is silent where nothing was sampled or the rate is unknown', () => {
    check(heap, [0, 0, 0, 0], 1, '');
    check({ ...heap, period: 0 }, [1, 64, 0, 0], 1, '');
    check({ ...heap, period: 1 }, [1, 64, 0, 0], 1, '');
    check({ ...heap, kind: 'goroutine' }, [1, 64, 0, 0], 1, '');
  });

  it('of a difference adds up the variances of both sides', () => {
    const compared = { ...heap, comparison: { normalized: false } } as unknown as ProfileFacts;
    const space = (samples: number) => [(samples * rate) / 64, samples * rate, 0, 0];
    // 100 ± 10 before, 400 ± 20 now: 300 ± √500, which is 7 %.
    assert.equal(errorText(differenceError(compared, space(100), space(300), 1)), ' ± 7 %');
    assert.equal(errorText(differenceError(compared, space(0), space(100), 1)), ' ± 10 %', 'new');
    assert.equal(errorText(differenceError(compared, space(100), space(-100), 1)), ' ± 10 %', 'gone');
    assert.equal(differenceError(compared, space(100), space(0), 1), null, 'as before');
    const scaled = { ...heap, comparison: { normalized: true } } as unknown as ProfileFacts;
    assert.equal(differenceError(scaled, space(100), space(300), 1), null);
    assert.equal(differenceError(heap, space(100), space(300), 1), null, 'no comparison');
  });

  it('may be larger than the value', () => {
    check(heap, [1, 64, 0, 0], 1, ' ± > 100 %');
  });
});
