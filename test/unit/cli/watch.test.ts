import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import { join } from 'node:path';
import * as readline from 'node:readline';
import { build } from 'esbuild';
import { runHeaplens } from '../../../src/cli/main';
import { secondsOf } from '../../../src/cli/watch';
import { closeServers } from '../../helpers/localServer';
import { answer, serveMemory, vars } from '../../helpers/memoryServer';
import { makeTemporaryFolder, removeFolder, repositoryRoot } from '../../helpers/repository';

/** As much of MemStats as tells it from other JSON. */
const memory = vars({
  Alloc: 5_242_880,
  TotalAlloc: 10_485_760,
  Sys: 20_971_520,
  Mallocs: 100,
  Frees: 50,
  HeapAlloc: 5_242_880,
  HeapSys: 8_388_608,
  HeapInuse: 6_291_456,
  HeapIdle: 2_097_152,
  HeapReleased: 1_048_576,
  HeapObjects: 50,
  NextGC: 10_485_760,
  NumGC: 4,
});

describe('heaplens watch', function () {
  // Each run is a process; a busy machine takes a second for one.
  this.timeout(60_000);
  let folder: string;
  let cli: string;

  before(async () => {
    folder = makeTemporaryFolder('cli-watch');
    cli = join(folder, 'cli.js');
    const entry = join(repositoryRoot, 'src', 'cli.ts');
    await build({ entryPoints: [entry], outfile: cli, bundle: true, platform: 'node', logLevel: 'error' });
  });
  after(() => removeFolder(folder));
  afterEach(closeServers);

  it('prints a history, a line a sample, and ends when its time is over', async () => {
    const { url } = await serveMemory({ '/debug/vars': memory });
    const { code, stdout, stderr } = await heaplens(
      url,
      '--json',
      '--for',
      '1s',
      '--every',
      '300ms',
      '--no-local',
    );
    assert.equal(stderr, '');
    assert.equal(code, 0);
    const [header, ...lines] = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.deepEqual(
      { heaplens: header.heaplens, version: header.version, target: header.target, source: header.source },
      { heaplens: 'memory', version: 1, target: new URL(url).host, source: '/debug/vars' },
    );
    assert.deepEqual({ mark: lines.at(-1).mark, what: lines.at(-1).what }, { mark: 'stop', what: 'time' });
    const samples = lines.slice(0, -1);
    assert.ok(samples.length >= 2 && samples.length <= 4, `${samples.length} samples`);
    for (const sample of samples) {
      assert.equal(sample.HeapAlloc, 5_242_880);
      assert.equal(sample.NumGC, 4);
      assert.ok(!('RSS' in sample), 'nothing of /proc was asked for');
    }
  });

  it('prints a table for people', async () => {
    const { url } = await serveMemory({ '/debug/vars': memory });
    const { code, stdout } = await heaplens(url, '--for', '1s', '--every', '300ms', '--no-local');
    assert.equal(code, 0);
    const [title, head, first, second] = stdout.split('\n');
    assert.equal(title, `Watching ${new URL(url).host}: /debug/vars every 0.3 s`);
    assert.match(head!, /^ +time +heap live +allocated +goal +limit +GC CPU +cycles\/s +goroutines +RSS$/);
    assert.match(first!, /^\d\d:\d\d:\d\d +- +5\.00 MB +10\.0 MB +- +- +- +- +-$/);
    assert.match(second!, /^\d\d:\d\d:\d\d +- +5\.00 MB +10\.0 MB +- +- +0\.00 +- +-$/);
  });

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    it(`writes each line at once, and ends well with ${signal}`, async () => {
      const { url } = await serveMemory({ '/debug/vars': memory });
      const out = `${signal}.memwatch`;
      const child = start(url, '--json', '--every', '200ms', '--out', out);
      const lines: string[] = [];
      readline.createInterface({ input: child.stdout! }).on('line', (line) => {
        lines.push(line);
        if (lines.length === 3) child.kill(signal);
      });
      const [code] = (await once(child, 'close')) as [number | null];
      assert.equal(code, 0);
      assert.equal(JSON.parse(lines.at(-1)!).mark, 'stop');
      assert.equal(fs.readFileSync(join(folder, out), 'utf8'), `${lines.join('\n')}\n`);
    });
  }

  it('ends in silence when nobody reads any more', async () => {
    const { url } = await serveMemory({ '/debug/vars': memory });
    const child = start(url, '--json', '--every', '100ms', '--no-local');
    let stderr = '';
    child.stderr!.setEncoding('utf8').on('data', (text) => (stderr += text));
    readline.createInterface({ input: child.stdout! }).once('line', () => child.stdout!.destroy());
    const [code] = (await once(child, 'exit')) as [number | null];
    assert.equal(code, 0);
    assert.equal(stderr, '');
  });

  it('tells people of a gap once, and not how to start what was running', async () => {
    const script = { '/debug/vars': memory };
    const { url } = await serveMemory(script);
    const child = start(url, '--every', '100ms', '--no-local');
    let stderr = '';
    child.stderr!.setEncoding('utf8').on('data', (text) => (stderr += text));
    const lines: string[] = [];
    readline.createInterface({ input: child.stdout! }).on('line', (line) => {
      lines.push(line);
      if (lines.length === 3) script['/debug/vars'] = answer(503);
      if (line.includes('gap')) child.kill();
    });
    const [code] = (await once(child, 'close')) as [number | null];
    assert.equal(code, 0);
    assert.equal(stderr, '');
    const gaps = lines.filter((line) => line.includes('gap'));
    assert.equal(gaps.length, 1);
    assert.match(
      gaps[0]!,
      /gap: http.* answered \/debug\/vars with status 503\. Asked again until it answers\.$/,
    );
  });

  it('names the option that helps where somebody must be known', async () => {
    const { url } = await serveMemory({ '/metrics': answer(401) });
    const { code, stderr } = await heaplens(url, '--for', '1s', '--no-local');
    assert.equal(code, 2);
    assert.match(stderr, /wants to know who asks .*--header "Authorization: Bearer …"/);
    assert.doesNotMatch(stderr, /Heaplens:/);
  });

  it('says on stderr why it waits, and goes on', async () => {
    const script = { '/debug/vars': memory };
    const { url } = await serveMemory(script);
    const child = start(url, '--json', '--every', '100ms', '--no-local');
    let stderr = '';
    child.stderr!.setEncoding('utf8').on('data', (text) => (stderr += text));
    const marks: string[] = [];
    let isDown = false;
    readline.createInterface({ input: child.stdout! }).on('line', (line) => {
      const { mark, at } = JSON.parse(line);
      if (mark) marks.push(mark);
      else if (at && marks.length > 0) child.kill();
      else if (at && !isDown) {
        isDown = true;
        script['/debug/vars'] = answer(503);
        setTimeout(() => {
          script['/debug/vars'] = memory;
        }, 300);
      }
    });
    await once(child, 'close');
    assert.deepEqual(marks, ['gap', 'stop']);
    assert.match(stderr, /^heaplens: http:\/\/127\.0\.0\.1:\d+ answered \/debug\/vars with status 503\.\n/);
  });

  it('sends headers', async () => {
    const seen: unknown[] = [];
    const { url } = await serveMemory({
      '/debug/vars': (request, response) => {
        seen.push(request.headers['x-token']);
        memory(request, response);
      },
    });
    await heaplens(url, '--for', '100ms', '--header', 'X-Token: t:1', '--json');
    assert.equal(seen[0], 't:1');
  });

  it('fails with one sentence where there is nothing to watch', async () => {
    const { url } = await serveMemory({});
    const { code, stdout, stderr } = await heaplens(url);
    assert.equal(code, 2);
    assert.equal(stdout, '');
    assert.match(stderr, /^heaplens: The server at [^\n]+\/metrics: 404[^\n]+\n$/);
  });

  it('writes over no file', async () => {
    fs.writeFileSync(join(folder, 'mine.memwatch'), 'x');
    const { code, stderr } = await heaplens('localhost:1', '--out', 'mine.memwatch');
    assert.equal(code, 2);
    assert.match(stderr, /mine\.memwatch is there already\. Give --out another name, or remove it first\./);
  });

  it('refuses what it does not understand', async () => {
    await refuses([], /takes one address, got 0/);
    await refuses(['a', 'b'], /takes one address, got 2/);
    await refuses(['a', '--for', 'long'], /--for takes a time like 90s, 10m or 1h30m, got "long"/);
    await refuses(['a', '--every', '10ms'], /--every must be at least 0\.1s/);
    await refuses(['a', '--pid', 'x'], /--pid takes the number of a process, got "x"/);
    await refuses(['a', '--header', 'Token'], /--header takes NAME:VALUE/);
  });

  it('reads times as Go writes them', () => {
    assert.equal(secondsOf('--for', '1h30m', 0), 5400);
    assert.equal(secondsOf('--for', '1.5s', 0), 1.5);
    assert.equal(secondsOf('--for', '250ms', 0), 0.25);
    assert.equal(secondsOf('--for', '90', 0), 90);
    assert.equal(secondsOf('--for', undefined, 0), undefined);
  });

  function start(...args: string[]): ChildProcess {
    return spawn(process.execPath, [cli, 'watch', ...args], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  async function heaplens(
    ...args: string[]
  ): Promise<{ code: number | null; stdout: string; stderr: string }> {
    const child = start(...args);
    let stdout = '';
    let stderr = '';
    child.stdout!.setEncoding('utf8').on('data', (text) => (stdout += text));
    child.stderr!.setEncoding('utf8').on('data', (text) => (stderr += text));
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, stdout, stderr };
  }

  async function refuses(args: readonly string[], text: RegExp): Promise<void> {
    const { exitCode, stderr } = await runHeaplens(['watch', ...args]);
    assert.equal(exitCode, 1);
    assert.match(stderr, text);
  }
});
