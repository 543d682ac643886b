import * as vscode from 'vscode';
import { startWorkerEngine } from './engine/node/workerEngine';
import { registerCapture } from './vscode/capture/capture';
import { EngineHost } from './vscode/engineHost';
import { SourceOverlay } from './vscode/overlay/overlay';
import { registerOpenCommands, sampleUris } from './vscode/profileEditor/openCommands';
import { ProfileEditors } from './vscode/profileEditor/profileEditor';
import { registerViewLinks } from './vscode/profileEditor/viewLinks';

/** Wires the rooms. Nothing is read, decoded or started here: each room does so when it is first needed. */
export function activate(context: vscode.ExtensionContext): void {
  const workerScript = vscode.Uri.joinPath(context.extensionUri, 'dist', 'engineWorker.js').fsPath;
  const engine = new EngineHost((ended) => startWorkerEngine(workerScript, ended));
  const overlay = new SourceOverlay({
    engine: () => engine,
    memento: context.workspaceState,
    sampleModule: sampleUris(context.extensionUri).module,
    openProfile: (uri, focus) => editors.openProfile(uri, focus),
  });
  const editors = new ProfileEditors(context, { engine, overlay });
  const commands = registerOpenCommands(context.extensionUri, (uri) => editors.openProfile(uri));
  const links = registerViewLinks((uri, state) => editors.openView(uri, state));
  const capture = registerCapture(context, { engine, openProfile: (uri) => editors.openProfile(uri) });
  context.subscriptions.push(engine, overlay, editors, commands, links, capture);
}
