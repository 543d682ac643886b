import { toNumber } from '../base/int64';
import type { HeapShape } from '../model/memoryReport';
import type { Profile } from '../model/profile';
import { AllocationSites } from './allocationSites';

/** Larger objects have a span of their own (runtime: maxSmallSize). */
const largestSmallObject = 32 * 1024;
const mostSites = 10;

/**
 * How large the objects of a heap profile are. Go has a record for each stack and size, so the average of a record is the size of
 * its objects. null where it is no heap profile with objects in use, and for a difference of two.
 */
export function computeHeapShape(profile: Profile): HeapShape | null {
  const { sampleTypes, samples } = profile;
  const bytesAt = sampleTypes.findIndex(({ type }) => type === 'inuse_space');
  const objectsAt = sampleTypes.findIndex(({ type }) => type === 'inuse_objects');
  if (bytesAt < 0 || objectsAt < 0 || samples.compared !== null) return null;
  const bytes = samples.values[bytesAt]!;
  const objects = samples.values[objectsAt]!;
  const numbers = new AllocationSites();
  const siteOf = numbers.ofStacks(profile);
  const large = new Float64Array(numbers.sites.length);
  let inuseBytes = 0;
  let inuseObjects = 0;
  let largeBytes = 0;
  for (let row = 0; row < samples.length; row++) {
    const size = toNumber(bytes[row]!);
    const count = toNumber(objects[row]!);
    inuseBytes += size;
    inuseObjects += count;
    if (!(count > 0 && size > count * largestSmallObject)) continue;
    largeBytes += size;
    const stack = samples.stack[row]!;
    if (stack >= 0) large[siteOf[stack]!]! += size;
  }
  return { inuseBytes, inuseObjects, largeBytes, largeSites: largestSites(numbers, large) };
}

function largestSites({ sites }: AllocationSites, bytes: Float64Array): HeapShape['largeSites'] {
  return sites
    .map(({ name, file, line }, site) => ({ name, file, line, bytes: bytes[site]! }))
    .filter((site) => site.bytes > 0)
    .sort((a, b) => b.bytes - a.bytes)
    .slice(0, mostSites);
}
