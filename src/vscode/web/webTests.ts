import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable';
import { profileTestCommand } from '../gotool/testTarget';

/** A browser cannot run `go`: no CodeLens offers it, and the commands say why. */
export function registerWebTests(): vscode.Disposable {
  const owned = new DisposableStore();
  for (const id of ['heaplens.profileTestAtCursor', profileTestCommand]) {
    owned.add(vscode.commands.registerCommand(id, refuse));
  }
  return owned;
}

function refuse(): void {
  void vscode.window.showWarningMessage(
    vscode.l10n.t(
      'Profiling a test runs go, which VS Code in a browser cannot do. Open this folder in VS Code desktop or in a remote window, or open a profile that is already here.',
    ),
  );
}
