import * as vscode from 'vscode';
import { isAbortError } from '../../base/rpc';
import { type ExportFormat, type ExportQuery, exportExtension } from '../../model/exporting';
import { filesBehind } from '../profileSource/profileSource';
import { fileNameOf } from '../profileSource/readProfile';
import type { ProfileDocument } from './document';

/** Asks where to and writes the file whole; false where nobody wanted it in the end. Fails with what a person may read. */
export async function exportView(
  query: Omit<ExportQuery, 'title'>,
  document: ProfileDocument,
): Promise<boolean> {
  const name = fileNameOf(document.uri);
  const target = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Export {name}', { name }),
    defaultUri: defaultTarget(document.uri, query.format),
    filters: { [formatName(query.format)]: [lastExtension(query.format)] },
  });
  if (!target) return false;
  const bytes = await askUnderProgress(vscode.l10n.t('Exporting {name}', { name }), (signal) =>
    document.ask((engine, handle) => engine.ask(handle, 'export', { ...query, title: name }, signal)),
  );
  if (!bytes) return false;
  await vscode.workspace.fs.writeFile(target, bytes);
  void offerToOpen(target, query.format);
  return true;
}

/** Null where the user cancelled: nothing has been written then. */
async function askUnderProgress<T>(
  title: string,
  ask: (signal: AbortSignal) => Promise<T>,
): Promise<T | null> {
  const location = vscode.ProgressLocation.Notification;
  return vscode.window.withProgress({ location, title, cancellable: true }, async (_progress, token) => {
    const cancelling = new AbortController();
    const listening = token.onCancellationRequested(() => cancelling.abort());
    try {
      const answer = await ask(cancelling.signal);
      return cancelling.signal.aborted ? null : answer;
    } catch (error) {
      if (cancelling.signal.aborted && isAbortError(error)) return null;
      throw error;
    } finally {
      listening.dispose();
    }
  });
}

/** Beside the profile, or beside the first file of a derived one. */
function defaultTarget(uri: vscode.Uri, format: ExportFormat): vscode.Uri {
  const [beside] = filesBehind(uri);
  const name = fileNameOf(uri).replace(/(\.pb\.gz|\.pprof|\.prof|\.pgo|\.gz|\.out|\.pb|\.txt)$/i, '');
  const safe = name.replace(/[\\/:*?"<>|\u0000-\u001f]+/g, '_');
  // Never the profile itself: an export must not take the place of what it was made of.
  const suffix = format === 'pprof' ? '-view' : '';
  return vscode.Uri.joinPath(beside ?? uri, '..', `${safe}${suffix}${exportExtension(format)}`);
}

async function offerToOpen(target: vscode.Uri, format: ExportFormat): Promise<void> {
  const open = vscode.l10n.t('Open');
  const answer = await vscode.window.showInformationMessage(
    vscode.l10n.t('Exported as {format}: {path}', {
      format: formatName(format),
      path: vscode.workspace.asRelativePath(target),
    }),
    open,
  );
  if (answer === open) await vscode.commands.executeCommand('vscode.open', target);
}

function lastExtension(format: ExportFormat): string {
  const extension = exportExtension(format);
  return extension.slice(extension.lastIndexOf('.') + 1);
}

function formatName(format: ExportFormat): string {
  switch (format) {
    case 'pprof':
      return 'pprof';
    case 'svg':
      return 'SVG';
    case 'collapsed':
      return vscode.l10n.t('Collapsed stacks');
    case 'speedscope':
      return 'speedscope';
    case 'csv':
      return 'CSV';
    case 'markdown':
      return 'Markdown';
  }
}
