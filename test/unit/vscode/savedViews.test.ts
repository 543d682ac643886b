import assert from 'node:assert/strict';
import { MessageError } from '../../../src/base/message';
import { maxSavedViews } from '../../../src/protocol/savedView';
import { SavedViews } from '../../../src/vscode/profileEditor/savedViews';

describe('saved views', () => {
  it('are kept by name, in its order', async () => {
    const { views, kept } = start();
    await views.save({ name: 'only  grpc ', state: '{"a":1}' });
    await views.save({ name: 'Allocations', state: '{"b":2}' });
    await views.save({ name: 'only grpc', state: '{"a":3}' });
    assert.deepEqual(views.list, [
      { name: 'Allocations', state: '{"b":2}' },
      { name: 'only grpc', state: '{"a":3}' },
    ]);
    assert.deepEqual(new SavedViews(kept).list, views.list);
  });

  it('are renamed and deleted, and no name is taken from another', async () => {
    const { views } = start();
    await views.save({ name: 'a', state: '{}' });
    await views.save({ name: 'b', state: '{}' });
    await assert.rejects(views.rename('a', 'b'), /already/);
    await views.rename('a', 'a ');
    await views.rename('a', 'c');
    assert.deepEqual(names(views), ['b', 'c']);
    await views.delete('b');
    assert.deepEqual(names(views), ['c']);
    await assert.rejects(views.save({ name: '  ', state: '{}' }), MessageError);
  });

  it('are not more than a list can hold', async () => {
    const { views } = start();
    for (let i = 0; i < maxSavedViews; i++) await views.save({ name: `view ${i}`, state: '{}' });
    await assert.rejects(views.save({ name: 'one more', state: '{}' }), /Delete one/);
    await views.save({ name: 'view 7', state: '{"new":1}' });
    assert.equal(views.list.length, maxSavedViews);
  });

  it('pass over what is none', () => {
    const long = 'x'.repeat(100_000);
    const wrong = [null, 7, {}, { name: 'a' }, { name: 1, state: '{}' }, { name: long, state: '' }];
    assert.deepEqual(start([...wrong, { name: 'good', state: '{}' }]).views.list, [
      { name: 'good', state: '{}' },
    ]);
    assert.deepEqual(start('nonsense').views.list, []);
  });
});

function start(content?: unknown) {
  let value = content;
  const kept = {
    get: <T>() => value as T | undefined,
    update: async (_key: string, next: unknown) => {
      value = next;
    },
  };
  return { views: new SavedViews(kept), kept };
}

function names(views: SavedViews): readonly string[] {
  return views.list.map(({ name }) => name);
}
