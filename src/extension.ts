import * as vscode from 'vscode';
import { startWorkerEngine } from './engine/node/workerEngine';
import { registerCapture } from './vscode/capture/capture';
import { registerGoTool } from './vscode/gotool/goTool';
import { nodeMachine } from './vscode/nodeMachine';
import { registerProfiles } from './vscode/profiles';

/** Wires the rooms. Nothing is read, decoded or started here: each room does so when it is first needed. */
export function activate(context: vscode.ExtensionContext): void {
  const workerScript = vscode.Uri.joinPath(context.extensionUri, 'dist', 'engineWorker.js').fsPath;
  registerProfiles(context, {
    startEngine: (ended) => startWorkerEngine(workerScript, ended),
    machine: nodeMachine,
    registerCaptures: registerCapture,
    registerTests: registerGoTool,
  });
}
