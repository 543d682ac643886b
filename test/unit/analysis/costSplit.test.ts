import assert from 'node:assert/strict';
import { computeCallTree } from '../../../src/analysis/callTree';
import { computeCostSplit, partyOfFunction } from '../../../src/analysis/costSplit';
import { functionFrames } from '../../../src/analysis/frames';
import { costParties } from '../../../src/model/costSplit';
import { profileOf } from '../../helpers/profileText';

function splitOf(text: string, userModules: readonly string[] = []) {
  const profile = profileOf(text);
  const tree = computeCallTree(profile, functionFrames(profile));
  return computeCostSplit(profile, tree, { sampleIndex: 0, total: 100, userModules });
}

const named = (byParty: readonly number[]) =>
  Object.fromEntries(
    costParties.map((party, at) => [party, byParty[at]!]).filter(([, value]) => value !== 0),
  );

const text = `
  main.main main.go:1;app/x.Work x.go:2 40
  main.main main.go:1;app/x.Work x.go:2;runtime.newobject m.go:1;runtime.mallocgc m.go:2 5
  main.main main.go:1;app/x.Work x.go:2;runtime.mallocgc m.go:2;runtime.memclrNoHeapPointers c.s:3 4
  main.main main.go:1;app/x.Work x.go:2;runtime.mallocgc m.go:2;runtime.gcAssistAlloc g.go:2;runtime.scanobject g.go:3 3
  main.main main.go:1;lib.org/y.Do /go/pkg/mod/lib.org/y@v1.2.0/y.go:4;strings.Index i.go:5 20
  main.main main.go:1;lib.org/y.Do /go/pkg/mod/lib.org/y@v1.2.0/y.go:4 10
  runtime.gcBgMarkWorker g.go:1;runtime.systemstack a.s:1;runtime.gcDrain g.go:9 15
  runtime.mstart p.go:1;runtime.schedule p.go:2;runtime.futex s.go:1 3
`;

describe('cost split', () => {
  it('charges each sample to the party of its innermost frame, work on memory to the collector or the allocator', () => {
    const split = splitOf(text);
    assert.deepEqual(named(split.byParty), {
      user: 40,
      thirdParty: 10,
      standardLibrary: 20,
      malloc: 9,
      gc: 18,
      runtime: 3,
    });
  });

  it('says per function outside the standard library what passes through it', () => {
    const { functions } = splitOf(text);
    assert.deepEqual(
      functions.map(({ name, total, byParty }) => [name, total, named(byParty)]),
      [
        ['main.main', 82, { user: 40, thirdParty: 10, standardLibrary: 20, malloc: 9, gc: 3 }],
        ['app/x.Work', 52, { user: 40, malloc: 9, gc: 3 }],
        ['lib.org/y.Do', 30, { thirdParty: 10, standardLibrary: 20 }],
      ],
    );
  });

  for (const [name, file, userModules, party] of [
    ['main.main', 'main.go', [], 'user'],
    ['example.com/app/x.F', '/src/app/x.go', [], 'user'],
    ['example.com/app/x.F', '/src/app/x.go', ['example.com/app'], 'user'],
    ['example.com/application.F', '/src/x.go', ['example.com/app'], 'thirdParty'],
    ['example.com/lib.F', 'example.com/lib@v0.3.1/f.go', [], 'thirdParty'],
    ['example.com/lib.F', '/w/vendor/example.com/lib/f.go', [], 'thirdParty'],
    [
      'net/http.(*conn).serve',
      '/usr/local/go/src/net/http/server.go',
      ['example.com/app'],
      'standardLibrary',
    ],
    ['internal/runtime/maps.(*Map).Put', 'map.go', [], 'runtime'],
    ['runtime.growslice', 'slice.go', [], 'malloc'],
    ['runtime.(*mcache).nextFree', 'malloc.go', [], 'malloc'],
    ['runtime.bgsweep', 'mgcsweep.go', [], 'gc'],
    ['runtime.gopark', 'proc.go', [], 'runtime'],
    ['[libc.so.6]', '', [], 'runtime'],
    ['je_malloc', 'jemalloc.c', [], 'thirdParty'],
  ] as const) {
    it(`takes ${name} in ${file || 'no file'} for ${party}${userModules.length ? ` of ${userModules}` : ''}`, () => {
      assert.equal(partyOfFunction(name, file, userModules), party);
    });
  }
});
