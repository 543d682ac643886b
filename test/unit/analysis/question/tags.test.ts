import assert from 'node:assert/strict';
import { applyQuestion, askProfile } from '../../../../src/analysis/question/applyQuestion';
import type { Profile } from '../../../../src/model/profile';
import { noQuestion, type Question } from '../../../../src/model/question';
import { askedText, profileOfSketch, unmatchedOf } from '../../../helpers/askedText';
import type { LabelSketch } from '../../../helpers/profileSketch';
import { lines } from '../../../helpers/profileText';

/** One sample a list of labels; its value is its position, its stack `main;fN`. */
function labelled(...labels: readonly (readonly (readonly [string, LabelSketch])[])[]): Profile {
  return profileOfSketch({
    types: ['n/count'],
    samples: labels.map((list, i) => ({ stack: [`f${i}`, 'main'], values: [i], labels: list })),
  });
}

/** Positions of the samples that are left. */
function left(profile: Profile, question: Partial<Question>): number[] {
  return Array.from(applyQuestion(profile, { ...noQuestion, ...question }).samples.values[0]!, Number);
}

const sizes = labelled(
  [['bytes', [64 << 10, 'bytes']]],
  [['bytes', [128 << 10, 'bytes']]],
  [['bytes', [1 << 20, 'bytes']]],
  [['bytes', [(1 << 20) + 1, 'bytes']]],
  [['latency', [5, 'milliseconds']]],
  [['name', '128kb']],
  [],
);

describe('tagfocus and tagignore with ranges', () => {
  it('include both ends, in any unit of the family', () => {
    assert.deepEqual(left(sizes, { tagFocus: '128kb:1mb' }), [1, 2]);
    assert.deepEqual(left(sizes, { tagFocus: ':128kb' }), [0, 1]);
    assert.deepEqual(left(sizes, { tagFocus: '128kb:' }), [1, 2, 3]);
    assert.deepEqual(left(sizes, { tagFocus: '131072b' }), [1]);
    assert.deepEqual(left(sizes, { tagFocus: '128KB:1MB' }), [1, 2]);
    assert.deepEqual(left(sizes, { tagIgnore: '128kb:1mb' }), [0, 3, 4, 5, 6]);
  });

  it('keep to their key and their family of units', () => {
    assert.deepEqual(left(sizes, { tagFocus: 'bytes=128kb:1mb' }), [1, 2]);
    assert.deepEqual(left(sizes, { tagFocus: 'latency=128kb:1mb' }), []);
    assert.deepEqual(left(sizes, { tagFocus: '1us:1s' }), [4]);
    assert.deepEqual(left(sizes, { tagFocus: '5:5' }), []);
  });

  it('read what is no range as an expression', () => {
    const ranges = (tagFocus: string) => askProfile(sizes, { ...noQuestion, tagFocus }).ranges;
    assert.deepEqual(ranges('128kb:1mb'), ['tagFocus']);
    assert.deepEqual(ranges('128kb'), ['tagFocus']);
    assert.deepEqual(ranges('^128kb$'), []);
    assert.deepEqual(ranges('128kb:1s'), []);
    assert.deepEqual(ranges('1:2:3'), []);
    assert.deepEqual(left(sizes, { tagFocus: 'name=^128' }), [5]);
  });

  it('give numbers without a unit the first unit of their key, or the one that the key says', () => {
    const profile = labelled(
      [['bytes', [1024]]],
      [['request', [1024]]],
      [['id', [1024]]],
      [['size', [1024]]],
      [['size', [1, 'megabytes']]],
    );
    assert.deepEqual(left(profile, { tagFocus: '1kb' }), [0, 1]);
    assert.deepEqual(left(profile, { tagFocus: 'size=1024mb' }), [3]);
    assert.deepEqual(left(profile, { tagFocus: '1024id' }), [2]);
    assert.deepEqual(left(profile, { tagFocus: 'id=1024' }), [2]);
  });

  it('refuse numbers beyond 64 bits, which pprof panics at', () => {
    assert.throws(() => left(sizes, { tagIgnore: '9223372036854775808:' }), {
      name: 'MessageError',
      message: 'tagignore: the number 9223372036854775808 does not fit into 64 bits.',
    });
    assert.deepEqual(left(sizes, { tagFocus: '-9223372036854775808:9223372036854775807' }), []);
  });
});

describe('tagfocus and tagignore with expressions', () => {
  const profile = labelled(
    [
      ['api', 'query'],
      ['user', 'ann'],
    ],
    [['api', 'write']],
    [
      ['api', 'query'],
      ['api', 'admin'],
    ],
    [['user', 'query']],
    [],
  );

  it('without a key match key:value, and all of them must', () => {
    assert.deepEqual(left(profile, { tagFocus: 'query' }), [0, 2, 3]);
    assert.deepEqual(left(profile, { tagFocus: '^api:query$' }), [0, 2]);
    assert.deepEqual(left(profile, { tagFocus: 'query,ann' }), [0]);
    assert.deepEqual(left(profile, { tagFocus: '^query' }), []);
  });

  it('with a key match its values, and one is enough', () => {
    assert.deepEqual(left(profile, { tagFocus: 'api=query' }), [0, 2]);
    assert.deepEqual(left(profile, { tagFocus: 'api=^w,admin' }), [1, 2]);
    assert.deepEqual(left(profile, { tagIgnore: 'api=.' }), [3, 4]);
    assert.deepEqual(left(profile, { tagFocus: 'ap=.' }), []);
  });

  it('both must agree', () => {
    assert.deepEqual(left(profile, { tagFocus: 'query', tagIgnore: 'user=.' }), [2]);
  });
});

describe('tagshow and taghide', () => {
  const profile = labelled([
    ['api', 'query'],
    ['bytes', [512, 'bytes']],
    ['user', 'ann'],
  ]);

  it('take labels from samples, after the filters have seen them', () => {
    assert.equal(askedText(profile, { tagShow: 'api|bytes' }), 'main;f0 0 {api=query bytes=512bytes}');
    assert.equal(askedText(profile, { tagHide: '^a|bytes' }), 'main;f0 0 {user=ann}');
    assert.equal(
      askedText(profile, { tagShow: 's|a', tagHide: 'api' }),
      'main;f0 0 {bytes=512bytes user=ann}',
    );
    assert.equal(askedText(profile, { tagFocus: 'query', tagHide: '.' }), 'main;f0 0');
  });
});

describe('tagroot and tagleaf', () => {
  const profile = labelled(
    [
      ['bytes', [1152, 'bytes']],
      ['api', 'query'],
    ],
    [
      ['api', 'write'],
      ['api', 'admin'],
      ['api', [7]],
    ],
    [],
  );

  it('put values above the root: the first key is the outermost', () => {
    check(
      { tagRoot: 'api,bytes' },
      `
      query api:0;1.12kB bytes:0;main;f0 0 {bytes=1152bytes api=query}
      write,admin,7 api:0; bytes:0;main;f1 1 {api=write api=admin api=7}
       api:0; bytes:0;main;f2 2`,
    );
  });

  it('put values below the leaf: the last key is the innermost', () => {
    check(
      { tagLeaf: 'api,bytes', tagHide: '.' },
      `
      main;f0;query api:0;1.12kB bytes:0 0
      main;f1;write,admin,7 api:0; bytes:0 1
      main;f2; api:0; bytes:0 2`,
    );
  });

  it('come before the filters, which see them', () => {
    check({ tagRoot: 'api', focus: '^query$', tagHide: '.' }, 'query api:0;main;f0 0');
    check({ tagRoot: 'api', tagHide: '.', show: '^api$' }, 'query api:0 0\nwrite,admin,7 api:0 1\n api:0 2');
  });

  it('leave samples alone without a key', () => {
    assert.equal(askedText(profile, { tagRoot: ',', tagHide: '.' }), 'main;f0 0\nmain;f1 1\nmain;f2 2');
    assert.deepEqual(unmatchedOf(profile, { tagRoot: ',', tagLeaf: 'none,api' }), ['tagRoot']);
  });

  it('keep samples of one value and stack together', () => {
    const many = profileOfSketch({
      types: ['n/count'],
      samples: [0, 1, 2, 3].map((i) => ({ stack: ['f', 'main'], values: [1], labels: { k: `${i % 2}` } })),
    });
    assert.equal(applyQuestion(many, { ...noQuestion, tagRoot: 'k' }).stacks.length, 6);
  });

  function check(question: Partial<Question>, expected: string): void {
    const text = expected.includes('\n      ') ? lines(expected) : expected;
    assert.equal(askedText(profile, question), text, JSON.stringify(question));
  }
});
