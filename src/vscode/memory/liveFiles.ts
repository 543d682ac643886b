import * as vscode from 'vscode';
import type { LiveWatch, LiveWatches } from './liveWatch';

/** Which files are being written by whom. Whoever starts a watch puts it here; the editors look here. */
export class LiveFiles implements LiveWatches, vscode.Disposable {
  readonly #watches = new Map<string, LiveWatch>();
  readonly #started = new vscode.EventEmitter<LiveWatch>();

  readonly onDidStart = this.#started.event;

  of(uri: vscode.Uri): LiveWatch | null {
    return this.#watches.get(uri.toString()) ?? null;
  }

  /** The watch takes the place of an earlier one of its file. */
  add(watch: LiveWatch): void {
    this.#watches.set(watch.uri.toString(), watch);
    this.#started.fire(watch);
  }

  dispose(): void {
    this.#watches.clear();
    this.#started.dispose();
  }
}
