import type { Engine } from '../engine';
import { createInProcessEngine } from '../inProcess';
import { gzipWithPako } from './gzip';
import { inflateWithPako } from './inflate';

/** The engine in this thread, for a browser. */
export function createEngine(): Engine {
  return createInProcessEngine({ inflate: inflateWithPako, gzip: gzipWithPako });
}
