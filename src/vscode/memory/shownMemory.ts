import type * as vscode from 'vscode';
import { MessageError, message } from '../../base/message';
import type { Engine, EvidenceHandle } from '../../engine/engine';
import type { MemoryState } from '../../protocol/timelineEditor';
import { fileNameOf } from '../profileSource/readProfile';
import type { LiveWatch } from './liveWatch';

type Question<T> = (engine: Engine, handle: EvidenceHandle) => Promise<T>;

/** An editor's document as far as it shows memory over time. */
export interface ShownMemory {
  readonly uri: vscode.Uri;
  /** null where it shows something else, or nothing yet. */
  readonly loadedMemory: MemoryState | null;
  readonly live: LiveWatch | null;
  /** About the series that is shown. */
  ask<T>(question: Question<T>): Promise<T>;
  /** About the heap profile of the same file; null where there is none. */
  askHeap<T>(question: Question<T>): Promise<T | null>;
}

export function needMemory({ uri, loadedMemory }: ShownMemory): MemoryState {
  if (loadedMemory) return loadedMemory;
  const file = fileNameOf(uri);
  throw new MessageError(message('editor.notMemory', '{file} shows no memory over time now.', { file }));
}

export function needLive({ uri, live }: ShownMemory): LiveWatch {
  if (live) return live;
  const file = fileNameOf(uri);
  throw new MessageError(
    message('editor.notLive', '{file} is a record: nothing that runs is being watched.', { file }),
  );
}
