import assert from 'node:assert/strict';
import { boxToward } from '../../../webview/flame/neighbours';
import { type Box, FlameScene } from '../../../webview/flame/scene';
import { flameFromText } from '../../helpers/flameViews';

const callees = flameFromText('load 100\n  read 60\n    copy 20\n  parse 30', { omitted: 3 });
const callers = flameFromText('load 100\n  serve 70\n    main 70\n  test 30');

/** The helper's root has no name of its own. */
const nameOf = (scene: FlameScene, box: Box) => scene.name(box) || 'load';

/** Every box with its row, indented by depth, callees before callers. */
function sceneText(scene: FlameScene): string {
  const lines: string[] = [];
  const waiting: Box[] = [scene.root];
  for (let box = waiting.pop(); box; box = waiting.pop()) {
    const { left, right } = scene.span(box);
    const sign = scene.isCaller(box) ? '↑' : '';
    lines.push(
      `${'  '.repeat(scene.depth(box))}${sign}${nameOf(scene, box)} ${left}–${right} row ${scene.row(box)}`,
    );
    waiting.push(...scene.children(box).reverse());
  }
  return lines.join('\n');
}

describe('a flame scene around one function', () => {
  const scene = FlameScene.around(callees, callers);
  const named = (name: string) => findNamed(scene, name);

  it('has callees in rows below it and callers in rows above', () => {
    assert.equal(
      sceneText(scene),
      [
        'load 0–100 row 2',
        '  read 0–60 row 3',
        '    copy 0–20 row 4',
        '  parse 60–90 row 3',
        '  ↑serve 0–70 row 1',
        '    ↑main 0–70 row 0',
        '  ↑test 70–100 row 1',
      ].join('\n'),
    );
    assert.equal(scene.rowCount, 5);
    assert.ok(scene.isAround);
  });

  it('draws each row from its side, and the function once', () => {
    assert.deepEqual(scene.bands({ left: 0, right: 100 }), [
      { layer: 0, fromRow: 2, toRow: 5 },
      { layer: 1, fromRow: 0, toRow: 2 },
    ]);
  });

  it('finds boxes by place, by node and by names on both sides', () => {
    const all = { left: 0, right: 100 };
    assert.equal(nameOf(scene, scene.at(0, 10, all)!), 'main');
    assert.equal(nameOf(scene, scene.at(1, 80, all)!), 'test');
    assert.equal(nameOf(scene, scene.at(2, 80, all)!), 'load');
    assert.equal(scene.at(0, 80, all), null);
    for (const box of [named('main'), named('copy'), scene.root]) {
      assert.deepEqual(scene.find(scene.node(box)), box);
      assert.deepEqual(scene.follow(scene.pathNames(box)), box);
    }
    assert.ok(scene.node(named('serve')) < 0, 'nodes of callers belong to another tree');
  });

  it('leads by keys as it looks: up to callers, down to callees', () => {
    const all = { left: 0, right: 100 };
    const step = (box: Box, command: 'parent' | 'firstChild') => {
      const next = boxToward(scene, command, box, all);
      return next ? nameOf(scene, next) : '-';
    };
    assert.equal(step(scene.root, 'parent'), 'serve');
    assert.equal(step(scene.root, 'firstChild'), 'read');
    assert.equal(step(named('serve'), 'parent'), 'main');
    assert.equal(step(named('main'), 'firstChild'), 'serve');
    assert.equal(step(named('serve'), 'firstChild'), 'load');
    assert.equal(step(named('main'), 'parent'), '-');
  });

  it('takes denser views of both sides', () => {
    const serve = scene.find(scene.node(named('serve')))!;
    const denser = {
      ...flameFromText('serve 70\n  main 40\n    start 40\n      boot 40\n  test 30'),
      root: ~scene.node(serve),
      ancestors: [{ node: 0, frame: -1, total: 100 }],
      node: Uint32Array.of(~scene.node(serve), 20, 21, 22, 23),
    };
    const dense = scene.with(denser, -1);
    assert.equal(dense.row(dense.root), 4, 'there are two rows more above');
    assert.equal(dense.name(dense.at(0, 10, { left: 0, right: 40 })!), 'boot');
    assert.equal(dense.row(findNamed(dense, 'copy')), 6);
    assert.deepEqual(dense.densestLayers({ left: 0, right: 40 }), [0, 2]);
    assert.deepEqual(dense.densestLayers({ left: 0, right: 100 }), [0, 1]);
  });

  it('is empty without either side', () => {
    assert.ok(FlameScene.around({ ...callees, length: 0 }, callers).isEmpty);
  });
});

function findNamed(scene: FlameScene, name: string): Box {
  const waiting: Box[] = [scene.root];
  for (let box = waiting.pop(); box; box = waiting.pop()) {
    if (nameOf(scene, box) === name) return box;
    waiting.push(...scene.children(box));
  }
  throw new Error(`no box is ${name}`);
}
