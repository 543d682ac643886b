import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { decodePprof } from '../../src/formats/pprof/decode';
import type { Profile } from '../../src/model/profile';
import type { Oracle } from '../fixtures/oracle';
import { repositoryRoot } from './repository';

export const fixtureFolder = join(repositoryRoot, 'test', 'fixtures', 'profiles');

/** The committed profiles with what Go says about each. */
export interface Fixture {
  readonly name: string;
  readonly path: string;
  readonly oracle: Oracle;
}

export function fixtures(): Fixture[] {
  return readdirSync(fixtureFolder)
    .filter((name) => /\.(pb\.gz|pprof)$/.test(name))
    .map((name) => ({
      name,
      path: join(fixtureFolder, name),
      oracle: JSON.parse(
        readFileSync(join(fixtureFolder, name.replace(/\.(pb\.gz|pprof)$/, '.top.json')), 'utf8'),
      ) as Oracle,
    }));
}

export function acceptedFixtures(): Fixture[] {
  return fixtures().filter(({ oracle }) => oracle.rejected === undefined);
}

export function fixtureBytes(name: string): Uint8Array {
  const file = readFileSync(join(fixtureFolder, name));
  return Uint8Array.from(file[0] === 0x1f ? gunzipSync(file) : file);
}

export function fixtureProfile(name: string): Profile {
  return decodePprof(fixtureBytes(name), name).value;
}
