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
  return heapCapturesWithin(facts, span, listCaptures, (host) => shownHost(host) === facts.process.name);
}

/** All heap captures within a span, oldest first, whatever they were taken of; of one host where `isMeant` says so. */
export async function heapCapturesWithin(
  { clock }: MemoryFacts,
  span: TimeSpan,
  listCaptures: () => Promise<readonly StoredCapture[]>,
  isMeant: (host: string) => boolean = () => true,
): Promise<readonly HeapCapture[]> {
  // Captures say when they were taken by the calendar.
  if (clock !== 'unix') return [];
  const captures = await listCaptures();
  return (
    captures
      .filter(({ name }) => name?.kind === 'heap' && isMeant(name.host))
      .map((capture) => ({ uri: uriOfCapture(capture), timeMs: capture.timeMs }))
      // Their names count whole seconds.
      .filter(({ timeMs }) => timeMs + 1000 > span.fromMs && timeMs <= span.toMs)
      .sort((a, b) => a.timeMs - b.timeMs)
  );
}
