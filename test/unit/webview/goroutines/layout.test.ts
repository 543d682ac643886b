import assert from 'node:assert/strict';
import { lettersOf } from '../../../../webview/goroutines/groupLetters';
import { tellingFrame } from '../../../../webview/goroutines/groups';
import {
  type GroupLayout,
  layoutGroups,
  matchingByClass,
  matchTotals,
  onlyMatch,
  usualSort,
} from '../../../../webview/goroutines/layout';
import { type GroupSort, nextGroupSort } from '../../../../webview/goroutines/state';
import { type GroupSketch, sketchReport } from '../../../helpers/groupSketch';

const shop: readonly GroupSketch[] = [
  { count: 40, state: 'select', class: 'select', stack: ['main.wait main.go:1'], wait: [2, 9] },
  { count: 30, stack: ['main.send main.go:2'], creator: 'main.b main.go:20', verdict: 'certain' },
  { count: 20, stack: ['^net.read net.go:3', 'main.read main.go:3'], similarTo: 2 },
  { count: 10, stack: ['^tls.read tls.go:3', 'main.read main.go:3'], similarTo: 2, wait: [1, 1] },
  {
    count: 5,
    state: 'IO wait',
    class: 'io',
    stack: ['~runtime.gopark p.go:1'],
    creator: 'main.a main.go:10',
  },
];

/** Rows as `count function`, indented by level; folds say how many stacks they hold. */
function rows(sketches: readonly GroupSketch[], layout: Partial<GroupLayout> = {}): string[] {
  const { groups, comparison } = sketchReport(sketches);
  return layoutGroups({
    groups,
    comparison,
    matching: null,
    sort: usualSort(comparison),
    foldSimilar: true,
    open: new Set(),
    ...layout,
  }).map((row) => {
    const fold = row.members.length > 1 ? ` (${row.members.length})` : '';
    const name = tellingFrame(groups, row.group)?.func ?? '-';
    return `${'  '.repeat(row.level - 1)}${row.matching} ${name}${fold}`;
  });
}

describe('goroutine groups: rows', () => {
  it('fold similar stacks under one row, which counts them all', () => {
    assert.deepEqual(rows(shop), ['40 main.wait', '30 main.send', '30 main.read (2)', '5 runtime.gopark']);
    assert.deepEqual(rows(shop, { open: new Set([2]) }), [
      '40 main.wait',
      '30 main.send',
      '30 main.read (2)',
      '  20 main.read',
      '  10 main.read',
      '5 runtime.gopark',
    ]);
  });

  it('stand alone where nothing is to be folded', () => {
    assert.deepEqual(rows(shop, { foldSimilar: false }), [
      '40 main.wait',
      '30 main.send',
      '20 main.read',
      '10 main.read',
      '5 runtime.gopark',
    ]);
  });

  it('show what matches, and fold only that', () => {
    assert.deepEqual(rows(shop, { matching: Uint32Array.of(0, 7, 0, 10, 0) }), [
      '10 main.read',
      '7 main.send',
    ]);
  });

  it('sort by every column; ties by verdict, then by count', () => {
    const sorted = (column: GroupSort['column'], descending: boolean) =>
      rows(shop, { sort: { column, descending }, foldSimilar: false }).map((row) => row.split(' ')[0]);
    assert.deepEqual(sorted('count', false), ['5', '10', '20', '30', '40']);
    assert.deepEqual(sorted('wait', true), ['40', '10', '30', '20', '5']);
    assert.deepEqual(sorted('state', false), ['30', '20', '10', '5', '40']);
    assert.deepEqual(sorted('function', false), ['20', '10', '30', '40', '5']);
    assert.deepEqual(sorted('creator', true), ['30', '5', '40', '20', '10']);
    assert.deepEqual(sorted('verdict', true), ['30', '40', '20', '10', '5']);
  });

  it('show a spread of times and the surest verdict of a fold', () => {
    const { groups } = sketchReport([
      { count: 2, stack: ['main.f f.go:1'], wait: [5, 7], verdict: 'suspicious' },
      { count: 1, stack: ['main.f f.go:1'], similarTo: 0, wait: [2, 3], verdict: 'likely' },
      { count: 1, stack: ['main.f f.go:1'], similarTo: 0 },
    ]);
    const sort = usualSort(null);
    const layout = {
      groups,
      comparison: null,
      matching: null,
      sort,
      foldSimilar: true,
      open: new Set<number>(),
    };
    const [row] = layoutGroups(layout);
    assert.deepEqual(
      [row!.minWaitMinutes, row!.maxWaitMinutes, row!.waiting, row!.verdict, row!.count],
      [2, 7, 3, 2, 4],
    );
  });

  it('put growth first in a comparison, and what is gone last whatever the order', () => {
    const compared: readonly GroupSketch[] = [
      { count: 100, before: 100, stack: ['main.same a.go:1'] },
      { count: 60, before: 10, stack: ['main.grown a.go:2'] },
      { count: 0, before: 30, stack: ['main.gone a.go:3'] },
      { count: 9, before: 0, stack: ['main.new a.go:4'] },
    ];
    assert.deepEqual(rows(compared), ['60 main.grown', '9 main.new', '100 main.same', '0 main.gone']);
    const upwards = { sort: { column: 'count', descending: false } } as const;
    assert.deepEqual(rows(compared, upwards).at(-1), '0 main.gone');
    // Of what is gone, nothing matches.
    assert.equal(rows(compared, { matching: Uint32Array.of(1, 0, 0, 0) }).length, 1);
  });

  it('turn round when a column is chosen again; texts start with A, numbers with the largest', () => {
    assert.deepEqual(nextGroupSort({ column: 'count', descending: true }, 'count'), {
      column: 'count',
      descending: false,
    });
    assert.deepEqual(nextGroupSort({ column: 'count', descending: true }, 'function').descending, false);
    assert.deepEqual(nextGroupSort({ column: 'function', descending: false }, 'wait').descending, true);
  });
});

describe('goroutine groups: what matches', () => {
  const { groups } = sketchReport(shop);

  it('is counted in groups, goroutines and classes', () => {
    const matching = Uint32Array.of(4, 0, 20, 1, 0);
    assert.deepEqual(matchTotals(groups, matching), { groups: 3, goroutines: 25 });
    assert.deepEqual(matchTotals(groups, null), { groups: 5, goroutines: 105 });
    const byClass = matchingByClass(groups, matching, 18);
    assert.deepEqual([byClass[5], byClass[6], byClass[11]], [21, 4, 0]);
  });

  it('is one group, or none stands out', () => {
    assert.equal(onlyMatch(Uint32Array.of(0, 3, 0)), 1);
    assert.equal(onlyMatch(Uint32Array.of(1, 3, 0)), -1);
    assert.equal(onlyMatch(Uint32Array.of(0, 0, 0)), -1);
  });
});

describe('goroutine groups: columns', () => {
  it('are as wide as the longest of their texts', () => {
    const state = 'chan receive (nil chan)';
    assert.deepEqual(
      lettersOf(
        sketchReport([
          { count: 1, state },
          { count: 1, state: 'select' },
        ]),
      ),
      {
        state: state.length,
        change: 0,
      },
    );
  });

  it('have room for the class where a form prints no states', () => {
    const { state } = lettersOf(sketchReport([{ count: 1, state: '', class: 'io' }]));
    assert.equal(state, 'network and files'.length);
  });

  it('have room for what all groups together changed by, and for the fastest', () => {
    const report = sketchReport([
      { count: 1040, before: 40 },
      { count: 12, before: 20 },
    ]);
    // `+1,000 +500/min`: the dumps are two minutes apart.
    assert.equal(lettersOf(report).change, '+1,000 +500/min'.length);
  });
});
