import assert from 'node:assert/strict';
import { MessageError, message } from '../../../src/base/message';
import { abortError } from '../../../src/base/rpc';
import type { Derivation, Engine, EvidenceHandle, ProfileEvidence } from '../../../src/engine/engine';
import { EngineHost, isLostEvidence } from '../../../src/vscode/engineHost';

/** An engine that hands out handle 7 for everything, finds its own number, and can be made to die. */
class FakeEngine {
  readonly closed: number[] = [];
  disposed = false;
  #rejectPending: (error: Error) => void = () => {};

  constructor(
    readonly number: number,
    readonly ended: () => void,
  ) {}

  asEngine(): Engine {
    const engine: Partial<Engine> = {
      openProfiles: (_bytes, { name }) =>
        name === 'endless'
          ? this.#untilEnd()
          : Promise.resolve([{ kind: 'profile', handle: 7 } as ProfileEvidence]),
      ask: ((handle: EvidenceHandle, _query: string, { name }: { name: string }) =>
        name === 'endless'
          ? this.#untilEnd()
          : Promise.resolve(this.number * 100 + handle)) as unknown as Engine['ask'],
      derive: (derivation) =>
        Promise.resolve({ kind: 'profile', handle: 8, derivation } as unknown as ProfileEvidence),
      close: async (handle) => void this.closed.push(handle),
      dispose: () => {
        this.disposed = true;
      },
    };
    return engine as Engine;
  }

  #untilEnd<T>(): Promise<T> {
    return new Promise((_, reject) => {
      this.#rejectPending = reject;
    });
  }

  endWith(reason: Error): void {
    this.#rejectPending(reason);
    this.ended();
  }
}

function setUp() {
  const engines: FakeEngine[] = [];
  const host = new EngineHost((ended) => {
    const engine = new FakeEngine(engines.length + 1, ended);
    engines.push(engine);
    return engine.asEngine();
  });
  const open = async (name = 'heap.pb.gz') =>
    (await host.openProfiles(new Uint8Array(), { name }))[0]!.handle;
  return { host, engines, open };
}

function outOfMemory(): Error {
  return new MessageError(message('engine.outOfMemory', 'Reading took too much memory.'));
}

describe('EngineHost', () => {
  it('starts an engine at first need and keeps it', async () => {
    const { engines, open } = setUp();
    assert.equal(engines.length, 0);
    assert.notEqual(await open(), await open());
    assert.equal(engines.length, 1);
  });

  it('translates handles', async () => {
    const { host, engines, open } = setUp();
    const handle = await open();
    assert.equal(await host.ask(handle, 'findFunction', { name: 'main.main' }), 107);
    await host.close(handle);
    assert.deepEqual(engines[0]!.closed, [7]);
    await assert.rejects(host.ask(handle, 'findFunction', { name: 'main.main' }), isLostEvidence);
  });

  it('starts anew after the engine died, and never mistakes an old handle', async () => {
    const { host, engines, open } = setUp();
    const before = await open();
    engines[0]!.endWith(new Error('gone'));
    await assert.rejects(host.ask(before, 'findFunction', { name: 'f' }), isLostEvidence);
    const after = await open();
    assert.equal(await host.ask(after, 'findFunction', { name: 'f' }), 207);
    await assert.rejects(host.ask(before, 'findFunction', { name: 'f' }), isLostEvidence);
  });

  it('derives from handles of the same engine only, and lends the result', async () => {
    const { host, engines, open } = setUp();
    const before = await open();
    engines[0]!.endWith(new Error('gone'));
    const [base, current] = [await open(), await open()];
    const compare = (of: EvidenceHandle) =>
      host.derive({ kind: 'compare', base: [of], current: [current], mode: 'base', normalize: false });
    const derived = (await compare(base)) as ProfileEvidence & { derivation: Derivation };
    assert.deepEqual(derived.derivation, {
      kind: 'compare',
      base: [7],
      current: [7],
      mode: 'base',
      normalize: false,
    });
    assert.equal(await host.ask(derived.handle, 'findFunction', { name: 'f' }), 208);
    await assert.rejects(compare(before), isLostEvidence);
  });

  it('names the file whose reading ran out of memory', async () => {
    const { engines, open } = setUp();
    const opening = open('endless');
    engines[0]!.endWith(outOfMemory());
    await assert.rejects(
      opening,
      /^MessageError: Heaplens ran out of memory while reading endless\. Close other/,
    );
  });

  it('says that a question may be asked again', async () => {
    const { host, engines, open } = setUp();
    const asking = host.ask(await open(), 'findFunction', { name: 'endless' });
    engines[0]!.endWith(new MessageError(message('engine.crashed', 'Gone: {reason}.', { reason: 'exit 5' })));
    await assert.rejects(
      asking,
      /^MessageError: Heaplens failed while computing this view \(exit 5\)\. Try again\.$/,
    );
  });

  it('ends its engine and refuses further work when disposed', async () => {
    const { host, engines, open } = setUp();
    const handle = await open();
    host.dispose();
    assert.ok(engines[0]!.disposed);
    await assert.rejects(host.ask(handle, 'findFunction', { name: 'f' }), abortError());
    await assert.rejects(open(), abortError());
    assert.equal(engines.length, 1);
  });
});
