import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { FlameView } from '../../../src/model/views';
import { boxAt, childrenOf, heightBelow, layoutFlame } from '../../../webview/flame/layout';
import { flameFromText, largeFlame } from '../../helpers/flameViews';

describe('flame layout', () => {
  it('places a box where its previous sibling ends, or where its parent starts', () => {
    check(
      `
      all 10
        a 7
          a1 4
          a2 2
        b 2
          b1 1
      `,
      `
      0 all 0–10
      1 a 0–7 b 7–9
      2 a1 0–4 a2 4–6 b1 7–8
      `,
    );
  });

  it('places a deep chain beside a shallow one', () => {
    check(
      `
      all 9
        a 5
          a1 5
            a2 5
        b 3
          b1 1
        c 1
      `,
      `
      0 all 0–9
      1 a 0–5 b 5–8 c 8–9
      2 a1 0–5 b1 5–6
      3 a2 0–5
      `,
    );
  });

  it('takes the width from the weight and not from the total', () => {
    const view = flameFromText('all -1\n  shrunk -3\n  grown 2', { weight: Float64Array.of(5, 3, 2) });
    assert.equal(describeRows(view), '0 all 0–5\n1 shrunk 0–3 grown 3–5');
  });

  it('has no rows without boxes and one row for "all" alone', () => {
    const empty = { ...flameFromText('all 0'), length: 0 };
    assert.equal(layoutFlame(empty).rows.count, 0);
    assert.equal(describeRows(flameFromText('all 0')), '0 all 0–0');
  });

  it('knows parents, children and the end of every subtree', () => {
    const layout = layoutFlame(flameFromText(sample));
    assert.deepEqual([...layout.parent], [-1, 0, 1, 1, 3, 0, 5]);
    assert.deepEqual([...layout.subtreeEnd], [7, 5, 3, 5, 5, 7, 7]);
    assert.deepEqual(childrenOf(layout, 0), [1, 5]);
    assert.deepEqual(childrenOf(layout, 1), [2, 3]);
    assert.deepEqual(childrenOf(layout, 2), []);
    assert.equal(heightBelow(layout, 0), 3);
    assert.equal(heightBelow(layout, 5), 1);
    assert.equal(layout.narrowest, 1);
  });

  it('lists the boxes of a function row by row', () => {
    const layout = layoutFlame(flameFromText('all 9\n  f 9\n    g 5\n      f 4\n    h 3\n      f 2'));
    const local = layout.view.frames.name.indexOf('f');
    const ranks = layout.byFrame.rank.subarray(layout.byFrame.begin[local], layout.byFrame.begin[local + 1]);
    assert.deepEqual(
      Array.from(ranks, (rank) => layout.rows.box[rank]),
      [1, 3, 5],
    );
  });

  it('finds the box at a place, and none in a gap', () => {
    const layout = layoutFlame(flameFromText(sample));
    const nameAt = (row: number, valueX: number) => nameOf(layout.view, boxAt(layout, row, valueX));
    assert.equal(nameAt(0, 0), 'all');
    assert.equal(nameAt(0, 9.99), 'all');
    assert.equal(nameAt(0, 10), '-');
    assert.equal(nameAt(1, 6.99), 'a');
    assert.equal(nameAt(1, 7), 'b');
    assert.equal(nameAt(1, 9.5), '-');
    assert.equal(nameAt(2, 6.5), '-');
    assert.equal(nameAt(2, 7.5), 'b1');
    assert.equal(nameAt(3, 4.5), 'a21');
    assert.equal(nameAt(4, 0), '-');
    assert.equal(nameAt(-1, 0), '-');
  });

  it('finds every box of a large tree at its middle, and each lies within its parent', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.integer(), (length, seed) => {
        const layout = layoutFlame(largeFlame(length, seed));
        const { start, parent, view } = layout;
        for (let i = 0; i < layout.length; i++) {
          const width = view.weight[i]!;
          assert.equal(boxAt(layout, view.depth[i]!, start[i]! + width / 2), i);
          const up = parent[i]!;
          if (up < 0) continue;
          const slack = view.weight[up]! * 1e-9;
          assert.ok(start[i]! >= start[up]! && start[i]! + width <= start[up]! + view.weight[up]! + slack);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('summarises blocks by their widest box or hole', () => {
    const { rows } = layoutFlame(largeFlame(5000, 3));
    const width = (rank: number) => rows.edges[2 * rank + 1]! - rows.edges[2 * rank]!;
    for (const [blocks, size] of [
      [rows.coarse, 64],
      [rows.fine, 8],
    ] as const) {
      assert.equal(blocks.length, 4 * Math.ceil(rows.box.length / size));
      for (let block = 0; block < blocks.length / 4; block++) {
        const [left, right, widest, frame] = blocks.subarray(4 * block, 4 * block + 4);
        const ranks = [...rows.box.slice(block * size, (block + 1) * size).keys()].map(
          (i) => block * size + i,
        );
        assert.equal(left, rows.edges[2 * ranks[0]!]);
        assert.equal(right, rows.edges[2 * ranks.at(-1)! + 1]);
        const holes = ranks.slice(1).map((rank) => rows.edges[2 * rank]! - rows.edges[2 * rank - 1]!);
        const widestBox = Math.max(...ranks.map(width));
        assert.equal(widest, Math.max(widestBox, ...holes));
        assert.ok(ranks.some((rank) => width(rank) === widestBox && rows.frame[rank] === frame));
      }
    }
  });
});

const sample = `
all 10
  a 7
    a1 4
    a2 2
      a21 1
  b 2
    b1 1
`;

function check(tree: string, expected: string): void {
  const lines = expected.split('\n').map((line) => line.trim());
  assert.equal(describeRows(flameFromText(tree)), lines.filter((line) => line !== '').join('\n'));
}

function describeRows(view: FlameView): string {
  const { rows } = layoutFlame(view);
  const lines: string[] = [];
  for (let row = 0; row < rows.count; row++) {
    const boxes: string[] = [];
    for (let rank = rows.begin[row]!; rank < rows.begin[row + 1]!; rank++) {
      boxes.push(`${nameOf(view, rows.box[rank]!)} ${rows.edges[2 * rank]}–${rows.edges[2 * rank + 1]}`);
    }
    lines.push(`${row} ${boxes.join(' ')}`);
  }
  return lines.join('\n');
}

function nameOf(view: FlameView, index: number): string {
  if (index < 0) return '-';
  return view.frame[index]! < 0 ? 'all' : view.frames.name[view.frame[index]!]!;
}
