import assert from 'node:assert/strict';
import fc from 'fast-check';
import { computeCallTree, computeNodeValues } from '../../../src/analysis/callTree';
import { functionFrames } from '../../../src/analysis/frames';
import { computeFrameValues } from '../../../src/analysis/frameValues';
import { reshapeTree } from '../../../src/analysis/treeShape';
import { asNumbers } from '../../../src/base/int64';
import type { CallTree } from '../../../src/model/callTree';
import type { Profile } from '../../../src/model/profile';
import type { TreeShape } from '../../../src/model/views';
import { fixtureProfile } from '../../helpers/fixtureProfiles';
import { lines, profileOf } from '../../helpers/profileText';

type ShapeName = 'bottomUp' | readonly ['callees' | 'callers', string];

function shapeOf(tree: CallTree, shape: ShapeName): TreeShape {
  if (typeof shape === 'string') return { kind: shape };
  return { kind: shape[0], frame: tree.frames.name.indexOf(shape[1]) };
}

/** `name total self`, indented by depth, siblings by name. */
function shapeText(profile: Profile, shape: ShapeName): string {
  const whole = computeCallTree(profile, functionFrames(profile));
  const tree = reshapeTree(whole, shapeOf(whole, shape), profile.samples.stack);
  const values = computeNodeValues(tree, profile, profile.samples.values[0]!);
  const total = asNumbers(values.total);
  const self = asNumbers(values.self);
  const nameOf = (node: number) => tree.frames.name[tree.frame[node]!] ?? 'all';
  const waiting = [0];
  const rows: string[] = [];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    rows.push(`${'  '.repeat(tree.depth[node]!)}${nameOf(node)} ${total[node]} ${self[node]}`);
    const children = [...tree.child.subarray(tree.childStart[node]!, tree.childStart[node + 1]!)];
    waiting.push(...children.sort((a, b) => (nameOf(a) < nameOf(b) ? 1 : -1)));
  }
  return rows.join('\n');
}

function check(samples: string, shape: ShapeName, expected: string): void {
  assert.equal(shapeText(profileOf(samples), shape), lines(expected));
}

const sketch = `
  main;serve;load 4
  main;serve;store 3
  main;load 2
  main 1`;

describe('a tree from the leaves up', () => {
  it('starts with what samples end in and goes to their callers', () => {
    check(
      sketch,
      'bottomUp',
      `
      all 10 0
        load 6 0
          main 2 2
          serve 4 0
            main 4 4
        main 1 1
        store 3 0
          serve 3 0
            main 3 3`,
    );
  });

  it('tells recursive calls apart', () => {
    check(
      `
      main;walk;walk;walk 5
      main;walk 2`,
      'bottomUp',
      `
      all 7 0
        walk 7 0
          main 2 2
          walk 5 0
            walk 5 0
              main 5 5`,
    );
  });

  it('keeps samples without a stack at "all"', () => {
    check(
      `
      main 3
       4`,
      'bottomUp',
      `
      all 7 4
        main 3 3`,
    );
  });

  it('lets values of both signs cancel where they meet', () => {
    check(
      `
      main;load 5
      serve;load -8`,
      'bottomUp',
      `
      all -3 0
        load -3 0
          main 5 5
          serve -8 -8`,
    );
  });
});

describe('a tree of the callees of one function', () => {
  it('starts at its calls and leaves everything else out', () => {
    check(
      sketch,
      ['callees', 'serve'],
      `
      serve 7 0
        load 4 4
        store 3 3`,
    );
  });

  it('starts at the outermost call: a recursive one stands below', () => {
    check(
      `
      main;walk;visit;walk;visit 5
      main;walk 2
      walk 1
      main 9`,
      ['callees', 'walk'],
      `
      walk 8 3
        visit 5 0
          walk 5 0
            visit 5 5`,
    );
  });

  it('has no place for samples without a stack', () => {
    check('\nmain 3\n 4', ['callees', 'main'], 'main 3 3');
  });
});

describe('a tree of the callers of one function', () => {
  it('goes from the function up to the roots', () => {
    check(
      sketch,
      ['callers', 'load'],
      `
      load 6 0
        main 2 2
        serve 4 0
          main 4 4`,
    );
  });

  it('counts a recursive function from its outermost call', () => {
    check(
      `
      main;walk;visit;walk 5
      other;walk 2
      walk -1`,
      ['callers', 'walk'],
      `
      walk 6 -1
        main 5 5
        other 2 2`,
    );
  });
});

describe('every shape of a tree', () => {
  /** Totals of the nodes right below "all", by frame. */
  function firstLevel(profile: Profile, tree: CallTree, column: number): Map<number, number> {
    const total = asNumbers(computeNodeValues(tree, profile, profile.samples.values[column]!).total);
    const sums = new Map<number, number>();
    for (let row = tree.childStart[0]!; row < tree.childStart[1]!; row++) {
      const node = tree.child[row]!;
      sums.set(tree.frame[node]!, total[node]!);
    }
    return sums;
  }

  function checkProfile(profile: Profile): void {
    const whole = computeCallTree(profile, functionFrames(profile));
    const bottomUp = reshapeTree(whole, { kind: 'bottomUp' }, profile.samples.stack);
    for (const [column, values] of profile.samples.values.entries()) {
      const { flat, cum } = computeFrameValues(whole, computeNodeValues(whole, profile, values));
      const first = firstLevel(profile, bottomUp, column);
      for (let frame = 0; frame < whole.frames.length; frame++) {
        assert.equal(first.get(frame) ?? 0, Number(flat[frame]), `flat of ${whole.frames.name[frame]}`);
      }
      for (let frame = 0; frame < Math.min(whole.frames.length, 60); frame++) {
        for (const kind of ['callees', 'callers'] as const) {
          const tree = reshapeTree(whole, { kind, frame }, profile.samples.stack);
          const { total } = computeNodeValues(tree, profile, values);
          assert.equal(Number(total[0]), Number(cum[frame]), `cum of ${whole.frames.name[frame]}: ${kind}`);
        }
      }
    }
  }

  it('has the flat of each function from the leaves up, and its cum at the root of its calls', () => {
    checkProfile(fixtureProfile('leaky.cpu.pb.gz'));
    checkProfile(fixtureProfile('recursion.pb.gz'));
    checkProfile(fixtureProfile('negative.pb.gz'));
  });

  it('holds for any stacks', () => {
    const stack = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 0, maxLength: 7 });
    const samples = fc.array(fc.tuple(stack, fc.integer({ min: -9, max: 9 })), {
      minLength: 1,
      maxLength: 20,
    });
    fc.assert(
      fc.property(samples, (drawn) => {
        checkProfile(profileOf(drawn.map(([frames, value]) => `${frames.join(';')} ${value}`).join('\n')));
      }),
      { numRuns: 100 },
    );
  });
});
