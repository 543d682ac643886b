import { serveEngine } from '../engineRpc';
import { createEngine } from './createEngine';
import { portOf, type WebWorkerEnd } from './workerPort';

serveEngine(createEngine(), portOf(globalThis as unknown as WebWorkerEnd));
