import { message } from '../base/message';
import type { Engine, EvidenceHandle, ProfileEvidence } from '../engine/engine';
import { UsageError } from './command';
import type { Options } from './options';
import { readInput } from './readInput';

/** Opens a file, or several as one merged profile. */
export async function openProfiles(
  engine: Engine,
  files: readonly string[],
  options: Pick<Options, 'symbolize'>,
): Promise<ProfileEvidence> {
  const opened: ProfileEvidence[] = [];
  for (const file of files) opened.push(await openProfile(engine, file, options));
  if (opened.length === 1) return opened[0]!;
  const merged = await engine.derive({
    kind: 'merge',
    of: opened.map(({ handle }): EvidenceHandle => handle),
  });
  for (const { handle } of opened) await engine.close(handle);
  return merged;
}

export async function openProfile(
  engine: Engine,
  file: string,
  { symbolize }: Pick<Options, 'symbolize'>,
): Promise<ProfileEvidence> {
  const { bytes, name } = await readInput(file);
  const evidence = await engine.openProfiles(bytes, { name, symbolize });
  return evidence.length === 1 ? evidence[0]! : lastDump(engine, evidence);
}

/** Of several dumps in a file the last, as `goroutines` does; that there are others is a problem to tell. */
async function lastDump(engine: Engine, evidence: readonly ProfileEvidence[]): Promise<ProfileEvidence> {
  const dumps = evidence.filter(({ goroutines }) => goroutines !== null);
  const shown = dumps.at(-1) ?? evidence[0]!;
  for (const { handle } of evidence) if (handle !== shown.handle) await engine.close(handle);
  const several = {
    at: `line ${shown.goroutines?.line ?? 1}`,
    message: message('cli.severalDumps', 'The file holds {count} goroutine dumps; this is the last.', {
      count: dumps.length,
    }),
  };
  return { ...shown, problems: [several, ...shown.problems] };
}

/** By name or position; as in pprof, `inuse_space` also asks for a type called `space`. */
export function sampleIndexOf({ facts }: ProfileEvidence, wanted: string | undefined): number {
  if (wanted === undefined) return facts.sampleIndex;
  const names = facts.sampleTypes.map(({ type }) => type);
  const candidates = [
    names.indexOf(wanted),
    names.indexOf(wanted.replace(/^inuse_/, '')),
    positionOf(wanted, names.length),
  ];
  const found = candidates.find((index) => index >= 0);
  if (found === undefined)
    throw new UsageError(`no value type "${wanted}"; this profile has ${names.join(', ')}`);
  return found;
}

function positionOf(word: string, length: number): number {
  return /^\d+$/.test(word) && Number(word) < length ? Number(word) : -1;
}
