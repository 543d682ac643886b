import * as vscode from 'vscode';
import { MessageError, message } from '../../base/message';
import { abortError, isAbortError } from '../../base/rpc';

export const readingCancelledId = 'editor.readingCancelled';

/** Most profiles are there before anyone could read a word about them. */
const shownAfterMs = 100;

/** A notification with a button is worth its flicker only where there is something to wait for. */
const cancellableAfterMs = 1000;

/**
 * Reads under the eyes of the user: the status bar says so after a moment, and a notification that can cancel follows. Ends
 * when `closing` or the user says so, whatever `read` still waits for; what it yields then goes to `discard`.
 */
export async function withReadingProgress<T>(
  file: string,
  closing: AbortSignal | undefined,
  read: (signal: AbortSignal) => Promise<T>,
  discard: (late: T) => void,
): Promise<T> {
  const cancelling = new AbortController();
  const signal = closing ? AbortSignal.any([closing, cancelling.signal]) : cancelling.signal;
  const reading = read(signal);
  const ended = untilAborted(reading, signal, discard);
  const title = vscode.l10n.t('Reading {file}', { file });
  const show = (location: vscode.ProgressLocation) =>
    vscode.window.withProgress({ location, title, cancellable: true }, async (_progress, token) => {
      token.onCancellationRequested(() => cancelling.abort());
      await ended.catch(() => {}); // whoever awaits the reading hears of it
    });
  const timers = [
    setTimeout(() => show(vscode.ProgressLocation.Window), shownAfterMs),
    setTimeout(() => show(vscode.ProgressLocation.Notification), cancellableAfterMs),
  ];
  try {
    return await ended;
  } catch (error) {
    if (!cancelling.signal.aborted || !isAbortError(error)) throw error;
    throw new MessageError(message(readingCancelledId, 'Reading {file} was cancelled.', { file }));
  } finally {
    for (const timer of timers) clearTimeout(timer);
  }
}

function untilAborted<T>(work: Promise<T>, signal: AbortSignal, discard: (late: T) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(abortError());
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(
      (value) => {
        signal.removeEventListener('abort', onAbort);
        if (signal.aborted) discard(value);
        else resolve(value);
      },
      (error) => {
        signal.removeEventListener('abort', onAbort);
        reject(error);
      },
    );
  });
}
