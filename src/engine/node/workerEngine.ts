import { Worker } from 'node:worker_threads';
import { MessageError, message } from '../../base/message';
import { RpcChannel } from '../../base/rpc';
import type { Engine } from '../engine';
import { remoteEngine } from '../engineRpc';
import { engineCrashed } from '../workerFailure';
import { portOf } from './workerPort';

/**
 * The engine in a worker thread that runs `scriptPath` (dist/engineWorker.js). When the thread dies, everything pending
 * is rejected with a MessageError, and `onExit` is called once: the engine is of no use any more, start another.
 */
export function startWorkerEngine(scriptPath: string, onExit: () => void = () => {}): Engine {
  const worker = new Worker(scriptPath, { resourceLimits: { maxOldGenerationSizeMb: 4096 } });
  const channel = new RpcChannel(portOf(worker), {});
  let ended = false;
  const end = (error: Error) => {
    if (ended) return;
    ended = true;
    channel.dispose(error);
    onExit();
  };
  worker.on('error', (error: NodeJS.ErrnoException) =>
    end(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? outOfMemory() : engineCrashed(error.message, error)),
  );
  worker.on('exit', () => end(engineCrashed(undefined)));
  worker.unref();
  return remoteEngine(channel, () => {
    ended = true;
    void worker.terminate();
  });
}

function outOfMemory(): MessageError {
  return new MessageError(
    message(
      'engine.outOfMemory',
      'Reading the profile took more memory than Heaplens may use. Close other profiles, or open a smaller one.',
    ),
  );
}
