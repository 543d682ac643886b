import * as os from 'node:os';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { readSettings } from '../settings';

/** Where captures are kept: in a workspace folder, or outside where there is none. */
export interface CaptureFolder {
  readonly path: string;
  readonly insideWorkspace: boolean;
}

const defaultFolder = '.heaplens';

/** The folder for new captures: that of the file's workspace folder (default: the active editor's), else of the first. */
export function folderForCaptures(storage: vscode.Uri, file?: vscode.Uri): CaptureFolder {
  const active = file ?? vscode.window.activeTextEditor?.document.uri;
  const owner = active && vscode.workspace.getWorkspaceFolder(active);
  const workspaceFolder = [owner, ...localFolders()].find((folder) => folder?.uri.scheme === 'file');
  return workspaceFolder ? folderIn(workspaceFolder) : storageFolder(storage);
}

/** All folders whose captures are listed. */
export function listedFolders(storage: vscode.Uri): CaptureFolder[] {
  const folders = [...localFolders().map(folderIn), storageFolder(storage)];
  return folders.filter((folder, i) => folders.findIndex((other) => other.path === folder.path) === i);
}

/** For captures without a workspace folder, and for those whose folder cannot be written to. */
export function storageFolder(storage: vscode.Uri): CaptureFolder {
  return { path: vscode.Uri.joinPath(storage, 'captures').fsPath, insideWorkspace: false };
}

/** A path from a setting: absolute, below home with `~/`, or inside the first workspace folder, which may be named. */
export function resolveSettingPath(setting: string): string {
  return resolvePath(setting, localFolders()[0]?.uri.fsPath ?? os.homedir());
}

function localFolders(): vscode.WorkspaceFolder[] {
  return (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
}

function folderIn(workspaceFolder: vscode.WorkspaceFolder): CaptureFolder {
  const setting = readSettings(workspaceFolder.uri).captures.folder || defaultFolder;
  const resolved = resolvePath(setting, workspaceFolder.uri.fsPath);
  const relative = path.relative(workspaceFolder.uri.fsPath, resolved);
  return { path: resolved, insideWorkspace: !relative.startsWith('..') && !path.isAbsolute(relative) };
}

function resolvePath(setting: string, base: string): string {
  const expanded = setting
    .replace(/^\$\{workspaceFolder\}(?=$|[/\\])/, () => base)
    .replace(/^(?:~|\$\{userHome\})(?=$|[/\\])/, () => os.homedir());
  return path.resolve(base, expanded);
}
