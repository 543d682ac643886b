import assert from 'node:assert/strict';
import { MessageError, message } from '../../../src/base/message';
import { isAbortError, RpcChannel, type RpcHandler, type RpcPort } from '../../../src/base/rpc';

/** Two ports whose messages arrive at the other end later, cloned as between threads. `sent` sees all of them. */
function portPair(sent: unknown[] = []): [RpcPort, RpcPort] {
  const ends: ((data: unknown) => void)[] = [];
  const port = (own: 0 | 1): RpcPort => ({
    post: (data) => {
      const copy = structuredClone(data);
      sent.push(copy);
      queueMicrotask(() => ends[1 - own]?.(copy));
    },
    listen: (receive) => {
      ends[own] = receive;
      return {
        dispose: () => {
          ends[own] = () => {};
        },
      };
    },
  });
  return [port(0), port(1)];
}

function connect(handlers: Readonly<Record<string, RpcHandler>>) {
  const sent: unknown[] = [];
  const [here, there] = portPair(sent);
  const server = new RpcChannel(there, handlers);
  const client = new RpcChannel(here, {});
  return { client, server, sent };
}

const never = new Promise<never>(() => {});

/** What two microtask hops (there and back) need, and then some. */
const delivered = () => new Promise((resolve) => setImmediate(resolve));

describe('rpc', () => {
  it('answers requests with what the handler gives, in any order', async () => {
    let finishFirst = (_value: string) => {};
    const { client } = connect({
      slow: () => new Promise((resolve) => (finishFirst = resolve)),
      double: (n: number) => n * 2,
    });
    const slow = client.request('slow', null);
    assert.equal(await client.request('double', 21), 42);
    finishFirst('done');
    assert.equal(await slow, 'done');
  });

  it('carries a MessageError with its parts, and any other error with its name', async () => {
    const { client } = connect({
      refuse: () => {
        throw new MessageError(message('a.b', 'No {what}.', { what: 'luck' }));
      },
      fail: async () => {
        throw new RangeError('too far');
      },
      throwText: () => {
        throw 'text';
      },
    });
    await assert.rejects(client.request('refuse', null), (error) => {
      assert.ok(error instanceof MessageError);
      assert.deepEqual(error.detail, { id: 'a.b', english: 'No {what}.', args: { what: 'luck' } });
      return error.message === 'No luck.';
    });
    await assert.rejects(client.request('fail', null), { name: 'RangeError', message: 'too far' });
    await assert.rejects(client.request('throwText', null), { name: 'Error', message: 'text' });
  });

  it('refuses methods that nobody handles, inherited names among them', async () => {
    const { client, sent } = connect({ known: () => 1 });
    for (const method of ['unknown', '__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
      await assert.rejects(client.request(method, null), { message: `Unknown request "${method}".` });
      client.notify(method, null);
    }
    await delivered();
    assert.equal(await client.request('known', null), 1);
    assert.ok(sent.length > 0);
  });

  it('ends a request whose parameters cannot be sent', async () => {
    const { client } = connect({ echo: (value: unknown) => value });
    const controller = new AbortController();
    const { signal } = controller;
    await assert.rejects(
      client.request('echo', () => 1, { signal }),
      { name: 'DataCloneError' },
    );
    controller.abort();
    assert.equal(await client.request('echo', 5), 5);
  });

  it('ends a request whose result cannot be sent', async () => {
    const { client } = connect({ give: () => () => 1 });
    await assert.rejects(client.request('give', null), { name: 'DataCloneError' });
  });

  it('ends a request when its signal does, and tells the other end', async () => {
    let seen: AbortSignal | undefined;
    const { client, sent } = connect({
      wait: (_params, signal) => {
        seen = signal;
        return never;
      },
    });
    const controller = new AbortController();
    const waiting = client.request('wait', null, { signal: controller.signal });
    await delivered();
    controller.abort();
    await assert.rejects(waiting, isAbortError);
    await delivered();
    assert.equal(seen?.aborted, true);
    // Once ended, the signal has nothing more to say.
    assert.equal(sent.filter((wire) => (wire as { rpc: string }).rpc === 'cancel').length, 1);
  });

  it('does not ask with a signal that has ended', async () => {
    const { client, sent } = connect({ get: () => 1 });
    await assert.rejects(client.request('get', null, { signal: AbortSignal.abort() }), isAbortError);
    assert.deepEqual(sent, []);
  });

  it('listens no longer to the signal of an answered request', async () => {
    const { client, sent } = connect({ get: () => 1 });
    const controller = new AbortController();
    assert.equal(await client.request('get', null, { signal: controller.signal }), 1);
    const before = sent.length;
    controller.abort();
    assert.equal(sent.length, before);
  });

  it('ignores an answer that comes after the request was aborted', async () => {
    let answer = (_value: number) => {};
    const { client } = connect({ get: () => new Promise((resolve) => (answer = resolve)) });
    const controller = new AbortController();
    const waiting = client.request('get', null, { signal: controller.signal });
    await delivered();
    controller.abort();
    await assert.rejects(waiting, isAbortError);
    answer(1);
    await delivered();
  });

  it('hands an answer that comes too late to whoever frees it, once', async () => {
    let answer = (_value: number) => {};
    const { client, sent } = connect({ get: () => new Promise((resolve) => (answer = resolve)) });
    const controller = new AbortController();
    const freed: number[] = [];
    const late = (value: number) => freed.push(value);
    const waiting = client.request<number>('get', null, { signal: controller.signal, late });
    await delivered();
    controller.abort();
    await assert.rejects(waiting, isAbortError);
    const asked = sent.length;
    answer(7);
    await delivered();
    assert.deepEqual(freed, [7]);
    assert.equal(sent.length, asked + 1);
  });

  it('rejects all that is pending when it is disposed, and everything after', async () => {
    let seen: AbortSignal | undefined;
    const { client, server } = connect({
      wait: (_params, signal) => {
        seen = signal;
        return never;
      },
    });
    const pending = [client.request('wait', null), client.request('wait', null)];
    await delivered();
    client.dispose(new Error('gone'));
    for (const request of pending) await assert.rejects(request, { message: 'gone' });
    await assert.rejects(client.request('wait', null), { message: 'gone' });
    client.notify('wait', null);
    server.dispose();
    assert.equal(seen?.aborted, true);
  });

  it('delivers notifications without an answer', async () => {
    const seen: unknown[] = [];
    const { client, sent } = connect({ note: (params: unknown) => void seen.push(params) });
    client.notify('note', [1, 2]);
    await delivered();
    assert.deepEqual(seen, [[1, 2]]);
    assert.equal(sent.length, 1);
  });

  it('ignores what is no message of its own', async () => {
    const sent: unknown[] = [];
    const [here, there] = portPair(sent);
    const client = new RpcChannel(here, {});
    for (const data of [null, 5, 'text', {}, { rpc: 'unheardOf' }, { rpc: 'result', id: 99 }, []])
      there.post(data);
    await delivered();
    assert.ok(client);
    assert.equal(sent.length, 7);
  });
});
