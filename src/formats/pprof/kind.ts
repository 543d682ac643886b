import type { Profile, ProfileKind } from '../../model/profile';

/** What a profile measures, by its value types; the file name decides only between block and mutex, after the stacks. */
export function kindOfProfile(profile: Omit<Profile, 'kind'>, fileName: string): ProfileKind {
  const types = new Set(profile.sampleTypes.map(({ type }) => type));
  if (
    types.has('inuse_space') ||
    types.has('alloc_space') ||
    types.has('inuse_objects') ||
    types.has('space')
  ) {
    return 'heap';
  }
  if (types.has('cpu') || profile.periodType?.type === 'cpu') return 'cpu';
  if (types.has('goroutine') || types.has('goroutineleak')) return 'goroutine';
  if (types.has('threadcreate') || types.has('thread')) return 'threadcreate';
  if (types.has('contentions') || types.has('delay')) return contentionKind(profile, fileName);
  return 'other';
}

/** How many samples tell a mutex profile from a block profile. */
const probes = 256;

/**
 * Go writes both kinds of contention with the same types (runtime/pprof writeBlock, writeMutex). A mutex sample is taken
 * where the lock is given back, a block sample where somebody waits.
 */
function contentionKind(profile: Omit<Profile, 'kind'>, fileName: string): ProfileKind {
  const { samples, stacks } = profile;
  let unlocks = 0;
  let waits = 0;
  for (let sample = 0; sample < Math.min(probes, samples.length); sample++) {
    const leaf = samples.stack[sample]!;
    if (leaf < 0) continue;
    const name = leafName(profile, stacks.location[leaf]!);
    if (/[uU]nlock/.test(name)) unlocks++;
    else if (name !== '') waits++;
  }
  if (unlocks !== waits) return unlocks > waits ? 'mutex' : 'block';
  return /mutex/i.test(fileName) ? 'mutex' : 'block';
}

function leafName(profile: Omit<Profile, 'kind'>, location: number): string {
  const line = profile.locations.lineStart[location]!;
  if (line === profile.locations.lineStart[location + 1]) return '';
  return profile.strings.get(profile.functions.name[profile.locations.lineFunction[line]!]!);
}
