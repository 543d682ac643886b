import { parseCaptureName } from '../../capture/captureName';
import { dumpOfUri } from '../profileSource/derivedUri';

/**
 * Dates of files stand in where no dump says its time, as long as they agree with the order of the dumps: after a checkout or an
 * unpacking they mean nothing. Milliseconds since 1970.
 */
export function timesOf(
  stated: readonly (number | null)[],
  files: readonly { readonly mtime: number }[] | null,
): readonly (number | null)[] {
  if (files?.length !== stated.length || stated.some((time) => time !== null)) return stated;
  const dates = files.map(({ mtime }) => mtime);
  const isOrdered = dates.every((date, at) => at === 0 || date > dates[at - 1]!);
  return isOrdered ? dates : stated;
}

/**
 * Dumps of one file as they stand in it, others by the times in captures' names; where one has another name, what was chosen is the
 * earliest: dates of files tell when they were copied or unpacked.
 */
export function oldestFirst(chosen: string, own: readonly string[]): readonly string[] {
  const uris = [chosen, ...own];
  const parts = uris.map(dumpOfUri);
  const isOneFile = parts.every(({ file, piece }) => file === parts[0]!.file && piece !== null);
  const ranks = parts.map(({ file, piece }) => (isOneFile ? piece : captureTime(file)));
  if (ranks.includes(null)) return uris;
  return uris
    .map((uri, at) => ({ uri, rank: ranks[at]! }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ uri }) => uri);
}

function captureTime(file: string): number | null {
  return parseCaptureName(decodeURIComponent(file.slice(file.lastIndexOf('/') + 1)))?.timeMs ?? null;
}
