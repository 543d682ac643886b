import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { readDump, sketchDump, stateOf } from '../../../helpers/dumpSketch';
import { buildGoProgram, goVersion } from '../../../helpers/goProgram';
import { makeTemporaryFolder, removeFolder, repositoryRoot } from '../../../helpers/repository';

const source = path.join(repositoryRoot, 'test', 'fixtures', 'programs', 'dumps');

interface Made {
  readonly goroutines: number;
  readonly groups: number;
  readonly kinds?: readonly { readonly name: string; readonly state: string; readonly count: number }[];
}

describe('dumps that the Go of this machine writes', function () {
  this.timeout(120_000);
  let home: string;
  let program: string;

  before(function () {
    if (goVersion() === null) {
      console.log('      skipped: there is no `go` here to write them');
      this.skip();
    }
    home = makeTemporaryFolder('dumps');
    program = path.join(home, 'dumps');
    buildGoProgram(source, program);
  });
  after(() => home && removeFolder(home));

  function make(...args: string[]) {
    const file = path.join(home, 'made.goroutines');
    const made = JSON.parse(execFileSync(program, [...args, file], { encoding: 'utf8' })) as Made;
    return { made, dump: readDump(readFileSync(file)) };
  }

  function groupsOf({ goroutines }: ReturnType<typeof readDump>): number {
    const keys = Array.from(goroutines.goid, (_, row) =>
      [goroutines.stateClass[row], goroutines.stack[row], goroutines.creator[row]].join(),
    );
    return new Set(keys).size;
  }

  it('have the kinds that the program made', () => {
    const { made, dump } = make('-n', '3000');
    assert.equal(dump.goroutines.length, made.goroutines);
    assert.equal(groupsOf(dump), made.groups);
    const byState = new Map<string, number>();
    for (let row = 0; row < dump.goroutines.length; row++) {
      byState.set(stateOf(dump, row), (byState.get(stateOf(dump, row)) ?? 0) + 1);
    }
    // Older versions print what a mutex and a group wait for as semacquire.
    for (const { state, count } of made.kinds!) {
      if (!state.startsWith('sync.')) assert.equal(byState.get(state), count, state);
    }
    assert.equal(byState.get('running'), 1);
    assert.equal(dump.skippedLines, 0);
  });

  it('have as many stacks as the program made', () => {
    const { made, dump } = make('-n', '2500', '-stacks', '1234');
    assert.deepEqual([made.groups, made.goroutines], [1235, 2501]);
    assert.deepEqual([groupsOf(dump), dump.stacks.length, dump.goroutines.length], [1235, 1235, 2501]);
  });

  it('of a program that dies list every goroutine once, with ancestors and threads', () => {
    for (const traceback of ['all', 'system', 'crash']) {
      const { stderr } = spawnSync(program, ['-n', '24', '-die'], {
        encoding: 'utf8',
        env: { ...process.env, GOTRACEBACK: traceback, GODEBUG: 'tracebackancestors=5' },
      });
      const dump = readDump(stderr);
      assert.equal(dump.crash?.kind, 'signal', traceback);
      assert.match(dump.crash!.text, /^SIG(QUIT|ABRT): /);
      assert.equal(dump.skippedLines, 0, traceback);
      const made = sketchDump(dump).filter((line) => line.includes('by main.startKinds'));
      assert.equal(made.length, 24, traceback);
      const { ancestry, goid } = dump.goroutines;
      const withAncestors = Array.from(ancestry).filter((index) => index >= 0);
      assert.ok(withAncestors.length >= 24, traceback);
      const ids = stderr.match(/(?<=^goroutine )[1-9]\d*(?= .*\]:$)/gm)!;
      assert.deepEqual(Array.from(goid, String), [...new Set(ids)], traceback);
    }
  });
});
