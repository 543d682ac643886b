import { baseNameOf } from '../base/baseNameOf';
import { isAbsolutePath, joinLocal, segmentsBelow, toSlashes } from './localPath';
import { areSafeSegments } from './recordedPath';
import type { SourcePlaces, TaughtMapping } from './sourcePlaces';

/**
 * Where the user's mappings put a recorded path, longest prefix first. Prefixes end at a separator, `/` and `\` are the same,
 * and case does not matter for Windows paths.
 */
export function mappedPaths(recorded: string, places: SourcePlaces): string[] {
  const isWindowsPath = /\\|^[A-Za-z]:\//.test(recorded);
  const entries = Object.entries(places.pathMappings)
    .filter(([prefix]) => prefix.trim() !== '')
    .sort(([a], [b]) => b.length - a.length);
  return entries.flatMap(([prefix, local]) => {
    const below = segmentsBelow(prefix.replaceAll('\\', '/'), recorded.replaceAll('\\', '/'), isWindowsPath);
    if (below === null || (below.length > 0 && !areSafeSegments(below, places.isWindows))) {
      return [];
    }
    return expandFolder(local, places).map((folder) => joinLocal(folder, below, places.isWindows));
  });
}

/**
 * The shortest mapping that leads from a recorded path to the file that the user chose for it, and with it to all files that
 * share the folders in which the two differ. Inside a workspace folder it is written with `${workspaceFolder}`, so that it can
 * be shared.
 *
 *     /builds/ci/app/store/cache.go + /home/me/app/store/cache.go  →  /builds/ci → /home/me
 */
export function teachMapping(recorded: string, chosenLocal: string, places: SourcePlaces): TaughtMapping {
  const from = recorded.replaceAll('\\', '/').split('/');
  const to = toSlashes(chosenLocal, places.isWindows).split('/');
  const inner = innermostFolder(chosenLocal, places);
  // A prefix of the root alone would map everything; the workspace folder itself stays in the local part.
  const minimumFrom = from[0] === '' || /^[A-Za-z]:$/.test(from[0]) ? 2 : 1;
  const minimumTo = inner ? toSlashes(inner.path, places.isWindows).split('/').length : 2;
  let common = 0;
  while (
    from.length - common > minimumFrom &&
    to.length - common > minimumTo &&
    from[from.length - common - 1] === to[to.length - common - 1]
  ) {
    common++;
  }
  const local = joinLocal(to.slice(0, to.length - common).join('/') || '/', [], places.isWindows);
  const below = inner ? segmentsBelow(inner.path, local, places.isWindows) : null;
  const isOnly = places.workspaceFolders.length === 1;
  const variable = inner && (isOnly ? WORKSPACE_FOLDER : `\${workspaceFolder:${inner.name}}`);
  return {
    recorded: recorded.slice(0, from.slice(0, from.length - common).join('/').length),
    local: below && variable ? [variable, ...below].join('/') : local,
  };
}

const WORKSPACE_FOLDER = `\${workspaceFolder}`;

function expandFolder(local: string, places: SourcePlaces): string[] {
  const variable = /^\$\{workspaceFolder(?::([^}]*))?\}/.exec(local);
  if (!variable) {
    return isAbsolutePath(local, places.isWindows) ? [local] : [];
  }
  const rest = local
    .slice(variable[0].length)
    .split(/[\\/]/)
    .filter((segment) => segment !== '');
  const [, name] = variable;
  return places.workspaceFolders
    .filter((folder) => name === undefined || folder.name === name || baseNameOf(folder.path) === name)
    .map((folder) => joinLocal(folder.path, rest, places.isWindows));
}

function innermostFolder(path: string, places: SourcePlaces) {
  return places.workspaceFolders
    .filter((folder) => segmentsBelow(folder.path, path, places.isWindows) !== null)
    .reduce<{ name: string; path: string } | null>(
      (best, folder) => (best && best.path.length >= folder.path.length ? best : folder),
      null,
    );
}
