import type { RpcPort } from '../../base/rpc';

/** What both ends of a web worker have in common: the `Worker` object outside, the global scope inside. */
export interface WebWorkerEnd {
  postMessage(data: unknown, options: { transfer: ArrayBuffer[] }): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  removeEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
}

/** Either end of a web worker as a port for requests. */
export function portOf(end: WebWorkerEnd): RpcPort {
  return {
    post: (data, transfer = []) => end.postMessage(data, { transfer: [...transfer] }),
    listen: (receive) => {
      const listener = ({ data }: { readonly data: unknown }) => receive(data);
      end.addEventListener('message', listener);
      return { dispose: () => end.removeEventListener('message', listener) };
    },
  };
}
