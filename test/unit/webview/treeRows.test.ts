import assert from 'node:assert/strict';
import type { FlameView } from '../../../src/model/views';
import { nameOf, TreeRows } from '../../../webview/treeTable/rows';
import { flameFromText } from '../../helpers/flameViews';

const whole = flameFromText(
  `
  all 100
    a 60
      b 40
        c 30
    d 30
  `,
  { omitted: 5 },
);

/** What `a` (node 1) holds when it is asked for alone. */
const belowA: FlameView = { ...flameFromText('a 60\n  b 40\n    c 30\n  e 12'), root: 1 };

function text(tree: TreeRows): string {
  return tree.rows.map((row) => `${'  '.repeat(row.level - 1)}${nameOf(row) || 'all'}`).join('\n');
}

describe('rows of the tree of calls', () => {
  it('open one level at a time', () => {
    const tree = new TreeRows(whole, 'total');
    assert.equal(text(tree), 'all');
    assert.equal(tree.expand(0), 2);
    assert.equal(text(tree), 'all\n  a\n  d');
    assert.equal(tree.expand(1), 1);
    assert.equal(text(tree), 'all\n  a\n    b\n  d');
    assert.deepEqual(
      tree.rows.map(({ position, siblings }) => `${position}/${siblings}`),
      ['1/1', '1/2', '1/1', '2/2'],
    );
  });

  it('close with everything below, which is open again when they are', () => {
    const tree = new TreeRows(whole, 'total');
    tree.expand(0);
    tree.expand(1);
    tree.expand(2);
    assert.equal(tree.collapse(1), 2);
    assert.equal(text(tree), 'all\n  a\n  d');
    tree.expand(1);
    assert.equal(text(tree), 'all\n  a\n    b\n      c\n  d');
    assert.equal(tree.endOf(1), 4);
    assert.equal(tree.parentOf(3), 2);
  });

  it('say where callees were too small to be sent, and take them from a view of their own', () => {
    const tree = new TreeRows({ ...whole, self: new Float64Array(whole.length) }, 'total');
    tree.expand(0);
    const a = tree.rows[1]!;
    assert.ok(tree.missing(a), 'b has 40 of 60');
    tree.add({ ...belowA, node: Uint32Array.of(1, 2, 3, 50) });
    assert.ok(!tree.missing(a));
    tree.expand(1);
    assert.equal(text(tree), 'all\n  a\n    b\n    e\n  d');
  });

  it('have nothing missing where nothing was left out', () => {
    const complete = new TreeRows(flameFromText('all 10\n  a 4'), 'total');
    complete.expand(0);
    assert.ok(!complete.missing(complete.rows[0]!));
    assert.ok(!complete.hasChildren(complete.rows[1]!));
  });

  it('open along the heaviest calls while they hold half', () => {
    const tree = new TreeRows(flameFromText('all 100\n  a 60\n    b 20\n    c 10\n  d 30'), 'total');
    tree.openHeaviest();
    assert.equal(text(tree), 'all\n  a\n    b\n    c\n  d');
  });

  it('stay open in another order', () => {
    const tree = new TreeRows(flameFromText('all 100\n  z 60\n    y 20\n    x 10\n  a 30'), 'total');
    tree.expand(0);
    tree.expand(1);
    assert.equal(text(tree.sorted('name')), 'all\n  a\n  z\n    x\n    y');
  });
});
