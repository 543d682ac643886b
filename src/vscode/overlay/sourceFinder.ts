import * as vscode from 'vscode';
import { baseNameOf } from '../../base/baseNameOf';
import { DisposableStore } from '../../base/disposable';
import { packageNameOf } from '../../model/goName';
import { type GoModule, readGoModules } from '../../source/goModules';
import { teachMapping } from '../../source/pathMappings';
import { createSourceLocator } from '../../source/sourceLocator';
import type {
  RecordedFile,
  SourceFiles,
  SourceLocation,
  SourceLocator,
  SourcePlaces,
  TaughtMapping,
} from '../../source/sourcePlaces';
import type { LocalMachine } from '../localMachine';
import { readSettings } from '../settings';
import { findGoPlaces } from './goPlaces';
import { watchNewGoFolders } from './newFolders';
import type { RecordedPlaces } from './recordedPlaces';

/** Files that appear and go in crowds (a checkout, a build) count as one change. */
const quietMs = 500;

/** More modules than this in one window are not read: each is a file to open. */
const moduleMaximum = 500;

/** Files of one base name that a window may hold. */
const sameNameMaximum = 2000;

interface Known {
  readonly places: SourcePlaces;
  readonly locator: SourceLocator;
}

/** Finds the files that a profile names on this machine. Answers are kept until files, folders or settings change. */
export class SourceFinder implements vscode.Disposable {
  readonly #disposables = new DisposableStore();
  readonly #changes = this.#disposables.add(new vscode.EventEmitter<void>());
  readonly #uris = new Map<string, vscode.Uri>();
  readonly #sampleModule: vscode.Uri;
  readonly #machine: LocalMachine | null;
  #known: Promise<Known> | null = null;
  #matches = new WeakMap<RecordedPlaces, Map<string, Promise<readonly number[]>>>();
  #quietTimer: ReturnType<typeof setTimeout> | undefined;

  /** Earlier answers may be wrong now. */
  readonly onDidChange = this.#changes.event;

  /** `sampleModule`: a module outside the workspace that is known, too. `machine`: null in a web host. */
  constructor(sampleModule: vscode.Uri, machine: LocalMachine | null) {
    this.#sampleModule = sampleModule;
    this.#machine = machine;
    this.#watch('**/*.go', { ignoreChange: true });
    this.#watch('**/{go.mod,go.work}', { ignoreChange: false });
    const forget = () => this.#forget();
    this.#disposables.add(watchNewGoFolders(forget));
    this.#disposables.add(vscode.workspace.onDidChangeWorkspaceFolders(forget));
    this.#disposables.add(vscode.workspace.onDidGrantWorkspaceTrust(forget));
    this.#disposables.add(
      vscode.workspace.onDidChangeConfiguration((event) => {
        const keys = ['heaplens.pathMappings', 'go.goroot', 'go.gopath', 'files.exclude'];
        if (keys.some((key) => event.affectsConfiguration(key))) this.#forget();
      }),
    );
    this.#disposables.add({ dispose: () => clearTimeout(this.#quietTimer) });
  }

  async locate(file: RecordedFile): Promise<SourceLocation> {
    return (await this.#current()).locator.locate(file);
  }

  /** The mapping that makes `local` the answer for this recorded path. */
  async teach(recorded: string, local: vscode.Uri): Promise<TaughtMapping> {
    return teachMapping(recorded, pathOf(local), (await this.#current()).places);
  }

  /** The file behind a path that `locate` answered. */
  uriOf(path: string): vscode.Uri {
    return this.#uris.get(path) ?? this.#uriByFolder(path);
  }

  /** Positions of the profile's files that are this document; empty where that is not certain. */
  recordedFilesOf(document: vscode.Uri, index: RecordedPlaces): Promise<readonly number[]> {
    const key = document.toString();
    let matches = this.#matches.get(index);
    if (!matches) {
      matches = new Map();
      this.#matches.set(index, matches);
    }
    let match = matches.get(key);
    if (!match) {
      match = this.#match(document, index);
      matches.set(key, match);
    }
    return match;
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  async #match(document: vscode.Uri, index: RecordedPlaces): Promise<readonly number[]> {
    const candidates = index.filesNamed(baseNameOf(document.path));
    if (candidates.length === 0 || !this.#isLocated(document)) return [];
    const { locator } = await this.#current();
    const files = candidates.map((file) => recordedFileOf(index, file));
    const path = pathOf(document);
    this.#uris.set(path, document);
    let matches = locator.recordedPathsFor(path, files);
    if (!matches.isCertain) {
      for (const file of files) await locator.locate(file);
      matches = locator.recordedPathsFor(path, files);
    }
    return candidates.filter((file) => matches.recorded.includes(index.files[file]));
  }

  /** Import paths of the modules of this workspace. */
  async modulePaths(): Promise<readonly string[]> {
    const { places } = await this.#current();
    return places.modules.map(({ path }) => path);
  }

  #current(): Promise<Known> {
    this.#known ??= this.#learn();
    return this.#known;
  }

  async #learn(): Promise<Known> {
    const [go, modules] = await Promise.all([findGoPlaces(this.#machine), this.#modules()]);
    const places: SourcePlaces = {
      isWindows: this.#isWindows,
      workspaceFolders: workspacePlaces(),
      modules,
      goRoots: go.goRoots,
      moduleCache: go.moduleCache,
      pathMappings: pathMappings(),
    };
    return { places, locator: createSourceLocator(places, this.#files()) };
  }

  #files(): SourceFiles {
    return {
      exists: (path) => isFile(this.uriOf(path)),
      // Links are known to the host's own file system alone.
      realPath: async (path) => (this.#machine ? this.#machine.realPath(path) : path),
      findByBaseName: async (name) => {
        const found = await vscode.workspace.findFiles(`**/${escapeGlob(name)}`, undefined, sameNameMaximum);
        const open = vscode.workspace.textDocuments
          .map((document) => document.uri)
          .filter((uri) => baseNameOf(uri.path) === name && this.#isLocated(uri));
        return [...new Set([...found, ...open].map((uri) => this.#remember(uri)))];
      },
    };
  }

  async #modules(): Promise<GoModule[]> {
    const excluded = '**/{node_modules,vendor,testdata}/**';
    const [mods, works] = await Promise.all([
      vscode.workspace.findFiles('**/go.mod', excluded, moduleMaximum),
      vscode.workspace.findFiles('**/go.work', excluded, moduleMaximum),
    ]);
    const [own, sample] = await Promise.all([
      this.#readModules(mods, works),
      this.#readModules([vscode.Uri.joinPath(this.#sampleModule, 'go.mod')], []),
    ]);
    // Whoever works on a module of the sample's name means that one.
    return [...own, ...sample.filter(({ path }) => own.every((module) => module.path !== path))];
  }

  #readModules(mods: readonly vscode.Uri[], works: readonly vscode.Uri[]): Promise<GoModule[]> {
    return readGoModules(
      (path) => readText(this.uriOf(path)),
      mods.map((uri) => this.#remember(uri)),
      works.map((uri) => this.#remember(uri)),
      this.#isWindows,
    );
  }

  #remember(uri: vscode.Uri): string {
    const path = pathOf(uri);
    this.#uris.set(path, uri);
    return path;
  }

  /** Virtual workspaces have paths, too: those of their folders. So has the sample, which a web host serves. */
  #uriByFolder(path: string): vscode.Uri {
    const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri);
    const folder = [...folders, this.#sampleModule].find(
      (uri) => uri.scheme !== 'file' && (path === uri.path || path.startsWith(`${uri.path}/`)),
    );
    return folder ? folder.with({ path }) : vscode.Uri.file(path);
  }

  get #isWindows(): boolean {
    return this.#machine?.isWindows ?? false;
  }

  /** Versions of git, diffs and unsaved texts are not the file that a profile means. */
  #isLocated(uri: vscode.Uri): boolean {
    if (uri.scheme === 'file' || vscode.workspace.getWorkspaceFolder(uri) !== undefined) return true;
    const sample = this.#sampleModule;
    return (
      uri.scheme === sample.scheme &&
      uri.authority === sample.authority &&
      uri.path.startsWith(`${sample.path}/`)
    );
  }

  #watch(pattern: string, { ignoreChange }: { ignoreChange: boolean }): void {
    const watcher = this.#disposables.add(
      vscode.workspace.createFileSystemWatcher(pattern, false, ignoreChange, false),
    );
    for (const event of [watcher.onDidCreate, watcher.onDidChange, watcher.onDidDelete]) {
      this.#disposables.add(event(() => this.#forgetSoon()));
    }
  }

  #forgetSoon(): void {
    clearTimeout(this.#quietTimer);
    this.#quietTimer = setTimeout(() => this.#forget(), quietMs);
  }

  #forget(): void {
    this.#known = null;
    this.#matches = new WeakMap();
    this.#changes.fire();
  }
}

/** With the package of its functions, which tells files of one name apart. */
export function recordedFileOf(index: RecordedPlaces, file: number): RecordedFile {
  return { path: index.files[file], packagePath: packageNameOf(index.nameIn(file)) };
}

/** As the source room takes paths: the host's own for files, the URI's elsewhere. */
export function pathOf(uri: vscode.Uri): string {
  return uri.scheme === 'file' ? uri.fsPath : uri.path;
}

function workspacePlaces() {
  return (vscode.workspace.workspaceFolders ?? []).map(({ name, uri }) => ({ name, path: pathOf(uri) }));
}

/** The setting may differ by folder; the mappings of all folders count. */
function pathMappings(): Record<string, string> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  return Object.assign(
    {},
    readSettings().pathMappings,
    ...folders.map(({ uri }) => readSettings(uri).pathMappings),
  );
}

function escapeGlob(name: string): string {
  return name.replace(/[*?[\]{}]/g, '?');
}

function isFile(uri: vscode.Uri): Promise<boolean> {
  return Promise.resolve(
    vscode.workspace.fs.stat(uri).then(
      (stat) => (stat.type & vscode.FileType.File) !== 0,
      () => false, // absent, or not to be read: both mean that it cannot be opened
    ),
  );
}

/** Null for a file that cannot be read. */
export async function readText(uri: vscode.Uri): Promise<string | null> {
  return vscode.workspace.fs.readFile(uri).then(
    (bytes) => new TextDecoder().decode(bytes),
    () => null,
  );
}
