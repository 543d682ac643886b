import * as vscode from 'vscode';
import { startWorkerEngine } from './engine/node/workerEngine';
import { registerCapture } from './vscode/capture/capture';
import { registerCompareCommands } from './vscode/compare/compareCommands';
import { EngineHost } from './vscode/engineHost';
import { registerGoTool } from './vscode/gotool/goTool';
import { SourceOverlay } from './vscode/overlay/overlay';
import { registerOpenCommands, sampleUris } from './vscode/profileEditor/openCommands';
import { ProfileEditors } from './vscode/profileEditor/profileEditor';

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
  const openProfile = (uri: vscode.Uri) => editors.openProfile(uri);
  const capture = registerCapture(context, { engine, openProfile });
  const compare = registerCompareCommands({
    openProfile,
    listCaptures: () => capture.list(),
    selectedCaptures: () => capture.selected(),
  });
  const goTool = registerGoTool(context, {
    engine,
    openProfile: (uri, focus) => editors.openProfile(uri, focus),
    annotate: (profile) => overlay.activate(profile),
    onDidClear: overlay.onDidClear,
  });
  context.subscriptions.push(engine, overlay, editors, commands, capture, compare, goTool);
}
