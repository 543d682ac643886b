import type { Message } from '../base/message';
import type { Finding, Severity } from '../model/finding';
import type { RuleContext } from './context';

/** A diagnosis as data. Its page for people is `media/rules/<id>.md`. */
export interface Rule {
  /** `G1`. */
  readonly id: string;
  /** The pattern by the name that people know. */
  readonly title: Message;
  /** The worst that it says. */
  readonly severity: Severity;
  /** Without these it is silent, or less sure. */
  readonly needs: readonly Need[];
  /** Numbers that decide, by name; a setting gives others as `G4.minCount`. No number stands elsewhere. */
  readonly thresholds: Readonly<Record<string, Threshold>>;
  readonly evaluate: (context: RuleContext) => Finding[];
}

export type Need = 'states' | 'minutes' | 'creators' | 'arguments' | 'source' | 'severalDumps' | 'memStats';

export interface Threshold {
  readonly value: number;
  /** As in EvidenceNumber. */
  readonly unit: 'goroutines' | 'minutes' | 'bytes' | 'share' | '';
  readonly least: number;
}

/** The number that decides: what people set where it is a number and not below the least, else the rule's own. */
export function thresholdOf(
  { options }: RuleContext,
  rule: Pick<Rule, 'id' | 'thresholds'>,
  name: string,
): number {
  const { value, least } = rule.thresholds[name]!;
  const set = options.thresholds[`${rule.id}.${name}`];
  return typeof set === 'number' && Number.isFinite(set) && set >= least ? set : value;
}
