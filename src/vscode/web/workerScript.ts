import * as vscode from 'vscode';
import type { WebWorker } from '../../engine/web/workerEngine';

/**
 * Starts workers that run the script. A web host refuses workers from the extension's own address, so the script is read
 * through the editor's file systems, once, and handed over as a blob.
 */
export function workerStarter(script: vscode.Uri): () => Promise<WebWorker> {
  let address: Promise<string> | null = null;
  const read = async () => {
    const bytes = await vscode.workspace.fs.readFile(script);
    // The host's own start script imports the address later: it is never revoked.
    return URL.createObjectURL(new Blob([new Uint8Array(bytes)], { type: 'text/javascript' }));
  };
  return async () => {
    address ??= read();
    try {
      return new Worker(await address, { name: 'heaplens' });
    } catch (error) {
      address = null;
      throw error;
    }
  };
}
