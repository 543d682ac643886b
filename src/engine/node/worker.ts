import { parentPort } from 'node:worker_threads';
import { serveEngine } from '../engineRpc';
import { createEngine } from './createEngine';
import { portOf } from './workerPort';

if (!parentPort) throw new Error('engineWorker runs as a worker thread only');
serveEngine(createEngine(), portOf(parentPort));
