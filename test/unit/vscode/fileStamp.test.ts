import assert from 'node:assert/strict';
import { isSameVersion } from '../../../src/vscode/profileSource/fileStamp';

/** Read `readAfter` ms after the file was written at `mtime`; then seen as `now`. */
function check(
  [mtime, size]: readonly [number, number],
  readAfter: number,
  now: readonly [number, number],
  expected: boolean,
): void {
  const before = { mtime, size, askedMs: mtime + readAfter };
  assert.equal(isSameVersion(before, { mtime: now[0], size: now[1], askedMs: mtime + 60_000 }), expected);
}

describe('isSameVersion', () => {
  it('sees another time or size', () => {
    check([1_700_000_000_123, 10], 5, [1_700_000_000_123, 10], true);
    check([1_700_000_000_123, 10], 5, [1_700_000_000_124, 10], false);
    check([1_700_000_000_123, 10], 5, [1_700_000_000_123, 11], false);
  });

  it('trusts whole seconds only where the file was read well after them', () => {
    check([1_700_000_000_000, 10], 900, [1_700_000_000_000, 10], false);
    check([1_700_000_000_000, 10], 4000, [1_700_000_000_000, 10], true);
  });

  it('learns nothing from a file system that knows no times', () => {
    assert.equal(
      isSameVersion({ mtime: 0, size: 10, askedMs: 1_700_000_000_000 }, { mtime: 0, size: 10, askedMs: 0 }),
      false,
    );
  });
});
