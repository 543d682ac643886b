import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable';
import { fileNameOf } from './readProfile';

/** Writers write in pieces, and replace files by deleting and creating: one look when it has been quiet this long. */
const quietMs = 200;

/** Calls `touched` when something happened to the file and has settled; what it was, the file itself tells. */
export function followFile(uri: vscode.Uri, touched: () => void): vscode.Disposable {
  const disposables = new DisposableStore();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const schedule = () => {
    clearTimeout(timer);
    timer = setTimeout(touched, quietMs);
  };
  const name = fileNameOf(uri);
  const onEvent = (changed: vscode.Uri) => {
    if (fileNameOf(changed).toLowerCase() === name.toLowerCase()) schedule();
  };
  const folder = vscode.Uri.joinPath(uri, '..');
  const watcher = disposables.add(
    vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, patternFor(name))),
  );
  disposables.add(watcher.onDidChange(onEvent));
  disposables.add(watcher.onDidCreate(onEvent));
  disposables.add(watcher.onDidDelete(onEvent));
  disposables.add({ dispose: () => clearTimeout(timer) });
  return disposables;
}

/** Glob patterns have no escape that works everywhere: a name with their characters is filtered by `onEvent` alone. */
function patternFor(name: string): string {
  return /[*?{}[\]\\!]/.test(name) ? '*' : name;
}
