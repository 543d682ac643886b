import * as vscode from 'vscode';
import { filesBehind } from '../profileSource/profileSource';
import { fileNameOf } from '../profileSource/readProfile';

/**
 * Opens the file as plain text, at this line of it (1-based). The editor itself goes there: extensions never see the text of a
 * file over 50 MB. Of a comparison the last dump opens, which is the one that it is about.
 */
export async function openAsText(uri: vscode.Uri, line = 0): Promise<void> {
  const file = filesBehind(uri).at(-1)!;
  if (/\.gz$/i.test(file.path)) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('{file} is compressed. Unpack it to read it as text.', { file: fileNameOf(file) }),
    );
    return;
  }
  const at = new vscode.Position(Math.max(0, line - 1), 0);
  const selection = line > 0 ? { selection: new vscode.Range(at, at) } : {};
  await vscode.commands.executeCommand('vscode.openWith', file, 'default', { preview: false, ...selection });
}
