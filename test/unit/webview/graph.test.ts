import assert from 'node:assert/strict';
import type { WireCallGraph } from '../../../src/protocol/profileEditor';
import { chooseAll, chooseAround } from '../../../webview/graph/chooseNodes';
import { layoutGraph } from '../../../webview/graph/layout';
import { bringIntoSight, fitAll, panBy, withoutMargins, zoomAt } from '../../../webview/graph/viewport';

/** `caller callee weight` a line; rows in the order in which names appear. */
function graphOf(edges: string): WireCallGraph {
  const parts = edges
    .trim()
    .split('\n')
    .map((line) => line.trim().split(' '));
  const names = [...new Set(parts.flatMap(([caller, callee]) => [caller!, callee!]))];
  const row = (name: string | undefined) => names.indexOf(name!);
  return {
    granularity: 'functions',
    sampleIndex: 0,
    total: 100,
    length: names.length,
    shown: names.length,
    frame: Uint32Array.from(names.keys()),
    name: names,
    packageName: names.map(() => ''),
    file: names.map(() => ''),
    line: new Float64Array(names.length),
    flat: new Float64Array(names.length),
    flatError: null,
    cumError: null,
    cum: new Float64Array(names.length),
    edgeCaller: Uint32Array.from(parts, ([caller]) => row(caller)),
    edgeCallee: Uint32Array.from(parts, ([, callee]) => row(callee)),
    edgeWeight: Float64Array.from(parts, ([, , weight]) => Number(weight)),
    edgeInlined: new Uint8Array(parts.length),
    edgeResidual: new Uint8Array(parts.length),
    droppedNodes: 0,
    candidates: names.length,
    droppedEdges: 0,
    nodeCutoff: 0,
    edgeCutoff: 0,
  } as WireCallGraph;
}

const graph = graphOf(`
  main serve 60
  main batch 40
  serve load 50
  batch load 10
  batch other 30
  load read 45
  load parse 5
  read copy 44`);

const rowOf = (name: string) => graph.name.indexOf(name);
const namesOf = (rows: readonly number[]) => rows.map((row) => graph.name[row]);

describe('nodes of a call graph', () => {
  it('around a function are its callers and callees, not the callees of its callers', () => {
    const { nodes } = chooseAround(graph, rowOf('load'), 100);
    assert.deepEqual(namesOf(nodes).sort(), ['batch', 'copy', 'load', 'main', 'parse', 'read', 'serve']);
  });

  it('come along the heaviest edges when there is no room for all', () => {
    const { nodes, edges } = chooseAround(graph, rowOf('load'), 4);
    assert.deepEqual(namesOf(nodes), ['load', 'serve', 'main', 'read']);
    assert.equal(edges.length, 3);
  });

  it('end where calls go round', () => {
    const ring = graphOf('a b 3\n b a 3\n a a 1');
    assert.equal(chooseAround(ring, 0, 10).nodes.length, 2);
    assert.equal(chooseAll(ring, 10).edges.length, 3);
  });
});

describe('the layout of a call graph', () => {
  const chosen = chooseAll(graph, 100);
  const placed = layoutGraph(graph, chosen, () => ({ width: 100, height: 40 }));
  const at = (name: string) => placed.nodes.find(({ row }) => row === rowOf(name))!;

  it('stands callers above callees, with no two boxes on one place', () => {
    for (const edge of chosen.edges) {
      const caller = placed.nodes.find(({ row }) => row === graph.edgeCaller[edge])!;
      const callee = placed.nodes.find(({ row }) => row === graph.edgeCallee[edge])!;
      assert.ok(caller.y + 40 <= callee.y);
    }
    for (const a of placed.nodes) {
      for (const b of placed.nodes) {
        if (a !== b) assert.ok(Math.abs(a.x - b.x) >= 100 || Math.abs(a.y - b.y) >= 40);
      }
    }
    assert.ok(placed.width > 0 && placed.height > at('copy').y);
  });

  it('leads each edge from box to box', () => {
    assert.equal(placed.edges.length, chosen.edges.length);
    for (const { edge, points } of placed.edges) {
      const caller = placed.nodes.find(({ row }) => row === graph.edgeCaller[edge])!;
      assert.ok(points.length >= 2);
      assert.ok(Math.abs(points[0]!.y - caller.y) <= 21, 'begins at the border of its caller');
    }
  });
});

describe('the viewport of a call graph', () => {
  const place = { width: 400, height: 300 };

  it('fits all of a large picture and does not blow up a small one', () => {
    assert.deepEqual(fitAll({ width: 800, height: 300 }, place), { zoom: 0.5, offsetX: 0, offsetY: 75 });
    assert.equal(fitAll({ width: 100, height: 100 }, place).zoom, 1);
  });

  it('zooms around a point', () => {
    const zoomed = zoomAt({ zoom: 1, offsetX: 10, offsetY: 20 }, 2, 110, 120);
    assert.deepEqual(zoomed, { zoom: 2, offsetX: -90, offsetY: -80 });
  });

  it('keeps some of the picture in sight while it pans', () => {
    const picture = { width: 1000, height: 1000 };
    const panned = panBy({ zoom: 1, offsetX: 0, offsetY: 0 }, -5000, 5000, picture, place);
    assert.deepEqual(panned, { zoom: 1, offsetX: -940, offsetY: 240 });
  });

  it('moves as little as it takes to show a box', () => {
    const box = { x: 500, y: 50, width: 100, height: 40 };
    assert.equal(bringIntoSight({ zoom: 1, offsetX: 0, offsetY: 0 }, box, place).offsetX, -158);
    assert.equal(bringIntoSight({ zoom: 1, offsetX: -300, offsetY: 0 }, box, place).offsetX, -300);
  });

  it('starts without an empty margin', () => {
    const started = withoutMargins(
      { zoom: 1, offsetX: 80, offsetY: -900 },
      { width: 1000, height: 1000 },
      place,
    );
    assert.deepEqual(started, { zoom: 1, offsetX: 0, offsetY: -700 });
  });
});
