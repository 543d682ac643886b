import * as path from 'node:path';
import * as vscode from 'vscode';
import { outlineGo } from '../../source/goOutline';
import { isGoTestFile } from '../../source/goTests';
import { targetAtCursor } from './testTarget';
import type { TracePlan } from './tracePlan';

/** What can be run around a file or in a folder. */
export interface NearbyGo {
  readonly folder: string;
  readonly isMain: boolean;
  readonly hasTests: boolean;
  /** At the cursor of the active editor. */
  readonly test: TracePlan['test'];
}

/** null where there is no Go. */
export async function goTestsOf(uri: vscode.Uri): Promise<NearbyGo | null> {
  const folder = await folderOf(uri);
  const names = await goFilesIn(folder);
  if (names.length === 0) return null;
  const editor = vscode.window.activeTextEditor;
  const target = editor?.document.uri.toString() === uri.toString() ? targetAtCursor(editor) : null;
  const [source] = names.filter((name) => !isGoTestFile(name));
  const clause = source === undefined ? null : await packageClauseOf(vscode.Uri.joinPath(folder, source));
  return {
    folder: folder.fsPath,
    isMain: clause === 'main',
    hasTests: names.some(isGoTestFile),
    test: target && { name: target.name, kind: target.kind },
  };
}

/** The name in the package clause; null where there is none. */
export async function packageClauseOf(file: vscode.Uri): Promise<string | null> {
  try {
    const bytes = await vscode.workspace.fs.readFile(file);
    return outlineGo(new TextDecoder().decode(bytes.subarray(0, mostBytes))).packageName || null;
  } catch {
    return null; // gone, or not to be read: nothing to offer
  }
}

/** A package clause stands behind comments at most. */
const mostBytes = 64 * 1024;

async function folderOf(uri: vscode.Uri): Promise<vscode.Uri> {
  try {
    const { type } = await vscode.workspace.fs.stat(uri);
    if (type & vscode.FileType.Directory) return uri;
  } catch {
    // Not saved yet: what lies beside it counts.
  }
  return vscode.Uri.file(path.dirname(uri.fsPath));
}

async function goFilesIn(folder: vscode.Uri): Promise<string[]> {
  try {
    const entries = await vscode.workspace.fs.readDirectory(folder);
    return entries.flatMap(([name, type]) =>
      type & vscode.FileType.File && /^[^_.].*\.go$/.test(name) ? [name] : [],
    );
  } catch {
    return [];
  }
}
