import * as vscode from 'vscode';
import type { Message } from '../../base/message';
import type { EditorActionId, EditorState } from '../../protocol/profileEditor';
import { fileMissingId, fileNameOf, fileTooLargeId } from '../profileSource/readProfile';

/** What the editor shows instead of a profile: one sentence and what can be done about it. */
export function errorState(uri: vscode.Uri, detail: Message): EditorState {
  const actions = actionsFor(detail.id).map((id) => ({ id, label: labelOf(id) }));
  return { kind: 'error', fileName: fileNameOf(uri), message: detail, actions };
}

/** The file is refused for its size alone, so that another limit may let it in. */
export function isLimitError(state: EditorState | null): boolean {
  return state?.kind === 'error' && limitIds.includes(state.message.id);
}

const limitIds: readonly string[] = [fileTooLargeId, 'gzip.tooLarge'];

function actionsFor(id: string): readonly EditorActionId[] {
  if (limitIds.includes(id)) return ['raiseLimit', 'retry'];
  if (id === fileMissingId) return ['retry', 'openSample'];
  // Known to be something else, mostly text.
  if (id.startsWith('sniff.') || id.startsWith('goroutines.') || id === 'legacy.broken')
    return ['openAsText', 'retry'];
  return ['retry'];
}

function labelOf(id: EditorActionId): string {
  switch (id) {
    case 'openAsText':
      return vscode.l10n.t('Open as Text');
    case 'retry':
      return vscode.l10n.t('Retry');
    case 'openSample':
      return vscode.l10n.t('Open Sample Profile');
    case 'raiseLimit':
      return vscode.l10n.t('Raise the Limit…');
  }
}
