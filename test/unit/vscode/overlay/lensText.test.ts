import assert from 'node:assert/strict';
import { formatMessage } from '../../../../src/base/message';
import type { ProfileKind } from '../../../../src/model/profile';
import { lensDetails, lensText } from '../../../../src/vscode/overlay/lensText';
import { firstShownType, shownTypes } from '../../../../src/vscode/overlay/shownTypes';
import { sketchTypes } from '../../../helpers/lineCostsSketch';

const everyType = [
  'inuse_space',
  'alloc_space',
  'alloc_objects',
  'cpu',
  'goroutine',
  'delay',
  'threadcreate',
];

function check(
  kind: ProfileKind,
  types: readonly string[],
  cum: readonly number[],
  expected: string | null,
  { configured = everyType, minimumShare = 0.001 } = {},
): void {
  const facts = sketchTypes(types);
  const shown = shownTypes(facts, configured, 0);
  assert.equal(lensText({ kind, types: facts, cum }, shown, minimumShare, formatMessage), expected);
}

const heap = [
  'alloc_objects/count=10000000',
  'alloc_space/bytes=10737418240',
  'inuse_objects/count=50000',
  'inuse_space/bytes=3382286746',
];

describe('lensText', () => {
  it('shows heap values in the order of the setting, the percentage at the first', () => {
    check(
      'heap',
      heap,
      [3100000, 5798205850, 900, 1288490189],
      'inuse 1.2 GB (38 %) · alloc 5.4 GB · 3.1 M objects',
    );
  });

  it('moves the percentage when the first type is 0, and leaves that type out', () => {
    check('heap', heap, [3100000, 5798205850, 0, 0], 'alloc 5.4 GB (54 %) · 3.1 M objects');
  });

  it('counts in words for kinds without memory', () => {
    check(
      'cpu',
      ['samples/count=1925', 'cpu/nanoseconds=19250000000'],
      [231, 2310000000],
      'cpu 2.31 s (12 %)',
    );
    check('goroutine', ['goroutine/count=824'], [412], '412 goroutines (50 %)');
    check('goroutine', ['goroutine/count=4'], [1], '1 goroutine (25 %)');
    check('threadcreate', ['threadcreate/count=10'], [3], '3 threads (30 %)');
    check(
      'block',
      ['contentions/count=5', 'delay/nanoseconds=6200000000'],
      [2, 3100000000],
      'block 3.1 s (50 %)',
    );
    check(
      'mutex',
      ['contentions/count=5', 'delay/nanoseconds=6200000000'],
      [2, 3100000000],
      'mutex 3.1 s (50 %)',
    );
  });

  it('is silent below the smallest share of every shown type', () => {
    check('heap', heap, [9, 1000, 0, 1000], null);
    check('heap', heap, [2000000, 100, 0, 100], 'inuse 100 B (< 0.01 %) · alloc 100 B · 2 M objects');
    check('heap', heap, [0, 0, 0, 0], null, { minimumShare: 0 });
  });

  it('keeps the sign of a difference', () => {
    check('cpu', ['cpu/nanoseconds=10000000000'], [-2000000000], 'cpu -2 s (-20 %)');
  });
});

describe('shownTypes', () => {
  it('hides what the setting leaves out', () => {
    check('goroutine', ['goroutine/count=824'], [412], null, { configured: ['inuse_space'] });
  });

  it('takes types of other producers that the setting names, else their first', () => {
    check('other', ['wall/nanoseconds=4000000000'], [1000000000], 'wall 1 s (25 %)');
    check('other', ['wall/nanoseconds=100', 'rss/bytes=2048'], [100, 1024], 'rss 1 kB (50 %)', {
      configured: ['rss'],
    });
  });

  it('passes over types without data', () => {
    const types = sketchTypes(['alloc_space/bytes=100', 'inuse_space/bytes=0']);
    assert.equal(firstShownType(types, everyType, 1), 0);
    assert.equal(firstShownType(types, [], 1), 1);
  });
});

describe('lensDetails', () => {
  it('tells flat and cum of every value type with data', () => {
    const types = sketchTypes(['inuse_objects/count=0', 'inuse_space/bytes=2147483648']);
    assert.equal(
      lensDetails(types, [0, 536870912], [0, 1073741824], formatMessage),
      'inuse_space: flat 512 MB (25.0 %), cum 1.00 GB (50.0 %)',
    );
  });
});
