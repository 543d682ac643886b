import assert from 'node:assert/strict';
import fc from 'fast-check';
import { computeCallTree, computeNodeValues } from '../../../src/analysis/callTree';
import { computeFlameView, maxViewNodes } from '../../../src/analysis/flameView';
import { functionFrames } from '../../../src/analysis/frames';
import { asNumbers } from '../../../src/base/int64';
import type { CallTree } from '../../../src/model/callTree';
import type { FlameView } from '../../../src/model/views';
import { lines, profileOf } from '../../helpers/profileText';

function viewOf(samples: string, options: { root?: string; minShare?: number } = {}): FlameView {
  const profile = profileOf(samples);
  const tree = computeCallTree(profile, functionFrames(profile));
  const column = profile.samples.values[0]!;
  const { self, total } = computeNodeValues(tree, profile, column);
  const weight = computeNodeValues(tree, profile, asNumbers(column).map(Math.abs)).total;
  const values = { self: asNumbers(self), total: asNumbers(total), weight: asNumbers(weight) };
  const root = options.root === undefined ? 0 : nodeNamed(tree, options.root);
  return computeFlameView(tree, values, { sampleIndex: 0, root, minShare: options.minShare });
}

function nodeNamed(tree: CallTree, name: string): number {
  return tree.frame.findIndex((frame) => frame >= 0 && tree.frames.name[frame] === name);
}

/** `name weight total self`, indented by depth. */
function viewText({ length, frame, frames, depth, weight, total, self }: FlameView): string {
  return Array.from({ length }, (_, row) => {
    const name = frame[row]! < 0 ? 'all' : frames.name[frame[row]!]!;
    return `${'  '.repeat(depth[row]!)}${name} ${weight[row]} ${total[row]} ${self[row]}`;
  }).join('\n');
}

/** A root with `light` children that weigh 1, and `heavy` ones that weigh 2. */
function flatView(light: number, heavy: number): FlameView {
  const length = 1 + light + heavy;
  const weight = new Float64Array(length).fill(1, 1).fill(2, 1 + light);
  weight[0] = light + 2 * heavy;
  const child = Uint32Array.from({ length: length - 1 }, (_, row) => row + 1);
  const frame = new Int32Array(length);
  frame[0] = -1;
  const names = { length: 1, name: ['f'], file: [''], line: new Float64Array(1) };
  const noLocations = { locationStart: new Uint32Array(1), locationFrame: new Uint32Array(0) };
  const tree: CallTree = {
    frames: { ...names, ...noLocations },
    length,
    parent: new Int32Array(length).fill(-1, 0, 1),
    frame,
    depth: new Uint32Array(length).fill(1, 1),
    stackNode: new Int32Array(0),
    childStart: new Uint32Array(length + 1).fill(length - 1, 1),
    child,
    outermost: new Uint8Array(length),
  };
  return computeFlameView(tree, { self: weight, total: weight, weight }, { sampleIndex: 0, root: 0 });
}

describe('flame view', () => {
  it('lists boxes in preorder, heaviest sibling first, equal ones in the order of the file', () => {
    const view = viewOf(`
      main;light 1
      main;heavy;deep 5
      main;same1 2
      main;same2 2
      main 3`);
    assert.equal(
      viewText(view),
      lines(`
        all 13 13 0
          main 13 13 3
            heavy 5 5 0
              deep 5 5 5
            same1 2 2 2
            same2 2 2 2
            light 1 1 1`),
    );
    assert.deepEqual(view.ancestors, []);
    assert.equal(view.maxDepth, 3);
    assert.equal(view.omitted, 0);
  });

  it('starts at any node, and names its ancestors', () => {
    const view = viewOf(
      `
      main;serve;put;grow 5
      main;serve;get 3
      main;other 9`,
      { root: 'serve' },
    );
    assert.equal(
      viewText(view),
      lines(`
        serve 8 8 0
          put 5 5 0
            grow 5 5 5
          get 3 3 3`),
    );
    assert.deepEqual(
      view.ancestors.map(({ node, frame, total }) => [node, view.frames.name[frame] ?? 'all', total]),
      [
        [0, 'all', 17],
        [1, 'main', 17],
      ],
    );
    assert.equal(view.maxDepth, 2);
  });

  it('leaves out what is below a share of the root, with all below it, and counts it', () => {
    const samples = `
      main;big 90
      main;mid;below 10
      main;tiny;below 1`;
    const view = viewOf(samples, { minShare: 0.05 });
    assert.equal(
      viewText(view),
      lines(`
        all 101 101 0
          main 101 101 0
            big 90 90 90
            mid 10 10 0
              below 10 10 10`),
    );
    assert.equal(view.omitted, 2);
    // The share is one of the root that is shown.
    assert.equal(viewOf(samples, { minShare: 0.05, root: 'tiny' }).length, 2);
    assert.equal(viewOf(samples, { minShare: 0.05, root: 'tiny' }).maxDepth, 1);
  });

  it('draws magnitudes where values are negative', () => {
    assert.equal(
      viewText(
        viewOf(`
          main;grew 700
          main;shrank -500
          main;gone 0`),
      ),
      lines(`
        all 1200 200 0
          main 1200 200 0
            grew 700 700 700
            shrank 500 -500 -500`),
    );
  });

  it('shows an empty profile as its root alone', () => {
    assert.equal(viewText(viewOf('')), 'all 0 0 0');
  });

  it('sends no more boxes than a screen has use for', () => {
    const all = flatView(maxViewNodes - 1, 0);
    assert.equal(all.length, maxViewNodes);
    assert.equal(all.omitted, 0);
    // One too many of the lightest, which are equally light: none of them is sent.
    const some = flatView(maxViewNodes, 7);
    assert.equal(some.length, 1 + 7);
    assert.equal(some.omitted, maxViewNodes);
    assert.deepEqual([...some.weight.subarray(1)], new Array(7).fill(2));
  });

  it('cuts stacks that are deeper than its depths can count', () => {
    const frames = Array.from({ length: 70_000 }, (_, depth) => `f${depth % 7}`);
    const view = viewOf(`${frames.join(';')} 1`);
    assert.equal(view.length, 65_535);
    assert.equal(view.depth[view.length - 1], 65_534);
    assert.equal(view.omitted, 70_001 - 65_535);
    assert.equal(view.maxDepth, 70_000);
  });

  it('lays boxes inside their parents', () => {
    const stack = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 7 });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(stack, fc.integer({ min: -20, max: 20 }))),
        fc.double({ min: 0, max: 0.3, noNaN: true }),
        (samples, minShare) => {
          const text = samples.map(([frames, value]) => `${frames.join(';')} ${value}`.trim()).join('\n');
          const view = viewOf(text, { minShare });
          const used = new Float64Array(view.length);
          const path: number[] = [];
          for (let row = 0; row < view.length; row++) {
            path.length = view.depth[row]!;
            const parent = path.at(-1);
            if (parent !== undefined) used[parent]! += view.weight[row]!;
            path.push(row);
            assert.ok(row === 0 || view.weight[row]! >= minShare * view.weight[0]!);
          }
          for (let row = 0; row < view.length; row++) assert.ok(used[row]! <= view.weight[row]!);
        },
      ),
    );
  });
});
