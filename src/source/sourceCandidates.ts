import { packagePathsOf } from './goModules';
import { isNetworkPath, joinLocal, segmentsBelow } from './localPath';
import { mappedPaths } from './pathMappings';
import { areSafeSegments, type RecordedPath } from './recordedPath';
import type { LocatedBy, RecordedFile, SourceOrigin, SourcePlaces } from './sourcePlaces';

/** A place where a recorded file would be, if it is there. */
export interface SourceCandidate {
  readonly path: string;
  readonly how: LocatedBy;
}

/**
 * All places that follow from a recorded path and the facts about this machine, best first. No file is touched, and no place
 * lies on another machine or outside of the folder that it was derived from.
 */
export function sourceCandidates(
  file: RecordedFile,
  recorded: RecordedPath,
  places: SourcePlaces,
): SourceCandidate[] {
  const found: SourceCandidate[] = [];
  const add = (how: LocatedBy, paths: readonly string[]) => {
    for (const path of paths) {
      if (mayTouch(path, places) && !found.some((other) => other.path === path)) {
        found.push({ path, how });
      }
    }
  };
  const imports = importForms(file, recorded);
  add('mapping', mappedPaths(file.path, places));
  add('absolute', absolutePaths(recorded, places));
  const isVersioned = imports.some(({ version }) => version !== '');
  if (!isVersioned) {
    add('module', inModules(imports, recorded, places));
  }
  add('module', inReplacedFolders(imports, places));
  add('goroot', inGoRoots(imports, recorded, places));
  add('moduleCache', inModuleCache(imports, places));
  add('vendor', inVendorFolders(imports, places));
  if (isVersioned) {
    add('module', inModules(imports, recorded, places)); // another version than the recorded one
  }
  return found;
}

/** Where a file belongs: the innermost of the known places decides. */
export function originOf(path: string, places: SourcePlaces): { origin: SourceOrigin; inWorkspace: boolean } {
  const { isWindows } = places;
  const depthOf = (folder: string) => {
    const below = folder === '' ? null : segmentsBelow(folder, path, isWindows);
    return below === null ? Number.POSITIVE_INFINITY : below.length;
  };
  const workspace = Math.min(...places.workspaceFolders.map((folder) => depthOf(folder.path)));
  const goRoot = Math.min(...places.goRoots.map(depthOf));
  const cache = depthOf(places.moduleCache);
  const inWorkspace = Number.isFinite(workspace);
  if (Number.isFinite(goRoot) && goRoot < Math.min(workspace, cache)) {
    return { origin: 'goroot', inWorkspace };
  }
  if (Number.isFinite(cache) && cache < workspace) {
    const isToolchain = segmentsBelow(places.moduleCache, path, isWindows)?.[1]?.startsWith('toolchain@');
    return { origin: isToolchain ? 'goroot' : 'module', inWorkspace };
  }
  if (inWorkspace || places.modules.some((module) => Number.isFinite(depthOf(module.folder)))) {
    const isVendored = vendorRoots(places).some(
      (folder) => segmentsBelow(folder, path, isWindows)?.includes('vendor') === true,
    );
    return { origin: isVendored ? 'vendor' : inWorkspace ? 'workspace' : 'module', inWorkspace };
  }
  return { origin: 'other', inWorkspace };
}

/** Whether the functions of a recorded file can be those of a local one, as far as their packages are known. */
export function canBePackage(file: RecordedFile, localPath: string, places: SourcePlaces): boolean {
  const wanted = plainPackage(file);
  const local = packagePathsOf(localPath, places.modules, places.isWindows);
  return wanted === '' || local.length === 0 || local.includes(wanted);
}

/** Whether the recorded path says by itself that the file is no part of a workspace: a released module, Go's own library. */
export function isElsewhere(file: RecordedFile, recorded: RecordedPath, places: SourcePlaces): boolean {
  if (recorded.isBelowGoRoot || importForms(file, recorded).some(({ version }) => version !== '')) {
    return true;
  }
  const wanted = plainPackage(file);
  const folder = `/${recorded.segments.slice(0, -1).join('/')}`;
  const isLibrary = wanted !== '' && !wanted.split('/')[0].includes('.') && folder.endsWith(`/src/${wanted}`);
  return isLibrary && !places.modules.some(({ path }) => `${wanted}/`.startsWith(`${path}/`));
}

/** A file by import path, as the recorded path or the functions' package tells it. */
interface ImportForm {
  /** `github.com/BurntSushi/toml/internal/tz.go`, in segments and without version. */
  readonly segments: readonly string[];
  /** `v1.2.3` where the module's version is recorded, '' otherwise. */
  readonly version: string;
  /** How many segments are the module's path; 0 unknown. */
  readonly moduleLength: number;
}

/** Best first: the package of the functions, then what the path looks like. */
function importForms(file: RecordedFile, recorded: RecordedPath): ImportForm[] {
  const { segments } = recorded;
  const forms: ImportForm[] = [];
  const at = segments.findLastIndex((segment) => /@v\d/.test(segment));
  if (at >= 0) {
    forms.push(...versionedForms(segments, at));
  }
  const wanted = plainPackage(file);
  const byPackage = wanted === '' ? [] : [...wanted.split('/'), segments[segments.length - 1]];
  if (byPackage.length > 0 && areSafeSegments(byPackage, true)) {
    forms.push({ segments: byPackage, version: '', moduleLength: 0 });
  }
  if (at >= 0) {
    return forms;
  }
  const starts = [
    segments.lastIndexOf('vendor') + 1,
    ...segments.flatMap((segment, i) => (segment === 'src' ? [i + 1] : [])).reverse(),
  ].filter((start) => start > 0 && start < segments.length);
  for (const start of recorded.isRooted ? starts : [0, ...starts]) {
    forms.push({ segments: segments.slice(start), version: '', moduleLength: 0 });
  }
  return forms;
}

/** `…/pkg/mod/github.com/!burnt!sushi/toml@v1.3.2/internal/tz.go`: a module path starts with a host, or where the path does. */
function versionedForms(segments: readonly string[], at: number): ImportForm[] {
  const plain = segments.map((segment, i) => (i <= at ? unescapeModule(segment) : segment));
  const [last, version] = plain[at].split('@');
  plain[at] = last;
  const hosts = plain.flatMap((segment, i) => (i <= at && /[^.]\.[^.]/.test(segment) ? [i] : []));
  const cache = segments.findIndex((segment, i) => segment === 'mod' && segments[i - 1] === 'pkg') + 1;
  const starts = cache > 0 && cache <= at ? [cache] : hosts.length > 0 ? hosts : [0];
  return starts.map((start) => ({
    segments: plain.slice(start),
    version,
    moduleLength: at - start + 1,
  }));
}

function absolutePaths({ absolute, isWindows }: RecordedPath, places: SourcePlaces): string[] {
  if (absolute === '') {
    return [];
  }
  const mounted = /^\/mnt\/([a-z])\/(.+)/.exec(absolute);
  const path = !places.isWindows
    ? absolute.replace(/^([a-z]):\//, '/mnt/$1/') // where WSL mounts the drives of Windows
    : isWindows
      ? absolute
      : mounted
        ? `${mounted[1]}:/${mounted[2]}`
        : '';
  const isSafe = areSafeSegments(path.replace(/^(?:[a-z]:)?\//, '').split('/'), places.isWindows);
  return path !== '' && isSafe ? [joinLocal(path, [], places.isWindows)] : [];
}

/** Workspace modules come with the longest path first, so that a nested module wins. */
function inModules(imports: readonly ImportForm[], recorded: RecordedPath, places: SourcePlaces): string[] {
  const known = places.modules.map(({ path, folder }) => ({ path, folder }));
  const byImport = imports.flatMap(({ segments }) => placeIn(known, segments, places));
  // Checked out under its import path: /builds/example.com/app/store/cache.go
  const byFolder = known.flatMap(({ path, folder }) => {
    const module = path.split('/');
    const start = recorded.segments.findIndex((_, i) =>
      module.every((segment, offset) => recorded.segments[i + offset] === segment),
    );
    const below = recorded.segments.slice(start + module.length);
    return start < 0 || module.length < 2 || !areSafeSegments(below, places.isWindows)
      ? []
      : [joinLocal(folder, below, places.isWindows)];
  });
  return [...byImport, ...byFolder];
}

function inReplacedFolders(imports: readonly ImportForm[], places: SourcePlaces): string[] {
  return imports.flatMap(({ segments, version }) => {
    const replaces = places.modules
      .flatMap(({ replaces }) => replaces)
      .filter((replace) => replace.folder !== '' && isForVersion(replace.version, version))
      .sort((a, b) => b.path.length - a.path.length);
    return placeIn(replaces, segments, places);
  });
}

function placeIn(
  roots: readonly { readonly path: string; readonly folder: string }[],
  segments: readonly string[],
  places: SourcePlaces,
): string[] {
  const joined = segments.join('/');
  return roots.flatMap(({ path, folder }) => {
    if (!joined.startsWith(`${path}/`)) {
      return [];
    }
    const below = joined.slice(path.length + 1).split('/');
    return areSafeSegments(below, places.isWindows) ? [joinLocal(folder, below, places.isWindows)] : [];
  });
}

/** Packages of Go's own library have no dot in the first element of their path. */
function inGoRoots(imports: readonly ImportForm[], recorded: RecordedPath, places: SourcePlaces): string[] {
  const toolchain = toolchainFile(recorded.segments);
  const below = recorded.isBelowGoRoot
    ? [recorded.segments]
    : toolchain
      ? [toolchain.below]
      : imports
          .filter(
            ({ segments, version }) => version === '' && segments.length > 1 && !segments[0].includes('.'),
          )
          .map(({ segments }) => segments);
  const roots = places.goRoots
    .filter((root) => root !== '')
    .map((root) => joinLocal(root, ['src'], places.isWindows));
  const downloaded =
    toolchain &&
    places.moduleCache !== '' &&
    areSafeSegments([toolchain.folder, ...toolchain.below], places.isWindows)
      ? [
          joinLocal(
            places.moduleCache,
            ['golang.org', toolchain.folder, 'src', ...toolchain.below],
            places.isWindows,
          ),
        ]
      : [];
  return [
    ...downloaded,
    ...below
      .filter((segments) => areSafeSegments(segments, places.isWindows))
      .flatMap((segments) => roots.map((root) => joinLocal(root, segments, places.isWindows))),
  ];
}

/** `golang.org/toolchain@v0.0.1-go1.22.0.linux-amd64/src/runtime/malloc.go` */
function toolchainFile(segments: readonly string[]): { folder: string; below: readonly string[] } | null {
  const at = segments.findIndex(
    (segment, i) => segment.startsWith('toolchain@') && segments[i - 1] === 'golang.org',
  );
  return at < 0 || segments[at + 1] !== 'src'
    ? null
    : { folder: segments[at], below: segments.slice(at + 2) };
}

function inModuleCache(imports: readonly ImportForm[], places: SourcePlaces): string[] {
  const { moduleCache, isWindows } = places;
  if (moduleCache === '') {
    return [];
  }
  return imports.flatMap(({ segments, version, moduleLength }) => {
    if (version === '' || moduleLength === 0) {
      return [];
    }
    const module = segments.slice(0, moduleLength).join('/');
    const below = segments.slice(moduleLength);
    const replaced = places.modules
      .flatMap(({ replaces }) => replaces)
      .filter(
        (replace) =>
          replace.path === module && replace.module !== '' && isForVersion(replace.version, version),
      )
      .map((replace) => replace.module);
    return [`${module}@${version}`, ...replaced]
      .map((folder) => [...folder.split('/').map(escapeModule), ...below])
      .filter((path) => areSafeSegments(path, isWindows))
      .map((path) => joinLocal(moduleCache, path, isWindows));
  });
}

function inVendorFolders(imports: readonly ImportForm[], places: SourcePlaces): string[] {
  return imports
    .filter(({ segments }) => segments.length > 1 && areSafeSegments(segments, places.isWindows))
    .flatMap(({ segments }) =>
      vendorRoots(places).map((folder) => joinLocal(folder, ['vendor', ...segments], places.isWindows)),
    );
}

function vendorRoots(places: SourcePlaces): string[] {
  return [
    ...new Set([
      ...places.modules.map(({ folder }) => folder),
      ...places.workspaceFolders.map(({ path }) => path),
    ]),
  ];
}

/** The functions' import path where it says where they are; external tests live in the folder of what they test. */
function plainPackage({ path, packagePath }: RecordedFile): string {
  const plain = path.endsWith('_test.go') ? packagePath.replace(/_test$/, '') : packagePath;
  return plain === 'main' || plain === 'command-line-arguments' || plain.startsWith('_/') ? '' : plain;
}

function isForVersion(replaced: string, recorded: string): boolean {
  return replaced === '' || recorded === '' || replaced === recorded;
}

/** The module cache writes a capital as `!` and the small letter. */
function escapeModule(segment: string): string {
  return segment.replace(/[A-Z]/g, (letter) => `!${letter.toLowerCase()}`);
}

function unescapeModule(segment: string): string {
  return segment.replace(/!([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** Network paths only below folders that the user has opened or Go itself uses. */
function mayTouch(path: string, places: SourcePlaces): boolean {
  if (!isNetworkPath(path)) {
    return true;
  }
  const trusted = [
    ...places.workspaceFolders.map((folder) => folder.path),
    ...places.goRoots,
    places.moduleCache,
  ];
  return (
    places.isWindows &&
    trusted.some((folder) => folder !== '' && segmentsBelow(folder, path, places.isWindows) !== null)
  );
}
