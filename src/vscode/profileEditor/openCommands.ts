import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable';
import { showFailure } from '../translate';

type OpenProfile = (uri: vscode.Uri) => Promise<void>;

/** "Open profile…" and "Open sample profile". */
export function registerOpenCommands(extensionUri: vscode.Uri, openProfile: OpenProfile): vscode.Disposable {
  const commands = new DisposableStore();
  commands.add(
    vscode.commands.registerCommand('heaplens.openProfile', () =>
      reported(() => chooseProfiles(openProfile)),
    ),
  );
  commands.add(
    vscode.commands.registerCommand('heaplens.openSample', () =>
      reported(() => openProfile(vscode.Uri.joinPath(extensionUri, ...samplePath))),
    ),
  );
  return commands;
}

/** Its Go source lies beside it, so that lines open and are annotated. */
const samplePath = ['media', 'samples', 'leaky-heap.pb.gz'];

async function chooseProfiles(openProfile: OpenProfile): Promise<void> {
  const chosen = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Open Profile'),
    openLabel: vscode.l10n.t('Open'),
    canSelectMany: true,
    filters: {
      [vscode.l10n.t('Profiles')]: ['gz', 'pprof', 'prof', 'pgo', 'out', 'pb'],
      [vscode.l10n.t('All files')]: ['*'],
    },
  });
  for (const uri of chosen ?? []) await openProfile(uri);
}

async function reported(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    showFailure(error);
  }
}
