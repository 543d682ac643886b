import * as vscode from 'vscode';
import { isLoopback } from '../../capture/captureTarget';

/** With a remote window, localhost is the machine that runs Heaplens: its name for people, null in a local window. */
export function whereLocalhostIs(): string | null {
  const name = vscode.env.remoteName;
  if (name === undefined) return null;
  switch (name) {
    case 'ssh-remote':
      return vscode.l10n.t('the SSH host');
    case 'wsl':
      return vscode.l10n.t('the WSL distribution');
    case 'dev-container':
    case 'attached-container':
      return vscode.l10n.t('the container');
    case 'codespaces':
      return vscode.l10n.t('the codespace');
    case 'tunnel':
      return vscode.l10n.t('the machine at the other end of the tunnel');
    default:
      return vscode.l10n.t('the remote machine');
  }
}

/** A failure that concerns localhost, with the machine that is meant. */
export function sayWhoseLocalhost(text: string, url: URL): string {
  const place = isLoopback(url) ? whereLocalhostIs() : null;
  return place === null
    ? text
    : vscode.l10n.t(
        '{message} {host} is {place} here, where Heaplens runs, not the computer in front of you.',
        {
          message: text,
          host: url.hostname,
          place,
        },
      );
}
