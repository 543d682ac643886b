import assert from 'node:assert/strict';
import {
  filterOfFinding,
  filterOfRow,
  findingKey,
  findingRows,
  goroutinesOfRow,
  rowOfKey,
} from '../../../../webview/goroutines/findings';
import {
  groupKeys,
  groupOfKey,
  similarGroups,
  stackOf,
  tellingFrame,
} from '../../../../webview/goroutines/groups';
import { groupAsText, rowsAsText } from '../../../../webview/goroutines/groupText';
import { layoutGroups, usualSort } from '../../../../webview/goroutines/layout';
import { foldStack, packageOf, packagesOf } from '../../../../webview/goroutines/stackFolds';
import { sketchFinding, sketchReport } from '../../../helpers/groupSketch';

/** Frames by name, folds as the number of their frames. */
function fold(...stack: string[]): string[] {
  const { groups } = sketchReport([{ count: 1, stack }]);
  return foldStack(stackOf(groups, 0)).map((part) =>
    part.kind === 'frame' ? part.frame.func : `${part.frames.length} from ${part.first}`,
  );
}

describe('stacks of goroutines', () => {
  it('show user code, and fold what lies between', () => {
    assert.deepEqual(
      fold(
        '~runtime.gopark a:1',
        '~runtime.chansend a:2',
        'main.send m:3',
        '^net/http.serve h:4',
        'main.go m:5',
      ),
      ['2 from 0', 'main.send', 'net/http.serve', 'main.go'],
    );
  });

  it('show what says most where there is no user code', () => {
    assert.deepEqual(
      fold('~runtime.gopark a:1', '~runtime.netpoll a:2', '^net.read n:3', '^net.serve n:4', '^net.x n:5'),
      ['2 from 0', 'net.read', '2 from 3'],
    );
    assert.deepEqual(fold('~runtime.gopark a:1'), ['runtime.gopark']);
    assert.deepEqual(fold(), []);
  });

  it('name the packages of what is folded', () => {
    assert.equal(packageOf('net/http.(*conn).serve'), 'net/http');
    assert.equal(packageOf('github.com/a/b.v2/c.F[github.com/x/y.T]'), 'github.com/a/b.v2/c');
    const { groups } = sketchReport([
      { count: 1, stack: ['~runtime.a a:1', '^sync.b b:1', '~runtime.c a:2'] },
    ]);
    assert.deepEqual(packagesOf(stackOf(groups, 0)), ['runtime', 'sync']);
  });

  it('are told by the innermost frame of the user, else by what is not the runtime', () => {
    const top = (...stack: string[]) => tellingFrame(sketchReport([{ count: 1, stack }]).groups, 0)?.func;
    assert.equal(top('~runtime.gopark a:1', '^sync.Lock s:1', 'main.f m:1'), 'main.f');
    assert.equal(top('~runtime.gopark a:1', '^sync.Lock s:1'), 'sync.Lock');
    assert.equal(
      top('~runtime.gopark a:1', '^internal/poll.wait p:1', '^net.(*conn).Read n:1'),
      'net.(*conn).Read',
    );
    assert.equal(top('~runtime.gopark a:1'), 'runtime.gopark');
    assert.equal(top(), undefined);
  });
});

describe('groups of goroutines', () => {
  const shop = [
    { count: 2, stack: ['main.f m.go:1', 'main.g m.go:2'], creator: 'main.main m.go:9' },
    { count: 5, stack: ['main.f m.go:1', 'main.g m.go:3'], creator: 'main.main m.go:9' },
    { count: 7, stack: ['main.f m.go:1', 'main.g m.go:2'], creator: 'main.main m.go:8' },
    {
      count: 1,
      stack: ['main.f m.go:1', 'main.g m.go:2'],
      creator: 'main.main m.go:9',
      class: 'select' as const,
    },
  ];

  it('have names that hold when the file is written anew in another order', () => {
    const keys = groupKeys(sketchReport(shop).groups);
    assert.equal(new Set(keys).size, 4);
    const later = sketchReport([{ count: 1, stack: ['main.new m.go:7'] }, ...shop.toReversed()]).groups;
    assert.deepEqual(
      keys.map((key) => groupOfKey(later, key)),
      [4, 3, 2, 1],
    );
    assert.equal(groupOfKey(later, 'channel 0000'), -1);
  });

  it('know who differs from them in nothing of the user’s code', () => {
    const { groups } = sketchReport([
      { count: 5, stack: ['^net.a n:1', 'main.f m:1'] },
      { count: 4, stack: ['main.other m:9'] },
      { count: 3, stack: ['^net.b n:2', 'main.f m:1'], similarTo: 0 },
      { count: 0, before: 2, stack: ['^net.c n:3', 'main.f m:1'], similarTo: 0 },
    ]);
    assert.deepEqual(similarGroups(groups, 0), [2]);
    assert.deepEqual(similarGroups(groups, 2), [0]);
    assert.deepEqual(similarGroups(groups, 1), []);
  });

  it('are copied as a dump writes them', () => {
    const { groups } = sketchReport([
      {
        count: 3,
        state: 'chan send',
        wait: [2, 5],
        stack: ['main.f /a/m.go:1'],
        creator: 'main.main /a/m.go:9',
      },
    ]);
    assert.equal(
      groupAsText(groups, 0),
      '3 × goroutine [chan send, 5 minutes]:\nmain.f(...)\n\t/a/m.go:1\ncreated by main.main\n\t/a/m.go:9\n',
    );
  });

  it('are copied as rows of a table, one line each', () => {
    const { groups } = sketchReport(shop.slice(0, 2));
    const layout = {
      groups,
      comparison: null,
      matching: null,
      sort: usualSort(null),
      open: new Set<number>(),
    };
    const rows = layoutGroups({ ...layout, foldSimilar: false });
    assert.equal(
      rowsAsText(groups, rows, ['Count', 'State'], false),
      'Count\tState\n' +
        '5\tchan send\t\t\tmain.f\tm.go:1\tmain.main\tm.go:9\tnormal\n' +
        '2\tchan send\t\t\tmain.f\tm.go:1\tmain.main\tm.go:9\tnormal\n',
    );
  });
});

describe('findings', () => {
  it('of one rule stand in one line where there are many of them', () => {
    const [a, b, c, d] = [0, 1, 2, 2].map((group, i) => sketchFinding('G17', [group], `main.f /m.go:${i}`));
    const other = sketchFinding('G4', [3], 'main.g /m.go:9');
    const surer = { ...sketchFinding('G17', [4], 'main.h /m.go:10'), confidence: 'certain' as const };
    const all = [a!, other, b!, c!, d!, surer];
    const rows = findingRows(all);
    assert.deepEqual(
      rows.map(({ findings }) => findings.length),
      [4, 1, 1],
    );
    assert.equal(rowOfKey(rows, rows[0]!.key), rows[0]);
    assert.equal(rowOfKey(rows, findingKey(c!)), rows[0]);
    assert.equal(rowOfKey(rows, 'G99'), null);
    assert.equal(filterOfRow(rows[0]!, all), 'rule:G17 verdict:likely');
    assert.equal(filterOfRow(rows[0]!, all.slice(0, -1)), 'rule:G17');
    assert.equal(filterOfRow(rows[1]!, all), 'rule:G4');
    // Two findings are about the same group: its goroutines are counted once.
    assert.equal(goroutinesOfRow(rows[0]!, Uint32Array.of(5, 6, 7, 100, 100)), 18);
    assert.equal(findingRows(all.slice(0, 3)).length, 3, 'two alike stand for themselves');
  });

  it('are shown by their rule, and by their line where the rule found several', () => {
    const one = sketchFinding('G4', [0], 'main.f /src/m.go:1');
    const two = sketchFinding('G4', [1], 'main.g /src/m.go:2');
    const process = sketchFinding('G12', []);
    assert.equal(filterOfFinding(one, [one, process]), 'rule:G4');
    assert.equal(filterOfFinding(two, [one, two]), 'rule:G4 at:m.go:2');
    assert.equal(filterOfFinding(process, [one, process]), '');
    assert.notEqual(findingKey(one), findingKey(two));
    assert.equal(findingKey(process), 'G12');
  });
});
