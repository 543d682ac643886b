import type { Int64 } from '../../../base/int64';
import { truncateToInt64 } from './goNumbers';

/**
 * An estimate of all objects and bytes, of which these were sampled: an object of size s is sampled with the probability
 * 1 - exp(-s / rate). A rate of 0 or 1 says that every object was (google/pprof profile/legacy_profile.go scaleHeapSample).
 */
export function unsample(objects: Int64, bytes: Int64, rate: Int64): [objects: Int64, bytes: Int64] {
  const [count, size, every] = [Number(objects), Number(bytes), Number(rate)];
  if (count === 0 || size === 0) return [0, 0];
  if (every <= 1) return [objects, bytes];
  const scale = 1 / (1 - Math.exp(-(size / count) / every));
  return [truncateToInt64(count * scale), truncateToInt64(size * scale)];
}
