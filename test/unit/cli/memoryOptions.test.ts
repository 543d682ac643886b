import assert from 'node:assert/strict';
import { sizeOf } from '../../../src/cli/memoryOptions';

describe('sizes on the command line', () => {
  it('are written as for GOMEMLIMIT and as in Kubernetes', () => {
    for (const [text, bytes] of [
      ['1024', 1024],
      ['1024B', 1024],
      ['512MiB', 512 * 2 ** 20],
      ['512Mi', 512 * 2 ** 20],
      ['1.5GiB', 1.5 * 2 ** 30],
      ['1TiB', 2 ** 40],
      ['4kib', 4096],
      ['500M', 500_000_000],
      ['500MB', 500_000_000],
      ['off', Number.POSITIVE_INFINITY],
      ['none', Number.POSITIVE_INFINITY],
    ] as const) {
      assert.equal(sizeOf('--memory-limit', text), bytes, text);
    }
    assert.equal(sizeOf('--memory-limit', undefined), null);
    for (const text of ['', 'MiB', '12X', '1iB', '-5MiB', '1e9', '1 GiB']) {
      assert.throws(() => sizeOf('--memory-limit', text), /--memory-limit takes a size/, text);
    }
  });
});
