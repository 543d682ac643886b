import type { MessagePort, Worker } from 'node:worker_threads';
import type { RpcPort } from '../../base/rpc';

/** Either end of a worker thread as a port for requests. */
export function portOf(end: MessagePort | Worker): RpcPort {
  return {
    post: (data, transfer = []) => end.postMessage(data, [...transfer]),
    listen: (receive) => {
      end.on('message', receive);
      return { dispose: () => end.off('message', receive) };
    },
  };
}
