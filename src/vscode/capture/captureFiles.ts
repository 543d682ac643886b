import * as vscode from 'vscode';
import type { StoredCapture } from '../../capture/captureName';
import type { Engine } from '../../engine/engine';
import type { LiveWatch } from '../memory/liveWatch';

/** Where the Captures view gets its files from. */
export interface CaptureFiles {
  /** Newest first. Folders that cannot be read are told of, and left out. */
  list(): Promise<StoredCapture[]>;
  /** What happens to files of these patterns changes the list. */
  patterns(): vscode.RelativePattern[];
}

export interface CapturesDeps {
  readonly engine: Engine;
  readonly openProfile: (uri: vscode.Uri) => Promise<void>;
  /** Where a watch of memory tells the editors of its file. */
  readonly watches: { add(watch: LiveWatch): void };
}

/** What other rooms may know of the captures. */
export interface Captures extends vscode.Disposable {
  /** Newest first. */
  list(): Promise<StoredCapture[]>;
  selected(): readonly StoredCapture[];
}

/** A capture that only the editor's file systems reach. Its `path` is that of the URI. */
export interface RemoteCapture extends StoredCapture {
  readonly uri: vscode.Uri;
}

export function uriOfCapture(capture: StoredCapture | RemoteCapture): vscode.Uri {
  return 'uri' in capture ? capture.uri : vscode.Uri.file(capture.path);
}
