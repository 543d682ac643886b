import assert from 'node:assert/strict';
import { BenchmarkHistory, type BenchmarkRun } from '../../../../src/vscode/gotool/benchmarkHistory';

function memento() {
  const values = new Map<string, unknown>();
  return {
    get: <T>(key: string) => structuredClone(values.get(key)) as T | undefined,
    update: async (key: string, value: unknown) => void values.set(key, structuredClone(value)),
  };
}

const run = (timeMs: number, results = 1): BenchmarkRun => ({
  timeMs,
  goVersion: 'go1.26.8',
  profiles: ['memory'],
  memProfileRate: 0,
  results: Array.from({ length: results }, (_, i) => ({ name: `B/${i}`, iterations: [1], metrics: [] })),
});

describe('BenchmarkHistory', () => {
  it('keeps the last two runs, over sessions', async () => {
    const state = memento();
    const history = new BenchmarkHistory(state);
    assert.equal((await history.add('a', run(1))).before, null);
    await history.add('a', run(2));
    assert.deepEqual([(await history.add('a', run(3))).before?.timeMs, history.get('a')?.now.timeMs], [2, 3]);
    assert.equal(new BenchmarkHistory(state).get('a')?.before?.timeMs, 2);
  });

  it('is bounded', async () => {
    const state = memento();
    const history = new BenchmarkHistory(state);
    for (let i = 0; i < 101; i++) await history.add(`f${i}`, run(i, 30));
    assert.deepEqual([history.get('f0'), history.get('f1')?.now.timeMs], [undefined, 1]);
    assert.equal(history.get('f100')?.now.results.length, 20);
  });

  it('forgets all when it is cleared', async () => {
    const state = memento();
    const history = new BenchmarkHistory(state);
    await history.add('a', run(1));
    await history.clear();
    assert.deepEqual([history.isEmpty, new BenchmarkHistory(state).isEmpty], [true, true]);
  });

  it('passes over what it cannot read', () => {
    for (const left of [null, 7, [7], [['a', {}]], [['a', { now: { results: [] }, before: 3 }]]]) {
      const state = { get: <T>() => left as T, update: async () => undefined };
      assert.equal(new BenchmarkHistory(state).isEmpty, true, JSON.stringify(left));
    }
  });
});
