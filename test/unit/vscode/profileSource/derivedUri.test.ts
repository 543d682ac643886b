import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  type DerivedProfile,
  derivedParts,
  dumpOfUri,
  filesOfDerived,
  parseDerived,
  uriOfDump,
} from '../../../../src/vscode/profileSource/derivedUri';

const file = (name: string) => `file:///w/${name}`;

const examples: readonly { readonly derived: DerivedProfile; readonly title: string }[] = [
  {
    derived: {
      kind: 'compare',
      base: [file('old.pb.gz')],
      current: [file('new%20one.pb.gz')],
      mode: 'diffBase',
      normalize: false,
    },
    title: '/compare/new one.pb.gz − old.pb.gz',
  },
  {
    derived: {
      kind: 'compare',
      base: [file('a'), file('b'), file('c')],
      current: [file('d'), file('e')],
      mode: 'base',
      normalize: true,
    },
    title: '/compare/d +1 − a +2',
  },
  {
    derived: {
      kind: 'compare',
      base: [file('20261121-100203-localhost-6060-heap.pb.gz')],
      current: [file('20261121-100213-localhost-6060-heap.pb.gz')],
      mode: 'diffBase',
      normalize: false,
    },
    title: '/compare/heap 10:02:13 − heap 10:02:03',
  },
  { derived: { kind: 'merge', of: [file('a'), file('b')] }, title: '/merge/a +1 merged' },
  { derived: { kind: 'trend', of: [file('a'), file('b'), file('c')] }, title: '/trend/a +2 trend' },
  {
    derived: { kind: 'dumps', of: [file('old.goroutines'), file('new.goroutines')] },
    title: '/dumps/new.goroutines vs old.goroutines',
  },
  { derived: { kind: 'dumps', of: [file('a'), file('b'), file('c')] }, title: '/dumps/c vs a +1' },
  {
    derived: { kind: 'dumps', of: [file('a.log#dump-1'), file('a.log#dump-3')] },
    title: '/dumps/a.log (3) vs a.log (1)',
  },
  {
    derived: { kind: 'memory', of: [file('gc.txt'), file('memory.stat')] },
    title: '/memory/gc.txt +1 timeline',
  },
];

describe('URIs of derived profiles', () => {
  for (const { derived, title } of examples) {
    it(`name ${title}`, () => {
      const parts = derivedParts(derived);
      assert.equal(parts.path, title);
      assert.deepEqual(parseDerived(parts), derived);
    });
  }

  it('list the files of both sides, base first', () => {
    assert.deepEqual(filesOfDerived(examples[1]!.derived), ['a', 'b', 'c', 'd', 'e'].map(file));
  });

  it('tell a dump of a file from the file', () => {
    const part = uriOfDump(file('app.log'), 1);
    assert.equal(part, 'file:///w/app.log#dump-2');
    assert.deepEqual(dumpOfUri(part), { file: file('app.log'), piece: 1 });
    for (const other of ['app.log', 'a%23dump-2', 'a#dump-0', 'a#dump-x', 'a#line-2']) {
      assert.deepEqual(dumpOfUri(file(other)), { file: file(other), piece: null });
    }
  });

  it('are nothing else: files, other kinds, derived ones of derived ones, too many', () => {
    const parse = (path: string, query: unknown, scheme = 'heaplens') =>
      parseDerived({ scheme, path, query: typeof query === 'string' ? query : JSON.stringify(query) });
    const two = { of: [file('a'), file('b')] };
    assert.ok(parse('/merge/x', two));
    assert.equal(parse('/merge/x', two, 'file'), null);
    assert.equal(parse('/other/x', two), null);
    assert.equal(parse('/merge/x', { of: [file('a')] }), null);
    assert.equal(parse('/dumps/x', { of: [file('a')] }), null);
    assert.equal(parse('/merge/x', { of: [file('a'), 7] }), null);
    assert.equal(parse('/merge/x', { of: [file('a'), 'heaplens:/merge/y?{}'] }), null);
    assert.equal(parse('/merge/x', { of: [file('a'), 'b.pb.gz'] }), null);
    assert.equal(parse('/merge/x', { of: [file('a'), 'file:////b.pb.gz'] }), null);
    assert.equal(parse('/merge/x', { of: [file('a'), 'HEAPLENS:/merge/y?{}'] }), null);
    assert.ok(parse('/merge/x', { of: [file('a'), 'vscode-vfs://github/w/b?{}'] }));
    assert.equal(parse('/merge/x', { of: Array.from({ length: 201 }, () => file('a')) }), null);
    assert.equal(parse('/merge/x', 'null'), null);
    assert.equal(parse('/merge/x', '{'), null);
    assert.equal(parse('/compare/x', { base: [file('a')], current: [file('b')], mode: 'other' }), null);
    assert.equal(parse('/compare/x', { base: [], current: [file('b')], mode: 'base' }), null);
  });

  it('never throw, whatever the query holds', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('merge', 'compare', 'trend', 'dumps', 'memory'),
        fc.json(),
        (kind, query) => {
          parseDerived({ scheme: 'heaplens', path: `/${kind}/x`, query });
        },
      ),
    );
  });
});
