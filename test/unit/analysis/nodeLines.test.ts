import assert from 'node:assert/strict';
import { computeCallTree, foldIntoParents, sumByStack } from '../../../src/analysis/callTree';
import { functionFrames } from '../../../src/analysis/frames';
import { computeNodeLines } from '../../../src/analysis/nodeLines';
import { asNumbers } from '../../../src/base/int64';
import { lines, profileOf } from '../../helpers/profileText';

/** For the node at the end of `path`: `frame file:line flat cum` of each line, of the node and its callers, root first. */
function linesText(samples: string, path: string): string {
  const profile = profileOf(samples);
  const tree = computeCallTree(profile, functionFrames(profile));
  let node = 0;
  for (const name of path.split(';')) {
    const children = [...tree.child.subarray(tree.childStart[node], tree.childStart[node + 1])];
    node = children.find((child) => tree.frames.name[tree.frame[child]!] === name)!;
    assert.ok(node > 0, `${name} is in the tree`);
  }
  const stackSelf = asNumbers(sumByStack(profile, profile.samples.values[0]!)).slice();
  const stackTotal = stackSelf.slice();
  foldIntoParents(stackTotal, profile.stacks.parent);
  const found = computeNodeLines(profile, tree, node, stackTotal, stackSelf);
  const rows: string[] = [];
  for (let at = node; at > 0; at = tree.parent[at]!) {
    const own = (found.get(at) ?? []).map(
      ({ file, line, flat, cum }) => `${tree.frames.name[tree.frame[at]!]} ${file}:${line} ${flat} ${cum}`,
    );
    rows.unshift(...own);
  }
  return rows.join('\n');
}

describe('lines of a call node', () => {
  it('are those of the node and of its callers, for the samples below it alone', () => {
    const samples = `
      main m.go:1;serve s.go:5;put p.go:7 10
      main m.go:2;serve s.go:6;put p.go:7 4
      main m.go:2;serve s.go:6;put p.go:8 1
      main m.go:3;serve s.go:9;get g.go:1 100`;
    assert.equal(
      linesText(samples, 'main;serve;put'),
      lines(`
        main m.go:1 0 10
        main m.go:2 0 5
        serve s.go:5 0 10
        serve s.go:6 0 5
        put p.go:7 14 14
        put p.go:8 1 1`),
    );
    assert.equal(
      linesText(samples, 'main;serve'),
      lines(`
        main m.go:3 0 100
        main m.go:1 0 10
        main m.go:2 0 5
        serve s.go:9 0 100
        serve s.go:5 0 10
        serve s.go:6 0 5`),
    );
  });

  it('find frames that were inlined', () => {
    const samples = `
      main m.go:1|outer o.go:2|inner i.go:3;leaf l.go:4 10
      main m.go:1|outer o.go:2|inner i.go:3 5
      main m.go:1|outer o.go:9 1`;
    assert.equal(
      linesText(samples, 'main;outer'),
      lines(`
        main m.go:1 0 16
        outer o.go:2 0 15
        outer o.go:9 1 1`),
    );
    assert.equal(
      linesText(samples, 'main;outer;inner;leaf'),
      lines(`
        main m.go:1 0 10
        outer o.go:2 0 10
        inner i.go:3 0 10
        leaf l.go:4 10 10`),
    );
  });

  it('keep the calls of a recursion apart', () => {
    const samples = `
      walk w.go:5;walk w.go:5;walk w.go:9 3
      walk w.go:6;walk w.go:9 2`;
    assert.equal(
      linesText(samples, 'walk;walk'),
      lines(`
        walk w.go:5 0 3
        walk w.go:6 0 2
        walk w.go:5 0 3
        walk w.go:9 2 2`),
    );
  });
});
