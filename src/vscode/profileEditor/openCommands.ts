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
      reported(() => openProfile(sampleUris(extensionUri).profile)),
    ),
  );
  return commands;
}

/** The sample and the Go module that it was taken from, so that its lines open and are annotated. */
export function sampleUris(extensionUri: vscode.Uri): { profile: vscode.Uri; module: vscode.Uri } {
  const folder = vscode.Uri.joinPath(extensionUri, 'media', 'samples');
  return {
    profile: vscode.Uri.joinPath(folder, 'leaky-heap.pb.gz'),
    module: vscode.Uri.joinPath(folder, 'leaky'),
  };
}

async function chooseProfiles(openProfile: OpenProfile): Promise<void> {
  const chosen = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Open Profile'),
    openLabel: vscode.l10n.t('Open'),
    canSelectMany: true,
    filters: {
      [vscode.l10n.t('Profiles, goroutine dumps and GC traces')]: [
        'gz',
        'pprof',
        'prof',
        'pgo',
        'out',
        'pb',
        'goroutines',
        'txt',
        'log',
        'dump',
        'gctrace',
        'memwatch',
        'metrics',
        'prom',
      ],
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
