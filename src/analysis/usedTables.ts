import type { Profile } from '../model/profile';

/** 1 for each row that the kept samples need: their stacks, what these stand for, and the binaries it lies in. */
export interface UsedTables {
  readonly stacks: Uint8Array;
  readonly locations: Uint8Array;
  readonly functions: Uint8Array;
  readonly mappings: Uint8Array;
}

/** `isKept` has a 1 for each sample that stays. */
export function usedTables(profile: Profile, isKept: Uint8Array): UsedTables {
  const { locations } = profile;
  const stacks = usedStacks(profile, isKept);
  const used = {
    stacks,
    locations: new Uint8Array(locations.length),
    functions: new Uint8Array(profile.functions.length),
    mappings: new Uint8Array(profile.mappings.length),
  };
  for (let stack = 0; stack < stacks.length; stack++) {
    if (stacks[stack] === 1) used.locations[profile.stacks.location[stack]!] = 1;
  }
  for (let location = 0; location < locations.length; location++) {
    if (used.locations[location] === 0) continue;
    const mapping = locations.mapping[location]!;
    if (mapping >= 0) used.mappings[mapping] = 1;
    for (let row = locations.lineStart[location]!; row < locations.lineStart[location + 1]!; row++) {
      const fn = locations.lineFunction[row]!;
      if (fn >= 0) used.functions[fn] = 1;
    }
  }
  return used;
}

function usedStacks({ samples, stacks }: Profile, isKept: Uint8Array): Uint8Array {
  const used = new Uint8Array(stacks.length);
  for (let sample = 0; sample < samples.length; sample++) {
    const stack = samples.stack[sample]!;
    if (isKept[sample] === 1 && stack >= 0) used[stack] = 1;
  }
  for (let stack = stacks.length - 1; stack >= 0; stack--) {
    const above = stacks.parent[stack]!;
    if (used[stack] === 1 && above >= 0) used[above] = 1;
  }
  return used;
}
