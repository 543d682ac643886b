import assert from 'node:assert/strict';
import { message } from '../../../../src/base/message';
import type { CreatorTree, WaitTarget } from '../../../../src/model/goroutineReport';
import {
  childrenOf,
  creatorKey,
  layoutCreators,
  openAtFirst,
} from '../../../../webview/goroutines/creatorRows';
import { layoutWaits } from '../../../../webview/goroutines/waitRows';

/** `parent` of each; node i is made by `main.f<i>` at line i. */
function tree(parent: readonly number[], total: readonly number[]): CreatorTree {
  const strings = parent.map((_, i) => `main.f${i}`);
  const column = Uint32Array.from(parent.keys());
  return {
    length: parent.length,
    parent: Int32Array.from(parent),
    func: column,
    file: column,
    line: column,
    self: Uint32Array.from(total),
    total: Uint32Array.from(total),
    start: column,
    strings,
  };
}

describe('tree of creators', () => {
  const made = tree([-1, 0, 0, 2, -1], [20, 5, 12, 12, 3]);
  const children = childrenOf(made);

  it('has rows for what is open, most goroutines first', () => {
    const rows = (open: readonly number[]) =>
      layoutCreators(children, new Set(open)).map(
        ({ node, level, position, siblings }) => `${level} ${node} ${position}/${siblings}`,
      );
    assert.deepEqual(rows([]), ['1 0 1/2', '1 4 2/2']);
    assert.deepEqual(rows([0, 2]), ['1 0 1/2', '2 2 1/2', '3 3 1/1', '2 1 2/2', '1 4 2/2']);
    // Open in name only.
    assert.deepEqual(rows([4, 1]), ['1 0 1/2', '1 4 2/2']);
  });

  it('is open where most goroutines are, or everywhere while it is small', () => {
    assert.deepEqual([...openAtFirst(made, children)], [0, 1, 2, 3, 4]);
    const wide = tree([-1, ...new Array(99).fill(0)], new Array(100).fill(1));
    assert.deepEqual([...openAtFirst(wide, childrenOf(wide))], [0, 1]);
  });

  it('goes as deep as goroutines made each other', () => {
    const deep = tree(
      Array.from({ length: 20_000 }, (_, i) => i - 1),
      new Array(20_000).fill(1),
    );
    const below = childrenOf(deep);
    assert.equal(layoutCreators(below, openAtFirst(deep, below)).at(-1)!.level, 20_000);
  });

  it('names a node by the way to it', () => {
    assert.equal(creatorKey(made, 3), 'main.f3:3\nmain.f2:2\nmain.f0:0');
  });
});

describe('rows of what is waited for', () => {
  const targets: readonly WaitTarget[] = [
    {
      kind: 'mutex',
      address: '0xc000010000',
      waiters: 9,
      groups: [0, 1],
      holders: [{ goroutine: 4, goid: 18, group: 2, reason: message('', 'inside the locked method') }],
    },
    { kind: 'channel', address: '', waiters: 2, groups: [1], holders: [] },
  ];
  const rows = (counts: readonly number[], open: boolean) =>
    layoutWaits(targets, Uint32Array.from(counts), () => open).map((row) => {
      if (row.kind === 'target') return `target ${row.target}`;
      return row.kind === 'holder' ? `holder ${row.holder}` : `group ${row.group}: ${row.waiters}`;
    });

  it('are targets, beneath them holders and waiting groups', () => {
    assert.deepEqual(rows([7, 2, 1], true), [
      'target 0',
      'holder 0',
      'group 0: 7',
      'group 1: 2',
      'target 1',
      'group 1: 2',
    ]);
    assert.deepEqual(rows([7, 2, 1], false), ['target 0', 'target 1']);
  });

  it('count no more of a group than wait for the target', () => {
    // Nine wait for the lock, two for the channel: five of the group for neither.
    assert.deepEqual(rows([0, 16, 0], true).slice(-1), ['group 1: 2']);
    assert.ok(rows([0, 16, 0], true).includes('group 1: 9'));
  });

  it('are left out where nobody who matches waits', () => {
    assert.deepEqual(rows([7, 0, 1], true), ['target 0', 'holder 0', 'group 0: 7']);
    assert.deepEqual(rows([0, 0, 1], true), []);
  });
});
