import assert from 'node:assert/strict';
import fc from 'fast-check';
import { MessageError } from '../../../src/base/message';
import {
  decodeViewLink,
  encodeViewLink,
  isLinkableFile,
  maxLinkState,
  type ViewLink,
} from '../../../src/protocol/viewLink';

const good: ViewLink = { folder: '', file: 'captures/heap.pb.gz', state: '{"view":"top"}' };

describe('links to views', () => {
  it('are short and say which file', () => {
    assert.equal(encodeViewLink(good), 'state=eyJ2aWV3IjoidG9wIn0&file=captures/heap.pb.gz');
    assert.equal(
      encodeViewLink({ ...good, folder: 'größe', file: '/a b/c&d=e?#%41.pprof' }),
      'state=eyJ2aWV3IjoidG9wIn0&folder=Z3LDtsOfZQ&file=/a%20b/c%26d%3De%3F%23%2541.pprof',
    );
  });

  it('come back as they were, once VS Code has decoded them', () => {
    const names = fc
      .string({ minLength: 1, unit: fc.constantFrom(...'ab.&=%?# ~+ß界') })
      .filter((name) => name !== '.' && name !== '..');
    const links = fc.record({
      folder: fc.string({ unit: 'grapheme' }),
      file: fc.array(names, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/')),
      state: fc
        .dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue())
        .map((value) => JSON.stringify(value)),
    });
    fc.assert(fc.property(links, (link) => assert.deepEqual(decoded(encodeViewLink(link)), { ...link })));
    const absolute = { ...good, file: '/c:/profiles/heap.pb.gz' };
    assert.deepEqual(decoded(encodeViewLink(absolute)), absolute);
  });

  it('are refused where they climb out of the workspace or to another machine', () => {
    for (const file of [
      '../secret',
      'a/../../secret',
      '/home/../etc/passwd',
      'a/./b',
      'a//b',
      '//server/share/heap.pb.gz',
      '/',
      '',
      'a\\..\\b',
      '\\\\server\\share',
      'a\nb',
      'a\u202egnp.exe',
      'x'.repeat(5000),
    ]) {
      refused({ ...good, file }, 'link.path');
      assert.equal(isLinkableFile(file), false, file);
    }
  });

  it('are refused with the scheme that they ask for', () => {
    for (const scheme of ['http', 'https', 'file', 'vscode-remote', 'untitled', 'javascript', 'c']) {
      assert.throws(
        () => decodeViewLink(raw(`${scheme}://host/heap.pb.gz`)),
        (error) => error instanceof MessageError && error.detail.args.scheme === scheme,
      );
    }
  });

  it('are refused where the state is not an object of a sane size', () => {
    refused({ ...good, state: '[]' }, 'link.unreadable');
    refused({ ...good, state: 'null' }, 'link.unreadable');
    refused({ ...good, state: '{"view":' }, 'link.unreadable');
    refused({ ...good, state: `{"a":"${'x'.repeat(maxLinkState)}"}` }, 'link.unreadable');
    for (const query of [
      '',
      'file=a',
      'state=&file=a',
      'state=e30',
      'state=e30&folder=Zg',
      'state=e30+&file=a',
      'state=_w&file=a',
      'folder=Zg&state=e30&file=a',
      'state=e30&folder=Zg&file=/a',
    ]) {
      assert.throws(() => decodeViewLink(query), MessageError, query);
    }
  });

  it('never fail otherwise, whatever they are', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (a, b, c) => {
        for (const query of [a, `state=${a}&file=${b}`, `state=e30&folder=${a}&file=${b}`, raw(c)]) {
          try {
            decodeViewLink(query);
          } catch (error) {
            assert.ok(error instanceof MessageError);
          }
        }
      }),
    );
  });
});

/** As VS Code hands it over: percent-encoding decoded once. */
function decoded(query: string): ViewLink {
  return decodeViewLink(decodeURIComponent(query));
}

function raw(file: string): string {
  return `state=e30&file=${file}`;
}

function refused(link: ViewLink, id: string): void {
  assert.throws(
    () => decoded(encodeViewLink(link)),
    (error) => error instanceof MessageError && error.detail.id === id,
    JSON.stringify(link),
  );
}
