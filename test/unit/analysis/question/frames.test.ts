import assert from 'node:assert/strict';
import { applyQuestion } from '../../../../src/analysis/question/applyQuestion';
import { MessageError } from '../../../../src/base/message';
import { noQuestion, type Question } from '../../../../src/model/question';
import { askedText, unmatchedOf } from '../../../helpers/askedText';
import { lines, profileOf } from '../../../helpers/profileText';

/** Checks what is left, in words: `profileBytes` has the notation. */
function check(text: string, question: Partial<Question>, expected: string): void {
  assert.equal(askedText(text, question), lines(expected), JSON.stringify(question));
}

const shop = `
  main;serve;put;malloc 1
  main;serve;get 2
  main;idle 4
  gc;malloc 8
  16`;

describe('focus and ignore', () => {
  it('keep whole samples by any of their frames', () => {
    check(shop, { focus: 'serve' }, 'main;serve;put;malloc 1\nmain;serve;get 2');
    check(shop, { ignore: 'malloc' }, 'main;serve;get 2\nmain;idle 4');
    check(shop, { focus: 'main', ignore: 'put|idle' }, 'main;serve;get 2');
    check(shop, { focus: '^m' }, 'main;serve;put;malloc 1\nmain;serve;get 2\nmain;idle 4\ngc;malloc 8');
  });

  it('drop samples without a stack, which match nothing', () => {
    check(shop, { ignore: 'absent' }, 'main;serve;put;malloc 1\nmain;serve;get 2\nmain;idle 4\ngc;malloc 8');
  });

  it('look at the file of a function and at the binary of a location', () => {
    const text = `
      main /src/a.go:1;put /src/b.go:2 1
      main /src/a.go:1 2
      0x40@/lib/libc.so 4`;
    check(text, { focus: 'b\\.go$' }, 'main /src/a.go:1;put /src/b.go:2 1');
    check(text, { focus: 'libc' }, '0x40@/lib/libc.so 4');
    check(text, { ignore: 'src' }, '0x40@/lib/libc.so 4');
  });

  it('never focus a location that is ignored: outer and inner are one', () => {
    check('main;outer|inner 1', { focus: 'outer', ignore: 'inner' }, '');
    assert.deepEqual(unmatchedOf('outer|inner 1', { focus: 'outer', ignore: 'inner' }), ['focus']);
  });
});

describe('hide and show', () => {
  it('take frames out of stacks, which then may be the same', () => {
    check(shop, { hide: 'serve|put' }, 'main;malloc 1\nmain;get 2\nmain;idle 4\ngc;malloc 8');
    check(shop, { show: 'main|malloc' }, 'main;malloc 1\nmain 2\nmain 4\ngc;malloc 8'.replace('gc;', ''));
    const { stacks } = applyQuestion(profileOf(shop), { ...noQuestion, show: 'main' });
    assert.equal(stacks.length, 1);
  });

  it('drop samples of which nothing is left, and those without a stack', () => {
    check(shop, { hide: 'gc|malloc' }, 'main;serve;put 1\nmain;serve;get 2\nmain;idle 4');
    check(shop, { show: 'serve' }, 'serve 1\nserve 2');
  });

  it('take single lines out of a location with inlined calls', () => {
    check('main;outer|mid|inner 1', { hide: 'mid' }, 'main;outer|inner 1');
    check('main;outer|mid|inner 1', { show: 'mid' }, 'mid 1');
    check('main;outer|mid|inner 1', { hide: 'outer|mid|inner' }, 'main 1');
  });

  it('take a binary for all of its frames; what has no line is never shown', () => {
    const text = 'main a.go:1;0x40@/lib/libc.so 1';
    check(text, { hide: 'libc' }, 'main a.go:1 1');
    check(text, { show: 'libc|main' }, 'main a.go:1 1');
    check(text, { show: 'libc' }, '');
  });

  it('come after focus and ignore, which see the hidden frames', () => {
    check(shop, { focus: 'put', hide: 'put' }, 'main;serve;malloc 1');
    check(shop, { hide: 'put', show: 'put|malloc' }, 'malloc 1\nmalloc 8');
  });
});

describe('show_from', () => {
  it('starts stacks at the outermost match and drops samples without one', () => {
    check('a;b;c;b 1\na;c 2\nb 4\n8', { showFrom: 'b' }, 'b;c;b 1\nb 4');
    check('a;b;c;b 1', { showFrom: 'a|c' }, 'a;b;c;b 1');
  });

  it('cuts the callers in a location with inlined calls, in every stack', () => {
    check(
      `
      a;outer|inner|leaf 1
      inner;outer|inner|leaf 2`,
      { showFrom: 'inner' },
      `
      inner|leaf 1
      inner;inner|leaf 2`,
    );
  });

  it('keeps all lines where the binary matches', () => {
    check(
      'main;0x40@/lib/libc.so;0x50@/lib/libc.so 1',
      { showFrom: 'libc' },
      '0x40@/lib/libc.so;0x50@/lib/libc.so 1',
    );
  });
});

describe('prune_from', () => {
  it('ends stacks at the innermost match', () => {
    check('a;b;c;b;d 1\na;b 2\nc 4\n8', { pruneFrom: 'b' }, 'a;b;c;b 1\na;b 2\nc 4\n8');
    check('a;b;c;b;d 1', { pruneFrom: '^a$' }, 'a 1');
  });

  it('trims inlined lines below the match, and looks at simple names alone', () => {
    check('main;outer|mid|inner;leaf 1', { pruneFrom: 'mid|outer' }, 'main;outer|mid 1');
    check('main f.go:1;put p.go:2 1', { pruneFrom: 'f\\.go' }, 'main f.go:1;put p.go:2 1');
    check('net/http.(*conn).serve;put 1', { pruneFrom: '^net/http\\.$' }, 'net/http.(*conn).serve 1');
  });

  it('comes after hide and show_from', () => {
    check('a;b;c;d 1', { hide: 'c', pruneFrom: 'c' }, 'a;b;d 1');
    check('a;b;c;b;d 1', { showFrom: 'c', pruneFrom: 'b' }, 'c;b 1');
  });
});

describe('noinlines and fold_types', () => {
  it('leave the function whose machine code it is', () => {
    check('main|in;outer|mid|inner 1', { noInlines: true }, 'main;outer 1');
    check('main;outer|inner 1', { noInlines: true, focus: 'inner' }, 'main;outer 1');
    check('main;outer|inner 1', { noInlines: true, hide: 'outer' }, 'main;inner 1');
  });

  it('fold type arguments with their brackets, in Go names alone', () => {
    check(
      `
      main.Map[go.shape.[]int,map[string]int].func1 1
      main.(*Tree[go.shape.string]).Put;main.Map[...] 2
      [libc.so.6];std::vec<[u8]>;a[0] 4`,
      { foldTypes: true },
      `
      main.Map[...].func1 1
      main.(*Tree[...]).Put;main.Map[...] 2
      [libc.so.6];std::vec<[u8]>;a[0] 4`,
    );
  });

  it('match folded names by either form', () => {
    const text = 'main.Map[int];x 1\nmain.Map[string];x 2\nmain.Set[int] 4';
    const folded = { foldTypes: true };
    check(text, { ...folded, focus: '^main\\.Map\\[\\.\\.\\.\\]$' }, 'main.Map[...];x 1\nmain.Map[...];x 2');
    check(text, { ...folded, focus: 'Map\\[int\\]' }, 'main.Map[...];x 1');
    check(
      text,
      { ...folded, pruneFrom: 'Map\\[\\.\\.\\.' },
      'main.Map[...] 1\nmain.Map[...] 2\nmain.Set[...] 4',
    );
    check(text, { focus: '^main\\.Map\\[\\.\\.\\.\\]$' }, '');
  });
});

describe('a question', () => {
  it('that asks nothing leaves the profile itself', () => {
    const profile = profileOf(shop);
    assert.equal(applyQuestion(profile, noQuestion), profile);
    assert.equal(applyQuestion(profile, undefined), profile);
  });

  it('leaves nothing that is not used: no stack, no location', () => {
    const left = applyQuestion(profileOf(shop), { ...noQuestion, focus: 'get' });
    assert.deepEqual([left.stacks.length, left.locations.length], [3, 3]);
  });

  it('names the option of a broken expression', () => {
    const broken: readonly [Partial<Question>, RegExp][] = [
      [{ focus: '(' }, /^focus: this is not a valid regular expression: .+\.$/],
      [{ showFrom: '[z-a]' }, /^show_from: this/],
      [{ tagFocus: 'key=a,(' }, /^tagfocus: this/],
      [{ tagHide: '*' }, /^taghide: this/],
    ];
    for (const [question, words] of broken) {
      assert.throws(
        () => applyQuestion(profileOf(shop), { ...noQuestion, ...question }),
        (error) => error instanceof MessageError && words.test(error.message),
      );
    }
  });

  it('says what matched nothing', () => {
    const nothing = 'absent';
    assert.deepEqual(
      unmatchedOf(shop, {
        ...{ focus: nothing, ignore: nothing, hide: nothing, show: nothing, showFrom: nothing },
        ...{ pruneFrom: nothing, tagFocus: nothing, tagIgnore: nothing, tagShow: nothing, tagHide: nothing },
        ...{ tagRoot: 'no key', tagLeaf: 'no key' },
      }),
      [
        ...['tagRoot', 'tagLeaf', 'focus', 'ignore', 'hide', 'show', 'showFrom'],
        ...['tagFocus', 'tagIgnore', 'tagShow', 'tagHide', 'pruneFrom'],
      ],
    );
    assert.deepEqual(unmatchedOf(shop, { focus: 'main', hide: 'put', pruneFrom: 'serve' }), []);
  });
});
