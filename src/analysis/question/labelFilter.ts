import type { Profile } from '../../model/profile';
import type { Question } from '../../model/question';
import type { NameMatcher } from '../expression';
import { keepLabelRows } from './keepSamples';
import { holdsValue } from './labelRows';
import type { Step } from './step';

/** Takes away labels whose key does not match `show` or matches `hide` (FilterTagsByName of google/pprof profile/filter.go). */
export function filterLabels(profile: Profile, show: NameMatcher | null, hide: NameMatcher | null): Step {
  if (!show && !hide) return { profile, unmatched: [] };
  const { samples, strings } = profile;
  const { labels } = samples;
  // Per string, as a key: 0 not asked yet; 1 judged, 2 shown, 4 hidden.
  const verdicts = new Uint8Array(strings.length);
  const judge = (key: number) => {
    const name = strings.get(key);
    return 1 | (!show || show(name) ? 2 : 0) | (hide?.(name) ? 4 : 0);
  };
  const keep = new Uint8Array(labels.key.length);
  let seen = 0;
  for (let row = 0; row < keep.length; row++) {
    const key = labels.key[row]!;
    if (verdicts[key] === 0) verdicts[key] = judge(key);
    const verdict = verdicts[key]!;
    if (holdsValue(labels, row)) seen |= verdict;
    keep[row] = (verdict & 6) === 2 ? 1 : 0;
  }
  const unmatched: (keyof Question)[] = [];
  if (show && (seen & 2) === 0) unmatched.push('tagShow');
  if (hide && (seen & 4) === 0) unmatched.push('tagHide');
  if (!keep.includes(0)) return { profile, unmatched };
  return { profile: { ...profile, samples: { ...samples, labels: keepLabelRows(labels, keep) } }, unmatched };
}
