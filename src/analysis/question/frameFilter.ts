import { keepLines } from '../../model/keepLines';
import type { Profile } from '../../model/profile';
import type { Question } from '../../model/question';
import type { NameMatcher } from '../expression';
import { keepSamplesWithStack } from './keepSamples';
import { lineMatches, mappingMatches, matchPlaces, type PlaceMatch } from './placeMatch';
import { dropLocations } from './stackRewrite';
import type { Step } from './step';

/**
 * Takes frames that match `hide`, and those that do not match `show`, out of all stacks; a sample without any frame left goes
 * (FilterSamplesByName of google/pprof profile/filter.go). A binary that matches stands for all frames of a location.
 */
export function filterFrames(
  profile: Profile,
  hide: NameMatcher | null,
  show: NameMatcher | null,
  folded: boolean,
): Step {
  if (!hide && !show) return { profile, unmatched: [] };
  const { locations } = profile;
  const keep = new Uint8Array(locations.lineFunction.length).fill(1);
  const hidden = new Uint8Array(locations.length);
  const unmatched: (keyof Question)[] = [];
  if (hide && !hideFrames(profile, matchPlaces(profile, hide, folded), keep, hidden)) unmatched.push('hide');
  if (show && !showFrames(profile, matchPlaces(profile, show, folded), keep, hidden)) unmatched.push('show');
  const trimmed = { ...profile, locations: keepLines(locations, keep) };
  return { profile: keepSamplesWithStack(dropLocations(trimmed, hidden)), unmatched };
}

function hideFrames(
  { locations }: Profile,
  match: PlaceMatch,
  keep: Uint8Array,
  hidden: Uint8Array,
): boolean {
  let found = false;
  for (let location = 0; location < locations.length; location++) {
    const whole = mappingMatches(locations, match, location);
    let matches = whole;
    let left = 0;
    for (let row = locations.lineStart[location]!; row < locations.lineStart[location + 1]!; row++) {
      if (!whole && !lineMatches(locations, match, row)) {
        left++;
        continue;
      }
      keep[row] = 0;
      matches = true;
    }
    if (!matches) continue;
    found = true;
    if (left === 0) hidden[location] = 1;
  }
  return found;
}

/** A location without lines shows nothing, even where its binary matches. */
function showFrames(
  { locations }: Profile,
  match: PlaceMatch,
  keep: Uint8Array,
  hidden: Uint8Array,
): boolean {
  let found = false;
  for (let location = 0; location < locations.length; location++) {
    const whole = mappingMatches(locations, match, location);
    let left = 0;
    for (let row = locations.lineStart[location]!; row < locations.lineStart[location + 1]!; row++) {
      if (!whole && locations.lineFunction[row]! >= 0 && !lineMatches(locations, match, row)) keep[row] = 0;
      left += keep[row]!;
    }
    if (left === 0) hidden[location] = 1;
    else found = true;
  }
  return found;
}
