import assert from 'node:assert/strict';
import { readGitHead } from '../../../../src/vscode/overlay/gitHead';

const hash = '0123456789abcdef0123456789abcdef01234567';

async function check(
  files: Record<string, string>,
  expected: string,
  folder = '/home/me/app/store',
): Promise<void> {
  assert.equal(await readGitHead(folder, async (path) => files[path] ?? null), expected);
}

describe('readGitHead', () => {
  it('follows HEAD to a branch, loose or packed, from any folder below', async () => {
    const head = { '/home/me/app/.git/HEAD': 'ref: refs/heads/main\n' };
    await check({ ...head, '/home/me/app/.git/refs/heads/main': `${hash}\n` }, hash);
    const packed = `# pack-refs with: peeled\n${'f'.repeat(40)} refs/heads/main2\n${hash} refs/heads/main\n`;
    await check({ ...head, '/home/me/app/.git/packed-refs': packed }, hash);
  });

  it('reads a detached HEAD', async () => {
    await check({ '/home/me/app/.git/HEAD': `${hash}\n` }, hash);
  });

  it('follows worktrees and submodules', async () => {
    await check(
      {
        '/home/me/app/.git': 'gitdir: ../main/.git/worktrees/app\n',
        '/home/me/main/.git/worktrees/app/HEAD': 'ref: refs/heads/topic\n',
        '/home/me/main/.git/worktrees/app/commondir': '../..\n',
        '/home/me/main/.git/refs/heads/topic': hash,
      },
      hash,
    );
  });

  it('knows nothing outside of a repository, before the first commit, or of odd references', async () => {
    await check({}, '');
    await check({ '/home/me/app/.git/HEAD': 'ref: refs/heads/main\n' }, '');
    await check({ '/home/me/app/.git/HEAD': 'ref: refs/../../../etc/passwd\n' }, '');
    await check({ '/home/me/app/.git/HEAD': 'garbage' }, '');
  });
});
