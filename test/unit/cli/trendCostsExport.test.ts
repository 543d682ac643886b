import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { runHeaplens } from '../../../src/cli/main';
import { decodePprof } from '../../../src/formats/pprof/decode';
import { profileBytes, profileOf, samplesText } from '../../helpers/profileText';
import { makeTemporaryFolder, removeFolder, repositoryRoot } from '../../helpers/repository';

const MB = 1 << 20;

describe('heaplens trend, costs and export', () => {
  let folder: string;
  before(() => {
    folder = makeTemporaryFolder('cli-trend');
  });
  after(() => removeFolder(folder));

  const write = (name: string, bytes: Uint8Array): string => {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    return path;
  };

  const capture = (minute: number, inuse: number): string =>
    write(
      `heap-${minute}.pb.gz`,
      profileBytes(`main.main main.go:9;app.Put store.go:42 ${inuse} ${inuse * MB} ${inuse} ${inuse * MB}`, {
        types: ['alloc_objects/count', 'alloc_space/bytes', 'inuse_objects/count', 'inuse_space/bytes'],
        periodType: 'space/bytes',
        period: 512 * 1024,
        timeNanos: 1_700_000_000_000_000_000n + BigInt(minute) * 60_000_000_000n,
        mappings: ['/bin/app'],
      }),
    );

  it('follow a leak, and fail in CI where one is asked for', async () => {
    const files = [capture(0, 100), capture(1, 200), capture(2, 300)];
    const { exitCode, stdout, stderr } = await runHeaplens(['trend', ...files, '--fail-growing']);
    assert.equal(exitCode, 3);
    assert.match(stdout, /^3 captures, 300 MB in use: growing\. In use grew from 100 MB to 300 MB/);
    assert.match(stdout, / 300 MB .* 100 MB +100 % {2}growing {9}retention {2}app\.Put store\.go:42\n/);
    assert.match(stderr, /^heaplens: 1 of 1 allocation sites grow; the first is app\.Put store\.go:42\.\n$/);
    const json = JSON.parse((await runHeaplens(['trend', ...files, '--json'])).stdout);
    assert.deepEqual(json.sites[0].inuseBytes, [100 * MB, 200 * MB, 300 * MB]);
    assert.equal(json.sites[0].verdict, 'growing');
  });

  it('say which version answers', async () => {
    const { stdout } = await runHeaplens(['--version']);
    const { version } = JSON.parse(readFileSync(join(repositoryRoot, 'package.json'), 'utf8'));
    assert.equal(stdout, `heaplens ${version}\n`);
  });

  it('say when there is too little to tell', async () => {
    const file = capture(0, 100);
    const { exitCode, stdout } = await runHeaplens(['trend', file, file, '--fail-growing']);
    assert.equal(exitCode, 0);
    assert.match(
      stdout,
      /^1 capture, 100 MB in use: too little data\. Seen in 1 comparable capture: a trend needs 3/,
    );
    assert.match(stdout, /note: 1 of 2 captures were taken at the same time as another one\./);
    assert.equal((await runHeaplens(['trend', file])).exitCode, 1);
  });

  it('split costs by whose code it is', async () => {
    const file = write(
      'cpu.pb.gz',
      profileBytes('main.main main.go:9;strings.Index index.go:5 30\nmain.main main.go:9 70'),
    );
    const { stdout } = await runHeaplens(['costs', file, '--json']);
    const { total, byParty, functions } = JSON.parse(stdout);
    assert.equal(total, 100);
    assert.deepEqual([byParty.user, byParty.standardLibrary, byParty.gc], [70, 30, 0]);
    assert.deepEqual(
      functions.map(({ name }: { name: string }) => name),
      ['main.main'],
    );
    assert.match((await runHeaplens(['costs', file])).stdout, /70 ns {3}70\.0 % {2}your code\n/);
  });

  it('export what the options leave, whole or not at all', async () => {
    const file = write(
      'cpu.pb.gz',
      profileBytes('main.main main.go:9;app.run run.go:5 30\nmain.main main.go:9 70'),
    );
    const output = join(folder, 'out.pb.gz');
    const { exitCode, stdout } = await runHeaplens(['export', file, '--focus', 'run', '--output', output]);
    assert.deepEqual([exitCode, stdout], [0, '']);
    const exported = decodePprof(gunzipSync(readFileSync(output)), 'out').value;
    assert.equal(samplesText(exported), samplesText(profileOf('main.main main.go:9;app.run run.go:5 30')));
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.endsWith('.tmp')),
      [],
    );
    const collapsed = await runHeaplens(['export', file, '--format', 'collapsed']);
    assert.equal(collapsed.stdout, 'main.main 70\nmain.main;app.run 30\n');
    assert.equal((await runHeaplens(['export', file])).exitCode, 1);
    assert.match((await runHeaplens(['export', file, '--format', 'gif'])).stderr, /unknown format "gif"/);
    const refused = await runHeaplens(['export', file, '--output', join(folder, 'none', 'out.pb.gz')]);
    assert.equal(refused.exitCode, 2);
  });
});
