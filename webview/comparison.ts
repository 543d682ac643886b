import { formatChange, formatNanos, formatShare, formatValue } from '../src/base/units';
import type { QuestionEffect } from '../src/model/question';
import type { ComparisonFacts, ProfileFacts } from '../src/model/views';
import { t } from './strings';

/**
 * What a comparison comes to, in one value type: `+38.0 MB inuse_space (30.0 MB → 68.0 MB)`. A normalized one has nothing
 * left of the difference in total: `68.0 MB inuse_space scaled to 30.0 MB`.
 */
export function comparedTotalText(facts: ProfileFacts, sampleIndex: number): string {
  const { comparison } = facts;
  const type = facts.sampleTypes[sampleIndex];
  if (!comparison || !type) return '';
  const base = comparison.baseTotals[sampleIndex]!;
  const current = comparison.currentTotals[sampleIndex]!;
  const args = {
    base: formatValue(base, type.unit),
    current: formatValue(current, type.unit),
    type: type.type,
  };
  if (comparison.normalized) return t('{current} {type} scaled to {base}', args);
  const change = formatChange(current - base, type.unit);
  return t('{change} {type} ({base} → {current})', { ...args, change });
}

/** `10.0 s apart`; '' where a side does not say when it was recorded. */
export function timeApartText({ baseTimeMs, currentTimeMs }: ComparisonFacts): string {
  if (baseTimeMs === null || currentTimeMs === null || baseTimeMs === currentTimeMs) return '';
  return t('{time} apart', { time: formatNanos(Math.abs(currentTimeMs - baseTimeMs) * 1e6) });
}

/** How much of it the question leaves. */
export function comparedLeftText({ mode }: ComparisonFacts, effect: QuestionEffect | null): string {
  if (!effect || effect.total === 0) return '';
  const share = formatShare(effect.totalLeft / effect.total);
  return mode === 'diffBase'
    ? t('{share} of the base left', { share })
    : t('{share} of the difference left', { share });
}

export function noDifferenceText(type: string): string {
  return t('No difference in {type}: every function has the same on both sides.', { type });
}
