import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import type { AddressInfo } from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { isPortTaken } from '../helpers/port';
import { startProcessGroup } from '../helpers/processGroup';
import { repositoryRoot } from '../helpers/repository';
import { waitFor } from '../helpers/waitFor';
import { startReplay } from '../start/replay';

describe('npm start', () => {
  it('starts the program and the editor, says what to try, and ends it all with Ctrl-C', async () => {
    assert.equal(await isPortTaken(6060), false, 'port 6060 is taken: this test needs it');
    const started = startProcessGroup(process.execPath, [path.join('test', 'start.mjs')], {
      cwd: repositoryRoot,
      env: { ...process.env, HEAPLENS_VSCODE: 'server' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      let output = '';
      started.child.stdout!.on('data', (text) => {
        output += text;
      });
      await waitFor('the word how to end it', () => output.includes('Ctrl-C ends everything'), 60_000);
      const tries = output.split('\n').filter((line) => /^ {2}\d\. /.test(line));
      assert.equal(tries.length, 3, output);
      const address = /http:\/\/127\.0\.0\.1:(\d+)\/\?folder=\S+/.exec(output);
      assert.ok(address, `no address of the editor in:\n${output}`);
      assert.equal((await fetch(address[0])).status, 200);
      const home = newestStartFolder();
      const heap = await fetch('http://localhost:6060/debug/pprof/heap');
      assert.equal(heap.headers.get('content-type'), 'application/octet-stream');

      // Twice: the terminal sends it to all, and npm passes its own on.
      started.child.kill('SIGINT');
      started.child.kill('SIGINT');
      await started.ended;
      assert.equal(fs.existsSync(home), false, `${home} is left`);
      await waitFor('the program to end', async () => !(await isPortTaken(6060)));
      await waitFor('the editor to end', async () => !(await isPortTaken(Number(address[1]))));
    } finally {
      await started.stop();
    }
  });

  it('answers with recorded profiles where Go is missing', async () => {
    const server = await startReplay(0);
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/debug/pprof`;
    for (const [kind, file] of [
      ['heap', 'leaky.heap.pb.gz'],
      ['profile?seconds=1', 'leaky.cpu.pb.gz'],
    ]) {
      const bytes = Buffer.from(await (await fetch(`${base}/${kind}`)).arrayBuffer());
      const expected = fs.readFileSync(path.join(repositoryRoot, 'test', 'fixtures', 'profiles', file));
      assert.ok(bytes.equals(expected), kind);
    }
    assert.equal((await fetch(`${base}/nothing`)).status, 404);
    server.closeAllConnections();
    server.close();
  });
});

/** The temporary folder of the npm start that runs. */
function newestStartFolder(): string {
  const folders = fs.readdirSync(os.tmpdir()).filter((name) => name.startsWith('heaplens-start-'));
  const newest = folders
    .map((name) => path.join(os.tmpdir(), name))
    .sort((a, b) => fs.statSync(b).mtimeMs - fs.statSync(a).mtimeMs)[0];
  assert.ok(newest, 'npm start works in no temporary folder');
  return newest;
}
