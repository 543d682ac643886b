import * as vscode from 'vscode';
import { type GoProfileKind, profileKinds } from '../../gotool/testArguments';

/** Which profiles to record in one run of the test; null when the question was closed. Remembers the answer. */
export async function askProfileKinds(
  name: string,
  state: vscode.Memento,
): Promise<readonly GoProfileKind[] | null> {
  const last = state.get<unknown>(stateKey);
  const before = Array.isArray(last) ? last : ['memory', 'cpu'];
  const items = profileKinds.map((kind) => ({
    ...describe(kind),
    profile: kind,
    picked: before.includes(kind),
  }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Profile {name}', { name }),
    placeHolder: vscode.l10n.t('What to record in one run'),
    canPickMany: true,
  });
  if (!chosen || chosen.length === 0) return null;
  const kinds = chosen.map(({ profile }) => profile);
  await state.update(stateKey, kinds);
  return kinds;
}

const stateKey = 'heaplens.testProfiles';

function describe(kind: GoProfileKind): { label: string; description: string } {
  const descriptions: Readonly<Record<GoProfileKind, string>> = {
    memory: vscode.l10n.t('what is allocated, and what of it is still in use at the end'),
    cpu: vscode.l10n.t('where the time goes'),
    block: vscode.l10n.t('where goroutines wait for channels, locks and each other'),
    mutex: vscode.l10n.t('which locks make others wait'),
  };
  return { label: kind, description: descriptions[kind] };
}
