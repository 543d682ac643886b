import assert from 'node:assert/strict';
import { expectedPeak, type PeakInputs, suggestedMemoryLimit } from '../../../../src/analysis/memory/peak';

const mib = 2 ** 20;
const nothing: PeakInputs = {
  live: 0,
  gogc: null,
  memoryLimit: null,
  stacks: null,
  globals: null,
  nonGo: null,
  containerLimit: null,
};

describe('expectedPeak', () => {
  it('counts stacks and globals as Go does: live + (live + stacks + globals) · GOGC ÷ 100', () => {
    const inputs = {
      ...nothing,
      live: 100 * mib,
      gogc: 50,
      stacks: 10 * mib,
      globals: 2 * mib,
      nonGo: 30 * mib,
    };
    const { goal, by, runtime, total } = expectedPeak(inputs);
    // 100 + (100 + 10 + 2) / 2 = 156; stacks lie beside the heap.
    assert.deepEqual([goal / mib, by, runtime / mib, total / mib], [156, 'gogc', 166, 196]);
  });

  it('has Go’s least goal for small heaps', () => {
    const small = expectedPeak({ ...nothing, live: mib, gogc: 200 });
    assert.deepEqual([small.goal / mib, small.by], [8, 'minimum']);
  });

  it('is held down by GOMEMLIMIT, less what lies beside the heap and 3 %', () => {
    const held = expectedPeak({ ...nothing, live: 100 * mib, stacks: 20 * mib, memoryLimit: 180 * mib });
    // 160 left for the heap, less 4.8.
    assert.deepEqual([held.goal / mib, held.by], [155.2, 'memoryLimit']);
  });

  it('never goes below what is live: the limit is soft', () => {
    const over = expectedPeak({ ...nothing, live: 100 * mib, memoryLimit: 64 * mib });
    assert.deepEqual([over.goal / mib, over.by], [100, 'memoryLimit']);
  });

  it('knows GOGC=off, with and without a limit', () => {
    const off = expectedPeak({ ...nothing, live: mib, gogc: -1 });
    assert.deepEqual([off.goal, off.by], [Number.POSITIVE_INFINITY, 'off']);
    const limited = expectedPeak({ ...nothing, live: mib, gogc: -1, memoryLimit: 100 * mib });
    assert.deepEqual([limited.goal / mib, limited.by], [97, 'memoryLimit']);
  });

  it('takes math.MaxInt64 and no limit for the same', () => {
    const unset = expectedPeak({ ...nothing, live: 10 * mib, memoryLimit: 2 ** 63 });
    assert.deepEqual([unset.goal / mib, unset.by], [20, 'gogc']);
  });

  it('says the share of the container’s limit', () => {
    assert.equal(expectedPeak({ ...nothing, live: 10 * mib, containerLimit: 40 * mib }).share, 0.5);
    assert.equal(
      expectedPeak({ ...nothing, live: 10 * mib, containerLimit: Number.POSITIVE_INFINITY }).share,
      null,
    );
  });

  it('shows its way with every number that was given', () => {
    const { steps } = expectedPeak({
      ...nothing,
      live: 10 * mib,
      memoryLimit: 64 * mib,
      containerLimit: 80 * mib,
    });
    assert.deepEqual(
      steps.map(({ name, value }) => [name.english, value / (name.english === 'GOGC' ? 1 : mib)]),
      [
        ['Live heap', 10],
        ['GOGC', 100],
        ['Goal by GOGC', 20],
        ['GOMEMLIMIT', 64],
        ['Goal that GOMEMLIMIT allows', 62.08],
        ['Runtime at its peak', 20],
        ['Process at its peak', 20],
        ['Limit of the container', 80],
      ],
    );
  });
});

describe('suggestedMemoryLimit', () => {
  it('is 90 % of the container’s limit less what Go does not count, in whole MiB', () => {
    assert.equal(suggestedMemoryLimit({ containerLimit: 512 * mib, nonGo: 12 * mib }), 448 * mib);
    assert.equal(suggestedMemoryLimit({ containerLimit: 512 * mib, nonGo: null }), 460 * mib);
  });

  it('is nothing without a limit, or where nothing is left', () => {
    assert.equal(suggestedMemoryLimit({ containerLimit: Number.POSITIVE_INFINITY, nonGo: 0 }), null);
    assert.equal(suggestedMemoryLimit({ containerLimit: 10 * mib, nonGo: 10 * mib }), null);
  });
});
