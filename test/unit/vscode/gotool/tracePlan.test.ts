import assert from 'node:assert/strict';
import * as path from 'node:path';
import {
  filePartOf,
  isGoCommand,
  isSameProgram,
  nameOfPlan,
  parseTracePlan,
  requestOf,
  type TracePlan,
} from '../../../../src/vscode/gotool/tracePlan';

const folder = path.resolve('/w');
const source = path.join(folder, 'cmd', 'shop');
const shop: TracePlan = { what: 'package', source, test: null, line: '', folder };
const command = (line: string): TracePlan => ({ what: 'command', source: '', test: null, line, folder });
const build = { go: '/go/bin/go', tags: 'slow' };

describe('plans for a run with a GC trace', () => {
  it('build a package and run it with the words of a line', () => {
    assert.deepEqual(requestOf({ ...shop, line: 'GOGC=50 -addr ":80 80"' }, build), {
      program: { kind: 'package', go: '/go/bin/go', source, tags: 'slow' },
      args: ['-addr', ':80 80'],
      folder,
      env: { GOGC: '50' },
    });
  });

  it('run a command as it is written, but build what go run would', () => {
    assert.deepEqual(requestOf(command('A=1 ./shop x'), build), {
      program: { kind: 'command', program: './shop' },
      args: ['x'],
      folder,
      env: { A: '1' },
    });
    const built = requestOf(command('go run ./cmd/shop -v'), build);
    assert.deepEqual(built.program, { kind: 'package', go: '/go/bin/go', source, tags: 'slow' });
    assert.deepEqual(built.args, ['-v']);
    assert.equal(isGoCommand(built), false);
    for (const line of [
      'go run main.go',
      'go run ./main.go',
      'go run -race .',
      'go test ./...',
      'go run x.y/z',
    ]) {
      assert.equal(isGoCommand(requestOf(command(line), build)), true, line);
    }
    assert.throws(() => requestOf(command(' A=1 '), build), /Name the program/);
  });

  it('have names for terminals and files', () => {
    assert.equal(nameOfPlan(shop), 'shop');
    const test = { name: 'TestCount', kind: 'test' } as const;
    assert.equal(nameOfPlan({ ...shop, what: 'test', test }), 'shop.TestCount');
    assert.equal(nameOfPlan({ ...shop, what: 'test' }), 'shop');
    assert.equal(nameOfPlan(command('A=1 /usr/bin/my-shop -x')), 'my-shop');
    assert.equal(filePartOf(command('./my-shop')), 'my_shop');
  });

  it('are the same program with other words', () => {
    assert.equal(isSameProgram(shop, { ...shop, line: '-x' }), true);
    assert.equal(isSameProgram(shop, { ...shop, what: 'test' }), false);
    assert.equal(isSameProgram(command('a'), command('b')), false);
  });

  it('come back from where they are kept, and nothing else does', () => {
    const test = { name: 'FuzzX', kind: 'fuzz' } as const;
    for (const plan of [shop, command('x'), { ...shop, what: 'test', test } as const]) {
      assert.deepEqual(parseTracePlan(JSON.parse(JSON.stringify(plan))), plan);
    }
    assert.deepEqual(parseTracePlan({ what: 'package', source, folder }), shop);
    for (const odd of [
      null,
      'x',
      {},
      { ...shop, what: 'rm' },
      { ...shop, source: 'relative' },
      { ...shop, folder: 'relative' },
      { ...shop, test: { name: 3, kind: 'test' } },
      { ...shop, line: 7 },
    ]) {
      assert.equal(parseTracePlan(odd), null);
    }
  });
});
