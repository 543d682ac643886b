import * as vscode from 'vscode';
import { abortError, isAbortError } from '../../base/rpc';
import type { Engine, ProfileEvidence } from '../../engine/engine';
import type { DumpFacts, DumpOutline } from '../../model/goroutineReport';
import { fileNameOf } from '../profileSource/readProfile';
import { readSettings } from '../settings';

/** One dump of a text. */
export interface OutlinedDump {
  readonly facts: DumpFacts;
  readonly outline: DumpOutline;
}

interface Reading {
  readonly version: number;
  readonly dumps: Promise<readonly OutlinedDump[]>;
  readonly ending: AbortController;
}

/** While someone types or a log grows, a text is read when it has been quiet this long. */
const quietMs = 300;

/**
 * Outlines of opened texts: folding and symbols ask for the same one. The engine reads a version once, and nothing of it stays
 * open.
 */
export class DumpOutlines implements vscode.Disposable {
  readonly #engine: Engine;
  readonly #readings = new Map<string, Reading>();
  readonly #closing: vscode.Disposable;

  constructor(engine: Engine) {
    this.#engine = engine;
    this.#closing = vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#forget(uri.toString()));
  }

  /** Empty for a text that holds no dump. Rejects with an AbortError when a newer version is asked for. */
  of(document: vscode.TextDocument): Promise<readonly OutlinedDump[]> {
    const key = document.uri.toString();
    const known = this.#readings.get(key);
    if (known?.version === document.version) return known.dumps;
    known?.ending.abort();
    const ending = new AbortController();
    const dumps = this.#read(document, known ? quietMs : 0, ending.signal);
    const reading = { version: document.version, dumps, ending };
    this.#readings.set(key, reading);
    // Whoever asks again after a failure (an engine that was ended) has another try.
    dumps.catch(() => {
      if (this.#readings.get(key) === reading) this.#readings.delete(key);
    });
    return dumps;
  }

  dispose(): void {
    for (const key of [...this.#readings.keys()]) this.#forget(key);
    this.#closing.dispose();
  }

  #forget(key: string): void {
    this.#readings.get(key)?.ending.abort();
    this.#readings.delete(key);
  }

  async #read(
    document: vscode.TextDocument,
    waitMs: number,
    signal: AbortSignal,
  ): Promise<readonly OutlinedDump[]> {
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    if (signal.aborted) throw abortError();
    const opened = await this.#open(document, signal);
    try {
      const dumps = opened.flatMap(({ handle, goroutines: facts }) =>
        facts && facts.form !== 'profile' ? [{ handle, facts }] : [],
      );
      return await Promise.all(
        dumps.map(async ({ handle, facts }) => ({
          facts,
          outline: await this.#engine.ask(handle, 'dumpOutline', null, signal),
        })),
      );
    } finally {
      for (const { handle } of opened) void this.#engine.close(handle);
    }
  }

  /** What is none of the engine's kinds of evidence is a text without dumps here: nobody asked for one. */
  async #open(document: vscode.TextDocument, signal: AbortSignal): Promise<readonly ProfileEvidence[]> {
    const bytes = await bytesOf(document);
    if (signal.aborted) throw abortError();
    const maxInflatedBytes = readSettings(document.uri).open.maximumInflatedBytes;
    try {
      return await this.#engine.openProfiles(bytes, {
        name: fileNameOf(document.uri),
        maxInflatedBytes,
        signal,
      });
    } catch (error) {
      if (isAbortError(error)) throw error;
      return [];
    }
  }
}

/** From the file where it holds the same: a large text need not be put together and encoded on the host's thread. */
async function bytesOf(document: vscode.TextDocument): Promise<Uint8Array> {
  const isPlain = document.encoding === 'utf8' || document.encoding === 'utf8bom';
  if (!document.isDirty && !document.isUntitled && isPlain) {
    try {
      return await vscode.workspace.fs.readFile(document.uri);
    } catch {
      // Deleted or moved since it was opened: its text is still here.
    }
  }
  return new TextEncoder().encode(document.getText());
}
