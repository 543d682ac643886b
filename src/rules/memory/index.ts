import type { Message } from '../../base/message';
import type { Confidence, Finding, Severity } from '../../model/finding';
import type { MemoryContext } from './context';
import { gcCpu } from './gcCpu';
import { limitThrash } from './limitThrash';
import { liveGrowth } from './liveGrowth';
import type { Rule } from './rule';

export { type MemoryContext, memoryContextOf } from './context';

/** H1 to H9, C1 to C9 and O2 to O5, in the order of their numbers. */
export const memoryRules: readonly Rule[] = [liveGrowth, gcCpu, limitThrash];

/** What rules found, and which of them could not judge. */
export interface MemoryJudgement {
  /** Most severe first, then surest. At most one of a rule: the worst time that it was so. */
  readonly findings: readonly Finding[];
  readonly unjudged: readonly { readonly ruleId: string; readonly reason: Message }[];
}

export function judgeMemory(context: MemoryContext): MemoryJudgement {
  const findings: Finding[] = [];
  const unjudged: { ruleId: string; reason: Message }[] = [];
  for (const rule of memoryRules) {
    const found = rule.evaluate(context);
    findings.push(...found);
    const reason = found.length === 0 ? rule.unjudged(context) : null;
    if (reason) unjudged.push({ ruleId: rule.id, reason });
  }
  return { findings: findings.sort(compareFindings), unjudged };
}

const severities: readonly Severity[] = ['error', 'warning', 'info'];
const confidences: readonly Confidence[] = ['certain', 'likely', 'suspicious'];

function compareFindings(a: Finding, b: Finding): number {
  return (
    severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
    confidences.indexOf(a.confidence) - confidences.indexOf(b.confidence)
  );
}
