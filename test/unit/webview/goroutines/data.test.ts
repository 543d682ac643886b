import assert from 'node:assert/strict';
import { isAbortError } from '../../../../src/base/rpc';
import { GoroutineData } from '../../../../webview/goroutines/data';

/** What was asked of the host, which answers with how often it was asked. */
function createData() {
  const asked: string[] = [];
  const request = async (method: string) => asked.push(method);
  const parts = [{ request }, { kind: 'profile' }] as unknown as ConstructorParameters<typeof GoroutineData>;
  return { data: new GoroutineData(...parts), asked };
}

describe('answers about a dump', () => {
  it('are asked for once', async () => {
    const { data, asked } = createData();
    assert.equal(await data.match('chan'), await data.match('chan'));
    await data.match('mutex');
    assert.deepEqual(asked, ['matchGroups', 'matchGroups']);
  });

  it('come from no other dump: once another is open, what is known stays and nothing else is asked', async () => {
    const { data, asked } = createData();
    const underWay = data.goroutines(3, '', 0);
    data.retire();
    assert.equal(await underWay, await data.goroutines(3, '', 0));
    await assert.rejects(data.goroutines(4, '', 0), isAbortError);
    await assert.rejects(data.text(7), isAbortError);
    await assert.rejects(data.waits(2), isAbortError);
    await assert.rejects(data.match('mutex'), isAbortError);
    assert.deepEqual(asked, ['goroutines']);
  });
});
