import assert from 'node:assert/strict';
import { checkMemStats } from '../../../../src/analysis/memory/checkMemStats';

/** Of Go 1.24: a footer of the corpus, copied number by number. */
const sample = {
  Sys: 22631688,
  HeapAlloc: 5878296,
  HeapSys: 16089088,
  HeapIdle: 8740864,
  HeapInuse: 7348224,
  HeapReleased: 5595136,
  StackSys: 688128,
  MSpanSys: 179520,
  MCacheSys: 15704,
  BuckHashSys: 1449741,
  GCSys: 2882064,
  OtherSys: 1327443,
};

describe('identities of MemStats', () => {
  it('hold for what one call gave', () => {
    assert.deepEqual(outcomes(sample, 5878296), [
      'alloc holds',
      'heapSys holds',
      'released holds',
      'sys holds',
    ]);
    assert.deepEqual(outcomes(sample), ['heapSys holds', 'released holds', 'sys holds']);
  });

  it('fail by a byte, with both numbers', () => {
    assert.deepEqual(checkMemStats({ ...sample, OtherSys: 1327444 }).at(-1), {
      identity: 'sys',
      outcome: 'fails',
      left: 22631688,
      right: 22631689,
    });
    assert.deepEqual(outcomes({ ...sample, HeapInuse: 1 }, 1), [
      'alloc fails',
      'heapSys fails',
      'released holds',
      'sys holds',
    ]);
    assert.equal(outcomes({ ...sample, HeapReleased: 8740865 })[1], 'released fails');
    assert.equal(outcomes({ ...sample, HeapReleased: 8740864 })[1], 'released holds');
  });

  it('cannot be checked without all of their fields', () => {
    const { GCSys: _, OtherSys: __, ...old } = sample;
    assert.deepEqual(checkMemStats(old).at(-1), {
      identity: 'sys',
      outcome: 'unknown',
      lacks: ['GCSys', 'OtherSys'],
    });
    assert.deepEqual(outcomes({}), ['heapSys unknown', 'released unknown', 'sys unknown']);
    assert.deepEqual(outcomes({ ...sample, HeapIdle: Number.NaN })[0], 'heapSys unknown');
  });
});

function outcomes(row: Parameters<typeof checkMemStats>[0], alloc?: number): string[] {
  return checkMemStats(row, alloc).map(({ identity, outcome }) => `${identity} ${outcome}`);
}
