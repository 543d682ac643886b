import { foldTypeArguments } from '../../model/goName';
import { keepLines } from '../../model/keepLines';
import type { Profile } from '../../model/profile';
import { simplifyFunctionName } from '../../model/simpleName';
import type { NameMatcher } from '../expression';
import { withStacks } from './stackRewrite';
import type { Step } from './step';

/**
 * Ends stacks at their innermost frame that matches (PruneFrom of google/pprof profile/prune.go). Only names of functions
 * count, and only their simple form. A match inside inlined lines trims that location everywhere.
 */
export function pruneFrom(profile: Profile, matches: NameMatcher | null, folded: boolean): Step {
  if (!matches) return { profile, unmatched: [] };
  const { locations, stacks } = profile;
  const isMatch = matchSimpleNames(profile, matches, folded);
  const last = new Uint8Array(locations.length);
  const keep = new Uint8Array(locations.lineFunction.length).fill(1);
  for (let location = 0; location < locations.length; location++) {
    const start = locations.lineStart[location]!;
    const end = locations.lineStart[location + 1]!;
    let row = start;
    while (row < end && isMatch[locations.lineFunction[row]!] !== 1) row++;
    if (row === end) continue;
    last[location] = 1;
    keep.fill(0, start, row);
  }
  if (!last.includes(1)) return { profile, unmatched: ['pruneFrom'] };
  // The innermost match at or above each stack: -1 for none.
  const end = new Int32Array(stacks.length);
  for (let stack = 0; stack < stacks.length; stack++) {
    const caller = stacks.parent[stack]!;
    end[stack] = last[stacks.location[stack]!] === 1 ? stack : caller < 0 ? -1 : end[caller]!;
  }
  const trimmed = { ...profile, locations: keepLines(locations, keep) };
  return {
    profile: withStacks(trimmed, stacks, (stack) => (end[stack]! < 0 ? stack : end[stack]!)),
    unmatched: [],
  };
}

function matchSimpleNames(profile: Profile, matches: NameMatcher, folded: boolean): Uint8Array {
  const { functions, strings } = profile;
  const isMatch = new Uint8Array(functions.length);
  for (let fn = 0; fn < functions.length; fn++) {
    const name = strings.get(functions.name[fn]!);
    if (name === '') continue;
    const isFoldedMatch = () => folded && matches(simplifyFunctionName(foldTypeArguments(name)));
    if (matches(simplifyFunctionName(name)) || isFoldedMatch()) isMatch[fn] = 1;
  }
  return isMatch;
}
