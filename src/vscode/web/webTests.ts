import * as vscode from 'vscode';

/** A browser cannot run `go` nor any program: no CodeLens offers it, and the commands say why. */
export function registerWebTests(): vscode.Disposable {
  const say = (id: string, text: () => string) =>
    vscode.commands.registerCommand(id, () => void vscode.window.showWarningMessage(text()));
  return vscode.Disposable.from(
    say('heaplens.profileTestAtCursor', () =>
      vscode.l10n.t(
        'Profiling a test runs go, which VS Code in a browser cannot do. Open this folder in VS Code desktop or in a remote window, or open a profile that is already here.',
      ),
    ),
    say('heaplens.runWithGcTrace', () =>
      vscode.l10n.t(
        'Running with a GC trace starts a program, which VS Code in a browser cannot do. Open this folder in VS Code desktop or in a remote window, or open a trace that is already here.',
      ),
    ),
  );
}
