import assert from 'node:assert/strict';
import type { FlameView } from '../../../src/model/views';
import { type Box, FlameScene, type Span } from '../../../webview/flame/scene';
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

/** What `a` (node 1) holds when it is asked for alone: the same boxes, and two that were too small. */
const belowA: FlameView = {
  ...flameFromText('all 60\n  b 40\n    c 30\n      tiny 1\n    small 2\n  e 3'),
  root: 1,
  ancestors: [{ node: 0, frame: -1, total: 100 }],
  node: Uint32Array.of(1, 2, 3, 50, 51, 52),
  frame: Int32Array.of(5, 0, 1, 2, 3, 4),
  frames: {
    id: Uint32Array.of(101, 102, 110, 111, 112, 100),
    name: ['b', 'c', 'tiny', 'small', 'e', 'a'],
    packageName: ['', '', '', '', '', ''],
    file: ['', '', '', '', '', ''],
    startLine: new Float64Array(6),
  },
};

describe('flame scene', () => {
  it('is empty without boxes', () => {
    assert.ok(FlameScene.from({ ...whole, length: 0 }).isEmpty);
    assert.equal(FlameScene.empty.width, 0);
    assert.equal(FlameScene.empty.at(0, 0, { left: 0, right: 1 }), null);
    assert.equal(FlameScene.empty.find(0), null);
    assert.deepEqual(FlameScene.empty.bands({ left: 0, right: 1 }), []);
  });

  it('adds the boxes of a denser view where they belong', () => {
    const scene = FlameScene.from(whole).with(belowA);
    assert.equal(scene.layers.length, 2);
    assert.equal(
      describe_(scene),
      'all 0–100 row 0\n  a 0–60 row 1\n    b 0–40 row 2\n      c 0–30 row 3\n        tiny 0–1 row 4\n' +
        '      small 30–32 row 3\n    e 40–43 row 2\n  d 60–90 row 1',
    );
  });

  it('draws rows below the denser root from its view, while that covers what is in sight', () => {
    const scene = FlameScene.from(whole).with(belowA);
    assert.deepEqual(scene.bands({ left: 10, right: 50 }), [
      { layer: 0, fromRow: 0, toRow: 1 },
      { layer: 1, fromRow: 1, toRow: 5 },
    ]);
    assert.deepEqual(scene.bands({ left: 10, right: 61 }), [{ layer: 0, fromRow: 0, toRow: 4 }]);
  });

  it('hits a box that only the denser view has', () => {
    const scene = FlameScene.from(whole).with(belowA);
    const span: Span = { left: 0, right: 60 };
    assert.equal(nameAt(scene, 2, 41, span), 'e');
    assert.equal(nameAt(scene, 3, 31, span), 'small');
    assert.equal(nameAt(scene, 3, 31, { left: 0, right: 100 }), '-');
    assert.equal(nameAt(scene, 0, 31, span), 'all');
  });

  it('nests a third view, and drops it with the one around it', () => {
    const belowB: FlameView = {
      ...flameFromText('all 40\n  c 30'),
      root: 2,
      node: Uint32Array.of(2, 3),
      frame: Int32Array.of(-1, 0),
    };
    const scene = FlameScene.from(whole).with(belowA).with(belowB);
    assert.deepEqual(
      scene.layers.map(({ rowOffset, offsetX }) => [rowOffset, offsetX]),
      [
        [0, 0],
        [1, 0],
        [2, 0],
      ],
    );
    assert.equal(scene.with(belowA).layers.length, 2);
    assert.equal(scene.with(whole).layers.length, 1);
  });

  it('walks up through layers', () => {
    const scene = FlameScene.from(whole).with(belowA);
    const tiny = scene.find(50)!;
    assert.deepEqual(scene.pathNames(tiny), ['a', 'b', 'c', 'tiny']);
    assert.equal(scene.row(tiny), 4);
    assert.equal(scene.parent(scene.root), null);
  });

  it('shows a view of a subtree alone below its ancestors', () => {
    const scene = FlameScene.from(belowA);
    assert.equal(scene.width, 100);
    assert.deepEqual(scene.pathNames(scene.find(52)!), ['a', 'e']);
    assert.equal(scene.row(scene.find(52)!), 2);
  });

  it('starts anew with another value type', () => {
    const scene = FlameScene.from(whole).with({ ...belowA, sampleIndex: 1 });
    assert.equal(scene.layers.length, 2);
    assert.equal(scene.layers[0]!.layout.length, 2);
  });

  it('follows names as far as they go', () => {
    const scene = FlameScene.from(whole);
    assert.equal(scene.node(scene.follow(['a', 'b'])), 2);
    assert.equal(scene.node(scene.follow(['a', 'gone', 'c'])), 1);
    assert.equal(scene.node(scene.follow([])), 0);
  });

  it('finds the deepest box that covers a span, and stops at one that just fills it', () => {
    const scene = FlameScene.from(whole);
    const covering = (left: number, right: number) =>
      scene.name(scene.covering(scene.root, { left, right })) || 'all';
    assert.equal(covering(0, 100), 'all');
    assert.equal(covering(0, 60), 'a');
    assert.equal(covering(5, 20), 'c');
    assert.equal(covering(20, 70), 'all');
    assert.equal(scene.name(scene.nearestCovering(scene.find(3)!, { left: 20, right: 55 })), 'a');
  });

  it('finds the heaviest box of a function', () => {
    const scene = FlameScene.from(flameFromText('all 9\n  f 5\n    g 4\n  g 3'));
    const id = scene.layers[0]!.layout.view.frames.id[1]!;
    assert.equal(scene.node(scene.heaviest(id)!), 2);
    assert.equal(scene.heaviest(9999), null);
  });
});

function nameAt(scene: FlameScene, row: number, valueX: number, span: Span): string {
  const box = scene.at(row, valueX, span);
  return box ? nameOf(scene, box) : '-';
}

function nameOf(scene: FlameScene, box: Box): string {
  return scene.name(box) || 'all';
}

function describe_(scene: FlameScene): string {
  const lines: string[] = [];
  const visit = (box: Box, indent: string): void => {
    const { left, right } = scene.span(box);
    lines.push(`${indent}${nameOf(scene, box)} ${left}–${right} row ${scene.row(box)}`);
    for (const child of scene.children(box)) visit(child, `${indent}  `);
  };
  visit(scene.root, '');
  return lines.join('\n');
}
