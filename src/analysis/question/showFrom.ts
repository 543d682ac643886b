import { keepLines } from '../../model/keepLines';
import type { Profile } from '../../model/profile';
import type { NameMatcher } from '../expression';
import { keepSamplesWithStack } from './keepSamples';
import { lineMatches, mappingMatches, matchPlaces } from './placeMatch';
import { startStacksAt } from './stackRewrite';
import type { Step } from './step';

/**
 * Starts stacks at their outermost frame that matches; samples without one go (ShowFrom of google/pprof profile/filter.go).
 * A match inside inlined lines takes the lines that called it from that location everywhere, whatever stands around it.
 */
export function showFrom(profile: Profile, matches: NameMatcher | null, folded: boolean): Step {
  if (!matches) return { profile, unmatched: [] };
  const { locations } = profile;
  const match = matchPlaces(profile, matches, folded);
  const first = new Uint8Array(locations.length);
  const keep = new Uint8Array(locations.lineFunction.length).fill(1);
  for (let location = 0; location < locations.length; location++) {
    if (mappingMatches(locations, match, location)) {
      first[location] = 1;
      continue;
    }
    const start = locations.lineStart[location]!;
    const end = locations.lineStart[location + 1]!;
    let row = end - 1;
    while (row >= start && !lineMatches(locations, match, row)) row--;
    if (row < start) continue;
    first[location] = 1;
    keep.fill(0, row + 1, end);
  }
  const trimmed = { ...profile, locations: keepLines(locations, keep) };
  return {
    profile: keepSamplesWithStack(startStacksAt(trimmed, first)),
    unmatched: first.includes(1) ? [] : ['showFrom'],
  };
}
