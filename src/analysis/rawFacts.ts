import type { Profile } from '../model/profile';
import type { RawFacts, RawMapping } from '../model/rawFacts';

/** Facts of a profile that no table shows, for people who doubt a file. */
export function computeRawFacts(profile: Profile, inflatedBytes: number): RawFacts {
  const { samples, stacks, locations, functions, strings, recorded } = profile;
  let withoutLines = 0;
  for (let location = 0; location < locations.length; location++) {
    if (locations.lineStart[location] === locations.lineStart[location + 1]) withoutLines++;
  }
  return {
    mappings: mappingsOf(profile),
    comments: profile.comments,
    docUrl: profile.docUrl,
    dropFrames: recorded?.dropFrames ?? '',
    keepFrames: recorded?.keepFrames ?? '',
    defaultSampleType: recorded?.defaultSampleType ?? '',
    counts: {
      samples: samples.length,
      stacks: countStacks(profile),
      locations: locations.length,
      locationsWithoutLines: withoutLines,
      functions: functions.length,
      inlinedLines: locations.lineFunction.length - (locations.length - withoutLines),
      labels: samples.labels.key.length,
      strings: strings.length,
    },
    deepestStack: deepest(stacks.parent, stacks.location, locations.lineStart),
    inflatedBytes,
  };
}

function mappingsOf({ mappings, locations, strings }: Profile): RawMapping[] {
  const used = new Uint32Array(mappings.length);
  for (const mapping of locations.mapping) if (mapping >= 0) used[mapping] = used[mapping]! + 1;
  return Array.from(used, (count, row) => ({
    start: hex(mappings.start[row]!),
    limit: hex(mappings.limit[row]!),
    offset: hex(mappings.offset[row]!),
    file: strings.get(mappings.file[row]!),
    buildId: strings.get(mappings.buildId[row]!),
    locations: count,
  }));
}

/** Different stacks that samples have: the table has their beginnings too. */
function countStacks({ samples, stacks }: Profile): number {
  const isUsed = new Uint8Array(stacks.length);
  let used = 0;
  for (const stack of samples.stack) {
    if (stack < 0 || isUsed[stack] === 1) continue;
    isUsed[stack] = 1;
    used++;
  }
  return used;
}

/** In frames, inlined ones included. */
function deepest(parent: Int32Array, location: Uint32Array, lineStart: Uint32Array): number {
  const depth = new Uint32Array(parent.length);
  let most = 0;
  for (let stack = 0; stack < parent.length; stack++) {
    const at = location[stack]!;
    const above = parent[stack]! < 0 ? 0 : depth[parent[stack]!]!;
    depth[stack] = above + Math.max(1, lineStart[at + 1]! - lineStart[at]!);
    most = Math.max(most, depth[stack]!);
  }
  return most;
}

function hex(value: bigint): string {
  return `0x${value.toString(16)}`;
}
