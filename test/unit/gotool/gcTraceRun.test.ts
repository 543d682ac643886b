import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import type { Writable } from 'node:stream';
import { MessageError } from '../../../src/base/message';
import { isAbortError } from '../../../src/base/rpc';
import {
  type GcTraceOptions,
  type GcTraceRequest,
  runWithGcTrace,
  type TracedProgram,
} from '../../../src/gotool/gcTraceRun';
import { findGo } from '../../../src/gotool/goCommand';
import { goVersion } from '../../helpers/goProgram';
import { makeTemporaryFolder, removeFolder } from '../../helpers/repository';
import { waitFor } from '../../helpers/waitFor';

const program = `package main

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
)

func collect(n int) {
	for i := 0; i < n; i++ {
		runtime.GC()
	}
}

func main() {
	fmt.Println("args:", strings.Join(os.Args[1:], "|"), os.Getenv("NAME"), os.Getenv("GODEBUG"))
	folder, _ := os.Getwd()
	fmt.Println("in:", folder)
	collect(5)
	if len(os.Args) > 1 && os.Args[1] == "child" {
		child := exec.Command("sleep", "1000")
		child.Start()
		fmt.Println("child:", child.Process.Pid)
	}
	line, _ := bufio.NewReader(os.Stdin).ReadString('\\n')
	fmt.Println("heard:", strings.TrimSpace(line))
	collect(2)
	os.Exit(3)
}
`;

const tests = `package main

import "testing"

func TestCollect(t *testing.T) { collect(4) }

func BenchmarkCollect(b *testing.B) {
	for i := 0; i < b.N; i++ {
		collect(1)
	}
}
`;

describe('runWithGcTrace', function () {
  this.timeout(120_000);
  let home: string;
  let source: string;
  let temporary: string;
  let env: NodeJS.ProcessEnv;
  let go: string;

  before(async function () {
    if (goVersion() === null) {
      console.log('      skipped: there is no `go` here to run');
      this.skip();
    }
    home = makeTemporaryFolder('gctrace');
    source = path.join(home, 'shop');
    temporary = path.join(home, 'tmp');
    mkdirSync(temporary);
    mkdirSync(source);
    writeFileSync(path.join(source, 'go.mod'), 'module example.com/shop\n\ngo 1.21\n');
    writeFileSync(path.join(source, 'main.go'), program);
    writeFileSync(path.join(source, 'main_test.go'), tests);
    // As where someone's whole session is traced: go must not write a trace of itself.
    env = {
      ...process.env,
      GOTMPDIR: temporary,
      GOFLAGS: '',
      GOWORK: 'off',
      GOTOOLCHAIN: 'local',
      GODEBUG: 'gctrace=1,madvdontneed=1',
    };
    go = await findGo('');
  });
  after(() => home && removeFolder(home));
  afterEach(() => {
    assert.deepEqual(readdirSync(temporary), [], 'temporary files are left');
    assert.deepEqual(readdirSync(source).sort(), ['go.mod', 'main.go', 'main_test.go']);
  });

  const main = (): TracedProgram => ({ kind: 'package', go, source, tags: '' });

  function run(change: Partial<GcTraceRequest>, options: Partial<GcTraceOptions> = {}) {
    const shown = { output: '', trace: '' };
    const request = { program: main(), args: [], folder: source, env: {}, ...change };
    const end = runWithGcTrace(request, {
      signal: new AbortController().signal,
      onOutput: (text) => {
        shown.output += text;
      },
      onTrace: (lines) => {
        shown.trace += lines;
      },
      onStart: (stdin) => stdin.end('hello\n'),
      env,
      ...options,
    });
    return { shown, end };
  }

  const cyclesOf = (trace: string) =>
    trace
      .trimEnd()
      .split('\n')
      .map((line) => Number(/^gc (\d+) @/.exec(line)?.[1]));

  /** A collection is printed by whoever ends it: a program that exits at once may be gone before its last line. */
  function assertCycles(trace: string, most: number): void {
    const cycles = cyclesOf(trace);
    assert.ok(cycles.length === most || cycles.length === most - 1, trace);
    assert.deepEqual(
      cycles,
      cycles.map((_, i) => i + 1),
    );
  }

  it('builds a program and picks its own collections, numbered from 1', async () => {
    const { shown, end } = run({ args: ['a b', 'c'], env: { NAME: 'mine' }, folder: home });
    assert.deepEqual(await end, { code: 3, signal: null, built: true });
    assertCycles(shown.trace, 7);
    assert.match(shown.output, /^\$ go build {2}\(.*shop\)\n[\s\S]*^\$ GODEBUG=gctrace=1 shop "a b" c\n/m);
    assert.match(shown.output, /args: a b\|c mine madvdontneed=1,gctrace=1\n/);
    assert.ok(shown.output.includes(`in: ${home}\n`));
    assert.match(shown.output, /heard: hello/);
    assert.ok(shown.output.includes(shown.trace.split('\n')[0]!), 'the trace is in the output, too');
  });

  it('runs one test, and one benchmark', async () => {
    const test = (name: string, kind: 'test' | 'benchmark'): TracedProgram => ({
      kind: 'test',
      go,
      source,
      tags: '',
      test: { name, kind },
    });
    const one = run({ program: test('TestCollect', 'test') });
    assert.deepEqual(await one.end, { code: 0, signal: null, built: true });
    assertCycles(one.shown.trace, 4);
    assert.match(one.shown.output, /--- PASS: TestCollect/);
    const bench = run({ program: test('BenchmarkCollect', 'benchmark'), args: ['-test.benchtime=3x'] });
    assert.equal((await bench.end).code, 0);
    assert.match(bench.shown.output, /BenchmarkCollect-\d[\s\S]* 3\t +\d+ ns\/op/);
    assert.doesNotMatch(bench.shown.output, /TestCollect/);
  });

  it('runs any command', async () => {
    const binary = process.execPath;
    const script = 'process.stdin.on("data", (t) => console.error("gc 1 @0.1s 2%: " + process.env.GODEBUG))';
    const { shown, end } = run({ program: { kind: 'command', program: binary }, args: ['-e', script] });
    assert.equal((await end).code, 0);
    assert.equal(shown.trace, 'gc 1 @0.1s 2%: madvdontneed=1,gctrace=1\n');
  });

  it('says what go says where it does not compile, and where there are no tests', async () => {
    const broken = path.join(home, 'broken');
    mkdirSync(broken, { recursive: true });
    writeFileSync(path.join(broken, 'go.mod'), 'module example.com/broken\n\ngo 1.21\n');
    writeFileSync(path.join(broken, 'main.go'), 'package main\n\nfunc main() { missing() }\n');
    const failed = run({ program: { kind: 'package', go, source: broken, tags: '' } });
    assert.deepEqual(await failed.end, { code: 1, signal: null, built: false });
    assert.match(failed.shown.output, /main\.go:3:15: undefined: missing/);
    writeFileSync(path.join(broken, 'main.go'), 'package main\n\nfunc main() {}\n');
    const none = run({ program: { kind: 'test', go, source: broken, tags: '', test: null } });
    assert.equal((await none.end).built, false);
    assert.match(none.shown.output, /no test files/);
  });

  it('says what could not be started', async () => {
    const missing = path.join(home, 'missing');
    const { end } = run({ program: { kind: 'command', program: missing } });
    await assert.rejects(end, (error) => error instanceof MessageError && error.message.includes(missing));
  });

  it('ends the program and what it started as Ctrl+C does', async () => {
    const ending = new AbortController();
    let stdin: Writable | null = null;
    const { shown, end } = run(
      { args: ['child'] },
      {
        signal: ending.signal,
        onStart: (input) => {
          stdin = input;
        },
      },
    );
    const child = await waitFor('the child', () => /child: (\d+)/.exec(shown.output)?.[1], 60_000);
    assert.ok(stdin, 'its input is open');
    ending.abort();
    const { code, signal } = await end;
    // The runtime's own handling of SIGINT: by the signal, or as a shell says it.
    assert.ok(signal === 'SIGINT' || code === 130 || code === 2, `${code} ${signal}`);
    await waitFor('the child to end', () => !isRunning(Number(child)));
  });

  it('is by force when asked twice', async () => {
    const ending = new AbortController();
    const force = new AbortController();
    const script =
      'process.on("SIGINT", () => console.log("no")); setInterval(() => {}, 1000); console.log("up")';
    const { shown, end } = run(
      { program: { kind: 'command', program: process.execPath }, args: ['-e', script] },
      { signal: ending.signal, force: force.signal, onStart: () => {} },
    );
    await waitFor('the program', () => /^up$/m.test(shown.output));
    ending.abort();
    await waitFor('its answer', () => /^no$/m.test(shown.output));
    force.abort();
    assert.equal((await end).signal, 'SIGKILL');
  });

  it('builds nothing any more after an abort', async () => {
    const ending = new AbortController();
    ending.abort();
    await assert.rejects(run({}, { signal: ending.signal }).end, isAbortError);
  });
});

/** A process that ended and waits for its parent is none. */
function isRunning(pid: number): boolean {
  if (process.platform === 'linux') {
    const stat = `/proc/${pid}/stat`;
    return existsSync(stat) && !/\) Z /.test(readFileSync(stat, 'utf8'));
  }
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
