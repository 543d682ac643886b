import assert from 'node:assert/strict';
import fc from 'fast-check';
import { computeCallTree, computeNodeValues } from '../../../src/analysis/callTree';
import { functionFrames } from '../../../src/analysis/frames';
import { computeFrameValues } from '../../../src/analysis/frameValues';
import { sumSubtree } from '../../../src/analysis/nodeSums';
import type { Profile } from '../../../src/model/profile';
import { lines, profileOf, treeText } from '../../helpers/profileText';

function treeOf(profile: Profile) {
  const tree = computeCallTree(profile, functionFrames(profile));
  return { tree, values: computeNodeValues(tree, profile, profile.samples.values[0]!) };
}

const frame = fc.constantFrom('a', 'b', 'c', 'a|b', 'b|a', 'c|c');
const sample = fc.tuple(fc.array(frame, { maxLength: 8 }), fc.integer({ min: -9, max: 9 }));
const text = fc
  .array(sample)
  .map((samples) => samples.map(([stack, value]) => `${stack.join(';')} ${value}`.trim()).join('\n'));

describe('call tree', () => {
  it('merges stacks from the root, whatever their locations are', () => {
    const profile = profileOf(`
      main a.go:1;serve a.go:5;put 3
      main a.go:2;serve a.go:6;put 4
      main a.go:1|serve a.go:9;put 5
      put 1`);
    assert.equal(
      treeText(profile),
      lines(`
        all 0 13
          main 0 12
            serve 0 12
              put 12 12
          put 1 1`),
    );
  });

  it('counts a sample once per function, also under recursion', () => {
    const profile = profileOf(`
      walk;visit;walk 7
      walk;walk|walk 3
      visit 1`);
    const { tree, values } = treeOf(profile);
    const { flat, cum } = computeFrameValues(tree, values);
    assert.deepEqual(tree.frames.name.map((name, at) => `${name} ${flat[at]} ${cum[at]}`).sort(), [
      'visit 1 8',
      'walk 10 10',
    ]);
  });

  it('wraps wide sums as int64 does', () => {
    const profile = profileOf(`
      main;a ${2n ** 62n}
      main;b ${2n ** 62n}
      main;c 1`);
    assert.equal(
      treeText(profile),
      lines(`
        all 0 ${-(2n ** 63n) + 1n}
          main 0 ${-(2n ** 63n) + 1n}
            a ${2n ** 62n} ${2n ** 62n}
            b ${2n ** 62n} ${2n ** 62n}
            c 1 1`),
    );
  });

  it('keeps its promises for any stacks', () => {
    fc.assert(
      fc.property(text, (samples) => {
        const { tree, values } = treeOf(profileOf(samples));
        assert.equal(tree.parent[0], -1);
        assert.equal(tree.frame[0], -1);
        const seen = new Set<string>();
        for (let node = 1; node < tree.length; node++) {
          const above = tree.parent[node]!;
          assert.ok(above < node);
          assert.equal(tree.depth[node], tree.depth[above]! + 1);
          const place = `${above} ${tree.frame[node]}`;
          assert.ok(!seen.has(place));
          seen.add(place);
        }
        for (let node = 0; node < tree.length; node++) {
          const children = [...tree.child.subarray(tree.childStart[node], tree.childStart[node + 1])];
          assert.ok(children.every((child) => tree.parent[child] === node));
          const below = children.reduce((sum, child) => sum + Number(values.total[child]), 0);
          assert.equal(Number(values.total[node]), Number(values.self[node]) + below);
        }
        assert.equal(tree.child.length, tree.length - 1);
      }),
    );
  });

  it('has flat and cum of a count over each sample', () => {
    fc.assert(
      fc.property(text, (samples) => {
        const { tree, values } = treeOf(profileOf(samples));
        const { flat, cum } = computeFrameValues(tree, values);
        const expected = new Map<string, [number, number]>();
        for (const line of samples.split('\n')) {
          const [, stack = '', value] = /^(?:(.*) )?(-?\d+)$/.exec(line) ?? [];
          const frames = stack.split(/[;|]/).filter(Boolean);
          for (const name of new Set(frames)) {
            const sums = expected.get(name) ?? [0, 0];
            sums[1] += Number(value);
            if (frames.at(-1) === name) sums[0] += Number(value);
            expected.set(name, sums);
          }
        }
        const rows = tree.frames.name.map((name, at) => [name, [Number(flat[at]), Number(cum[at])]] as const);
        assert.deepEqual(new Map(rows), expected);
      }),
    );
  });

  it('sums one subtree in every value type as the whole tree does', () => {
    fc.assert(
      fc.property(text, (samples) => {
        const profile = profileOf(samples);
        const { tree, values } = treeOf(profile);
        for (let node = 0; node < tree.length; node++) {
          const sums = sumSubtree(profile, tree, node);
          const expected = {
            selfByType: [values.self[node]],
            totalByType: [values.total[node]],
            compared: null,
          };
          assert.deepEqual(sums, expected);
        }
      }),
    );
  });
});
