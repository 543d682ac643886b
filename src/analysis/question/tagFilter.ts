import type { Profile } from '../../model/profile';
import type { Question } from '../../model/question';
import { keepSamples } from './keepSamples';
import type { Step } from './step';
import type { TagTest } from './tagTest';

/** Keeps samples whose labels pass `focus` and not `ignore` (FilterSamplesByTag of google/pprof profile/filter.go). */
export function filterSamplesByTag(profile: Profile, focus: TagTest | null, ignore: TagTest | null): Step {
  if (!focus && !ignore) return { profile, unmatched: [] };
  const { labels, length } = profile.samples;
  const keep = new Uint8Array(length);
  let focusFound = false;
  let ignoreFound = false;
  for (let sample = 0; sample < length; sample++) {
    const isFocused = !focus || focus.test(labels, sample);
    const isIgnored = ignore?.test(labels, sample) === true;
    focusFound ||= isFocused;
    ignoreFound ||= isIgnored;
    if (isFocused && !isIgnored) keep[sample] = 1;
  }
  const unmatched: (keyof Question)[] = [];
  if (focus && !focusFound) unmatched.push('tagFocus');
  if (ignore && !ignoreFound) unmatched.push('tagIgnore');
  return { profile: keepSamples(profile, keep), unmatched };
}
