import { parseCaptureName } from '../../capture/captureName';

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
 * Files by the times in captures' names; where one has another name, what was chosen is the earliest: dates of files tell when they
 * were copied or unpacked.
 */
export function oldestFirst(chosen: string, own: readonly string[]): readonly string[] {
  const uris = [chosen, ...own];
  const times = uris.map((uri) => parseCaptureName(decodeURIComponent(uri.slice(uri.lastIndexOf('/') + 1))));
  if (times.includes(null)) return uris;
  return uris
    .map((uri, at) => ({ uri, timeMs: times[at]!.timeMs }))
    .sort((a, b) => a.timeMs - b.timeMs)
    .map(({ uri }) => uri);
}
