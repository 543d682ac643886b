import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable';
import { showFailure } from '../translate';
import { openAsText } from './openText';

export interface DumpCommandDeps {
  openProfile(uri: vscode.Uri): Promise<void>;
  compareDump(uri: vscode.Uri): Promise<void>;
  exportMemory(uri: vscode.Uri, format: 'alerts' | 'hpa'): Promise<void>;
}

/** The ways between evidence's text, its page, earlier dumps and files for other tools. An editor's title hands its URI over; the palette nothing. */
export function registerDumpCommands(deps: DumpCommandDeps): vscode.Disposable {
  const commands = new DisposableStore();
  const register = (id: string, run: (uri: vscode.Uri) => Promise<void>) =>
    commands.add(
      vscode.commands.registerCommand(id, async (argument: unknown) => {
        const uri = argument instanceof vscode.Uri ? argument : activeUri();
        try {
          if (uri) await run(uri);
        } catch (error) {
          showFailure(error);
        }
      }),
    );
  register('heaplens.openDump', async (uri) => {
    const saved = await savedUri(uri);
    if (saved) await deps.openProfile(saved);
  });
  register('heaplens.openDumpText', (uri) => openAsText(uri));
  register('heaplens.compareDump', deps.compareDump);
  register('heaplens.exportAlerts', (uri) => deps.exportMemory(uri, 'alerts'));
  register('heaplens.exportHpa', (uri) => deps.exportMemory(uri, 'hpa'));
  return commands;
}

function activeUri(): vscode.Uri | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  const isEditor = input instanceof vscode.TabInputText || input instanceof vscode.TabInputCustom;
  return isEditor ? input.uri : undefined;
}

/** The page reads bytes of a file: what was pasted or changed is saved first, under a name that the user gives where it has none. */
async function savedUri(uri: vscode.Uri): Promise<vscode.Uri | undefined> {
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  return open?.isUntitled || open?.isDirty ? vscode.workspace.save(uri) : uri;
}
