import type { Message } from '../base/message';
import type { GoModule } from './goModules';

/**
 * What is known about this machine, read by whoever makes a locator. Paths are absolute and as the host writes them (`/home/me`,
 * `c:\Users\me`), folders without a trailing separator.
 */
export interface SourcePlaces {
  /** Whether paths here are Windows paths: backslashes, case does not matter. */
  readonly isWindows: boolean;
  readonly workspaceFolders: readonly WorkspacePlace[];
  /** From `readGoModules`. */
  readonly modules: readonly GoModule[];
  /** Most likely first; '' entries are ignored. */
  readonly goRoots: readonly string[];
  /** GOMODCACHE; '' unknown. */
  readonly moduleCache: string;
  /** The setting heaplens.pathMappings: recorded prefix → folder or file here, `${workspaceFolder}` and `${workspaceFolder:name}` allowed. */
  readonly pathMappings: Readonly<Record<string, string>>;
}

export interface WorkspacePlace {
  readonly name: string;
  readonly path: string;
}

/** The files that exist here. None of the calls may throw for a file that does not exist. */
export interface SourceFiles {
  /** Whether `path` is a file. */
  exists(path: string): Promise<boolean>;
  /** Files of the workspace with that base name, for example through `workspace.findFiles`. */
  findByBaseName(baseName: string): Promise<readonly string[]>;
  /**
   * The path behind symbolic links, `path` itself where there are none. With it a file that was recorded by its real path is
   * found in a workspace that was opened through a link (`/tmp` and `/private/tmp`). Leave out where links are unknown.
   */
  realPath?(path: string): Promise<string>;
}

/** A file as a profile names it. */
export interface RecordedFile {
  readonly path: string;
  /** Import path of its functions where the profile knows it (`packageNameOf(functionName)`), '' or `main` where not. */
  readonly packagePath: string;
}

export type SourceOrigin = 'workspace' | 'goroot' | 'module' | 'vendor' | 'other';

/** The rule that led to a file, in the order in which they are tried. */
export type LocatedBy = 'mapping' | 'absolute' | 'module' | 'goroot' | 'moduleCache' | 'vendor' | 'suffix';

export type SourceLocation =
  | {
      readonly kind: 'found';
      /** As the host writes it. */
      readonly path: string;
      readonly how: LocatedBy;
      readonly inWorkspace: boolean;
      readonly origin: SourceOrigin;
      readonly message: Message;
    }
  | { readonly kind: 'ambiguous'; readonly candidates: readonly string[]; readonly message: Message }
  | { readonly kind: 'missing'; readonly message: Message };

/** The recorded paths of a profile that mean one local file. */
export interface LocalMatches {
  /** Recorded paths, in the order given. */
  readonly recorded: readonly string[];
  /** False while an answer rests on files not looked for yet: `locate` each candidate, then ask again. */
  readonly isCertain: boolean;
}

/** Made by `createSourceLocator`; keeps what it learned. When files come or go, or the facts change, make a new one. */
export interface SourceLocator {
  locate(file: RecordedFile): Promise<SourceLocation>;
  /** Synchronous and quick: no file is touched. `candidates` share the local file's base name. */
  recordedPathsFor(localPath: string, candidates: readonly RecordedFile[]): LocalMatches;
}

/** One line for the setting heaplens.pathMappings. */
export interface TaughtMapping {
  readonly recorded: string;
  readonly local: string;
}
