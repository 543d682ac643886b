import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { MessageError } from '../../../src/base/message';
import { isAbortError } from '../../../src/base/rpc';
import type { Engine, ProfileEvidence } from '../../../src/engine/engine';
import { createEngine } from '../../../src/engine/node/createEngine';
import { startWorkerEngine } from '../../../src/engine/node/workerEngine';
import { startWebWorkerEngine } from '../../../src/engine/web/workerEngine';
import { plainReport } from '../../../src/model/goroutineReport';
import { acceptedFixtures } from '../../helpers/fixtureProfiles';
import { startLikeWebWorker } from '../../helpers/likeWebWorker';
import { profileBytes } from '../../helpers/profileText';
import { makeTemporaryFolder, removeFolder, repositoryRoot } from '../../helpers/repository';
import { waitFor } from '../../helpers/waitFor';

const text = `
  main.main m.go:9;main.serve s.go:5;main.put p.go:7 10
  main.main m.go:9;main.serve s.go:6 4
  main.main m.go:9;main.Map[go.shape.int] g.go:2 1`;

describe('engine', function () {
  this.timeout(60_000);
  let folder: string;
  let script: string;
  let webScript: string;

  before(async () => {
    folder = makeTemporaryFolder('engine');
    script = join(folder, 'engineWorker.js');
    webScript = join(folder, 'webEngineWorker.js');
    const entry = (half: string) => [join(repositoryRoot, 'src', 'engine', half, 'worker.ts')];
    const common = { bundle: true, logLevel: 'error' } as const;
    await build({ ...common, entryPoints: entry('node'), outfile: script, platform: 'node' });
    await build({ ...common, entryPoints: entry('web'), outfile: webScript, platform: 'browser' });
  });
  after(() => removeFolder(folder));

  const hosts = [
    { name: 'in process', start: () => createEngine() },
    { name: 'in a worker', start: () => startWorkerEngine(script) },
    { name: 'in a web worker', start: () => startWebWorkerEngine(async () => startLikeWebWorker(webScript)) },
  ];
  for (const { name, start } of hosts) describe(name, () => checkEngine(start));

  it('gives the same answers in all of them', async () => {
    const engines = hosts.map(({ start }) => start());
    for (const { name, path } of acceptedFixtures()) {
      const answers = await Promise.all(engines.map((engine) => askEverything(engine, path, name)));
      for (const answer of answers.slice(1)) assert.deepEqual(answer, answers[0], name);
    }
    for (const engine of engines) engine.dispose();
  });

  it('says so when its worker dies, and ends all that is pending', async () => {
    let ended = 0;
    const broken = join(folder, 'missing.js');
    const engine = startWorkerEngine(broken, () => ended++);
    await assert.rejects(
      engine.openProfiles(profileBytes(text), { name: 'x' }),
      /^MessageError: The reader of profiles stopped/,
    );
    await assert.rejects(engine.ask(1, 'findFunction', { name: 'x' }), MessageError);
    assert.equal(ended, 1);
    engine.dispose();
  });

  it('ends what is pending when the worker is disposed, without calling it a crash', async () => {
    let ended = 0;
    const engine = startWorkerEngine(script, () => ended++);
    const pending = engine.openProfiles(profileBytes(text), { name: 'x' });
    engine.dispose();
    await assert.rejects(pending, isAbortError);
    assert.equal(ended, 0);
  });

  it('says so when a web worker cannot be started, or fails later', async () => {
    let ended = 0;
    const refused = async () => {
      throw new Error('no workers here');
    };
    const engine = startWebWorkerEngine(refused, () => ended++);
    await assert.rejects(
      engine.openProfiles(profileBytes(text), { name: 'x' }),
      /^MessageError: The reader of profiles stopped unexpectedly \(no workers here\)/,
    );
    await assert.rejects(engine.ask(1, 'findFunction', { name: 'x' }), MessageError);
    assert.equal(ended, 1);

    const broken = join(folder, 'broken.js');
    writeFileSync(broken, 'throw new Error("broken script")');
    const failing = startWebWorkerEngine(
      async () => startLikeWebWorker(broken),
      () => ended++,
    );
    await assert.rejects(failing.openProfiles(profileBytes(text), { name: 'x' }), /broken script/);
    assert.equal(ended, 2);
  });

  it('ends a web worker that comes up after the engine was disposed', async () => {
    let terminated = false;
    const worker = startLikeWebWorker(webScript);
    let arrive: () => void = () => {};
    const arrived = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    const terminate = () => {
      terminated = true;
      worker.terminate();
    };
    const engine = startWebWorkerEngine(() => arrived.then(() => ({ ...worker, terminate })));
    const pending = engine.openProfiles(profileBytes(text), { name: 'x' });
    engine.dispose();
    await assert.rejects(pending, isAbortError);
    arrive();
    await waitFor('the worker to be ended', () => terminated);
  });

  it('leaves a pool that small files come from alone', async () => {
    const engine = startWorkerEngine(script);
    const pool = Buffer.alloc(4096, 7);
    const bytes = profileBytes(text);
    pool.set(bytes, 100);
    await engine.openProfiles(pool.subarray(100, 100 + bytes.length), { name: 'x' });
    assert.equal(pool.length, 4096);
    assert.equal(pool[0], 7);
    engine.dispose();
  });
});

function checkEngine(start: () => Engine): void {
  let engine: Engine;
  beforeEach(() => {
    engine = start();
  });
  afterEach(() => engine.dispose());

  async function open(): Promise<ProfileEvidence> {
    return (await engine.openProfiles(profileBytes(text), { name: 'cpu.pb.gz' }))[0]!;
  }

  it('judges goroutine dumps and compares them', async () => {
    const dump = (count: number) =>
      Array.from(
        { length: count },
        (_, i) => `goroutine ${i + 1} [chan send]:\nmain.f()\n\t/a.go:5 +0x1\n`,
      ).join('\n');
    const opened = await engine.openProfiles(new TextEncoder().encode(dump(2)), { name: 'a.txt' });
    const later = await engine.openProfiles(new TextEncoder().encode(dump(5)), { name: 'b.txt' });
    const handles = [...opened, ...later].map(({ handle }) => handle);
    const { groups, comparison } = await engine.goroutineReport(handles, plainReport);
    assert.deepEqual([...groups.count], [5]);
    assert.deepEqual(
      comparison!.counts.map(([count]) => count),
      [2, 5],
    );
    await assert.rejects(engine.ask(handles[1]!, 'matchGroups', { filter: 'wait:x' }), MessageError);
    await engine.close(handles[0]!);
    await assert.rejects(engine.goroutineReport(handles, plainReport), /is closed/);
    const aborted = engine.goroutineReport(handles, plainReport, AbortSignal.abort());
    await assert.rejects(aborted, isAbortError);
  });

  it('opens several files at once, each with its own handle', async () => {
    const [one, two] = await Promise.all([
      open(),
      engine.openProfiles(profileBytes('f 1'), { name: 'other' }),
    ]);
    assert.notEqual(one.handle, two[0]!.handle);
    const table = await engine.ask(two[0]!.handle, 'top', { sampleIndex: 0, granularity: 'functions' });
    assert.deepEqual(table.name, ['f']);
  });

  it('answers nothing about what is closed, or never was', async () => {
    const { handle } = await open();
    await engine.close(handle);
    await engine.close(handle);
    await engine.close(999);
    for (const gone of [handle, 999]) {
      await assert.rejects(engine.ask(gone, 'lineCosts', {}), /^MessageError: This profile is closed/);
    }
  });

  it('refuses places that do not exist', async () => {
    const { handle } = await open();
    const refused = (promise: Promise<unknown>) =>
      assert.rejects(promise, /^MessageError: This place does not exist/);
    await refused(engine.ask(handle, 'top', { sampleIndex: 1, granularity: 'functions' }));
    await refused(engine.ask(handle, 'flame', { sampleIndex: -1, root: 0 }));
    await refused(engine.ask(handle, 'flame', { sampleIndex: 0, root: 999 }));
    await refused(engine.ask(handle, 'flame', { sampleIndex: 0, root: 0.5 }));
    await refused(engine.ask(handle, 'functionDetails', { frame: 999, sampleIndex: 0 }));
    await refused(engine.ask(handle, 'functionDetails', { frame: -1, sampleIndex: 0 }));
    await refused(engine.ask(handle, 'functionDetails', { frame: 0, sampleIndex: 7 }));
    await refused(engine.ask(handle, 'nodeDetails', { node: Number.NaN, sampleIndex: 0 }));
    await refused(engine.ask(handle, 'nodeDetails', { node: 0, sampleIndex: 7 }));
    await refused(engine.ask(handle, 'search', { sampleIndex: 3, text: 'x', regex: false }));
  });

  it('finds functions by name, with and without type arguments', async () => {
    const { handle } = await open();
    const frame = await engine.ask(handle, 'findFunction', { name: 'main.Map[go.shape.int]' });
    assert.ok(frame >= 0);
    assert.equal(await engine.ask(handle, 'findFunction', { name: 'main.Map' }), frame);
    assert.equal(await engine.ask(handle, 'findFunction', { name: 'main.Map[...]' }), frame);
    assert.equal(await engine.ask(handle, 'findFunction', { name: 'main.absent' }), -1);
  });

  it('tells of a function and of a call what the tables tell', async () => {
    const { handle } = await open();
    const frame = await engine.ask(handle, 'findFunction', { name: 'main.serve' });
    const details = await engine.ask(handle, 'functionDetails', { frame, sampleIndex: 0 });
    assert.deepEqual(
      { ...details, callers: details.callers.length, callees: details.callees.length },
      {
        frame,
        name: 'main.serve',
        packageName: 'main',
        file: 's.go',
        startLine: 0,
        sampleIndex: 0,
        flat: 4,
        cum: 14,
        flatByType: [4],
        cumByType: [14],
        compared: null,
        relativeError: null,
        flatRelativeError: null,
        lines: [
          { file: 's.go', line: 5, flat: 0, cum: 10 },
          { file: 's.go', line: 6, flat: 4, cum: 4 },
        ],
        callers: 1,
        callees: 2,
      },
    );
    const flame = await engine.ask(handle, 'flame', { sampleIndex: 0, root: 0 });
    const row = [...flame.frame].findIndex((at) => at >= 0 && flame.frames.name[at] === 'main.put');
    const node = await engine.ask(handle, 'nodeDetails', { node: flame.node[row]!, sampleIndex: 0 });
    assert.deepEqual([node.self, node.total, node.selfByType, node.totalByType], [10, 10, [10], [10]]);
    assert.deepEqual(
      node.stack.map(({ name, file, line }) => `${name} ${file}:${line}`),
      ['main.main m.go:9', 'main.serve s.go:5', 'main.put p.go:7'],
    );
    const all = await engine.ask(handle, 'nodeDetails', { node: 0, sampleIndex: 0 });
    assert.deepEqual([all.frame, all.total, all.stack, all.lines], [-1, 15, [], []]);
  });

  it('does not begin what is aborted already', async () => {
    const signal = AbortSignal.abort();
    const { handle } = await open();
    await assert.rejects(engine.openProfiles(profileBytes(text), { name: 'x', signal }), isAbortError);
    await assert.rejects(engine.ask(handle, 'lineCosts', {}, signal), isAbortError);
  });

  it('stops opening when it is aborted, whatever the reason is', async () => {
    const controller = new AbortController();
    const bomb = gzipSync(Buffer.alloc(64 << 20), { level: 1 });
    const opening = engine.openProfiles(bomb, { name: 'x', signal: controller.signal });
    controller.abort('not needed any more');
    await assert.rejects(opening, isAbortError);
  });

  it('refuses what is no profile in words', async () => {
    for (const bytes of [new Uint8Array(0), Buffer.from('text'), Uint8Array.of(1, 2, 3)]) {
      await assert.rejects(
        engine.openProfiles(new Uint8Array(bytes), { name: 'odd.pb.gz' }),
        /^MessageError: odd\.pb\.gz is /,
      );
    }
  });
}

async function askEverything(engine: Engine, path: string, name: string): Promise<unknown[]> {
  const [profile] = await engine.openProfiles(new Uint8Array(readFileSync(path)), { name });
  const { handle, facts, problems } = profile!;
  const { sampleIndex } = facts;
  const flame = await engine.ask(handle, 'flame', { sampleIndex, root: 0 });
  const last = flame.node[flame.length - 1]!;
  const answers = [
    facts,
    problems.map(({ at }) => at),
    flame,
    await engine.ask(handle, 'top', { sampleIndex, granularity: 'functions' }),
    await engine.ask(handle, 'top', { sampleIndex, granularity: 'lines' }),
    await engine.ask(handle, 'search', { sampleIndex, text: 'main', regex: false }),
    await engine.ask(handle, 'nodeDetails', { node: last, sampleIndex }),
    flame.frames.id.length > 0
      ? await engine.ask(handle, 'functionDetails', { frame: flame.frames.id[0]!, sampleIndex })
      : null,
    await engine.ask(handle, 'lineCosts', {}),
  ];
  await engine.close(handle);
  return answers;
}
