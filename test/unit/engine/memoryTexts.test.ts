import assert from 'node:assert/strict';
import type { Engine } from '../../../src/engine/engine';
import { createEngine } from '../../../src/engine/node/createEngine';
import { fixtureBytes } from '../../helpers/fixtureProfiles';

describe('texts about memory', () => {
  let engine: Engine;
  before(() => {
    engine = createEngine();
  });
  after(() => engine.dispose());

  it('open as memory over time, a piece for each process', async () => {
    const text = 'go_goroutines{instance="a"} 1\ngo_goroutines{instance="b"} 2\n';
    const evidence = await open(text);
    assert.deepEqual(
      evidence.map((one) => one.kind === 'memory' && [one.facts.process.name, one.facts.line]),
      [
        ['a', 1],
        ['b', 2],
      ],
    );
  });

  it('are a sample beside the profile, where it is a heap profile with a footer', async () => {
    const bytes = new Uint8Array(fixtureBytes('leaky.heap.txt'));
    const text = Buffer.from(bytes).toString();
    const [profile, memory, ...others] = await engine.open(bytes, { name: 'heap.txt' });
    assert.deepEqual([profile!.kind, memory!.kind, others.length], ['profile', 'memory', 0]);
    assert.ok(memory!.kind === 'memory');
    assert.equal(memory.facts.line, text.split('\n').indexOf('# runtime.MemStats') + 1);
    const { samples } = await engine.ask(memory.handle, 'memorySeries', null);
    assert.equal(samples.fields.HeapAlloc![0], Number(/# HeapAlloc = (\d+)/.exec(text)![1]));
  });

  it('are named where they say nothing of a Go process, and other JSON stays JSON', async () => {
    await assert.rejects(
      open('# TYPE a counter\na 1\n'),
      /looks like a text about memory, but it names no amount/,
    );
    await assert.rejects(open('{"nodes": []}'), /is JSON of no kind that Heaplens knows/);
    await assert.rejects(open('{"HeapAlloc": 1, "HeapSys": 2'), /looks like a text about memory/);
  });

  function open(text: string) {
    return engine.open(new TextEncoder().encode(text), { name: 'x' });
  }
});
