import * as vscode from 'vscode';

/** `1 goroutine`, `12,096 goroutines`: written as in sentences of the rules. */
export function goroutineCountText(count: number): string {
  return count === 1
    ? vscode.l10n.t('1 goroutine')
    : vscode.l10n.t('{count} goroutines', { count: count.toLocaleString('en-US') });
}
