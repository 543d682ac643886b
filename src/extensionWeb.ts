import * as vscode from 'vscode';
import { startWebWorkerEngine } from './engine/web/workerEngine';
import { registerProfiles } from './vscode/profiles';
import { registerWebCaptures } from './vscode/web/webCaptures';
import { registerWebTests } from './vscode/web/webTests';
import { workerStarter } from './vscode/web/workerScript';

/** Wires the rooms for a web extension host: no Node, no processes, no sockets. */
export function activate(context: vscode.ExtensionContext): void {
  const script = vscode.Uri.joinPath(context.extensionUri, 'dist', 'web', 'engineWorker.js');
  const startWorker = workerStarter(script);
  registerProfiles(context, {
    startEngine: (ended) => startWebWorkerEngine(startWorker, ended),
    machine: null,
    registerCaptures: registerWebCaptures,
    registerTests: registerWebTests,
  });
}
