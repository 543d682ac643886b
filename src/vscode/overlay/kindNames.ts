import * as vscode from 'vscode';
import { assertNever } from '../../base/assertNever';
import type { ProfileKind } from '../../model/profile';

/** A kind for people: `Heap`, `CPU`. */
export function kindName(kind: ProfileKind): string {
  switch (kind) {
    case 'heap':
      return vscode.l10n.t('Heap');
    case 'cpu':
      return vscode.l10n.t('CPU');
    case 'goroutine':
      return vscode.l10n.t('Goroutines');
    case 'block':
      return vscode.l10n.t('Blocking');
    case 'mutex':
      return vscode.l10n.t('Mutex contention');
    case 'threadcreate':
      return vscode.l10n.t('Thread creation');
    case 'other':
      return vscode.l10n.t('Other');
    default:
      return assertNever(kind);
  }
}
