import { RpcChannel, type RpcPort } from '../../base/rpc';
import type { Engine } from '../engine';
import { remoteEngine } from '../engineRpc';
import { engineCrashed } from '../workerFailure';
import { portOf, type WebWorkerEnd } from './workerPort';

/** The part of the browser's `Worker` that an engine needs. */
export interface WebWorker extends WebWorkerEnd {
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: 'error', listener: (event: { readonly message?: string }) => void): void;
  terminate(): void;
}

/**
 * The engine in a web worker that runs dist/web/engineWorker.js. `start` may have to fetch the script first: what is asked
 * meanwhile waits. When the worker fails, or cannot be started, everything pending is rejected with a MessageError, and
 * `onExit` is called once: the engine is of no use any more, start another.
 */
export function startWebWorkerEngine(start: () => Promise<WebWorker>, onExit: () => void = () => {}): Engine {
  let worker: WebWorker | null = null;
  let ended = false;
  const { port, connect } = laterPort();
  const channel = new RpcChannel(port, {});
  const end = (reason?: string) => {
    if (ended) return;
    ended = true;
    worker?.terminate();
    channel.dispose(engineCrashed(reason));
    onExit();
  };
  start()
    .then((started) => {
      if (ended) {
        started.terminate();
        return;
      }
      worker = started;
      started.addEventListener('error', ({ message }) => end(message));
      connect(portOf(started));
    })
    .catch((error: unknown) => end(error instanceof Error ? error.message : String(error)));
  return remoteEngine(channel, () => {
    ended = true;
    worker?.terminate();
  });
}

/** A port whose other end comes later: what is posted before waits for it, in order. */
function laterPort(): { port: RpcPort; connect: (real: RpcPort) => void } {
  let waiting: Parameters<RpcPort['post']>[] = [];
  let real: RpcPort | null = null;
  let receive: (data: unknown) => void = () => {};
  return {
    port: {
      post: (...message) => {
        if (real) real.post(...message);
        else waiting.push(message);
      },
      listen: (deliver) => {
        receive = deliver;
        return {
          dispose: () => {
            receive = () => {};
          },
        };
      },
    },
    connect: (end) => {
      real = end;
      end.listen((data) => receive(data));
      for (const message of waiting) end.post(...message);
      waiting = [];
    },
  };
}
