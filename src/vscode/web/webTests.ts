import * as vscode from 'vscode';

/** A browser cannot run `go`: no CodeLens offers it, and the command says why. */
export function registerWebTests(): vscode.Disposable {
  return vscode.commands.registerCommand('heaplens.profileTestAtCursor', () => {
    void vscode.window.showWarningMessage(
      vscode.l10n.t(
        'Profiling a test runs go, which VS Code in a browser cannot do. Open this folder in VS Code desktop or in a remote window, or open a profile that is already here.',
      ),
    );
  });
}
