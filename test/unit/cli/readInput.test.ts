import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { build } from 'esbuild';
import { makeTemporaryFolder, removeFolder, repositoryRoot } from '../../helpers/repository';

const cycle =
  'gc 4 @0.010s 3%: 0.055+0.61+0.020 ms clock, 0.67+0.085/1.2/0.53+0.24 ms cpu, 4->5->3 MB, 6 MB goal, 1 MB stacks, 2 MB globals, 12 P';

describe('cli/readInput', function () {
  this.timeout(60_000);
  let folder: string;
  let cli: string;
  before(async () => {
    folder = makeTemporaryFolder('cli-input');
    cli = join(folder, 'cli.js');
    const entry = join(repositoryRoot, 'src', 'cli.ts');
    await build({ entryPoints: [entry], outfile: cli, bundle: true, platform: 'node', logLevel: 'error' });
  });
  after(() => removeFolder(folder));

  const pipe = (input: string, ...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], {
      input,
      encoding: 'utf8',
    });
    return { status, stdout, stderr };
  };

  it('takes what is piped in for -', () => {
    const { status, stdout } = pipe(`2024-12-02T09:00:00.5Z stderr F ${cycle}\n`, 'gc', '-');
    assert.equal(status, 0);
    assert.match(stdout, /^-: 1 collection /);
    assert.equal(JSON.parse(pipe(cycle, 'doctor', '-', '--json').stdout).evidence[0].file, '-');
  });

  it('says that nothing came', () => {
    assert.deepEqual(pipe('', 'gc', '-'), {
      status: 2,
      stdout: '',
      stderr: 'heaplens: stdin is empty: nothing was written to it.\n',
    });
  });
});
