import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable';
import type { StoredCapture } from '../../capture/captureName';
import { CaptureFacts } from '../capture/captureFacts';
import { type Captures, type CapturesDeps, uriOfCapture } from '../capture/captureFiles';
import { CapturesView } from '../capture/capturesView';
import { showFailure } from '../translate';
import { workspaceCaptureFiles } from './workspaceCaptureFiles';

const capturingCommands = [
  'heaplens.captureHeapLocal',
  'heaplens.captureProfile',
  'heaplens.captureGoroutinesLocal',
  'heaplens.captureGoroutines',
  'heaplens.captureGoroutineLeaks',
  'heaplens.watchGoroutines',
  'heaplens.watchMemoryLocal',
  'heaplens.watchMemory',
  'heaplens.setCaptureHeaders',
  'heaplens.forgetCaptureHeaders',
];

const managingCommands = ['heaplens.captures.reveal', 'heaplens.captures.rename', 'heaplens.captures.delete'];

/** The Captures view over the editor's file systems, and the commands that a browser cannot run: they say why. */
export function registerWebCaptures(
  context: vscode.ExtensionContext,
  { engine, openProfile }: CapturesDeps,
): Captures {
  const owned = new DisposableStore();
  void vscode.commands.executeCommand('setContext', 'heaplens.webHost', true);
  const facts = owned.add(new CaptureFacts(engine, context.workspaceState));
  const view = owned.add(new CapturesView(workspaceCaptureFiles(), facts));
  const register = (id: string, run: (argument: unknown) => unknown) =>
    owned.add(vscode.commands.registerCommand(id, run));
  for (const id of capturingCommands) register(id, refuseToCapture);
  for (const id of managingCommands) register(id, refuseToManage);
  register('heaplens.captures.refresh', () => view.refresh());
  register('heaplens.captures.open', async (argument) => {
    try {
      for (const capture of chosenCaptures(argument, view)) await openProfile(uriOfCapture(capture));
    } catch (error) {
      showFailure(error);
    }
  });
  return { dispose: () => owned.dispose(), list: () => view.list(), selected: () => view.selected };
}

function chosenCaptures(argument: unknown, view: CapturesView): readonly StoredCapture[] {
  if (typeof argument !== 'object' || argument === null || !('capture' in argument)) return view.selected;
  return [argument.capture as StoredCapture];
}

async function refuseToCapture(): Promise<void> {
  const open = vscode.l10n.t('Open Profile…');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t(
      'Capturing needs a connection to the running program, which VS Code in a browser cannot make. Open this folder in VS Code desktop or in a remote window, or open a profile that is already here.',
    ),
    open,
  );
  if (answer === open) await vscode.commands.executeCommand('heaplens.openProfile');
}

function refuseToManage(): void {
  void vscode.window.showWarningMessage(
    vscode.l10n.t(
      'In VS Code in a browser, captures are renamed and deleted in the explorer, like any other file.',
    ),
  );
}
