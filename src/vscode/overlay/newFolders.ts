import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable';
import { showFailure } from '../translate';

/** A folder appears with its files: one look when it has been quiet this long. */
const quietMs = 500;

/** Of more that appears at once nobody asks what it is. */
const askMaximum = 100;

const goFiles = '**/{*.go,go.mod,go.work}';

/**
 * Calls `found` when a folder with Go code has appeared. VS Code tells of a folder for certain, of what is in it only by luck:
 * it begins to watch the folder after it has heard of it, and what was there by then has no event (on Linux: nothing in a folder
 * that was moved, some files of a checkout or of an unpacked archive, fewer the busier the machine).
 */
export function watchNewGoFolders(found: () => void): vscode.Disposable {
  const disposables = new DisposableStore();
  const appeared = new Map<string, vscode.Uri>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = async () => {
    const uris = [...appeared.values()];
    appeared.clear();
    if ((uris.length > askMaximum || (await haveGoFiles(uris))) && !disposables.disposed) found();
  };
  const watcher = disposables.add(vscode.workspace.createFileSystemWatcher('**', false, true, true));
  disposables.add(
    watcher.onDidCreate((uri) => {
      if (appeared.size <= askMaximum && !isBelow(uri, appeared)) appeared.set(uri.toString(), uri);
      clearTimeout(timer);
      timer = setTimeout(() => look().catch(showFailure), quietMs);
    }),
  );
  disposables.add({ dispose: () => clearTimeout(timer) });
  return disposables;
}

function isBelow(uri: vscode.Uri, folders: ReadonlyMap<string, vscode.Uri>): boolean {
  for (let { path } = uri; path.length > 1; ) {
    path = path.slice(0, path.lastIndexOf('/'));
    if (folders.has(uri.with({ path }).toString())) return true;
  }
  return false;
}

async function haveGoFiles(uris: readonly vscode.Uri[]): Promise<boolean> {
  for (const uri of uris) {
    if (!(await isFolder(uri))) continue;
    const files = await vscode.workspace.findFiles(new vscode.RelativePattern(uri, goFiles), undefined, 1);
    if (files.length > 0) return true;
  }
  return false;
}

function isFolder(uri: vscode.Uri): Promise<boolean> {
  return Promise.resolve(
    vscode.workspace.fs.stat(uri).then(
      ({ type }) => (type & vscode.FileType.Directory) !== 0,
      () => false, // gone again
    ),
  );
}
