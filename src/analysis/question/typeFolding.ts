import { foldTypeArguments } from '../../model/goName';
import type { Profile } from '../../model/profile';
import { MoreStrings } from './moreStrings';

/** Calls all instances of a generic function by one name, `Map[...]`: they are one frame wherever names tell frames apart. */
export function foldTypes(profile: Profile): Profile {
  const { functions } = profile;
  const strings = new MoreStrings(profile.strings);
  const name = functions.name.slice();
  let changed = 0;
  for (let fn = 0; fn < functions.length; fn++) {
    const recorded = strings.get(name[fn]!);
    const folded = foldTypeArguments(recorded);
    if (folded === recorded) continue;
    name[fn] = strings.add(folded);
    changed++;
  }
  return changed === 0 ? profile : { ...profile, functions: { ...functions, name }, strings };
}
