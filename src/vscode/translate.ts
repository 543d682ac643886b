import * as vscode from 'vscode';
import { type Message, MessageError, message } from '../base/message';
import { isAbortError } from '../base/rpc';

/** The sentence in the language of the editor; English where no translation exists. */
export function translate(sentence: Message): string {
  return vscode.l10n.t(sentence.english, { ...sentence.args });
}

/** What a person may read of any failure. Only MessageErrors were written for people; the rest is named as a fault. */
export function messageOf(error: unknown): Message {
  if (error instanceof MessageError) return error.detail;
  const reason = error instanceof Error ? error.message : String(error);
  return message('unexpected', 'Heaplens could not do this, unexpectedly: {reason}', { reason });
}

/** A failure of something that someone asked for; what they cancelled themselves needs no words. */
export function showFailure(error: unknown): void {
  if (!isAbortError(error)) void vscode.window.showErrorMessage(translate(messageOf(error)));
}
