import type { Engine } from '../engine';
import { createInProcessEngine } from '../inProcess';
import { gzipWithZlib } from './gzip';
import { inflateWithZlib } from './inflate';

/** The engine in this thread, for Node. */
export function createEngine(): Engine {
  return createInProcessEngine({ inflate: inflateWithZlib, gzip: gzipWithZlib });
}
