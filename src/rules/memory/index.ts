import type { Message } from '../../base/message';
import type { Confidence, Finding, Severity } from '../../model/finding';
import { assist } from './assist';
import type { MemoryContext } from './context';
import { doomedGoal } from './doomedGoal';
import { finalizers } from './finalizers';
import { forced } from './forced';
import { gcCpu } from './gcCpu';
import { gcOff } from './gcOff';
import { gcRate } from './gcRate';
import { largeObjects } from './largeObjects';
import { lazyFree } from './lazyFree';
import { limiter } from './limiter';
import { limitThrash } from './limitThrash';
import { limitTooHigh } from './limitTooHigh';
import { liveGrowth } from './liveGrowth';
import { longPause } from './longPause';
import { manyObjects } from './manyObjects';
import { metadata } from './metadata';
import { noLimitHint } from './noLimitHint';
import { pageCache } from './pageCache';
import { released } from './released';
import { retained } from './retained';
import { rssGap } from './rssGap';
import type { Rule } from './rule';
import { sizeClassWaste } from './sizeClassWaste';

export { type MemoryContext, memoryContextOf } from './context';

/** H1 to H9, C1 to C9 and O2 to O5, in the order of their numbers. */
export const memoryRules: readonly Rule[] = [
  liveGrowth,
  sizeClassWaste,
  retained,
  released,
  rssGap,
  lazyFree,
  metadata,
  manyObjects,
  largeObjects,
  gcCpu,
  gcRate,
  assist,
  limitThrash,
  limiter,
  forced,
  gcOff,
  longPause,
  finalizers,
  noLimitHint,
  limitTooHigh,
  doomedGoal,
  pageCache,
];

/** What rules found, and which of them could not judge. */
export interface MemoryJudgement {
  /** Most severe first, then surest, then causes. At most one of a rule: the worst time that it was so. */
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

/** At the limit the many collections and their processor time are what follows, and a larger GOGC would not help: it comes first. */
function compareFindings(a: Finding, b: Finding): number {
  return (
    severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
    confidences.indexOf(a.confidence) - confidences.indexOf(b.confidence) ||
    Number(b.ruleId === limitThrash.id) - Number(a.ruleId === limitThrash.id)
  );
}
