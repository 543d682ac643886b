import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runHeaplens } from '../../src/cli/main';
import { profileBytes } from '../helpers/profileText';
import { makeTemporaryFolder, removeFolder } from '../helpers/repository';

const types = { types: ['allocs/count', 'space/bytes'] };
const kB = 1024;

describe('heaplens diff', () => {
  let folder: string;
  let older: string;
  let newer: string;

  before(() => {
    folder = makeTemporaryFolder('diff');
    older = write(
      'older.pb',
      `main.main m.go:9;main.put p.go:7 3 ${30 * kB}
       main.main m.go:9;main.get g.go:2 1 ${10 * kB}
       main.main m.go:9;main.steady t.go:3 1 ${10 * kB}`,
    );
    newer = write(
      'newer.pb',
      `main.main m.go:9;main.put p.go:7 4 ${42 * kB}
       main.main m.go:9;main.get g.go:2 1 ${4 * kB}
       main.main m.go:9;main.steady t.go:3 1 ${10 * kB}`,
    );
  });
  after(() => removeFolder(folder));

  function write(name: string, text: string): string {
    const file = join(folder, name);
    writeFileSync(file, profileBytes(text, types));
    return file;
  }

  const diff = (...args: string[]) => runHeaplens(['diff', ...args]);

  it('lists what changed, the largest change first', async () => {
    const { exitCode, stdout, stderr } = await diff(older, newer);
    assert.deepEqual([exitCode, stderr], [0, '']);
    assert.equal(
      stdout,
      [
        'Type: space',
        'Total 50kB → 56kB (+6kB, +12.00%)',
        '      base        new       delta  delta%',
        '      30kB       42kB       +12kB  66.67%  main.put',
        '      10kB        4kB        -6kB  33.33%  main.get',
        '',
      ].join('\n'),
    );
    // Percentages of the base: 12 of 50 instead of 12 of 18.
    assert.match((await diff(older, newer, '--diff-base')).stdout, /\+12kB {2}24\.00% {2}main\.put/);
  });

  it('gives the same as JSON', async () => {
    const report = JSON.parse((await diff(older, newer, '--json')).stdout);
    const { baseTotal, newTotal, total, unit, rows, diffBase, normalized } = report;
    assert.deepEqual(
      { baseTotal, newTotal, total, unit, diffBase, normalized },
      {
        baseTotal: 50 * kB,
        newTotal: 56 * kB,
        total: 18 * kB,
        unit: 'bytes',
        diffBase: false,
        normalized: false,
      },
    );
    assert.deepEqual(rows, [
      {
        name: 'main.put',
        file: 'p.go',
        line: 0,
        base: 30 * kB,
        new: 42 * kB,
        delta: 12 * kB,
        deltaError: null,
      },
      {
        name: 'main.get',
        file: 'g.go',
        line: 0,
        base: 10 * kB,
        new: 4 * kB,
        delta: -6 * kB,
        deltaError: null,
      },
    ]);
  });

  it('compares cum, other value types, lines, and what a question leaves', async () => {
    const rows = async (...args: string[]) =>
      JSON.parse((await diff(older, newer, '--json', ...args)).stdout).rows.map(
        ({ name, line, base, new: now }: { name: string; line: number; base: number; new: number }) =>
          `${name}:${line} ${base} → ${now}`,
      );
    assert.deepEqual(await rows('--sort', 'cum'), [
      `main.put:0 ${30 * kB} → ${42 * kB}`,
      `main.get:0 ${10 * kB} → ${4 * kB}`,
      `main.main:0 ${50 * kB} → ${56 * kB}`,
    ]);
    assert.deepEqual(await rows('--sample-index', 'allocs'), ['main.put:0 3 → 4']);
    assert.deepEqual(await rows('--lines', '--focus', 'get'), [`main.get:2 ${10 * kB} → ${4 * kB}`]);
    const focused = JSON.parse((await diff(older, newer, '--json', '--focus', 'get')).stdout);
    assert.deepEqual([focused.baseTotal, focused.newTotal], [10 * kB, 4 * kB]);
  });

  it('scales the new side, and merges several new ones', async () => {
    const normalized = JSON.parse((await diff(older, newer, '--normalize', '--json')).stdout);
    assert.equal(normalized.normalized, true);
    // 42, 4 and 10 of 56, as parts of 50.
    assert.deepEqual(
      normalized.rows.map(({ new: now }: { new: number }) => now),
      [38_400, 3657, 9143],
    );
    const merged = JSON.parse((await diff(older, newer, newer, '--json')).stdout);
    assert.deepEqual([merged.baseTotal, merged.newTotal], [50 * kB, 112 * kB]);
  });

  it('fails where the total grows by more than a share or an amount', async () => {
    const code = async (limit: string, ...args: string[]) =>
      (await diff(older, newer, '--fail-above', limit, ...args)).exitCode;
    // It grows by 6 kB, 12 % of the base; allocs by 1, 20 %.
    assert.deepEqual([await code('12%'), await code('11.9%')], [0, 3]);
    assert.deepEqual([await code('6kB'), await code('5kB'), await code('5.9KiB')], [0, 3, 3]);
    assert.deepEqual([await code('6144'), await code('6143'), await code('6143B')], [0, 3, 3]);
    assert.deepEqual(
      [await code('1', '--sample-index', '0'), await code('0', '--sample-index', '0')],
      [0, 3],
    );
    const { stdout, stderr } = await diff(older, newer, '--fail-above', '5%', '--json');
    assert.equal(JSON.parse(stdout).rows.length, 2);
    assert.equal(stderr, 'heaplens: space grew by 6kB (12.00%), from 50kB to 56kB: more than 5%.\n');
    // What became less never fails.
    assert.equal((await diff(newer, older, '--fail-above', '0')).exitCode, 0);
  });

  it('takes times for profiles that are measured in them', async () => {
    const cpu = (name: string, seconds: number) => {
      const file = join(folder, name);
      writeFileSync(file, profileBytes(`main.f ${seconds}000000000`));
      return file;
    };
    const [short, long] = [cpu('short.pb', 1), cpu('long.pb', 4)];
    const code = async (limit: string) => (await diff(short, long, '--fail-above', limit)).exitCode;
    assert.deepEqual([await code('3s'), await code('2.9s'), await code('2999ms')], [0, 3, 3]);
  });

  it('says that nothing changed', async () => {
    assert.match((await diff(older, older)).stdout, /\nNothing changed\.\n$/);
  });

  it('refuses wrong usage with exit code 1, and what does not fit with 2', async () => {
    const refused = async (args: string[], expected: RegExp, code = 1) => {
      const { exitCode, stdout, stderr } = await diff(...args);
      assert.deepEqual([exitCode, stdout], [code, '']);
      assert.match(stderr, expected);
    };
    await refused([older], /diff takes a base and a file, got 1/);
    await refused([older, newer, '--fail-above', 'much'], /takes 5%, 10MB, 2s or a number, got "much"/);
    await refused([older, newer, '--fail-above', '-1'], /--fail-above/);
    await refused(
      [older, newer, '--fail-above', '2s'],
      /does not fit a value type that is measured in bytes/,
    );
    await refused([older, newer, '--fail-above', '1%', '--normalize'], /could never fail/);
    await refused([older, newer, '--mean'], /diff knows no --mean/);
    const other = join(folder, 'other.pb');
    writeFileSync(other, profileBytes('main.f 1'));
    await refused([older, other], /no value type in common/, 2);
    await refused([older, join(folder, 'missing')], /missing does not exist/, 2);
  });
});
