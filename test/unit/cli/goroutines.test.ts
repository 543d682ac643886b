import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runHeaplens } from '../../../src/cli/main';
import { formatCaptureNote } from '../../../src/model/captureNote';
import { makeTemporaryFolder, removeFolder } from '../../helpers/repository';

/** Two goroutines stuck on a nil channel, three waiting to send, one in a select for long, and main. */
const small = dumpOf([
  goroutine(1, 'running', ['main.main()', '/app/main.go:9'], null),
  ...[18, 19].map((goid) =>
    goroutine(goid, 'chan receive (nil chan)', ['main.never(0x0)', '/app/never.go:5'], '/app/main.go:7'),
  ),
  ...[20, 21, 22].map((goid) =>
    goroutine(
      goid,
      `chan send, ${goid} minutes`,
      [`main.put(0xc0000${goid}000)`, '/app/put.go:12'],
      '/app/main.go:8',
    ),
  ),
  goroutine(30, 'select, 90 minutes', ['main.loop()', '/app/loop.go:3'], '/app/main.go:6'),
]);

describe('heaplens goroutines', () => {
  let folder: string;
  before(() => {
    folder = makeTemporaryFolder('cli-goroutines');
  });
  after(() => removeFolder(folder));

  const write = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  const json = async (...args: string[]) => {
    const { exitCode, stdout, stderr } = await runHeaplens(['goroutines', ...args, '--json']);
    assert.equal(exitCode, 0, stderr);
    return JSON.parse(stdout);
  };

  it('prints groups, largest first, in the shape of the documentation', async () => {
    const report = await json(write('small.txt', small));
    assert.deepEqual(Object.keys(report), [
      'total',
      'parsed',
      'truncated',
      'missing',
      'groups',
      'findings',
      'problems',
    ]);
    const { groups, findings, ...facts } = report;
    assert.deepEqual(facts, { total: 7, parsed: 7, truncated: false, missing: 0, problems: [] });
    assert.deepEqual(groups.slice(0, 2), [
      {
        count: 3,
        state: 'chan send',
        class: 'channel',
        minWaitMinutes: 20,
        maxWaitMinutes: 22,
        stack: [{ func: 'main.put', file: '/app/put.go', line: 12 }],
        createdBy: { func: 'main.main', file: '/app/main.go', line: 8 },
        goids: [20, 21, 22],
        findings: groups[0].findings,
      },
      {
        count: 2,
        state: 'chan receive (nil chan)',
        class: 'nilChannel',
        minWaitMinutes: null,
        maxWaitMinutes: null,
        stack: [{ func: 'main.never', file: '/app/never.go', line: 5 }],
        createdBy: { func: 'main.main', file: '/app/main.go', line: 7 },
        goids: [18, 19],
        findings: ['G1'],
      },
    ]);
    assert.equal(groups.length, 4);
    const main = groups.find(({ state }: { state: string }) => state === 'running');
    assert.equal(main.createdBy, null);
    const nil = findings.find(({ ruleId }: { ruleId: string }) => ruleId === 'G1');
    assert.deepEqual(Object.keys(nil), ['ruleId', 'severity', 'confidence', 'title', 'message', 'locations']);
    assert.deepEqual([nil.severity, nil.confidence], ['error', 'certain']);
    assert.deepEqual(nil.locations[0], {
      role: 'blocked',
      func: 'main.never',
      file: '/app/never.go',
      line: 5,
    });
    assert.doesNotMatch(`${nil.title} ${nil.message}`, /\{\w+\}/);
  });

  it('prints a summary, findings with places and advice, then groups', async () => {
    const file = write('small.txt', small);
    const { exitCode, stdout, stderr } = await runHeaplens(['goroutines', file]);
    assert.equal(exitCode, 0, stderr);
    const lines = stdout.split('\n');
    assert.equal(lines[0], `${file}: 7 goroutines in 4 groups.`);
    assert.ok(lines.includes('        3   42.9 %  on a channel'), stdout);
    assert.ok(lines.includes('        2   28.6 %  on a nil channel: can never proceed'), stdout);
    assert.match(
      stdout,
      /\nerror G1 \(certain\): [^\n]+\n {2}[^\n]+\n {4}blocked at main\.never \/app\/never\.go:5\n/,
    );
    assert.match(
      stdout,
      / {8}3 {2}chan send, ≥ 20–22 min.*\n {11}main\.put \/app\/put\.go:12\n {11}created by main\.main \/app\/main\.go:8\n/,
    );
    const first = await runHeaplens(['goroutines', file, '-n', '1']);
    assert.match(first.stdout, /\n… 3 more groups \(-n 4\)\n$/);
  });

  it('exits 3 where a finding is as severe as asked, and says which', async () => {
    const file = write('small.txt', small);
    const failed = await runHeaplens(['goroutines', file, '--fail-on', 'error']);
    assert.equal(failed.exitCode, 3);
    assert.match(
      failed.stderr,
      /^heaplens: \d+ findings? of severity error; the first is G\d+ at \/app\/\w+\.go:\d+\.\n$/,
    );
    assert.match(failed.stdout, /error G1/);
    const idle = write(
      'idle.txt',
      dumpOf([goroutine(1, 'running', ['main.main()', '/app/main.go:9'], null)]),
    );
    assert.equal((await runHeaplens(['goroutines', idle, '--fail-on', 'warning'])).exitCode, 0);
    const wrong = await runHeaplens(['goroutines', idle, '--fail-on', 'info']);
    assert.equal(wrong.exitCode, 1);
    assert.match(wrong.stderr, /--fail-on takes error or warning, got "info"/);
  });

  it('takes what stacks take from a heap text, and leaves alone who waits on purpose', async () => {
    const file = write('small.txt', small);
    const heap = 'test/fixtures/profiles/leaky.heap.txt'; // 458,752 bytes of stacks
    const low = ['--set', 'G12.minBytesEach=60000', '--set', 'G12.minStackBytes=400000'];
    const { findings } = await json(file, '--memstats', heap, ...low, '--innocent', '^main\\.put$');
    const ids = findings.map(({ ruleId }: { ruleId: string }) => ruleId);
    assert.ok(ids.includes('G12') && ids.includes('G1') && !ids.includes('G17'), ids.join());
    const none = await runHeaplens(['goroutines', file, '--memstats', file]);
    assert.match(none.stderr, /--memstats takes a text with MemStats/);
    const broken = await runHeaplens(['goroutines', file, '--innocent', '(']);
    assert.match(broken.stderr, /--innocent: "\(" is not a valid regular expression/);
  });

  it('shows only what a filter means, and fails only for that', async () => {
    const file = write('small.txt', small);
    const { groups, findings, parsed } = await json(file, '--filter', 'state:send wait:>20m');
    assert.equal(parsed, 7);
    assert.deepEqual(
      groups.map(({ count, goids }: { count: number; goids: number[] }) => ({ count, goids })),
      [{ count: 2, goids: [21, 22] }],
    );
    assert.ok(findings.every(({ ruleId }: { ruleId: string }) => ruleId !== 'G1'));
    const text = await runHeaplens(['goroutines', file, '--filter', 'state:send wait:>20m']);
    assert.match(text.stdout, /: 7 goroutines; 2 match the filter, in 1 group\.\n/);
    const args = ['goroutines', file, '--filter', 'goid:1', '--fail-on', 'error'];
    assert.equal((await runHeaplens(args)).exitCode, 0);
    const broken = await runHeaplens(['goroutines', file, '--filter', 'func:/(/']);
    assert.equal(broken.exitCode, 1);
    assert.equal(broken.stdout, '');
    assert.match(broken.stderr, /^heaplens: [^\n]+\n$/);
  });

  it('compares with earlier dumps: new, gone, grown, with rates by the times of captures', async () => {
    const stuck = (count: number) =>
      dumpOf([
        goroutine(1, 'running', ['main.main()', '/app/main.go:9'], null),
        ...Array.from({ length: count }, (_, i) =>
          goroutine(100 + i, 'chan send', ['shop.pay.func1()', '/app/pay.go:41'], '/app/pay.go:40'),
        ),
      ]);
    const gone = goroutine(7, 'sleep', ['main.warm()', '/app/main.go:20'], '/app/main.go:19');
    const name = (time: string) => `20261121-${time}-localhost-6060-goroutines.goroutines`;
    const first = write(name('100000'), stuck(100) + gone);
    const second = write(name('100200'), stuck(300));
    const third = write(name('100400'), stuck(500));
    const report = await json(third, '--base', first, '--base', second);
    assert.deepEqual(
      report.compared.map(({ file, total }: { file: string; total: number }) => ({ file, total })),
      [
        { file: first, total: 102 },
        { file: second, total: 301 },
        { file: third, total: 501 },
      ],
    );
    const pay = report.groups.find(({ state }: { state: string }) => state === 'chan send');
    assert.deepEqual(
      [pay.count, pay.base, pay.counts, pay.change, pay.perMinute],
      [500, 100, [100, 300, 500], 'grown', 100],
    );
    assert.ok(pay.findings.includes('G5'), pay.findings.join());
    const warm = report.groups.find(({ state }: { state: string }) => state === 'sleep');
    assert.deepEqual([warm.count, warm.base, warm.change], [0, 1, 'gone']);
    const { stdout } = await runHeaplens(['goroutines', third, '--base', first]);
    assert.ok(stdout.startsWith(`${third}: 501 goroutines in 2 groups; 1 group is gone.\n`), stdout);
    assert.match(stdout, / {8}1 {2}running {2}same\n[\s\S]* {8}0 {2}sleep {2}gone \(-1, -0\.25 a minute\)\n/);
    assert.match(
      stdout,
      new RegExp(`\\ncompared with ${first.replaceAll('.', '\\.')}: 102 goroutines, 2026-11-2`),
    );
    assert.match(stdout, / {6}500 {2}chan send {2}grown \(\+400, \+100 a minute\) {2}\[\w+\]\n/);
  });

  it('judges the last of several dumps in a file, or the one that is asked for, and says so', async () => {
    const file = write(
      'two.log',
      `panic: first\n\n${small}\nexit status 2\npanic: second\n\n${dumpOf([
        goroutine(1, 'running', ['main.main()', '/app/main.go:11'], null),
      ])}exit status 2\n`,
    );
    const last = await json(file);
    assert.equal(last.parsed, 1);
    assert.equal(last.dump, 2);
    assert.deepEqual(
      last.dumps.map(({ parsed }: { parsed: number }) => parsed),
      [7, 1],
    );
    assert.equal((await json(file, '--dump', '1')).parsed, 7);
    const { stdout } = await runHeaplens(['goroutines', file]);
    assert.match(
      stdout,
      /1 goroutine in 1 group\. Dump 2 of 2, line \d+; --dump N judges another\.\npanic: second\n/,
    );
    const top = JSON.parse((await runHeaplens(['top', file, '--json'])).stdout);
    assert.equal(top.total, 1);
    assert.match(top.problems[0].message, /^The file holds 2 goroutine dumps; this is the last\.$/);
    const wrong = await runHeaplens(['goroutines', file, '--dump', '3']);
    assert.equal(wrong.exitCode, 1);
    assert.match(wrong.stderr, /--dump takes a number from 1 to 2, the dumps that .* holds, got "3"/);
  });

  it('says how many are missing of a dump that Go cut off, where the capture has counted', async () => {
    const frames = 'main.deep(0x1, 0x2)\n\t/app/deep.go:7 +0x1d\n'.repeat(90);
    const blocks: string[] = [];
    for (let bytes = 0, goid = 1; bytes < 64 << 20; goid++) {
      const text = `goroutine ${goid} [select]:\n${frames}\n`;
      blocks.push(text);
      bytes += text.length;
    }
    const text = blocks.join('').slice(0, 64 << 20);
    const plain = await json(write('cut.txt', text), '-n', '1');
    assert.equal(plain.truncated, true);
    assert.deepEqual([plain.total, plain.missing], [null, null]);
    assert.equal(plain.parsed, blocks.length);
    const note = formatCaptureNote({ timeMs: 0, from: 'http://localhost:6060', counted: 1_000_000 });
    const counted = await json(write('cut.goroutines', `${note}\n${text}`), '-n', '1');
    assert.equal(counted.parsed, plain.parsed);
    assert.deepEqual([counted.total, counted.missing], [1_000_000, 1_000_000 - plain.parsed]);
  });

  it('says that a text ends inside a goroutine, which Go did not cut', async () => {
    const file = write(
      'torn.txt',
      'goroutine 1 [select]:\nmain.main()\n\t/app/main.go:7 +0x1d\n\ngoroutine 2 [select]:\nmain.main()\n\t/app/ma',
    );
    const { truncated, missing } = await json(file);
    assert.deepEqual([truncated, missing], [true, null]);
    const { stdout } = await runHeaplens(['goroutines', file]);
    assert.match(stdout, /goroutines? \(the text ends inside one; how many are missing is unknown\)/);
  });

  it('does not take the count of a capture for more than the dump, where that is whole', async () => {
    const note = formatCaptureNote({ timeMs: 0, from: 'http://localhost:6060', counted: 9 });
    const { total, missing, truncated } = await json(write('whole.goroutines', `${note}\n${small}`));
    assert.deepEqual([total, missing, truncated], [7, 0, false]);
  });

  it('takes thresholds from the command line', async () => {
    const file = write('send.txt', small);
    const ids = async (...args: string[]) =>
      (await json(file, ...args)).findings.map(({ ruleId }: { ruleId: string }) => ruleId);
    assert.ok(!(await ids()).includes('G4'));
    assert.ok((await ids('--set', 'G4.minCount=3', '--set', 'G4.minShare=0.1')).includes('G4'));
    for (const setting of ['G4', 'minCount=3', 'G4.minCount=many', 'G4.noSuchNumber=3']) {
      const { exitCode, stderr } = await runHeaplens(['goroutines', file, '--set', setting]);
      assert.equal(exitCode, 1, setting);
      assert.match(stderr, /--set /);
    }
  });

  it('reads debug=1, which has neither states nor creators', async () => {
    const text =
      'goroutine profile: total 301\n300 @ 0x1 0x2\n#\t0x1\tmain.put+0x1\t/app/put.go:12\n#\t0x2\tmain.run+0x1\t/app/main.go:3\n\n1 @ 0x3\n#\t0x3\tmain.main+0x1\t/app/main.go:9\n\n';
    const { total, groups } = await json(write('goroutine.debug1.txt', text));
    assert.equal(total, 301);
    assert.deepEqual(
      [groups[0].count, groups[0].createdBy, groups[0].goids, groups[0].stack[0]],
      [300, null, [], { func: 'main.put', file: '/app/put.go', line: 12 }],
    );
  });

  it('refuses what it cannot answer', async () => {
    const file = write('small.txt', small);
    const check = async (args: string[], code: number, text: RegExp) => {
      const { exitCode, stdout, stderr } = await runHeaplens(['goroutines', ...args]);
      assert.equal(exitCode, code, stderr);
      assert.equal(stdout, '');
      assert.match(stderr, text);
    };
    await check([], 1, /goroutines takes one file, got 0/);
    await check([file, file], 1, /takes one file, got 2; earlier ones go to --base/);
    await check([file, '--focus', 'main'], 1, /knows no questions about samples/);
    await check([file, '--source', join(folder, 'nowhere')], 1, /--source takes a folder/);
    await check([join(folder, 'nothing.txt')], 2, /does not exist/);
    await check([join('test', 'fixtures', 'profiles', 'leaky.heap.pb.gz')], 2, /holds no goroutines/);
  });

  it('reads the source of a checkout by import path, and judges with what it says', async () => {
    const checkout = join(folder, 'checkout');
    mkdirSync(join(checkout, 'poll'), { recursive: true });
    writeFileSync(join(checkout, 'go.mod'), 'module example.com/shop\n\ngo 1.22\n');
    writeFileSync(
      join(checkout, 'poll', 'poll.go'),
      'package poll\n\nimport "time"\n\nfunc Run(stop chan int) {\n\tfor {\n\t\tselect {\n\t\tcase <-stop:\n\t\tcase <-time.After(time.Hour):\n\t\t}\n\t}\n}\n',
    );
    const text = dumpOf(
      Array.from({ length: 150 }, (_, i) =>
        goroutine(
          10 + i,
          'select',
          ['example.com/shop/poll.Run(0xc000010000)', 'example.com/shop/poll/poll.go:7'],
          '/app/main.go:7',
        ),
      ),
    );
    const file = write('poll.txt', text);
    const ids = async (...args: string[]) =>
      (await json(file, ...args)).findings.map(({ ruleId }: { ruleId: string }) => ruleId);
    assert.ok(
      (await ids('--source', checkout)).includes('G10'),
      'time.After in a loop is seen in the source',
    );
    assert.ok(!(await ids()).includes('G10'), 'nothing of it is known without the source');
  });
});

describe('other commands', () => {
  it('take a dump for a profile of its stacks', async () => {
    const folder = makeTemporaryFolder('cli-dump-profile');
    try {
      const file = join(folder, 'small.txt');
      writeFileSync(file, small);
      const top = JSON.parse((await runHeaplens(['top', file, '--json'])).stdout);
      assert.deepEqual(top.sampleTypes, [{ type: 'goroutine', unit: 'count' }]);
      assert.equal(top.total, 7);
      const put = top.rows.find(({ name }: { name: string }) => name === 'main.put');
      assert.equal(put.flat, 3);
      assert.match((await runHeaplens(['tree', file])).stdout, /main\.put/);
      assert.match((await runHeaplens(['tags', file])).stdout, /state: Total 7/);
      const out = join(folder, 'dump.pb.gz');
      assert.equal((await runHeaplens(['export', file, '--format', 'pprof', '--output', out])).exitCode, 0);
      assert.equal(JSON.parse((await runHeaplens(['top', out, '--json'])).stdout).total, 7);
    } finally {
      removeFolder(folder);
    }
  });
});

function dumpOf(goroutines: readonly string[]): string {
  return goroutines.join('');
}

function goroutine(
  goid: number,
  state: string,
  [call, place]: readonly [string, string],
  creator: string | null,
): string {
  const created = creator === null ? '' : `created by main.main in goroutine 1\n\t${creator} +0x1a\n`;
  return `goroutine ${goid} [${state}]:\n${call}\n\t${place} +0x2b\n${created}\n`;
}
