import { foldTypeArguments } from '../../model/goName';
import type { LocationTable, Profile } from '../../model/profile';
import type { NameMatcher } from '../expression';
import { binaryPath } from '../frames';

/** 1 where an expression matches: a function by its name or file, a mapping by its file. */
export interface PlaceMatch {
  readonly functions: Uint8Array;
  readonly mappings: Uint8Array;
}

/**
 * pprof gives a profile without mappings one without a file (google/pprof internal/driver/fetch.go): what matches '' then matches
 * every location, also those without lines.
 */
export function withSomeMapping(profile: Profile): Profile {
  if (profile.mappings.length > 0) return profile;
  const nowhere = new BigUint64Array(1);
  const noText = new Uint32Array(1);
  return {
    ...profile,
    mappings: { length: 1, start: nowhere, limit: nowhere, offset: nowhere, file: noText, buildId: noText },
    locations: { ...profile.locations, mapping: new Int32Array(profile.locations.length) },
  };
}

/** With `folded`, functions also match by their name with folded type arguments: people ask for what they see. */
export function matchPlaces(profile: Profile, matches: NameMatcher, folded: boolean): PlaceMatch {
  const { functions, mappings, strings } = profile;
  // Files are named by thousands of functions. Per string: 0 not asked yet, 1 no, 2 yes.
  const verdicts = new Uint8Array(strings.length);
  const isMatch = (index: number) => {
    if (verdicts[index] === 0) verdicts[index] = matches(strings.get(index)) ? 2 : 1;
    return verdicts[index] === 2;
  };
  const isFoldedMatch = (index: number) => {
    const name = strings.get(index);
    const short = foldTypeArguments(name);
    return short !== name && matches(short);
  };
  const result = {
    functions: new Uint8Array(functions.length),
    mappings: new Uint8Array(mappings.length),
  };
  for (let fn = 0; fn < functions.length; fn++) {
    const name = functions.name[fn]!;
    if (isMatch(name) || isMatch(functions.file[fn]!) || (folded && isFoldedMatch(name))) {
      result.functions[fn] = 1;
    }
  }
  for (let mapping = 0; mapping < mappings.length; mapping++) {
    if (matches(binaryPath(profile, mapping))) result.mappings[mapping] = 1;
  }
  return result;
}

/** Whether the location's binary or one of its lines matches. */
export function locationMatches(locations: LocationTable, match: PlaceMatch, location: number): boolean {
  if (mappingMatches(locations, match, location)) return true;
  for (let row = locations.lineStart[location]!; row < locations.lineStart[location + 1]!; row++) {
    if (lineMatches(locations, match, row)) return true;
  }
  return false;
}

export function mappingMatches(locations: LocationTable, match: PlaceMatch, location: number): boolean {
  const mapping = locations.mapping[location]!;
  return mapping >= 0 && match.mappings[mapping] === 1;
}

export function lineMatches(locations: LocationTable, match: PlaceMatch, row: number): boolean {
  const fn = locations.lineFunction[row]!;
  return fn >= 0 && match.functions[fn] === 1;
}
