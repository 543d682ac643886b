import * as vscode from 'vscode';
import type { LocalMachine } from '../localMachine';

/** Where Go's own sources and downloaded modules may lie on this machine; nothing is run to find out. */
export interface GoPlaces {
  /** Existing folders, most likely first. */
  readonly goRoots: readonly string[];
  /** '' where there is none. */
  readonly moduleCache: string;
}

/** Folders are those of the host on which the extension runs; a web host has none. */
export async function findGoPlaces(machine: LocalMachine | null): Promise<GoPlaces> {
  if (!machine) return { goRoots: [], moduleCache: '' };
  const host = hostFacts(machine);
  const { environment, home, join } = host;
  const settings = trustedGoSettings(home, host.listSeparator);
  const goPath =
    settings.goPath || firstEntry(environment.GOPATH ?? '', host.listSeparator) || join(home, 'go');
  const moduleCache = environment.GOMODCACHE || join(goPath, 'pkg', 'mod');
  const candidates = [
    settings.goRoot,
    environment.GOROOT ?? '',
    ...host.usualGoRoots,
    ...(await foldersIn(join(home, 'sdk'), /^go\d/)),
    ...(await foldersIn(join(moduleCache, 'golang.org'), /^toolchain@/)),
  ];
  const goRoots: string[] = [];
  for (const folder of new Set(candidates)) {
    if (folder !== '' && (await isFolder(join(folder, 'src')))) goRoots.push(folder);
  }
  return { goRoots, moduleCache: (await isFolder(moduleCache)) ? moduleCache : '' };
}

interface HostFacts {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly listSeparator: string;
  readonly usualGoRoots: readonly string[];
  readonly join: (...parts: string[]) => string;
}

function hostFacts({ environment, isWindows }: LocalMachine): HostFacts {
  const separator = isWindows ? '\\' : '/';
  return {
    environment,
    home: environment.HOME || environment.USERPROFILE || '',
    listSeparator: isWindows ? ';' : ':',
    usualGoRoots: isWindows
      ? ['C:\\Program Files\\Go', 'C:\\Go']
      : [
          '/usr/local/go',
          '/usr/lib/go',
          '/usr/lib/golang',
          '/opt/homebrew/opt/go/libexec',
          '/usr/local/opt/go/libexec',
        ],
    join: (...parts) => (parts[0] === '' ? '' : parts.join(separator)),
  };
}

/** What the Go extension was told. A folder that a workspace names counts only once the workspace is trusted. */
function trustedGoSettings(home: string, listSeparator: string): { goRoot: string; goPath: string } {
  const configuration = vscode.workspace.getConfiguration('go');
  const read = (key: string) => {
    const known = configuration.inspect<unknown>(key);
    const value = vscode.workspace.isTrusted ? configuration.get<unknown>(key) : known?.globalValue;
    return typeof value === 'string' ? expandVariables(value.trim(), home) : '';
  };
  return { goRoot: read('goroot'), goPath: firstEntry(read('gopath'), listSeparator) };
}

/** As the Go extension expands them. */
function expandVariables(path: string, home: string): string {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
  return path.replace(/^~(?=[\\/]|$)/, home).replace(/\$\{workspace(?:Folder|Root)\}/g, folder);
}

function firstEntry(list: string, separator: string): string {
  return list.split(separator).find((entry) => entry !== '') ?? '';
}

/** Newest version first. */
async function foldersIn(folder: string, name: RegExp): Promise<string[]> {
  if (folder === '') return [];
  const uri = vscode.Uri.file(folder);
  const entries = await vscode.workspace.fs.readDirectory(uri).then(
    (found) => found,
    () => [], // most machines have no such folder
  );
  return entries
    .filter(([entry, type]) => type & vscode.FileType.Directory && name.test(entry))
    .map(([entry]) => vscode.Uri.joinPath(uri, entry).fsPath)
    .sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));
}

async function isFolder(path: string): Promise<boolean> {
  if (path === '') return false;
  return vscode.workspace.fs.stat(vscode.Uri.file(path)).then(
    (stat) => (stat.type & vscode.FileType.Directory) !== 0,
    () => false,
  );
}
