import type { LocationTable, Profile } from '../../model/profile';

/** Without stacks that no sample has and locations that no stack has: they would be nodes and frames of nothing. */
export function compact(profile: Profile): Profile {
  return dropUnusedLocations(dropUnusedStacks(profile));
}

function dropUnusedStacks(profile: Profile): Profile {
  const { samples, stacks } = profile;
  const used = new Uint8Array(stacks.length);
  for (let sample = 0; sample < samples.length; sample++) {
    const stack = samples.stack[sample]!;
    if (stack >= 0) used[stack] = 1;
  }
  for (let stack = stacks.length - 1; stack >= 0; stack--) {
    const caller = stacks.parent[stack]!;
    if (used[stack] === 1 && caller >= 0) used[caller] = 1;
  }
  const { became, length } = numberAnew(used);
  if (length === stacks.length) return profile;
  const parent = new Int32Array(length);
  const location = new Uint32Array(length);
  for (let stack = 0; stack < stacks.length; stack++) {
    const now = became[stack]!;
    if (now < 0) continue;
    const caller = stacks.parent[stack]!;
    parent[now] = caller < 0 ? -1 : became[caller]!;
    location[now] = stacks.location[stack]!;
  }
  const stack = new Int32Array(samples.length);
  for (let sample = 0; sample < samples.length; sample++) {
    const old = samples.stack[sample]!;
    stack[sample] = old < 0 ? -1 : became[old]!;
  }
  return { ...profile, stacks: { length, parent, location }, samples: { ...samples, stack } };
}

function dropUnusedLocations(profile: Profile): Profile {
  const { locations, stacks } = profile;
  const used = new Uint8Array(locations.length);
  for (let stack = 0; stack < stacks.length; stack++) used[stacks.location[stack]!] = 1;
  const { became, length } = numberAnew(used);
  if (length === locations.length) return profile;
  const location = stacks.location.map((old) => became[old]!);
  return { ...profile, locations: pickLocations(locations, used), stacks: { ...stacks, location } };
}

function pickLocations(locations: LocationTable, used: Uint8Array): LocationTable {
  const rows: number[] = [];
  const lineRows: number[] = [];
  const lineStart = [0];
  for (let location = 0; location < locations.length; location++) {
    if (used[location] === 0) continue;
    rows.push(location);
    for (let row = locations.lineStart[location]!; row < locations.lineStart[location + 1]!; row++) {
      lineRows.push(row);
    }
    lineStart.push(lineRows.length);
  }
  return {
    length: rows.length,
    address: BigUint64Array.from(rows, (row) => locations.address[row]!),
    mapping: Int32Array.from(rows, (row) => locations.mapping[row]!),
    lineStart: Uint32Array.from(lineStart),
    lineFunction: Int32Array.from(lineRows, (row) => locations.lineFunction[row]!),
    lineNumber: Float64Array.from(lineRows, (row) => locations.lineNumber[row]!),
  };
}

/** New positions of the rows in use, in their order; -1 for the others. */
function numberAnew(used: Uint8Array): { became: Int32Array; length: number } {
  const became = new Int32Array(used.length);
  let length = 0;
  for (let row = 0; row < used.length; row++) became[row] = used[row] === 1 ? length++ : -1;
  return { became, length };
}
