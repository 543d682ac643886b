import assert from 'node:assert/strict';
import { noQuestion } from '../../../src/model/question';
import type { FlameView, TreeShape } from '../../../src/model/views';
import { ProfileData, type ProfileState } from '../../../webview/data';
import type { Host } from '../../../webview/host';

/** A host that answers nothing but remembers what it was asked; `fails` are the positions of requests that it refuses. */
function setUp(fails: readonly number[] = []) {
  const asked: string[] = [];
  const host = {
    request: async (method: string, query: { root: number; shape: TreeShape }) => {
      asked.push(`${method} ${query.root} ${JSON.stringify(query.shape)}`);
      if (fails.includes(asked.length - 1)) throw new Error('refused');
      return { frames: { id: new Uint32Array(), name: [], file: [] } } as unknown as FlameView;
    },
  } as unknown as Host;
  const state = { kind: 'profile', revision: 1, facts: {} } as unknown as ProfileState;
  return { asked, data: new ProfileData(host, state, noQuestion) };
}

const around = (frame: number): TreeShape => ({ kind: 'callees', frame });

describe('data of a profile', () => {
  it('asks for each view once', async () => {
    const { asked, data } = setUp();
    for (let round = 0; round < 3; round++) {
      await data.flame(0, 0);
      await data.flame(0, 0, { kind: 'bottomUp' });
    }
    assert.deepEqual(asked, ['flame 0 {"kind":"topDown"}', 'flame 0 {"kind":"bottomUp"}']);
  });

  it('keeps the latest of parts and pictures around functions, and forgets no picture of the whole for them', async () => {
    const { asked, data } = setUp();
    await data.flame(0, 0);
    for (let frame = 0; frame < 40; frame++) {
      await data.flame(0, 0, around(frame));
      await data.flame(0, frame + 1);
    }
    asked.length = 0;
    await data.flame(0, 0);
    await data.flame(0, 0, around(39));
    await data.flame(0, 40);
    assert.deepEqual(asked, []);
    await data.flame(0, 0, around(0));
    assert.deepEqual(asked, ['flame 0 {"kind":"callees","frame":0}']);
  });

  it('asks again after a failure', async () => {
    const { asked, data } = setUp([0]);
    await assert.rejects(data.flame(0, 0), /refused/);
    await data.flame(0, 0);
    await data.flame(0, 0);
    assert.equal(asked.length, 2);
  });

  it('answers nothing after its end', async () => {
    const { asked, data } = setUp();
    data.dispose();
    await assert.rejects(data.flame(0, 0), { name: 'AbortError' });
    assert.deepEqual(asked, []);
  });
});
