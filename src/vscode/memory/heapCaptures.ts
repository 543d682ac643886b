import * as vscode from 'vscode';
import { type StoredCapture, shownHost } from '../../capture/captureName';
import type { TimeSpan } from '../../model/finding';
import type { MemoryFacts } from '../../model/timeline';
import { uriOfCapture } from '../capture/captureFiles';
import { isPlainName } from './plainName';

/** A heap profile of the process whose memory is shown. Milliseconds on the clock of its series. */
export interface HeapCapture {
  readonly uri: vscode.Uri;
  readonly timeMs: number;
}

/**
 * Heap profiles of this process within a span, oldest first: those that its history has marks for, else captures of the same
 * address whose time lies within.
 */
export async function heapCapturesOf(
  history: vscode.Uri,
  facts: MemoryFacts,
  span: TimeSpan,
  listCaptures: () => Promise<readonly StoredCapture[]>,
): Promise<readonly HeapCapture[]> {
  const isWithin = ({ timeMs }: HeapCapture) => timeMs >= span.fromMs && timeMs <= span.toMs;
  const marked = facts.marks
    .filter(({ kind, what, file }) => kind === 'capture' && what === 'heap' && isPlainName(file))
    .map(({ timeMs, file }) => ({ uri: vscode.Uri.joinPath(history, '..', file), timeMs }));
  if (marked.length > 0) return marked.filter(isWithin);
  // Captures say when they were taken by the calendar.
  if (facts.clock !== 'unix') return [];
  const captures = await listCaptures();
  return captures
    .filter(({ name }) => name?.kind === 'heap' && shownHost(name.host) === facts.process.name)
    .map((capture) => ({ uri: uriOfCapture(capture), timeMs: capture.timeMs }))
    .filter(isWithin)
    .sort((a, b) => a.timeMs - b.timeMs);
}
