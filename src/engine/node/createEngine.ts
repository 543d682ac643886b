import type { Engine } from '../engine';
import { createInProcessEngine } from '../inProcess';
import { inflateWithZlib } from './inflate';

/** The engine in this thread, for Node. */
export function createEngine(): Engine {
  return createInProcessEngine(inflateWithZlib);
}
