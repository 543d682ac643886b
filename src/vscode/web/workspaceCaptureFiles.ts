import * as vscode from 'vscode';
import { isCaptureFileName, parseCaptureName } from '../../capture/captureName';
import type { CaptureFiles, RemoteCapture } from '../capture/captureFiles';
import { readSettings } from '../settings';
import { showFailure } from '../translate';

/** Captures in folders of the workspace, through the editor's file systems: all that a web host can reach. */
export function workspaceCaptureFiles(): CaptureFiles {
  return {
    list: async () => {
      const lists = await Promise.all(captureFolders().map(listFolder));
      return lists.flat().sort((a, b) => b.timeMs - a.timeMs);
    },
    patterns: () => captureFolders().map((folder) => new vscode.RelativePattern(folder, '*')),
  };
}

/** A setting that leads out of the workspace names a folder of another machine: nothing to list here. */
function captureFolders(): vscode.Uri[] {
  return (vscode.workspace.workspaceFolders ?? []).flatMap(({ uri }) => {
    const setting = readSettings(uri).captures.folder || '.heaplens';
    const relative = setting.replace(/^\$\{workspaceFolder\}(?:[/\\]|$)/, '').replaceAll('\\', '/');
    if (/^(?:\/|~|\$|[A-Za-z]:)/.test(relative) || relative.split('/').includes('..')) return [];
    return [vscode.Uri.joinPath(uri, relative)];
  });
}

async function listFolder(folder: vscode.Uri): Promise<RemoteCapture[]> {
  try {
    const entries = await vscode.workspace.fs.readDirectory(folder);
    const names = entries.filter(([name, type]) => type & vscode.FileType.File && isCaptureFileName(name));
    return await Promise.all(names.map(([name]) => describe(vscode.Uri.joinPath(folder, name), name)));
  } catch (error) {
    const isMissing = error instanceof vscode.FileSystemError && error.code === 'FileNotFound';
    if (!isMissing) showFailure(error);
    return [];
  }
}

async function describe(uri: vscode.Uri, fileName: string): Promise<RemoteCapture> {
  const { mtime, size } = await vscode.workspace.fs.stat(uri);
  const name = parseCaptureName(fileName);
  return {
    uri,
    path: uri.path,
    fileName,
    name,
    timeMs: name?.timeMs ?? mtime,
    modifiedMs: mtime,
    bytes: size,
  };
}
