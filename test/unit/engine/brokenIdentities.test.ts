import assert from 'node:assert/strict';
import { formatMessage } from '../../../src/base/message';
import { createEngine } from '../../../src/engine/node/createEngine';

const whole = {
  Alloc: 60,
  HeapAlloc: 60,
  HeapSys: 100,
  HeapInuse: 70,
  HeapIdle: 30,
  HeapReleased: 20,
  StackSys: 10,
  MSpanSys: 5,
  MCacheSys: 1,
  BuckHashSys: 2,
  GCSys: 3,
  OtherSys: 4,
  Sys: 125,
  NumGC: 3,
};

describe('MemStats that break what holds for all', () => {
  it('say nothing where all holds', async () => {
    assert.deepEqual(await problemsOf(whole), []);
  });

  it('tell each equation that does not hold, with its numbers', async () => {
    assert.deepEqual(await problemsOf({ ...whole, HeapIdle: 31, HeapReleased: 40 }), [
      'These MemStats were not written by one call of Go: HeapSys = HeapInuse + HeapIdle does not hold, 100 bytes against 101 bytes. Trust none of their sums.',
      'These MemStats were not written by one call of Go: HeapReleased ≤ HeapIdle does not hold, 40 bytes against 31 bytes. Trust none of their sums.',
    ]);
  });

  it('say nothing of what was not written', async () => {
    const { HeapIdle: _, ...without } = whole;
    assert.deepEqual(await problemsOf({ ...without, Sys: 999 }), [
      'These MemStats were not written by one call of Go: Sys = HeapSys + StackSys + MSpanSys + MCacheSys + BuckHashSys + GCSys + OtherSys does not hold, 999 bytes against 125 bytes. Trust none of their sums.',
    ]);
  });
});

async function problemsOf(memstats: object): Promise<string[]> {
  const engine = createEngine();
  try {
    const bytes = new TextEncoder().encode(JSON.stringify({ cmdline: ['./api'], memstats }));
    const [evidence] = await engine.open(bytes, { name: 'vars.json' });
    return evidence!.problems.map((problem) => formatMessage(problem.message));
  } finally {
    engine.dispose();
  }
}
