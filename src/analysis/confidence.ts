import { type Int64Column, toNumber } from '../base/int64';
import type { Profile } from '../model/profile';

/**
 * Variance of each sample's estimate, in the square of the value type's unit; null where the numbers are exact or the
 * sampling rate is unknown. Variances add up over stacks like the values do, so the relative standard error of any sum
 * is `sqrt(variance) / value`.
 *
 * heap: Go keeps an allocation of s bytes with probability p = 1 - exp(-s / rate) and scales what it kept by 1 / p
 *   (runtime/pprof scaleHeapSample), a Horvitz–Thompson estimate: n objects of s bytes have variance n s² (1-p) / p.
 *   Small objects come to V·rate, the familiar 1 / sqrt(V / rate); objects far above the rate are all kept: no error.
 * cpu: the ticks are counts of a Poisson process: n ticks have variance n.
 *
 * Both sides of a comparison were sampled: the variance of a difference is the sum of theirs.
 */
export function sampleVariance(profile: Profile, sampleIndex: number): Float64Array | null {
  const { values, compared } = profile.samples;
  if (!compared) return varianceOf(profile, values, sampleIndex);
  const base = varianceOf(profile, compared.base, sampleIndex);
  const current = varianceOf(profile, compared.current, sampleIndex);
  return base && current && base.map((variance, sample) => variance + current[sample]!);
}

function varianceOf(
  profile: Profile,
  columns: readonly Int64Column[],
  sampleIndex: number,
): Float64Array | null {
  if (profile.kind === 'heap') return heapVariance(profile, columns, sampleIndex);
  if (profile.kind === 'cpu') return tickVariance(profile, columns, sampleIndex);
  return null;
}

/** Null where nothing is there to be uncertain about. */
export function relativeError(value: number, variance: number): number | null {
  return value === 0 || variance < 0 ? null : Math.sqrt(variance) / Math.abs(value);
}

/** Of the values at these rows, NaN where a row has none. */
export function relativeErrors(
  rows: ArrayLike<number>,
  values: Int64Column,
  variances: Int64Column,
): Float64Array {
  const errors = new Float64Array(rows.length);
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at]!;
    errors[at] = relativeError(toNumber(values[row]!), toNumber(variances[row]!)) ?? Number.NaN;
  }
  return errors;
}

function heapVariance(
  profile: Profile,
  columns: readonly Int64Column[],
  sampleIndex: number,
): Float64Array | null {
  const { sampleTypes, samples, period } = profile;
  const wanted = sampleTypes[sampleIndex]!.type;
  const family = /^(alloc_|inuse_|)(space|objects)$/.exec(wanted);
  if (!family || period <= 0 || profile.periodType?.type !== 'space') return null;
  const objects = columnNamed(profile, columns, `${family[1]}objects`);
  const space = columnNamed(profile, columns, `${family[1]}space`);
  if (!objects || !space) return null;
  const variance = new Float64Array(samples.length);
  for (let i = 0; i < samples.length; i++) {
    const count = Math.abs(toNumber(objects[i]!));
    if (count === 0) continue;
    const size = Math.abs(toNumber(space[i]!)) / count;
    const missedPerKept = 1 / Math.expm1(size / period);
    if (size > 0) variance[i] = count * missedPerKept * (family[2] === 'space' ? size * size : 1);
  }
  return variance;
}

function tickVariance(
  profile: Profile,
  columns: readonly Int64Column[],
  sampleIndex: number,
): Float64Array | null {
  const { sampleTypes, period } = profile;
  const { type, unit } = sampleTypes[sampleIndex]!;
  const perTick = type === 'samples' || unit === 'count' ? 1 : unit === profile.periodType?.unit ? period : 0;
  if (perTick <= 0) return null;
  const column = columns[sampleIndex]!;
  return Float64Array.from(column as Float64Array, (value) => Math.abs(toNumber(value)) * perTick);
}

function columnNamed({ sampleTypes }: Profile, columns: readonly Int64Column[], type: string) {
  const index = sampleTypes.findIndex((candidate) => candidate.type === type);
  return index < 0 ? undefined : columns[index];
}
