import assert from 'node:assert/strict';
import { nothingKnown } from '../../../../src/model/memoryReport';
import { KnownLimitsStore } from '../../../../src/vscode/memory/knownLimits';

/** A memento as VS Code has it: what is kept goes through JSON. */
function memento(first: unknown = undefined) {
  let text = first === undefined ? undefined : JSON.stringify(first);
  return {
    get: <T>() => (text === undefined ? undefined : (JSON.parse(text) as T)),
    update: async (_key: string, value: unknown) => {
      text = JSON.stringify(value);
    },
  };
}

describe('known limits', () => {
  const none = Number.POSITIVE_INFINITY;

  it('are kept for each file, infinity among them', async () => {
    const store = new KnownLimitsStore(memento());
    assert.deepEqual(store.of('file:///a'), nothingKnown);
    const limits = { memoryLimit: none, containerLimit: 2 ** 30, gogc: -1 };
    await store.set('file:///a', limits);
    await store.set('file:///b', { ...nothingKnown, gogc: 50 });
    assert.deepEqual(store.of('file:///a'), limits);
    assert.deepEqual(store.of('file:///b'), { ...nothingKnown, gogc: 50 });
  });

  it('are forgotten when they are taken back, and where there are too many', async () => {
    const store = new KnownLimitsStore(memento());
    await store.set('a', { ...nothingKnown, gogc: 50 });
    await store.set('a', nothingKnown);
    assert.deepEqual(store.of('a'), nothingKnown);
    for (let i = 0; i <= 200; i++) await store.set(`f${i}`, { ...nothingKnown, gogc: i });
    assert.deepEqual(store.of('f0'), nothingKnown);
    assert.equal(store.of('f1').gogc, 1);
    assert.equal(store.of('f200').gogc, 200);
  });

  it('pass over what another version wrote', () => {
    assert.deepEqual(new KnownLimitsStore(memento('text')).of('a'), nothingKnown);
    const odd = [['a', { memoryLimit: 'much', containerLimit: [], gogc: 3 }], ['b'], null, ['c', null]];
    const store = new KnownLimitsStore(memento(odd));
    assert.deepEqual(store.of('a'), { ...nothingKnown, gogc: 3 });
    assert.deepEqual(store.of('c'), nothingKnown);
  });
});
