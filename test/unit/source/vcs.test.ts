import assert from 'node:assert/strict';
import { formatMessage } from '../../../src/base/message';
import { compareBuild, isSameRevision, recordedRevision } from '../../../src/source/vcs';

const head = '0123456789abcdef0123456789abcdef01234567';
const other = 'fedcba9876543210fedcba9876543210fedcba98';

describe('vcs', () => {
  const table: [comment: string, revision: string][] = [
    [`vcs.revision=${head}`, head],
    [`build\tvcs.revision=${head}`, head],
    ['commit: 0123456', '0123456'],
    ['git 0123456789AB', '0123456789ab'],
    ['"revision": "0123456789ab"', '0123456789ab'],
    [head, head],
    ['taken after commit of batch 12', ''],
    ['digit 01234567', ''],
    ['sha256 of nothing', ''],
    ['0123456', ''],
    ['', ''],
  ];
  for (const [comment, revision] of table) {
    it(`${JSON.stringify(comment)} names ${revision || 'no revision'}`, () => {
      assert.equal(recordedRevision([comment]), revision);
    });
  }

  it('takes the first comment that names one', () => {
    assert.equal(recordedRevision(['hello', `commit ${other}`, `commit ${head}`]), other);
  });

  it('compares shortened hashes as far as they go', () => {
    assert.equal(isSameRevision(head, head.slice(0, 7)), true);
    assert.equal(isSameRevision(head, '012345f'), false);
    assert.equal(isSameRevision(head, '0123'), false);
  });

  const say = (comments: string[], buildId: string, revision: string, buildIdHere: string) => {
    const said = compareBuild({ comments, buildId }, { revision, buildId: buildIdHere });
    return said && formatMessage(said);
  };

  it('says a revision that differs from the checkout', () => {
    assert.equal(
      say([`commit ${other}`], '', head, ''),
      'This profile was taken at revision fedcba987654, the checkout is at 0123456789ab: lines may differ.',
    );
    assert.equal(say([`commit ${head.slice(0, 9)}`], '', head, ''), null);
    assert.equal(say([`commit ${other}`], '', '', ''), null);
    assert.equal(say([], '', head, ''), null);
  });

  it('says a build id that differs from the binary here', () => {
    assert.equal(
      say([], 'aaaa/bbbb/cccc/dddddddddddddddd', '', 'eeee'),
      'This profile was taken from build dddddddddddd, the binary here is build eeee: lines may differ.',
    );
    assert.equal(say([], 'same', '', 'same'), null);
    assert.equal(say([], 'one', '', ''), null);
  });
});
