import type * as vscode from 'vscode';
import type { LiveState } from '../../protocol/timelineEditor';

/**
 * What writes into a file while an editor shows it: the watch of a process, or a program that runs with a GC trace. It outlives
 * the editor where it wants to; the file is whole at any time.
 */
export interface LiveWatch {
  readonly uri: vscode.Uri;
  readonly state: LiveState;
  readonly onDidChangeState: vscode.Event<LiveState>;
  /** After the file was written. */
  readonly onDidWrite: vscode.Event<LiveLines>;
  /** How many samples an editor keeps of it, and as many cycles; undefined: all. */
  readonly mostSamples?: number;
  /** Puts a mark into the file where it succeeds. Fails with a MessageError. */
  captureNow(kind: 'heap' | 'goroutines'): Promise<void>;
  /** null: no longer. */
  captureWhen(heapLiveBytes: number | null): Promise<void>;
  stop(): Promise<void>;
  /** Goes on in the same file. */
  resume(): Promise<void>;
}

/** Whole lines that were added to the file. */
export interface LiveLines {
  readonly bytes: Uint8Array;
  /** How long the file was before. A file that was made shorter (a ring) begins to count anew. */
  readonly offset: number;
  /** They are of several processes: the file as a whole tells them apart. */
  readonly several?: boolean;
}

/** The live watches of this window, running or stopped, by the file that they write. */
export interface LiveWatches {
  of(uri: vscode.Uri): LiveWatch | null;
  /** A watch of a file began, also one that had ended. */
  readonly onDidStart: vscode.Event<LiveWatch>;
}
