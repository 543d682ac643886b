import { formatShare } from '../../base/units';
import type { ProfileFacts } from '../../model/views';

/**
 * Relative standard error of value type `at` among `values` (one per value type of one line), null where the value was
 * counted and not sampled, or nothing tells how it was sampled.
 *
 * Heap: an object of size s is sampled with probability p = 1 − e^(−s/rate), so that o objects come from n = o·p samples
 * with a relative error of √((1 − p) / n). CPU: n samples have 1 / √n.
 */
export function samplingError(facts: ProfileFacts, values: readonly number[], at: number): number | null {
  // What two estimates differ by is less certain than either: `differenceError` needs both.
  if (facts.comparison) return null;
  return estimateError(facts, values, at);
}

/**
 * The same of what two estimates differ by: variances of independent estimates add up. null where one side's error is not
 * known, or where that side was scaled: its values are no estimates of its own then.
 */
export function differenceError(
  facts: ProfileFacts,
  base: readonly number[],
  difference: readonly number[],
  at: number,
): number | null {
  if (!facts.comparison || facts.comparison.normalized || difference[at] === 0) return null;
  const current = difference.map((value, type) => base[type] + value);
  const sides = [base, current].map((values) => {
    if (values[at] === 0) return 0;
    const error = estimateError(facts, values, at);
    return error === null ? null : error * values[at];
  });
  const [before, after] = sides;
  if (before === null || after === null) return null;
  return Math.hypot(before, after) / Math.abs(difference[at]);
}

function estimateError(facts: ProfileFacts, values: readonly number[], at: number): number | null {
  if (facts.kind === 'heap') return heapError(facts, values, at);
  if (facts.kind === 'cpu') return cpuError(facts, values);
  return null;
}

function heapError(facts: ProfileFacts, values: readonly number[], at: number): number | null {
  const rate = facts.periodType?.unit === 'bytes' ? facts.period : 0;
  const family = /^(inuse|alloc)_(space|objects)$/.exec(facts.sampleTypes[at].type)?.[1];
  if (rate <= 1 || family === undefined) return null;
  const magnitudeOf = (name: string) => {
    const position = facts.sampleTypes.findIndex((type) => type.type === name);
    return position < 0 ? 0 : Math.abs(values[position]);
  };
  const objects = magnitudeOf(`${family}_objects`);
  const bytes = magnitudeOf(`${family}_space`);
  if (objects === 0 || bytes === 0) return null;
  const probability = -Math.expm1(-bytes / objects / rate);
  return Math.sqrt((1 - probability) / (objects * probability));
}

function cpuError(facts: ProfileFacts, values: readonly number[]): number | null {
  const counted = facts.sampleTypes.findIndex((type) => type.type === 'samples' && type.unit === 'count');
  const timed = facts.sampleTypes.findIndex((type) => type.unit === facts.periodType?.unit);
  let samples = counted < 0 ? 0 : Math.abs(values[counted]);
  if (samples === 0 && timed >= 0 && facts.period > 0) samples = Math.abs(values[timed]) / facts.period;
  return samples > 0 ? 1 / Math.sqrt(samples) : null;
}

/** ` ± 3 %`; '' for none. Whole percents: an error has no third digit. */
export function errorText(error: number | null): string {
  if (error === null || !Number.isFinite(error)) return '';
  const percent = Math.round(error * 100);
  if (percent > 100) return ' ± > 100 %';
  return percent < 1 ? ' ± < 1 %' : ` ± ${formatShare(percent / 100).replace(/\.\d+/, '')}`;
}
