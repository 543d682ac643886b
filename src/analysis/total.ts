import { type Int64, type Int64Column, isWide, sumOfMagnitudes } from '../base/int64';
import type { Profile } from '../model/profile';

/**
 * The total that percentages refer to (google/pprof internal/report computeTotal): the sum of magnitudes; where samples
 * carry the label pprof::base=true and have values, theirs alone.
 */
export function totalOf(profile: Profile, column: Int64Column): Int64 {
  const base = diffBaseSamples(profile);
  if (base) {
    const total = sumOfMagnitudes(column, base);
    if (total > 0) return total;
  }
  return sumOfMagnitudes(column);
}

/** What the total of means is divided by: the signed sum of the first value type, over the samples that `totalOf` counts. */
export function divisorOf(profile: Profile, column: Int64Column): Int64 {
  const first = profile.samples.values[0]!;
  const base = diffBaseSamples(profile);
  return base && sumOfMagnitudes(column, base) > 0 ? sumOf(first, base) : sumOf(first);
}

/** Sum of the signed values. */
export function sumOf(column: Int64Column, include?: Uint8Array): Int64 {
  if (isWide(column)) {
    const sum = new BigInt64Array(1);
    for (let i = 0; i < column.length; i++) if (include?.[i] !== 0) sum[0] = sum[0]! + column[i]!;
    return sum[0]!;
  }
  let sum = 0;
  for (let i = 0; i < column.length; i++) if (include?.[i] !== 0) sum += column[i]!;
  return sum;
}

export function hasNegative(column: Int64Column): boolean {
  for (let i = 0; i < column.length; i++) if (column[i]! < 0) return true;
  return false;
}

/** 1 per sample of the base of a comparison; null where no sample is one. */
function diffBaseSamples(profile: Profile): Uint8Array | null {
  const { labels, length } = profile.samples;
  const { strings } = profile;
  let found: Uint8Array | null = null;
  // Per string index: 0 not looked at, 1 another key, 2 the mark.
  const looked = new Uint8Array(strings.length);
  for (let sample = 0; sample < length; sample++) {
    for (let row = labels.start[sample]!; row < labels.start[sample + 1]!; row++) {
      const key = labels.key[row]!;
      if (looked[key] === 0) looked[key] = strings.get(key) === 'pprof::base' ? 2 : 1;
      if (looked[key] !== 2 || strings.get(labels.text[row]!) !== 'true') continue;
      found ??= new Uint8Array(length);
      found[sample] = 1;
    }
  }
  return found;
}
