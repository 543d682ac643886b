import assert from 'node:assert/strict';
import type { Engine } from '../../../src/engine/engine';
import { EvidenceLease } from '../../../src/vscode/profileEditor/evidenceLease';

function setUp() {
  const closed: number[] = [];
  const engine = { close: async (handle: number) => void closed.push(handle) } as Partial<Engine> as Engine;
  return { closed, lease: new EvidenceLease(engine, [5, 6]) };
}

describe('EvidenceLease', () => {
  it('closes at once when nobody asks', async () => {
    const { closed, lease } = setUp();
    await lease.retire();
    await lease.retire();
    assert.deepEqual(closed, [5, 6]);
  });

  it('waits for the last answer', async () => {
    const { closed, lease } = setUp();
    const answers: ((value: string) => void)[] = [];
    const ask = () => lease.use(() => new Promise<string>((resolve) => answers.push(resolve)));
    const first = ask();
    const second = ask();
    await lease.retire();
    answers[0]!('a');
    assert.equal(await first, 'a');
    assert.deepEqual(closed, []);
    answers[1]!('b');
    assert.equal(await second, 'b');
    assert.deepEqual(closed, [5, 6]);
  });

  it('closes after a failed answer too', async () => {
    const { closed, lease } = setUp();
    const failing = lease.use(async () => {
      await lease.retire();
      throw new Error('no');
    });
    await assert.rejects(failing, /no/);
    assert.deepEqual(closed, [5, 6]);
  });
});
