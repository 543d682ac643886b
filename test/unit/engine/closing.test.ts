import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createEngine } from '../../../src/engine/node/createEngine';
import type { LineCosts } from '../../../src/model/views';
import { profileBytes } from '../../helpers/profileText';
import { waitFor } from '../../helpers/waitFor';

describe('closing a profile', () => {
  it('frees all of it; line costs and callers stay with whoever asked for them', async function () {
    this.timeout(30_000);
    setFlagsFromString('--expose-gc');
    const collect: () => void = runInNewContext('gc');
    const engine = createEngine();
    const bytes = profileBytes(manyStacks(60_000));
    const used = () => {
      collect();
      return process.memoryUsage().arrayBuffers;
    };
    const before = await settled(used);
    const [{ handle, facts }] = await engine.openProfiles(bytes, { name: 'large.pb.gz' });
    const { sampleIndex } = facts;
    await engine.ask(handle, 'flame', { sampleIndex, root: 0 });
    await engine.ask(handle, 'top', { sampleIndex, granularity: 'functions' });
    const costs = await engine.ask(handle, 'lineCosts', {});
    const open = used() - before;
    const kept = bytesOf(costs);
    assert.ok(open > 20 * kept, `${open} bytes are held for a profile with ${kept} bytes of line costs`);
    await engine.close(handle);
    await waitFor('the columns to be freed', () => used() - before < kept + open / 50);
    // Of each of the three lines: main.main and the other two functions.
    assert.equal(costs.callerName.length, 9);
    engine.dispose();
  });
});

/** Once what earlier tests left is freed, which happens beside the program. */
async function settled(used: () => number): Promise<number> {
  let latest = Number.NaN;
  await waitFor('earlier garbage to be freed', () => {
    const before = latest;
    latest = used();
    return latest === before;
  });
  return latest;
}

/** Each stack is another way through three functions. */
function manyStacks(count: number): string {
  const calls = ['main.a a.go:1', 'main.b b.go:2', 'main.c c.go:3'];
  return Array.from({ length: count }, (_, i) => {
    const digits = i.toString(3).split('').map(Number);
    return `main.main m.go:9;${digits.map((digit) => calls[digit]).join(';')} 1`;
  }).join('\n');
}

function bytesOf(costs: LineCosts): number {
  return Object.values(costs)
    .flat()
    .reduce((sum: number, part: unknown) => sum + (ArrayBuffer.isView(part) ? part.byteLength : 0), 0);
}
