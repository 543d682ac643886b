import type { Disposable } from './disposable';
import { type Message, MessageError, message } from './message';

/**
 * Requests over any two-way channel of structured-cloneable messages (worker port, webview).
 * Every request ends: with a result, with an error, by its signal, or by dispose, which rejects all that is pending.
 */
export interface RpcPort {
  post(data: unknown, transfer?: readonly ArrayBuffer[]): void;
  /** Called once; incoming data goes to `receive`. */
  listen(receive: (data: unknown) => void): Disposable;
}

export type RpcHandler = (params: never, signal: AbortSignal) => unknown;

type Wire =
  | { readonly rpc: 'request'; readonly id: number; readonly method: string; readonly params: unknown }
  | { readonly rpc: 'cancel'; readonly id: number }
  | { readonly rpc: 'notify'; readonly method: string; readonly params: unknown }
  | { readonly rpc: 'result'; readonly id: number; readonly value: unknown }
  | { readonly rpc: 'error'; readonly id: number; readonly error: WireError };

interface WireError {
  readonly name: string;
  readonly text: string;
  readonly detail?: Message;
}

export class RpcChannel implements Disposable {
  readonly #port: RpcPort;
  readonly #handlers: Readonly<Record<string, RpcHandler>>;
  readonly #pending = new Map<
    number,
    { resolve: (value: unknown) => void; reject: (error: Error) => void }
  >();
  readonly #running = new Map<number, AbortController>();
  readonly #listener: Disposable;
  #nextId = 1;
  #ended: Error | null = null;

  constructor(port: RpcPort, handlers: Readonly<Record<string, RpcHandler>>) {
    this.#port = port;
    this.#handlers = handlers;
    this.#listener = port.listen((data) => this.#receive(data));
  }

  /** `late` takes a result that was on its way when the request was aborted: for results that hold something to free. */
  request<T>(
    method: string,
    params: unknown,
    options: { signal?: AbortSignal; transfer?: readonly ArrayBuffer[]; late?: (value: T) => void } = {},
  ): Promise<T> {
    const { signal, transfer, late } = options;
    if (this.#ended) return Promise.reject(this.#ended);
    if (signal?.aborted) return Promise.reject(abortError());
    const id = this.#nextId++;
    return new Promise<T>((resolve, reject) => {
      const onAbort = () => {
        if (!this.#pending.delete(id)) return;
        if (late) this.#pending.set(id, { resolve: (value) => late(value as T), reject: () => {} });
        reject(abortError());
        this.#port.post({ rpc: 'cancel', id } satisfies Wire);
      };
      const settle = () => signal?.removeEventListener('abort', onAbort);
      this.#pending.set(id, {
        resolve: (value) => {
          settle();
          resolve(value as T);
        },
        reject: (error) => {
          settle();
          reject(error);
        },
      });
      signal?.addEventListener('abort', onAbort, { once: true });
      try {
        this.#port.post({ rpc: 'request', id, method, params } satisfies Wire, transfer);
      } catch (error) {
        // What cannot be cloned or transferred was never sent, so no answer will come.
        this.#take(id)?.reject(error as Error);
      }
    });
  }

  notify(method: string, params: unknown): void {
    if (!this.#ended) this.#port.post({ rpc: 'notify', method, params } satisfies Wire);
  }

  /** Rejects everything pending with `reason` (default: an AbortError). */
  dispose(reason: Error = abortError()): void {
    if (this.#ended) return;
    this.#ended = reason;
    this.#listener.dispose();
    for (const { reject } of this.#pending.values()) reject(reason);
    this.#pending.clear();
    for (const controller of this.#running.values()) controller.abort();
    this.#running.clear();
  }

  #receive(data: unknown): void {
    if (this.#ended || typeof data !== 'object' || data === null || !('rpc' in data)) return;
    const wire = data as Wire;
    switch (wire.rpc) {
      case 'request':
        void this.#answer(wire.id, wire.method, wire.params);
        return;
      case 'cancel':
        this.#running.get(wire.id)?.abort();
        return;
      case 'notify':
        void this.#handlerOf(wire.method)?.(wire.params as never, new AbortController().signal);
        return;
      case 'result':
        this.#take(wire.id)?.resolve(wire.value);
        return;
      case 'error':
        this.#take(wire.id)?.reject(fromWire(wire.error));
        return;
    }
  }

  #take(id: number) {
    const entry = this.#pending.get(id);
    this.#pending.delete(id);
    return entry;
  }

  async #answer(id: number, method: string, params: unknown): Promise<void> {
    const controller = new AbortController();
    this.#running.set(id, controller);
    try {
      const handler = this.#handlerOf(method);
      if (!handler) {
        throw new MessageError(message('rpc.unknownMethod', 'Unknown request "{method}".', { method }));
      }
      const value = await handler(params as never, controller.signal);
      this.#reply({ rpc: 'result', id, value });
    } catch (error) {
      // Also a result that cannot be cloned: the other end must hear of it.
      this.#reply({ rpc: 'error', id, error: toWire(error) });
    } finally {
      this.#running.delete(id);
    }
  }

  #reply(reply: Wire): void {
    if (!this.#ended) this.#port.post(reply);
  }

  /** Methods come from the other end: what every object inherits is none of them. */
  #handlerOf(method: string): RpcHandler | undefined {
    return Object.hasOwn(this.#handlers, method) ? this.#handlers[method] : undefined;
  }
}

/** The error of an aborted call, in every room. */
export function abortError(): Error {
  const error = new Error('Cancelled.');
  error.name = 'AbortError';
  return error;
}

export function isAbortError(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

function toWire(error: unknown): WireError {
  if (error instanceof MessageError) return { name: error.name, text: error.message, detail: error.detail };
  if (error instanceof Error) return { name: error.name, text: error.message };
  return { name: 'Error', text: String(error) };
}

function fromWire(wire: WireError): Error {
  if (wire.detail) return new MessageError(wire.detail);
  const error = new Error(wire.text);
  error.name = wire.name;
  return error;
}
