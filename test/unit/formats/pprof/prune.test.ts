import assert from 'node:assert/strict';
import { decodePprof } from '../../../../src/formats/pprof/decode';
import { simplifyFunctionName } from '../../../../src/model/simpleName';
import { lines, profileBytes, profileOf, samplesText } from '../../../helpers/profileText';

function check(text: string, dropFrames: string, expected: string, keepFrames = ''): void {
  assert.equal(samplesText(profileOf(text, { dropFrames, keepFrames })), lines(expected));
}

describe('drop_frames and keep_frames', () => {
  it('cut a matching frame with all that it called', () => {
    check(
      `
        main;work;runtime.mallocgc;runtime.grow 1
        main;work 2`,
      'runtime\\..*',
      `
        main;work 1
        main;work 2`,
    );
  });

  it('cut at the match nearest to the root, but only after a frame that stays', () => {
    check(
      `
        runtime.main;runtime.init 1
        runtime.main;main;runtime.a;user;runtime.b 2`,
      'runtime\\..*',
      `
        runtime.main;runtime.init 1
        runtime.main;main 2`,
    );
  });

  it('match whole names', () => {
    check(
      'main;malloc 1\nmain;xmalloc 2\nmain;malloc2 4',
      'malloc|free',
      'main 1\nmain;xmalloc 2\nmain;malloc2 4',
    );
  });

  it('spare what keep_frames names', () => {
    check('main;runtime.gc 1\nmain;runtime.keep 2', 'runtime\\..*', 'main 1\nmain;runtime.keep 2', '.*keep');
    // Without drop_frames there is nothing to keep.
    check('main;runtime.gc 1', '', 'main;runtime.gc 1', '.*');
  });

  it('trim inlined lines of a location everywhere', () => {
    check(
      `
        main;outer|hidden|leaf;deeper 1
        outer|hidden|leaf 2
        main;outer|shown 4`,
      'hidden',
      `
        main;outer 1
        outer 2
        main;outer|shown 4`,
    );
  });

  it('trim at the outermost match of a location', () => {
    check('main;outer|hidden|mid|hidden|leaf 1', 'hidden', 'main;outer 1');
  });

  it('drop a location whose outermost line matches', () => {
    check('main;hidden|leaf 1', 'hidden', 'main 1');
  });

  it('look at simplified names', () => {
    assert.equal(simplifyFunctionName('foo(int, char)'), 'foo');
    assert.equal(simplifyFunctionName('.foo'), 'foo');
    assert.equal(simplifyFunctionName('(anonymous namespace)::foo(int)'), '(anonymous namespace)::foo');
    assert.equal(simplifyFunctionName('Foo::operator()(int)'), 'Foo::operator()');
    assert.equal(simplifyFunctionName('net/http.(*conn).serve'), 'net/http.');
    assert.equal(simplifyFunctionName('plain'), 'plain');
  });

  it('leave everything where the expression is not valid, and say so', () => {
    for (const options of [{ dropFrames: 'runtime(' }, { dropFrames: 'runtime.gc', keepFrames: '[z-a]' }]) {
      const { value, problems } = decodePprof(profileBytes('main;runtime.gc 1', options), 'x');
      assert.equal(samplesText(value), 'main;runtime.gc 1');
      assert.deepEqual(
        problems.map(({ at }) => at),
        ['drop_frames'],
      );
    }
  });

  it('speak RE2, as Go does', () => {
    check('main;RUNTIME 1', '(?i)runtime', 'main 1');
    check('main;größe 1', 'gr\\pL+', 'main 1');
    check('main;x 1', 'x\\z', 'main 1');
    // Backtracking engines need forever for this one.
    check(`main;${'a'.repeat(60)}b 1`, '(a*)*c', `main;${'a'.repeat(60)}b 1`);
  });
});
