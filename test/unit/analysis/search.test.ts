import assert from 'node:assert/strict';
import fc from 'fast-check';
import { computeCallTree, computeNodeValues } from '../../../src/analysis/callTree';
import { functionFrames } from '../../../src/analysis/frames';
import { nameMatcher, searchFrames } from '../../../src/analysis/search';
import { asNumbers } from '../../../src/base/int64';
import { profileOf } from '../../helpers/profileText';

function search(samples: string, text: string, regex = false) {
  const profile = profileOf(samples);
  const tree = computeCallTree(profile, functionFrames(profile));
  const { self } = computeNodeValues(tree, profile, profile.samples.values[0]!);
  const { frames, total, nodes } = searchFrames(tree, asNumbers(self), nameMatcher(text, regex));
  return { names: [...frames].map((frame) => tree.frames.name[frame]!).sort(), total, nodes };
}

const samples = `
  main;grpc.Serve;store.Put;grpc.Send 7
  main;grpc.Serve 2
  main;store.Put 4
  store.Get;GRPC.old 8
  16`;

describe('search', () => {
  it('counts each sample once, however many of its frames match', () => {
    assert.deepEqual(search(samples, 'grpc'), {
      names: ['GRPC.old', 'grpc.Send', 'grpc.Serve'],
      total: 17,
      nodes: 3,
    });
    assert.deepEqual(search(samples, 'store.put'), { names: ['store.Put'], total: 11, nodes: 2 });
  });

  it('finds nothing, or everything that has a stack', () => {
    assert.deepEqual(search(samples, 'absent'), { names: [], total: 0, nodes: 0 });
    assert.equal(search(samples, '').total, 21);
  });

  it('takes plain text as it is', () => {
    assert.deepEqual(search('main.(*T).f 1\nmainXf 2', '.(*t)').names, ['main.(*T).f']);
  });

  it("takes expressions in Go's syntax, in their case", () => {
    assert.equal(search(samples, '^grpc\\.', true).total, 9);
    assert.equal(search(samples, '(?i)^grpc\\.', true).total, 17);
    assert.equal(search(samples, '^(main|store\\.Get)$', true).total, 21);
  });

  it('says what is wrong with an expression', () => {
    for (const broken of ['(', '[z-a]', '*x', 'a(?=b)']) {
      assert.throws(
        () => nameMatcher(broken, true),
        /^MessageError: This is not a valid regular expression: .+\.$/,
      );
    }
  });

  it('has the total of a count over each sample', () => {
    const stack = fc.array(fc.constantFrom('ab', 'bc', 'ca', 'abc'), { maxLength: 6 });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(stack, fc.nat(9))),
        fc.constantFrom('a', 'b', 'ab', 'z'),
        (list, wanted) => {
          const text = list.map(([frames, value]) => `${frames.join(';')} ${value}`.trim()).join('\n');
          const expected = list
            .filter(([frames]) => frames.some((name) => name.includes(wanted)))
            .reduce((sum, [, value]) => sum + value, 0);
          assert.equal(search(text, wanted).total, expected);
        },
      ),
    );
  });
});
