import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runHeaplens } from '../../../src/cli/main';
import { makeTemporaryFolder, removeFolder } from '../../helpers/repository';

const modern =
  'gc 4 @0.010s 3%: 0.055+0.61+0.020 ms clock, 0.67+0.085/1.2/0.53+0.24 ms cpu, 4->5->3 MB, 6 MB goal, 1 MB stacks, 2 MB globals, 12 P (forced)';

/** A program that collects at its limit: what lives is all but its goal, again and again. */
const thrash = Array.from({ length: 60 }, (_, at) => {
  const live = 400 + at;
  return `gc ${at + 1} @${(at * 0.2).toFixed(3)}s 40%: 0.1+90+0.1 ms clock, 0.4+200/100/0+0.4 ms cpu, ${live}->${live}->${live} MB, ${live} MB goal, 0 MB stacks, 0 MB globals, 4 P`;
}).join('\n');

describe('heaplens gc', () => {
  let folder: string;
  before(() => {
    folder = makeTemporaryFolder('cli-gc');
  });
  after(() => removeFolder(folder));

  const write = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  const json = async (...args: string[]) => {
    const { exitCode, stdout, stderr } = await runHeaplens(['gc', ...args, '--json']);
    assert.equal(exitCode, 0, stderr);
    return JSON.parse(stdout);
  };

  it('prints cycles in the shape of the documentation', async () => {
    const report = await json(write('one.log', `words\n${modern}\n`));
    assert.deepEqual(Object.keys(report), ['process', 'cycles', 'findings', 'problems']);
    assert.deepEqual(report.cycles, [
      {
        n: 4,
        atSec: 0.01,
        gcPercent: 3,
        sweepTermMs: 0.055,
        markMs: 0.61,
        markTermMs: 0.02,
        assistCpuMs: 0.085,
        backgroundCpuMs: 1.2,
        idleCpuMs: 0.53,
        heapStartMB: 4,
        heapEndMB: 5,
        heapLiveMB: 3,
        goalMB: 6,
        stacksMB: 1,
        globalsMB: 2,
        procs: 12,
        forced: true,
      },
    ]);
    assert.deepEqual(report.problems, []);
    assert.equal(report.process.line, 2);
  });

  it('prints null for what was not printed', async () => {
    const { cycles } = await json(write('old.log', 'gc12(4): 1+2+3+4 us, 5 -> 6 MB, 30 (100-70) objects\n'));
    const { n, atSec, gcPercent, markMs, heapLiveMB, goalMB, stacksMB, forced } = cycles[0];
    assert.deepEqual(
      { n, atSec, gcPercent, markMs, heapLiveMB, goalMB, stacksMB, forced },
      {
        n: 12,
        atSec: null,
        gcPercent: null,
        markMs: null,
        heapLiveMB: null,
        goalMB: null,
        stacksMB: null,
        forced: false,
      },
    );
  });

  it('counts seconds since the start, also where the log knows the time', async () => {
    const { cycles, process } = await json(
      write('timed.log', `2024-12-02T09:14:33.011Z shop[7]: ${modern}\n`),
    );
    assert.equal(cycles[0].atSec, 0.01);
    assert.equal(process.name, 'shop');
    assert.equal(process.pid, 7);
    assert.equal(process.startedAt, '2024-12-02T09:14:33.000Z');
  });

  it('takes the process with the most collections, says so, and another one where asked', async () => {
    const line = (number: number) => modern.replace('gc 4 @0.0', `gc ${number} @${number}.0`);
    const file = write('two.log', ['a | ', 'b | ', 'b | '].map((name, at) => name + line(at + 1)).join('\n'));
    const { stdout, stderr } = await runHeaplens(['gc', file, '--json']);
    assert.match(
      stderr,
      /speaks of 2 processes; this is number 2 \(b\), from line 2\. --process N shows another: 1 from line 1 \(a, \d+\)\./,
    );
    assert.equal(JSON.parse(stdout).cycles.length, 2);
    const other = await json(file, '--process', '1');
    assert.equal(other.process.name, 'a');
    assert.equal(other.cycles.length, 1);
    const wrong = await runHeaplens(['gc', file, '--process', '3']);
    assert.equal(wrong.exitCode, 1);
    assert.match(wrong.stderr, /a number from 1 to 2/);
  });

  it('judges, with what people know of limits, and fails where they asked for it', async () => {
    const file = write('thrash.log', thrash);
    const { stdout, stderr, exitCode } = await runHeaplens([
      ...['gc', file, '--memory-limit', '420MiB', '--fail-on', 'error', '--json'],
    ]);
    assert.equal(exitCode, 3);
    assert.match(stderr, /findings? of severity error; the first is C/);
    const { findings } = JSON.parse(stdout);
    const thrashing = findings.find(({ ruleId }: { ruleId: string }) => ruleId === 'C4');
    assert.ok(thrashing.evidence.length > 0);
    assert.match(thrashing.message, /420 MB/);
    const text = await runHeaplens(['gc', file, '--memory-limit', '420MiB']);
    assert.equal(text.exitCode, 0);
    for (const expected of [
      /thrash\.log: 60 collections in 11\.8 s, from .*GOMAXPROCS 4\./,
      /pauses {2}p50 /,
      /live heap {2}459 MB \(400 MB to 459 MB\)/,
      /error C4 \(\w+\): /,
      /Health: \d+ of 100\./,
      /not judged: \w+: /,
    ]) {
      assert.match(text.stdout, expected);
    }
  });

  it('takes thresholds of rules, and names them all where one is not there', async () => {
    const file = write('set.log', thrash);
    const { findings } = await json(file, '--set', 'C4.minCycles=1000');
    assert.ok(!findings.some(({ ruleId }: { ruleId: string }) => ruleId === 'C4'));
    const wrong = await runHeaplens(['gc', file, '--set', 'C99.x=1']);
    assert.equal(wrong.exitCode, 1);
    assert.match(wrong.stderr, /there is no such threshold; there are .*C4\.minCycles/);
  });

  it('says what is wrong with lines', async () => {
    const { problems } = await json(write('cut.log', `${modern}\n${modern.slice(0, 60)}\n`));
    assert.equal(problems.length, 1);
    assert.equal(problems[0].at, 'line 2');
    const { stdout } = await runHeaplens(['gc', write('cut.log', `${modern}\n${modern.slice(0, 60)}\n`)]);
    assert.match(stdout, /problem at line 2: A collection is left out/);
  });

  it('speaks of growth only when a minute is over, and of a rate only where collections have room', async () => {
    const start = Array.from(
      { length: 40 },
      (_, at) =>
        `gc ${at + 1} @${(at * 0.5).toFixed(3)}s 1%: 0.1+1+0.1 ms clock, 0.4+1/2/0+0.4 ms cpu, 4->4->${1 + (at >> 4)} MB, 4 MB goal, 0 MB stacks, 0 MB globals, 4 P`,
    ).join('\n');
    const { stdout } = await runHeaplens(['gc', write('start.log', start)]);
    assert.match(stdout, /live heap {2}3\.00 MB \(1\.00 MB to 3\.00 MB\)\n/);
    assert.match(stdout, /GC work .*: GC CPU [\d.]+ %; 100 × \(40 % − GC CPU\) ÷ 30 %, from 0 to 100\n/);
    const longer = start.replaceAll(/@(\S+)s/g, (_, seconds) => `@${(Number(seconds) * 4).toFixed(3)}s`);
    const { stdout: whole } = await runHeaplens(['gc', write('longer.log', longer)]);
    assert.match(whole, /live heap {2}3\.00 MB \(1\.00 MB to 3\.00 MB\), \+[\d.]+ MB a minute\n/);
  });

  it('refuses what it cannot answer', async () => {
    const schedule = 'SCHED 1ms: gomaxprocs=2 idleprocs=0 threads=5 idlethreads=1 runqueue=0 [0 0]';
    for (const [args, exitCode, expected] of [
      [[], 1, /gc takes one file, got 0/],
      [[write('one.log', modern), '--focus', 'x'], 1, /gc knows no questions about samples/],
      [[write('one.log', modern), '--memory-limit', 'much'], 1, /--memory-limit takes a size like 512MiB/],
      [[write('one.log', modern), '--gogc', 'much'], 1, /--gogc takes a number of percent/],
      [
        [write('sched.log', schedule)],
        2,
        /holds no garbage collection\. Run the program with GODEBUG=gctrace=1/,
      ],
      [
        [write('words.log', 'words')],
        2,
        /words\.log holds no garbage collection\. Run the program with GODEBUG=gctrace=1/,
      ],
      [[folder], 2, /cli-gc-\w+ is a folder, not a file\./],
    ] as const) {
      const outcome = await runHeaplens(['gc', ...args]);
      assert.equal(outcome.exitCode, exitCode, outcome.stderr);
      assert.match(outcome.stderr, expected);
    }
  });
});
