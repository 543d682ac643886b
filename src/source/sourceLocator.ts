import { baseNameOf } from '../base/baseNameOf';
import { type Message, message } from '../base/message';
import { isSamePath, joinLocal, segmentsBelow } from './localPath';
import { parseRecordedPath, type RecordedPath } from './recordedPath';
import {
  canBePackage,
  isElsewhere,
  originOf,
  type SourceCandidate,
  sourceCandidates,
} from './sourceCandidates';
import type {
  LocalMatches,
  LocatedBy,
  RecordedFile,
  SourceFiles,
  SourceLocation,
  SourceLocator,
  SourcePlaces,
} from './sourcePlaces';

/** Finds the files of a profile on this machine: see sourceCandidates for the places, in their order, then by suffix. */
export function createSourceLocator(places: SourcePlaces, files: SourceFiles): SourceLocator {
  return new Locator(places, files);
}

class Locator implements SourceLocator {
  private readonly answers = new Map<string, SourceLocation>();
  private readonly searches = new Map<string, Promise<SourceLocation>>();
  private readonly probes = new Map<string, Promise<boolean>>();
  private readonly absent = new Set<string>();
  private readonly byBaseName = new Map<string, Promise<readonly string[]>>();

  constructor(
    private readonly places: SourcePlaces,
    private readonly files: SourceFiles,
  ) {}

  locate(file: RecordedFile): Promise<SourceLocation> {
    const key = keyOf(file);
    let search = this.searches.get(key);
    if (!search) {
      search = this.search(file).then((location) => {
        this.answers.set(key, location);
        return location;
      });
      this.searches.set(key, search);
    }
    return search;
  }

  recordedPathsFor(localPath: string, candidates: readonly RecordedFile[]): LocalMatches {
    const recorded: string[] = [];
    let isCertain = true;
    for (const file of candidates) {
      const answer = this.answers.get(keyOf(file));
      const match = answer ? isAt(answer, localPath, this.places) : this.guess(file, localPath);
      if (match === true || match === 'likely') {
        recorded.push(file.path);
      }
      isCertain &&= typeof match === 'boolean';
    }
    return { recorded, isCertain };
  }

  /** Without touching a file: whether the first place that can exist is this one. */
  private guess(file: RecordedFile, localPath: string): boolean | 'likely' | 'unlikely' {
    const recorded = parseRecordedPath(file.path);
    if (recorded.refusal !== '') {
      return false;
    }
    const possible = sourceCandidates(file, recorded, this.places).filter(
      ({ path }) => !this.absent.has(path),
    );
    const position = possible.findIndex(({ path }) => isSamePath(path, localPath, this.places.isWindows));
    if (position === 0) {
      return true;
    }
    if (position > 0) {
      return 'likely';
    }
    // As in `search`: a package rules a file out where nothing but the end of its path speaks for it.
    return canBePackage(file, localPath, this.places) ? 'unlikely' : false;
  }

  private async search(file: RecordedFile): Promise<SourceLocation> {
    const recorded = parseRecordedPath(file.path);
    if (recorded.refusal !== '') {
      return { kind: 'missing', message: refusalMessage(file, recorded) };
    }
    for (const candidate of sourceCandidates(file, recorded, this.places)) {
      if (await this.exists(candidate.path)) {
        return this.found(file, { ...candidate, path: await this.pathInWorkspace(candidate.path) });
      }
    }
    return isElsewhere(file, recorded, this.places) ? missing(file) : this.searchBySuffix(file, recorded);
  }

  private async searchBySuffix(file: RecordedFile, recorded: RecordedPath): Promise<SourceLocation> {
    const named = await this.namesakes(recorded.segments[recorded.segments.length - 1]);
    const possible = named.filter((path) => canBePackage(file, path, this.places));
    const ranked = possible.map((path) => ({ path, common: commonSuffix(recorded, path, this.places) }));
    const best = Math.max(...ranked.map(({ common }) => common));
    const winners = ranked.filter(({ common }) => common === best && common > 0).map(({ path }) => path);
    if (winners.length === 0) {
      return missing(file);
    }
    return winners.length === 1
      ? this.found(file, { path: winners[0], how: 'suffix' })
      : { kind: 'ambiguous', candidates: winners, message: ambiguousMessage(file, winners) };
  }

  /** The same file as the workspace calls it, where a link leads from one to the other. */
  private async pathInWorkspace(path: string): Promise<string> {
    const { places, files } = this;
    if (!files.realPath || originOf(path, places).origin !== 'other') {
      return path;
    }
    const real = await files.realPath(path);
    for (const folder of places.workspaceFolders) {
      const below = segmentsBelow(await files.realPath(folder.path), real, places.isWindows);
      if (below && below.length > 0) {
        return joinLocal(folder.path, below, places.isWindows);
      }
    }
    return path;
  }

  private found(file: RecordedFile, { path, how }: SourceCandidate): SourceLocation {
    const { origin, inWorkspace } = originOf(path, this.places);
    return { kind: 'found', path, how, inWorkspace, origin, message: foundMessage(file, path, how) };
  }

  private exists(path: string): Promise<boolean> {
    let probe = this.probes.get(path);
    if (!probe) {
      probe = this.files.exists(path).then((exists) => {
        if (!exists) {
          this.absent.add(path);
        }
        return exists;
      });
      this.probes.set(path, probe);
    }
    return probe;
  }

  private namesakes(baseName: string): Promise<readonly string[]> {
    let found = this.byBaseName.get(baseName);
    if (!found) {
      found = this.files.findByBaseName(baseName);
      this.byBaseName.set(baseName, found);
    }
    return found;
  }
}

function keyOf({ path, packagePath }: RecordedFile): string {
  return `${path}\n${packagePath}`;
}

function isAt(location: SourceLocation, localPath: string, { isWindows }: SourcePlaces): boolean {
  return location.kind === 'found' && isSamePath(location.path, localPath, isWindows);
}

/** Segments from the end that are the same; case matters unless one of the paths is of Windows. */
function commonSuffix(recorded: RecordedPath, localPath: string, { isWindows }: SourcePlaces): number {
  const local = (isWindows ? localPath.replaceAll('\\', '/') : localPath).split('/');
  const { segments } = recorded;
  const same = (a: string, b: string) =>
    a === b || ((isWindows || recorded.isWindows) && a.toLowerCase() === b.toLowerCase());
  let common = 0;
  while (
    common < segments.length &&
    common < local.length &&
    same(segments[segments.length - 1 - common], local[local.length - 1 - common])
  ) {
    common++;
  }
  return common;
}

const FOUND_BY: Readonly<Record<LocatedBy, readonly [id: string, english: string]>> = {
  mapping: ['source.byMapping', '{recorded} is {path} by the setting heaplens.pathMappings.'],
  absolute: ['source.byPath', '{recorded} is {path}.'],
  module: ['source.byModule', '{recorded} is {path} by its import path.'],
  goroot: ['source.byGoRoot', '{recorded} is {path} in the Go installation.'],
  moduleCache: ['source.byModuleCache', '{recorded} is {path} in the module cache.'],
  vendor: ['source.byVendor', '{recorded} is {path} in a vendor folder.'],
  suffix: ['source.bySuffix', '{recorded} is {path}: its path ends alike and no other does.'],
};

function foundMessage({ path: recorded }: RecordedFile, path: string, how: LocatedBy): Message {
  const [id, english] = FOUND_BY[how];
  return message(id, english, { recorded, path });
}

function ambiguousMessage({ path }: RecordedFile, candidates: readonly string[]): Message {
  return message(
    'source.ambiguous',
    '{recorded} may be any of {count} files here, for example {first} or {second}. Choose with “Locate…”.',
    { recorded: path, count: candidates.length, first: candidates[0], second: candidates[1] },
  );
}

function missing({ path }: RecordedFile): SourceLocation {
  return {
    kind: 'missing',
    message: message(
      'source.missing',
      'No file here matches {recorded}. Show Heaplens the file with “Locate…”, or open the folder that holds {name}.',
      { recorded: path, name: baseNameOf(path) },
    ),
  };
}

function refusalMessage({ path }: RecordedFile, { refusal }: RecordedPath): Message {
  return refusal === 'generated'
    ? message('source.generated', 'The profile names no source file for this function: the compiler made it.')
    : message('source.malformed', 'The profile’s path {recorded} is not one that can be opened.', {
        recorded: JSON.stringify(path.slice(0, 200)),
      });
}
