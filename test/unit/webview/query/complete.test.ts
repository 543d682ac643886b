import assert from 'node:assert/strict';
import { type CompletionSources, completeQuery } from '../../../../webview/query/complete';

const sources: CompletionSources = {
  functions: ['main.leak', 'net/http.(*conn).serve', 'runtime.mallocgc'],
  packages: ['main', 'net/http', 'runtime'],
  labels: [
    { key: 'endpoint', isNumeric: false, values: ['/cart', '/login'] },
    { key: 'bytes', isNumeric: true, values: ['512kB', '1MB'] },
  ],
  valueTypes: ['alloc_space', 'inuse_space'],
  unit: 'bytes',
};

describe('query bar: completeQuery', () => {
  it('offers names of options, those that start with the word first', () => {
    const items = complete('foc|');
    assert.equal(items[0], 'focus:');
    assert.ok(items.includes('tagfocus:'));
    assert.deepEqual(complete('noinlines fold|'), ['foldtypes']);
  });

  it('takes the first name at once where text starts like one, else the search', () => {
    assert.equal(preselected('foc|'), 'focus:');
    assert.equal(preselected('leak|'), 'Search for “leak”');
    assert.equal(preselected('focus:lea|'), null);
    assert.equal(preselected('|'), null);
  });

  it('offers to look at a function that the text names', () => {
    const { items } = completeQuery('leak', 4, sources);
    assert.ok(items.some(({ text, enter }) => text === 'focus:^main\\.leak$' && enter === 'ask'));
  });

  it('offers functions and packages to an expression, taken literally', () => {
    const { items, from, to } = completeQuery('noinlines focus:/http/', 21, sources);
    assert.deepEqual([from, to], [10, 22]);
    assert.deepEqual(
      items.map(({ text }) => text),
      ['focus:^net/http\\.', 'focus:^net/http\\.\\(\\*conn\\)\\.serve$'],
    );
  });

  it('finds a function again by what it wrote itself', () => {
    assert.deepEqual(complete('hide:^main\\.le|'), ['main.leak']);
  });

  it('offers labels: first keys, then values', () => {
    assert.deepEqual(complete('tagfocus:|'), ['endpoint=', 'bytes=']);
    assert.deepEqual(complete('tagfocus:endpoint=log|'), ['/login']);
    const { items } = completeQuery('tagignore:bytes=', 16, sources);
    assert.deepEqual(
      items.map(({ text }) => text),
      ['tagignore:bytes=512kB', 'tagignore:bytes=1MB'],
    );
    assert.deepEqual(complete('tagroot:endpoint,|'), ['bytes']);
    assert.deepEqual(complete('tagshow:by|'), ['bytes']);
  });

  it('offers what the profile has', () => {
    assert.deepEqual(complete('sample_index:al|'), ['alloc_space']);
    assert.deepEqual(complete('granularity:file|'), ['filefunctions', 'files']);
    assert.deepEqual(complete('unit:m|'), ['minimum', 'MB']);
    assert.deepEqual(complete('nodecount:5|'), []);
  });

  it('explains the option at the caret', () => {
    assert.match(completeQuery('nodecount:5', 11, sources).hint, /^nodecount: At most/);
    assert.equal(completeQuery('leak', 4, sources).hint, '');
  });
});

/** Labels at the place of `|`. */
function complete(line: string): readonly string[] {
  return at(line).items.map(({ label }) => label);
}

function preselected(line: string): string | null {
  const { items, preselected: position } = at(line);
  return items[position]?.label ?? null;
}

function at(line: string) {
  const caret = line.indexOf('|');
  return completeQuery(line.replace('|', ''), caret, sources);
}
