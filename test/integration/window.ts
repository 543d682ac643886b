import * as assert from 'node:assert/strict';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { waitFor } from '../helpers/waitFor';

/** The window that the tests run in, as they find and leave it. */

export function workspaceFolder(): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, 'no folder is open');
  return folder.uri;
}

export function inWorkspace(file: string): vscode.Uri {
  return vscode.Uri.joinPath(workspaceFolder(), file);
}

/** No editors, no annotations, no settings of Heaplens in the workspace. */
export async function resetWindow(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  await vscode.commands.executeCommand('heaplens.clearAnnotations');
  const configuration = vscode.workspace.getConfiguration('heaplens');
  for (const key of [...changedSettings]) {
    await configuration.update(key, undefined, vscode.ConfigurationTarget.Workspace);
    changedSettings.delete(key);
  }
  // They go when it has been quiet: else the next test takes them for its own.
  await waitFor('Problems of the test before to go', () => heaplensProblems().size === 0);
}

const changedSettings = new Set<string>();

/** Sets `heaplens.KEY` for the workspace until the window is reset. */
export async function changeSetting(key: string, value: unknown): Promise<void> {
  changedSettings.add(key);
  await vscode.workspace
    .getConfiguration('heaplens')
    .update(key, value, vscode.ConfigurationTarget.Workspace);
}

/** Opens a profile as a double click does, and waits for its tab. */
export async function openProfile(file: string): Promise<vscode.TabInputCustom> {
  const uri = inWorkspace(file);
  await vscode.commands.executeCommand('vscode.open', uri);
  return waitFor(`a tab of ${file}`, () => {
    const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
    return input instanceof vscode.TabInputCustom && input.uri.toString() === uri.toString() && input;
  });
}

export async function openGoFile(file: string): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument(inWorkspace(file)));
}

export async function codeLensesOf(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
  const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
    'vscode.executeCodeLensProvider',
    document.uri,
    1000,
  );
  return lenses.filter((lens) => lens.command?.command.startsWith('heaplens.'));
}

/** Waits for Heaplens's CodeLens on a line that begins with `declaration`; tells its title. */
export function waitForLens(document: vscode.TextDocument, declaration: string): Promise<string> {
  return waitFor(`a CodeLens above "${declaration}" in ${path.basename(document.fileName)}`, async () => {
    const line = findLine(document, declaration);
    const lenses = await codeLensesOf(document);
    return lenses.find((lens) => lens.range.start.line === line)?.command?.title;
  });
}

/** 0-based. Throws where no line begins with the text. */
export function findLine(document: vscode.TextDocument, text: string): number {
  const lines = document.getText().split('\n');
  const line = lines.findIndex((candidate) => candidate.trim().startsWith(text));
  assert.ok(line >= 0, `${document.fileName} has no line "${text}"`);
  return line;
}

/** Heaplens's diagnostics by path inside the workspace. */
export function heaplensProblems(): Map<string, vscode.Diagnostic[]> {
  const all = vscode.languages
    .getDiagnostics()
    .map(
      ([uri, list]) =>
        [
          vscode.workspace.asRelativePath(uri),
          list.filter(({ source }) => source?.startsWith('Heaplens')),
        ] as const,
    );
  return new Map(all.filter(([, list]) => list.length > 0));
}

/** Without the backslashes that keep Markdown from reading names as its own. */
export async function hoverTextAt(document: vscode.TextDocument, position: vscode.Position): Promise<string> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    document.uri,
    position,
  );
  return hovers
    .flatMap(({ contents }) => contents.map((item) => (typeof item === 'string' ? item : item.value)))
    .join('\n')
    .replaceAll('\\', '');
}
