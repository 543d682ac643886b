import type { Rule as AnyRule } from '../rule';
import type { RuleContext } from './context';

export { type Threshold, thresholdOf } from '../rule';

/** A diagnosis of goroutines. */
export type Rule = AnyRule<RuleContext, Need>;

export type Need = 'states' | 'minutes' | 'creators' | 'arguments' | 'source' | 'severalDumps' | 'memStats';
