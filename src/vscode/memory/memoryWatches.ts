import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable';
import { isAbortError } from '../../base/rpc';
import { dumpKind, historyKind, hostPart } from '../../capture/captureName';
import { type CaptureTarget, rememberedAddress } from '../../capture/captureTarget';
import { type CaptureFolder, folderForCaptures } from '../capture/captureFolders';
import {
  type CaptureRunDeps,
  extraAuthorities,
  intoFolder,
  offerHelp,
  openPaths,
  requireTrust,
  type SavedCapture,
  shownTarget,
  takeCapture,
  tellWhere,
  tidyUp,
  withCancelling,
} from '../capture/captureRun';
import { readSettings } from '../settings';
import { messageOf, showFailure } from '../translate';
import type { LiveWatch } from './liveWatch';
import type { ProcessWatch, WatchSettings } from './processWatch';
import { WatchStatus } from './watchStatus';

export interface MemoryWatchesDeps extends CaptureRunDeps {
  readonly watches: { add(watch: LiveWatch): void };
}

interface Watched {
  readonly watch: ProcessWatch;
  readonly ends: DisposableStore;
}

/** A reply with numbers is small; one that is not is no sample. */
const mostReplyBytes = 64 * 2 ** 20;
const mostTimeoutSeconds = 10;

/** The watches of this window: one a target, each with a history, an editor that shows it, and an item in the status bar. */
export class MemoryWatches implements vscode.Disposable {
  readonly #deps: MemoryWatchesDeps;
  readonly #watched = new Map<string, Watched>();
  readonly #owned = new DisposableStore();

  constructor(deps: MemoryWatchesDeps) {
    this.#deps = deps;
    this.#owned.add(vscode.window.tabGroups.onDidChangeTabs(() => this.#stopUnseen()));
  }

  /** Starts a watch, or shows the one that there is; says every failure itself. */
  async start(target: CaptureTarget): Promise<void> {
    try {
      requireTrust();
      const key = rememberedAddress(target);
      const watch = this.#watched.get(key)?.watch ?? null;
      if (watch) await this.#goOn(watch);
      else await this.#begin(key, target);
    } catch (error) {
      const again = () => this.start(target);
      if (!isAbortError(error)) void offerHelp(messageOf(error), { target }, again).catch(showFailure);
    }
  }

  /** The timeline of a watch. */
  async show(uri: vscode.Uri): Promise<void> {
    await this.#deps.openProfile(uri);
  }

  dispose(): void {
    for (const { ends } of this.#watched.values()) ends.dispose();
    this.#watched.clear();
    this.#owned.dispose();
  }

  async #goOn(watch: ProcessWatch): Promise<void> {
    if (!watch.isRunning) await this.#untilFirstSample(watch);
    await this.show(watch.uri);
  }

  /** A file that nothing was written to is not kept. */
  async #begin(key: string, target: CaptureTarget): Promise<void> {
    const folder = folderForCaptures(this.#deps.storage);
    const saved = await this.#createHistory(folder, target);
    const { ProcessWatch } = await import('./processWatch');
    const taken: string[] = [saved.path];
    const watch: ProcessWatch = new ProcessWatch(saved.path, target, {
      engine: this.#deps.engine,
      options: () => this.#options(target),
      capture: (kind, signal) => this.#capture(kind, { target, saved, taken, signal }),
      onFailure: showFailure,
    });
    try {
      await this.#untilFirstSample(watch);
    } catch (error) {
      watch.dispose();
      await vscode.workspace.fs.delete(vscode.Uri.file(saved.path));
      throw error;
    }
    this.#watch(key, watch);
    this.#deps.watches.add(watch);
    this.#deps.saved();
    tellWhere(saved);
    await this.show(watch.uri);
    this.#stopUnseen();
    await tidyUp(saved);
  }

  #watch(key: string, watch: ProcessWatch): void {
    const ends = new DisposableStore();
    ends.add(watch);
    ends.add(new WatchStatus(watch));
    this.#watched.set(key, { watch, ends });
  }

  #untilFirstSample(watch: ProcessWatch): Thenable<void> {
    const title = vscode.l10n.t('Looking for the memory of {host}', { host: shownTarget(watch) });
    return withCancelling(title, async (_, signal) => {
      const onAbort = () => void watch.stop();
      signal.addEventListener('abort', onAbort, { once: true });
      try {
        await watch.resume();
        signal.throwIfAborted();
      } finally {
        signal.removeEventListener('abort', onAbort);
      }
    });
  }

  async #createHistory(folder: CaptureFolder, target: CaptureTarget): Promise<SavedCapture> {
    const { CaptureStore } = await import('../../capture/captureStore');
    const name = { timeMs: Date.now(), host: hostPart(target.base), kind: historyKind };
    return intoFolder(folder, this.#deps.storage, (place) => new CaptureStore(place.path).create(name));
  }

  async #options(target: CaptureTarget): Promise<WatchSettings> {
    requireTrust();
    const { capture, watch } = readSettings();
    return {
      headers: await this.#deps.headers.read(target.base.origin),
      extraAuthorities: await extraAuthorities(capture),
      timeoutSeconds: Math.min(capture.timeoutSeconds, mostTimeoutSeconds),
      maximumBytes: Math.min(capture.maximumBytes, mostReplyBytes),
      everySeconds: watch.intervalSeconds,
      maximumSeconds: watch.maximumSeconds,
      historyBytes: watch.historyBytes,
      sampleLocalProcess: watch.sampleLocalProcess,
    };
  }

  /** Beside the history, whose marks name files of their own folder; those of a watch are not tidied up while it lasts. */
  async #capture(
    kind: 'heap' | 'goroutines',
    to: { target: CaptureTarget; saved: SavedCapture; taken: string[]; signal: AbortSignal },
  ): Promise<string> {
    requireTrust();
    const query = { kind: kind === 'goroutines' ? dumpKind : kind };
    const deps = { ...this.#deps, folder: to.saved.folder };
    const capture = await takeCapture({ target: to.target, query }, deps, () => {}, to.signal);
    to.taken.push(capture.path);
    this.#deps.saved();
    tellWhere(capture);
    await tidyUp(capture, to.taken);
    return capture.path;
  }

  /** Nobody looks at it any more: the history stays, and asking a program every second for nobody ends. */
  #stopUnseen(): void {
    const open = new Set(openPaths());
    for (const [key, { watch, ends }] of this.#watched) {
      if (open.has(watch.uri.fsPath)) continue;
      this.#watched.delete(key);
      void watch.stop().finally(() => {
        ends.dispose();
        this.#deps.saved();
      });
    }
  }
}
