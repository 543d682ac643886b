import { keepLines } from '../../model/keepLines';
import type { Profile } from '../../model/profile';

/** Leaves of each location only its last line: the function whose machine code it is. */
export function keepOutermostLines(profile: Profile): Profile {
  const { locations } = profile;
  const keep = new Uint8Array(locations.lineFunction.length);
  let kept = 0;
  for (let location = 0; location < locations.length; location++) {
    const end = locations.lineStart[location + 1]!;
    if (end === locations.lineStart[location]!) continue;
    keep[end - 1] = 1;
    kept++;
  }
  return kept === keep.length ? profile : { ...profile, locations: keepLines(locations, keep) };
}
