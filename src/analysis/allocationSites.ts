import { isStandardLibrary } from '../base/standardLibrary';
import { packageNameOf } from '../model/goName';
import type { Profile } from '../model/profile';
import { functionFacts } from './frames';

/** A source line that allocates. */
export interface AllocationSite {
  readonly name: string;
  readonly file: string;
  readonly line: number;
}

/** Sites by number, the same for every profile that was numbered with it. */
export class AllocationSites {
  readonly sites: AllocationSite[] = [];
  readonly #numbers = new Map<string, number>();

  /**
   * The site of each stack of `profile`: its innermost line outside the standard library, since a person looks for the
   * line that asked `bytes` or `encoding/json` to allocate; the leaf where all of it is the standard library's.
   */
  ofStacks(profile: Profile): Int32Array {
    const { stacks, locations } = profile;
    const own = new Int32Array(locations.length);
    const leaf = new Int32Array(locations.length).fill(-1);
    for (let location = 0; location < locations.length; location++)
      own[location] = this.#ownSite(profile, location);
    const site = new Int32Array(stacks.length);
    // -1 while no line outside the standard library was met; its leaf stands in at the end.
    for (let stack = 0; stack < stacks.length; stack++) {
      const location = stacks.location[stack]!;
      const above = stacks.parent[stack]!;
      site[stack] = own[location]! >= 0 ? own[location]! : above < 0 ? -1 : site[above]!;
    }
    for (let stack = 0; stack < stacks.length; stack++) {
      if (site[stack]! >= 0) continue;
      const location = stacks.location[stack]!;
      if (leaf[location]! < 0) leaf[location] = this.#leafSite(profile, location);
      // A child of this stack asked it already: its own site is its leaf, too.
      site[stack] = leaf[location]!;
    }
    return site;
  }

  #ownSite(profile: Profile, location: number): number {
    const { locations } = profile;
    for (let row = locations.lineStart[location]!; row < locations.lineStart[location + 1]!; row++) {
      const { name } = functionFacts(profile, locations.lineFunction[row]!);
      if (name !== '' && !isStandardLibrary(packageNameOf(name))) return this.#lineSite(profile, row);
    }
    return -1;
  }

  #leafSite(profile: Profile, location: number): number {
    const row = profile.locations.lineStart[location]!;
    if (row < profile.locations.lineStart[location + 1]!) return this.#lineSite(profile, row);
    return this.#number({ name: '<unknown>', file: '', line: 0 });
  }

  #lineSite(profile: Profile, row: number): number {
    const { name, file } = functionFacts(profile, profile.locations.lineFunction[row]!);
    return this.#number({ name, file, line: profile.locations.lineNumber[row]! });
  }

  #number(site: AllocationSite): number {
    const key = `${site.name}\0${site.file}\0${site.line}`;
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    this.#numbers.set(key, this.sites.length);
    return this.sites.push(site) - 1;
  }
}
