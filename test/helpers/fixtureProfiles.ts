import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { readProfileFile } from '../../src/formats/pprof/profileFile';
import type { Profile } from '../../src/model/profile';
import { type Oracle, oracleNameOf } from '../fixtures/oracle';
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
    .filter((name) => /\.(pb\.gz|pprof|txt|prof)$/.test(name))
    .map((name) => ({
      name,
      path: join(fixtureFolder, name),
      oracle: JSON.parse(readFileSync(join(fixtureFolder, oracleNameOf(name)), 'utf8')) as Oracle,
    }));
}

export function acceptedFixtures(): Fixture[] {
  return fixtures().filter(({ oracle }) => oracle.rejected === undefined);
}

export function fixtureBytes(name: string): Uint8Array {
  const file = readFileSync(join(fixtureFolder, name));
  return Uint8Array.from(file[0] === 0x1f ? gunzipSync(file) : file);
}

/** As Go sees it: the text forms without the names in their comments. */
export function fixtureProfile(name: string): Profile {
  return readProfileFile(fixtureBytes(name), name, 'none').value;
}
