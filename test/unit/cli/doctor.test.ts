import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runHeaplens } from '../../../src/cli/main';
import { profileBytes } from '../../helpers/profileText';
import { makeTemporaryFolder, removeFolder } from '../../helpers/repository';

const MB = 2 ** 20;
const start = Date.parse('2024-12-02T09:00:00Z');

/** A program that collects at its limit; its log knows the time. */
const thrash = Array.from({ length: 60 }, (_, at) => {
  const live = 400 + at;
  const time = new Date(start + at * 200 + 90).toISOString();
  return `${time} gc ${at + 1} @${(at * 0.2).toFixed(3)}s 40%: 0.1+90+0.1 ms clock, 0.4+200/100/0+0.4 ms cpu, ${live}->${live}->${live} MB, ${live} MB goal, 0 MB stacks, 0 MB globals, 4 P`;
}).join('\n');

const dump = Array.from(
  { length: 200 },
  (_, at) =>
    `goroutine ${at + 1} [chan receive (nil chan)]:\nmain.never(0x0)\n\t/app/never.go:5 +0x1\ncreated by main.main\n\t/app/main.go:7 +0x1\n`,
).join('\n');

interface Found {
  readonly ruleId: string;
  readonly files: readonly string[];
  readonly locations: readonly { readonly func: string }[];
}

describe('heaplens doctor', () => {
  let folder: string;
  before(() => {
    folder = makeTemporaryFolder('cli-doctor');
  });
  after(() => removeFolder(folder));

  const write = (name: string, content: string | Uint8Array): string => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };
  const heap = (minute: number, inuse: number): string =>
    write(
      `heap-${minute}.pb.gz`,
      profileBytes(`main.main main.go:9;app.Put store.go:42 ${inuse} ${inuse * MB} ${inuse} ${inuse * MB}`, {
        types: ['alloc_objects/count', 'alloc_space/bytes', 'inuse_objects/count', 'inuse_space/bytes'],
        periodType: 'space/bytes',
        period: 512 * 1024,
        timeNanos: BigInt(start + minute * 60_000) * 1_000_000n,
        mappings: ['/bin/app'],
      }),
    );
  const json = async (...args: string[]) => {
    const { stdout, stderr } = await runHeaplens(['doctor', ...args, '--json']);
    assert.notEqual(stdout, '', stderr);
    return JSON.parse(stdout) as {
      evidence: { kind: string; file: string; at: string | null }[];
      findings: Found[];
      health: { score: number | null; parts: { part: string; weight: number }[] };
      problems: { file: string; at: string; message: string }[];
    };
  };

  it('judges a GC log and a dump together, in the shape of the documentation', async () => {
    const log = write('app.log', thrash);
    const goroutines = write('app.goroutines', dump);
    const report = await json(log, goroutines, '--memory-limit', '420MiB');
    assert.deepEqual(Object.keys(report), ['evidence', 'findings', 'health', 'problems']);
    assert.deepEqual(report.evidence, [
      { kind: 'memory', file: log, at: '2024-12-02T09:00:00.000Z' },
      { kind: 'goroutines', file: goroutines, at: null },
    ]);
    const files = (rule: string) => report.findings.find(({ ruleId }) => ruleId === rule)?.files;
    assert.deepEqual(files('C4'), [log]);
    assert.deepEqual(files('G1'), [goroutines]);
    assert.ok(report.health.score !== null && report.health.score < 50);
    const weights = report.health.parts.reduce((sum, { weight }) => sum + weight, 0);
    assert.ok(Math.abs(weights - 1) < 1e-9);
    assert.deepEqual(report.problems, []);
  });

  it('takes all files of a folder, and names what is nothing among them', async () => {
    mkdirSync(join(folder, 'incident', 'older'), { recursive: true });
    const log = write('incident/app.log', thrash);
    write('incident/notes.txt', 'restarted at nine');
    write('incident/memory.events', '');
    write('incident/older/app.log', thrash);
    const { evidence, problems } = await json(join(folder, 'incident'));
    assert.deepEqual(
      evidence.map(({ file }) => file),
      [log],
    );
    assert.deepEqual(problems, [
      {
        file: join(folder, 'incident'),
        at: 'memory.events',
        message: '2 of its 3 files tell nothing that Heaplens knows: memory.events, notes.txt.',
      },
    ]);
  });

  it('judges together what can be dated, and hands limits over from what cannot', async () => {
    const undated = thrash.replaceAll(/^\S+ /gm, '');
    const log = write('undated.log', undated);
    const status = write('status', 'Name:\tapp\nPid:\t7\nVmRSS:\t  409600 kB\n');
    const limit = write('memory.max', `${500 * MB}\n`);
    const metrics = write(
      'metrics.txt',
      `go_goroutines 5\ngo_memstats_heap_alloc_bytes 4e8\ngo_memstats_last_gc_time_seconds ${start / 1000 + 11.8}\nprocess_start_time_seconds ${start / 1000}\n`,
    );
    const apart = await json(log, status, limit);
    assert.deepEqual(
      apart.problems.map(({ file, message }) => [file, message]),
      [
        [
          status,
          `${status} (and 1 more) is judged apart: nothing says when it was taken. Limits that it tells count for all.`,
        ],
      ],
    );
    const { stdout } = await runHeaplens(['doctor', log, status, limit]);
    assert.doesNotMatch(stdout, /O2: No limit of the container is known/);
    const dated = await json(log, metrics);
    assert.deepEqual(dated.problems, []);
    assert.deepEqual(dated.findings.find(({ ruleId }) => ruleId === 'C4')?.files, [log, metrics]);
  });

  it('judges two processes of one time apart, and says so', async () => {
    const history = (name: string, pid: number, first: number) =>
      write(
        name,
        [
          JSON.stringify({ heaplens: 'memory', version: 1, target: name, process: { pid, startMs: start } }),
          ...[0, 1, 2].map((i) =>
            JSON.stringify({ at: start + pid + i * 1000, NumGC: first + i, HeapAlloc: MB }),
          ),
        ].join('\n'),
      );
    const [api, worker] = [history('api.memwatch', 7, 100), history('worker.memwatch', 8, 3)];
    const { problems } = await json(api, worker);
    assert.deepEqual(
      problems.map(({ file, message }) => [file, message]),
      [
        [
          worker,
          `${worker} is judged apart: it is of another process, which ran at the same time as the one that most is known of.`,
        ],
      ],
    );
  });

  it('fails where it was asked to', async () => {
    const goroutines = write('app.goroutines', dump);
    for (const [level, exitCode] of [
      ['error', 3],
      ['warning', 3],
    ] as const) {
      const outcome = await runHeaplens(['doctor', goroutines, '--fail-on', level]);
      assert.equal(outcome.exitCode, exitCode);
      assert.match(outcome.stderr, /1 finding of severity error; the first is G1 at \/app\/never\.go:5\./);
    }
    assert.equal((await runHeaplens(['doctor', goroutines])).exitCode, 0);
    const wrong = await runHeaplens(['doctor', goroutines, '--fail-on', 'info']);
    assert.equal(wrong.exitCode, 1);
  });

  it('finds growth in heap profiles alone, and who allocates it', async () => {
    const files = Array.from({ length: 16 }, (_, minute) => heap(minute, 100 + 50 * minute));
    const report = await json(...files);
    assert.deepEqual(report.evidence.map(({ kind, at }) => `${kind} ${at}`).slice(0, 2), [
      'heap 2024-12-02T09:00:00.000Z',
      'heap 2024-12-02T09:01:00.000Z',
    ]);
    const growth = report.findings.find(({ ruleId }) => ruleId === 'H1');
    assert.ok(growth, JSON.stringify(report.findings));
    assert.ok(growth.locations.some(({ func }) => func === 'app.Put'));
    assert.ok(growth.files.includes(files[0]!));
  });

  it('names the heap profile where it is about the size of objects', async () => {
    const log = write('app.log', thrash);
    const large = write(
      'large.pb.gz',
      profileBytes(`main.main main.go:9;app.Load load.go:3 4 ${64 * MB} 4 ${64 * MB}`, {
        types: ['alloc_objects/count', 'alloc_space/bytes', 'inuse_objects/count', 'inuse_space/bytes'],
        periodType: 'space/bytes',
        period: 512 * 1024,
      }),
    );
    const { findings } = await json(log, large);
    assert.deepEqual(findings.find(({ ruleId }) => ruleId === 'H9')?.files, [large]);
    assert.deepEqual(findings.find(({ ruleId }) => ruleId === 'C4')?.files, [log]);
  });

  it('says what is no evidence, and goes on', async () => {
    const words = write('words.txt', 'just words');
    const report = await json(words, write('app.log', thrash));
    assert.deepEqual(
      report.problems.map(({ file }) => file),
      [words],
    );
    assert.equal(report.evidence.length, 1);
    const alone = await runHeaplens(['doctor', words]);
    assert.equal(alone.exitCode, 2);
    assert.match(alone.stderr, /words\.txt holds nothing that Heaplens knows/);
  });

  it('takes of a log of several processes the one that tells most', async () => {
    const log = write('two.log', `job | ${thrash.split('\n')[0]!.slice(25)}\n${thrash}`);
    const report = await json(log);
    assert.equal(report.evidence.length, 1);
    assert.match(report.problems[0]!.message, /other processes, too \(1\)/);
  });

  it('takes a restarted process for one', async () => {
    const lines = thrash.split('\n');
    const named = (pid: number, line: string) => line.replace(' gc ', ` shop[${pid}]: gc `);
    const later = lines.map((line, at) => {
      const time = new Date(start + 60_000 + at * 200 + 90).toISOString();
      return named(412, `${time} ${line.slice(25)}`);
    });
    const log = write('restarted.log', [...lines.map((line) => named(411, line)), ...later].join('\n'));
    const report = await json(log);
    assert.deepEqual(
      report.evidence.map(({ at }) => at),
      ['2024-12-02T09:00:00.000Z', '2024-12-02T09:01:00.000Z'],
    );
    assert.deepEqual(report.problems, []);
    assert.equal(report.findings.filter(({ ruleId }) => ruleId === 'C4').length, 1);
  });

  it('prints text for people', async () => {
    const log = write('app.log', thrash);
    const { stdout } = await runHeaplens(['doctor', log, write('app.goroutines', dump)]);
    for (const expected of [
      /^2 errors, 2 warnings: C4 Collecting at the memory limit and others\. Health 24 of 100\.\n\n/,
      /\nmemory {7}\S+app\.log {2}2024-12-02 09:00:00 UTC {2}gctrace: 60 collections\n/,
      /goroutines {3}\S+app\.goroutines {2}200 goroutines\n/,
      /error G1 \(certain\): .*\n {2}in \S+app\.goroutines\n/,
      /error C4 \(\w+\): .*\n {2}in \S+app\.log\n/,
      /Health: \d+ of 100\.\n/,
    ]) {
      assert.match(stdout, expected);
    }
    const only = await runHeaplens(['doctor', write('app.goroutines', dump)]);
    assert.match(only.stdout, /Health: unknown: nothing here tells of memory over time\./);
  });

  describe('--report', () => {
    const lastLine = (text: string) => text.trimEnd().split('\n').at(-1);

    it('writes all findings down, with the picture in a file beside it', async () => {
      const log = write('app.log', thrash);
      const goroutines = write('app.goroutines', dump);
      const out = join(folder, 'in cident.md');
      const outcome = await runHeaplens([
        'doctor',
        log,
        goroutines,
        '--report',
        out,
        '--json',
        '--fail-on',
        'error',
      ]);
      assert.equal(outcome.exitCode, 3);
      assert.deepEqual(Object.keys(JSON.parse(outcome.stdout)), [
        'evidence',
        'findings',
        'health',
        'problems',
      ]);
      const picture = join(folder, 'in cident-timeline.svg');
      assert.equal(
        outcome.stderr.split('\n')[0],
        `heaplens: report written to ${out}, its picture to ${picture}.`,
      );
      const report = readFileSync(out, 'utf8');
      for (const expected of [
        /^\*\*Error: Collecting at the memory limit, and 3 more findings\.\*\* Health is 24 of 100/m,
        /^### Error: Collecting at the memory limit \(C4\)$/m,
        /^### Error: Nil channel \(G1\)$/m,
        /^In: \S+app\.goroutines\.$/m,
        /^\* blocked at main\.never \(\/app\/never\.go:5\)$/m,
        /^!\[Memory timeline\]\(<in%20cident-timeline\.svg>\)$/m,
        /^\* goroutines \S+app\.goroutines 200 goroutines$/m,
      ]) {
        assert.match(report, expected);
      }
      assert.doesNotMatch(report, /data:image/);
      assert.match(readFileSync(picture, 'utf8'), /^<!-- (?:(?!--).)* -->\n<svg [\s\S]*<\/svg>\s*$/);
    });

    it('takes the place of an earlier report, and of nothing else unless it is told to', async () => {
      const log = write('app.log', thrash);
      const out = join(folder, 'again.md');
      for (const _ of [1, 2]) assert.equal((await runHeaplens(['doctor', log, '--report', out])).exitCode, 0);
      const mine = write('mine.md', '# My notes\n');
      const refused = await runHeaplens(['doctor', log, '--report', mine]);
      assert.deepEqual([refused.exitCode, refused.stdout], [2, '']);
      assert.match(
        lastLine(refused.stderr)!,
        /mine\.md is there, and is no earlier report\. Give --report another name, or --force\.$/,
      );
      assert.equal(readFileSync(mine, 'utf8'), '# My notes\n');
      write('other-timeline.svg', '<svg/>');
      assert.match(
        (await runHeaplens(['doctor', log, '--report', join(folder, 'other.md')])).stderr,
        /other-timeline\.svg is there/,
      );
      assert.equal((await runHeaplens(['doctor', log, '--report', mine, '--force'])).exitCode, 0);
      assert.match(readFileSync(mine, 'utf8'), /Collecting at the memory limit/);
    });

    it('names the code that heap profiles grow by, judged or not', async () => {
      const files = [0, 1, 2].map((minute) => heap(minute, 100 + 50 * minute));
      const out = join(folder, 'growing.md');
      const { stdout } = await runHeaplens(['doctor', ...files, '--report', out]);
      assert.match(stdout, /^1 note: H9 Heap of large objects\. The heap profiles grow\./);
      assert.match(stdout, /\nHeap profiles: In use grew from 100 MB to 200 MB over 3 captures/);
      assert.match(stdout, /\n {2}\+100 MB, 50\.0 MB a minute at app\.Put store\.go:42\n/);
      const report = readFileSync(out, 'utf8');
      assert.match(
        report,
        /^\*\*Note: Heap of large objects\.\*\* The heap profiles name code that grows\. Health/m,
      );
      assert.match(report, /^## Heap profiles over time\n\nIn use grew from 100 MB to 200 MB/m);
      assert.match(report, /^\| app\.Put \| store\.go:42 \| 100 MB \| 50\.0 MB \|$/m);
    });

    it('tells of dumps alone, without numbers that nobody knows', async () => {
      const out = join(folder, 'dump.md');
      await runHeaplens(['doctor', write('app.goroutines', dump), '--report', out]);
      const report = readFileSync(out, 'utf8');
      assert.match(report, /\*\*Error: Nil channel\.\*\*\n/);
      assert.doesNotMatch(report, /1970|## Health|## Forecast|!\[/);
      assert.ok(!existsSync(join(folder, 'dump-timeline.svg')));
    });

    it('says where it cannot be written', async () => {
      const log = write('app.log', thrash);
      const lost = await runHeaplens(['doctor', log, '--report', join(folder, 'none', 'x.md')]);
      assert.equal(lost.exitCode, 2);
      assert.match(lost.stderr, /There is no folder \S+none to write /);
      assert.match((await runHeaplens(['doctor', log, '--force'])).stderr, /--force goes with --report/);
      assert.equal((await runHeaplens(['doctor', log, '--report', '-'])).exitCode, 1);
    });
  });
});
