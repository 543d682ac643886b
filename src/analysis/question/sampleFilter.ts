import type { Profile } from '../../model/profile';
import type { Question } from '../../model/question';
import type { NameMatcher } from '../expression';
import { keepSamples } from './keepSamples';
import { locationMatches, matchPlaces } from './placeMatch';
import type { Step } from './step';

const FOCUSED = 1;
const IGNORED = 2;

/**
 * Keeps samples with a location that matches `focus` and none that matches `ignore` (FilterSamplesByName of google/pprof
 * profile/filter.go). A location that is ignored is never focused, and a sample without a stack has nothing to match.
 */
export function filterSamples(
  profile: Profile,
  focus: NameMatcher | null,
  ignore: NameMatcher | null,
  folded: boolean,
): Step {
  if (!focus && !ignore) return { profile, unmatched: [] };
  const { stacks, samples } = profile;
  const verdict = judgeLocations(profile, focus, ignore, folded);
  const passed = new Uint8Array(stacks.length);
  for (let stack = 0; stack < stacks.length; stack++) {
    const caller = stacks.parent[stack]!;
    passed[stack] = verdict[stacks.location[stack]!]! | (caller < 0 ? 0 : passed[caller]!);
  }
  const keep = new Uint8Array(samples.length);
  for (let sample = 0; sample < samples.length; sample++) {
    const stack = samples.stack[sample]!;
    if (stack >= 0 && passed[stack] === FOCUSED) keep[sample] = 1;
  }
  const unmatched: (keyof Question)[] = [];
  if (focus && !verdict.includes(FOCUSED)) unmatched.push('focus');
  if (ignore && !verdict.includes(IGNORED)) unmatched.push('ignore');
  return { profile: keepSamples(profile, keep), unmatched };
}

function judgeLocations(
  profile: Profile,
  focus: NameMatcher | null,
  ignore: NameMatcher | null,
  folded: boolean,
): Uint8Array {
  const { locations } = profile;
  const focused = focus && matchPlaces(profile, focus, folded);
  const ignored = ignore && matchPlaces(profile, ignore, folded);
  const verdict = new Uint8Array(locations.length);
  for (let location = 0; location < locations.length; location++) {
    if (ignored && locationMatches(locations, ignored, location)) verdict[location] = IGNORED;
    else if (!focused || locationMatches(locations, focused, location)) verdict[location] = FOCUSED;
  }
  return verdict;
}
