import { Worker } from 'node:worker_threads';
import type { WebWorker } from '../../src/engine/web/workerEngine';

/** What a web worker's script finds in its global scope, made of a worker thread's port. */
const globals = `
const { parentPort, workerData } = require('node:worker_threads');
const listeners = new Map();
globalThis.postMessage = (data, { transfer }) => parentPort.postMessage(data, transfer);
globalThis.addEventListener = (type, listener) => {
  listeners.set(listener, (data) => listener({ data }));
  parentPort.on(type, listeners.get(listener));
};
globalThis.removeEventListener = (type, listener) => parentPort.off(type, listeners.get(listener));
require(workerData);
`;

/** A worker thread that looks like a browser's \`Worker\` from outside and inside. */
export function startLikeWebWorker(script: string): WebWorker {
  const worker = new Worker(globals, { eval: true, workerData: script });
  worker.unref();
  // Worker threads call it 'error' too, and hand over the error itself: its message is the event's.
  worker.on('error', () => {});
  const wrapped = new Map<unknown, (data: unknown) => void>();
  return {
    postMessage: (data, { transfer }) => worker.postMessage(data, transfer),
    addEventListener: (type: 'message' | 'error', listener: (event: never) => void) => {
      const call = (value: unknown) => listener((type === 'error' ? value : { data: value }) as never);
      wrapped.set(listener, call);
      worker.on(type, call);
    },
    removeEventListener: (type, listener) => {
      const call = wrapped.get(listener);
      if (call) worker.off(type, call);
    },
    terminate: () => void worker.terminate(),
  };
}
