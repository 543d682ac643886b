import type { Message } from '../base/message';
import type { EvidenceUnit, Finding, Severity, Thresholds } from '../model/finding';

/** A diagnosis as data, over whatever it judges by. Its page for people is `media/rules/<id>.md`. */
export interface Rule<Context, Need extends string> {
  /** `G1`, `C4`. */
  readonly id: string;
  /** The pattern by the name that people know. */
  readonly title: Message;
  /** The worst that it says. */
  readonly severity: Severity;
  /** Without these it is silent, or less sure. */
  readonly needs: readonly Need[];
  /** Numbers that decide, by name; a setting gives others as `G4.minCount`. No number stands elsewhere. */
  readonly thresholds: Readonly<Record<string, Threshold>>;
  readonly evaluate: (context: Context) => Finding[];
}

export interface Threshold {
  readonly value: number;
  readonly unit: EvidenceUnit;
  readonly least: number;
}

/** What people may have set. */
interface Judging {
  readonly options: { readonly thresholds: Thresholds };
}

/** The number that decides: what people set where it is a number and not below the least, else the rule's own. */
export function thresholdOf(
  { options }: Judging,
  rule: { readonly id: string; readonly thresholds: Readonly<Record<string, Threshold>> },
  name: string,
): number {
  const { value, least } = rule.thresholds[name]!;
  const set = options.thresholds[`${rule.id}.${name}`];
  return typeof set === 'number' && Number.isFinite(set) && set >= least ? set : value;
}
