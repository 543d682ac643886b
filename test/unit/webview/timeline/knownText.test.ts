import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readGogc, readSize, writeGogc, writeSize } from '../../../../webview/timeline/knownText';

const mib = 1024 ** 2;

describe('limits as people write them', () => {
  it('reads sizes in the words of Go, of Kubernetes and of this page', () => {
    for (const [text, bytes] of [
      ['512MiB', 512 * mib],
      [' 1.5 GiB ', 1536 * mib],
      ['1,5GB', 1536 * mib],
      ['800Mi', 800 * mib],
      ['64k', 65536],
      ['1073741824', 1024 * mib],
      ['2TiB', 2 * 1024 * 1024 * mib],
      ['12B', 12],
    ] as const) {
      assert.deepEqual(readSize(text), { value: bytes }, text);
    }
  });

  it('knows no limit and nothing known apart', () => {
    assert.deepEqual(readSize('off'), { value: Number.POSITIVE_INFINITY });
    assert.deepEqual(readSize('None'), { value: Number.POSITIVE_INFINITY });
    assert.deepEqual(readSize('  '), { value: null });
  });

  it('refuses what is no size', () => {
    for (const text of [
      'lots',
      '12 parsecs',
      '-5MiB',
      '0',
      '1e9',
      '1.2.3GiB',
      '99999999TiB',
      'MiB',
      '1constructor',
    ]) {
      assert.deepEqual(readSize(text), { problem: 'size' }, text);
    }
  });

  it('reads GOGC', () => {
    assert.deepEqual(readGogc('100'), { value: 100 });
    assert.deepEqual(readGogc('off'), { value: -1 });
    assert.deepEqual(readGogc('0'), { value: 0 });
    assert.deepEqual(readGogc(''), { value: null });
    for (const text of ['-5', 'much', '1.5', '12345678'])
      assert.deepEqual(readGogc(text), { problem: 'percent' }, text);
    assert.deepEqual([null, -1, 100].map(writeGogc), ['', 'off', '100']);
  });

  it('writes what it reads back', () => {
    assert.equal(writeSize(512 * mib), '512MiB');
    assert.equal(writeSize(1536 * mib), '1.5GiB');
    assert.equal(writeSize(Number.POSITIVE_INFINITY), 'off');
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 50 }), (bytes) => {
        assert.deepEqual(readSize(writeSize(bytes)), { value: bytes });
      }),
    );
  });
});
