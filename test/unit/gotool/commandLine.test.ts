import assert from 'node:assert/strict';
import fc from 'fast-check';
import { MessageError } from '../../../src/base/message';
import { shownArguments, splitCommandLine } from '../../../src/gotool/commandLine';

const split = (line: string, windows = false) => splitCommandLine(line, windows);

describe('command lines', () => {
  it('are split as a shell does', () => {
    assert.deepEqual(split('./shop -addr :8080  --name "a b"'), {
      env: {},
      words: ['./shop', '-addr', ':8080', '--name', 'a b'],
    });
    assert.deepEqual(split(`a'b c'"d e"f '' \\  g\\ h "i\\"j\\k"`).words, [
      'ab cd ef',
      '',
      ' ',
      'g h',
      'i"j\\k',
    ]);
    assert.deepEqual(split('  ').words, []);
    assert.deepEqual(split('echo $HOME | wc *.go').words, ['echo', '$HOME', '|', 'wc', '*.go']);
  });

  it('may set the environment in front', () => {
    assert.deepEqual(split('GOGC=50 NAME="x y" ./shop A=b'), {
      env: { GOGC: '50', NAME: 'x y' },
      words: ['./shop', 'A=b'],
    });
    assert.deepEqual(split('"A=b" c').words, ['A=b', 'c']);
    assert.deepEqual(split('GOGC=off'), { env: { GOGC: 'off' }, words: [] });
  });

  it('keep the backslashes of Windows', () => {
    assert.deepEqual(split('C:\\go\\shop.exe -f "C:\\a b\\c.txt"', true).words, [
      'C:\\go\\shop.exe',
      '-f',
      'C:\\a b\\c.txt',
    ]);
  });

  it('say that a quote is open', () => {
    assert.throws(
      () => split('a "b'),
      (error) => error instanceof MessageError && /"/.test(error.message),
    );
  });

  it('come back as they were written for reading', () => {
    const plain = fc.array(fc.stringMatching(/^[\w .'$-]+$/), { minLength: 1 });
    fc.assert(
      fc.property(plain, (words) => {
        assert.deepEqual(split(shownArguments(words).join(' ')).words, words);
      }),
    );
  });
});
