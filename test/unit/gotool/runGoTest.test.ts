import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { formatMessage, type MessageError } from '../../../src/base/message';
import { isAbortError } from '../../../src/base/rpc';
import { createEngine } from '../../../src/engine/node/createEngine';
import { askGo, findGo } from '../../../src/gotool/goCommand';
import { type GoTestOptions, type GoTestRequest, runGoTest } from '../../../src/gotool/runGoTest';
import { goVersion } from '../../helpers/goProgram';
import { makeTemporaryFolder, removeFolder, repositoryRoot } from '../../helpers/repository';
import { waitFor } from '../../helpers/waitFor';

const source = path.join(repositoryRoot, 'test', 'fixtures', 'programs', 'bench');

describe('runGoTest', function () {
  this.timeout(120_000);
  let home: string;
  let module: string;
  /** Where temporary folders go; nothing may be left in it. */
  let temporary: string;
  let env: NodeJS.ProcessEnv;
  let go: string;

  before(async function () {
    if (goVersion() === null) {
      console.log('      skipped: there is no `go` here to run');
      this.skip();
    }
    home = makeTemporaryFolder('gotool');
    module = path.join(home, 'bench');
    temporary = path.join(home, 'tmp');
    cpSync(source, module, { recursive: true });
    mkdirSync(temporary);
    env = { ...process.env, GOTMPDIR: temporary, GOFLAGS: '', GOWORK: 'off', GOTOOLCHAIN: 'local' };
    go = await findGo('');
  });
  after(() => home && removeFolder(home));
  afterEach(() => {
    assert.deepEqual(readdirSync(temporary), [], 'temporary files are left');
    assert.deepEqual(readdirSync(path.join(module, 'words')).sort(), ['words.go', 'words_test.go']);
  });

  function request(change: Partial<GoTestRequest>): GoTestRequest {
    return {
      go,
      folder: path.join(module, 'words'),
      kind: 'test',
      name: 'TestCount',
      profiles: ['memory'],
      tags: '',
      memProfileRate: 0,
      extraFlags: [],
      constraint: '',
      ...change,
    };
  }

  async function run(change: Partial<GoTestRequest>, options: Partial<GoTestOptions> = {}) {
    const output: string[] = [];
    const signal = new AbortController().signal;
    const defaults = { signal, onOutput: (text: string) => output.push(text), maximumBytes: 2 ** 26, env };
    const result = await runGoTest(request(change), { ...defaults, ...options });
    const problem = result.problem && formatMessage(result.problem);
    return { ...result, problem, text: output.join('') };
  }

  /** Function names with a value in the profile, by the engine. */
  async function functionsOf(bytes: Uint8Array): Promise<string[]> {
    const engine = createEngine();
    const [evidence] = await engine.openProfiles(bytes, { name: 'x.pb.gz' });
    const top = await engine.ask(evidence!.handle, 'top', {
      sampleIndex: evidence!.facts.goSampleIndex,
      granularity: 'functions',
    });
    await engine.close(evidence!.handle);
    return [...top.name];
  }

  it('profiles the memory of a test', async () => {
    const { profiles, problem, exitCode, text } = await run({});
    assert.equal(problem, null, text);
    assert.equal(exitCode, 0);
    assert.match(text, /^go1\.\d+.*\n\$ go test .*-run \^TestCount\$/);
    assert.match(text, /--- PASS: TestCount/);
    assert.deepEqual(
      profiles.map(({ kind }) => kind),
      ['memory'],
    );
    assert.ok((await functionsOf(profiles[0]!.bytes)).includes('example.com/bench/words.split'));
  });

  it('takes all kinds in one run', async () => {
    const { profiles, problem } = await run({
      name: 'TestTable',
      profiles: ['mutex', 'block', 'cpu', 'memory'],
    });
    assert.equal(problem, null);
    assert.deepEqual(
      profiles.map(({ kind }) => kind),
      ['memory', 'cpu', 'block', 'mutex'],
    );
    assert.ok((await functionsOf(profiles[3]!.bytes)).includes('example.com/bench/words.(*Table).Add'));
  });

  it('records every allocation at rate 1', async () => {
    const { profiles } = await run({ memProfileRate: 1, kind: 'fuzz', name: 'FuzzCount' });
    const engine = createEngine();
    const [evidence] = await engine.openProfiles(profiles[0]!.bytes, { name: 'x.pb.gz' });
    assert.equal(evidence!.facts.period, 1);
    await engine.close(evidence!.handle);
    assert.ok((await functionsOf((await run({ memProfileRate: 1 })).profiles[0]!.bytes)).length > 3);
  });

  it('reads the results of a benchmark, with -count from the settings', async () => {
    const { output, problem } = await run({
      kind: 'benchmark',
      name: 'BenchmarkSizes',
      extraFlags: ['-count=2', '-benchtime=20x'],
    });
    assert.equal(problem, null);
    assert.deepEqual(
      output.benchmarks.map(({ name, iterations, metrics }) => [
        name.replace(/-\d+$/, ''),
        iterations,
        metrics.map(({ unit, values }) => [unit, values.length]),
      ]),
      ['BenchmarkSizes/size=10', 'BenchmarkSizes/size=1000'].map((name) => [
        name,
        [20, 20],
        [
          ['ns/op', 2],
          ['MB/s', 2],
          ['words/op', 2],
          ['B/op', 2],
          ['allocs/op', 2],
        ],
      ]),
    );
  });

  it('keeps the profile of a test that failed', async () => {
    const { profiles, problem, exitCode } = await run({ name: 'TestWrong' });
    assert.equal(problem, 'TestWrong failed.');
    assert.equal(exitCode, 1);
    assert.ok((await functionsOf(profiles[0]!.bytes)).includes('example.com/bench/words.split'));
  });

  it('says that a test crashed, which leaves no profile', async () => {
    const { profiles, problem } = await run({ name: 'TestCrash' });
    assert.match(problem!, /^TestCrash crashed: panic: runtime error: invalid memory address/);
    assert.deepEqual(profiles, []);
  });

  it('says that nothing has the name', async () => {
    const missing = await run({ name: 'TestMissing' });
    assert.match(missing.problem!, /^No tests to run: go test found no TestMissing in .*words\./);
    const benchmark = await run({ kind: 'benchmark', name: 'BenchmarkMissing' });
    assert.match(benchmark.problem!, /^No tests to run: go test found no BenchmarkMissing/);
  });

  it('names the build constraint that leaves the file out, and runs with its tag', async () => {
    const stuck = { folder: path.join(module, 'stuck'), name: 'TestStuck', constraint: 'stuck' };
    const { problem } = await run(stuck);
    assert.match(
      problem!,
      /^No tests to run: .* only where "stuck" holds: give the tags in "heaplens.test.tags"/,
    );
    const missing = await run({ ...stuck, name: 'TestOther', tags: 'stuck' });
    assert.match(missing.text, /no tests to run/);
  });

  it('says where the code does not compile', async () => {
    const folder = path.join(module, 'broken');
    mkdirSync(folder);
    try {
      const file = path.join(folder, 'broken_test.go');
      const head = 'package broken\n\nimport "testing"\n\n';
      writeFileSync(file, `${head}func TestX(t *testing.T) { undefinedName() }\n`);
      assert.equal(
        (await run({ folder, name: 'TestX' })).problem,
        'TestX does not compile: ./broken_test.go:5:28: undefined: undefinedName',
      );
      writeFileSync(
        file,
        `${head}import "example.com/nowhere"\n\nfunc TestX(t *testing.T) { nowhere.X() }\n`,
      );
      assert.match(
        (await run({ folder, name: 'TestX' }, { env: { ...env, GOFLAGS: '-mod=mod', GOPROXY: 'off' } }))
          .problem!,
        /^The package of TestX could not be loaded: broken_test\.go:5:8: .*example\.com\/nowhere/,
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('passes on what go says of a flag that it does not know', async () => {
    const { problem } = await run({ extraFlags: ['-tagz=x'] });
    assert.equal(problem, 'go test did not run TestCount: flag provided but not defined: -tagz');
  });

  it('says that there is no module', async () => {
    const folder = path.join(home, 'alone');
    mkdirSync(folder);
    writeFileSync(path.join(folder, 'a_test.go'), 'package a\n');
    await assert.rejects(run({ folder }), /belongs to no Go module: there is no go\.mod in it or above it/);
  });

  it('refuses a profile beyond the limit', async () => {
    await assert.rejects(
      run({}, { maximumBytes: 100 }),
      /^MessageError: The memory profile has .* more than the 100 B/,
    );
  });

  it('ends the test and all that it started when it is cancelled', async () => {
    if (!existsSync('/proc/self/stat')) return;
    const controller = new AbortController();
    let text = '';
    const stuck = { folder: path.join(module, 'stuck'), name: 'TestStuck', tags: 'stuck' };
    const running = run(stuck, {
      signal: controller.signal,
      graceMs: 200,
      onOutput: (chunk) => {
        text += chunk;
      },
    });
    const pids = await Promise.race([
      running.then(() => assert.fail(`ended by itself: ${text}`)),
      waitFor('the stuck test to run', () => /stuck: test (\d+), child (\d+)/.exec(text)?.slice(1), 60_000),
    ]);
    assert.deepEqual(pids.map(isRunning), [true, true]);
    controller.abort();
    await assert.rejects(running, isAbortError);
    await waitFor('both processes to end', () => !pids.some(isRunning));
  });

  it('starts nothing when it was cancelled before', async () => {
    const controller = new AbortController();
    controller.abort();
    let text = '';
    const onOutput = (chunk: string) => {
      text += chunk;
    };
    await assert.rejects(run({}, { signal: controller.signal, onOutput }), isAbortError);
    assert.equal(text, '');
  });
});

describe('findGo', () => {
  it('says that the setting is wrong, or that there is no Go', async () => {
    await assert.rejects(
      findGo('/nowhere/go'),
      /There is no program \/nowhere\/go, which "heaplens\.go\.path"/,
    );
    await assert.rejects(findGo(repositoryRoot), /There is no program/);
  });

  it('does not look in relative folders of PATH', async () => {
    const folder = makeTemporaryFolder('go-path');
    try {
      const file = path.join(folder, 'go');
      writeFileSync(file, '#!/bin/sh\necho no\n', { mode: 0o755 });
      assert.equal(await findGo('', { PATH: `.:relative:${folder}` }), file);
      assert.equal(await findGo(file, {}), file);
      await assert.rejects(askGo(file, folder), (error: MessageError) => {
        assert.match(error.message, /does not answer as the go command does: "go env" said "no/);
        return true;
      });
    } finally {
      removeFolder(folder);
    }
  });
});

/** A process that has ended but was not reaped yet (state Z) runs no more. */
function isRunning(pid: string): boolean {
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false; // it is gone
  }
}
