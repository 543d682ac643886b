import * as vscode from 'vscode';
import { formatShare, formatValue } from '../../base/units';
import type { ActiveProfiles, OverlayProfile } from './activeProfiles';
import { escapeMarkdown } from './hoverText';
import { kindName } from './kindNames';

/** The one status-bar item: there while profiles annotate the source, a click chooses which. */
export class StatusItem implements vscode.Disposable {
  readonly #item: vscode.StatusBarItem;
  readonly #subscription: vscode.Disposable;

  constructor(profiles: ActiveProfiles) {
    this.#item = vscode.window.createStatusBarItem('heaplens.active', vscode.StatusBarAlignment.Right, 100);
    this.#item.name = vscode.l10n.t('Heaplens Active Profiles');
    this.#item.command = 'heaplens.chooseActiveProfile';
    this.#subscription = profiles.onDidChange(() => this.#show(profiles.active));
    this.#show(profiles.active);
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#item.dispose();
  }

  #show(active: readonly OverlayProfile[]): void {
    if (active.length === 0) {
      this.#item.hide();
      return;
    }
    const names =
      active.length === 1 ? active[0].fileName : vscode.l10n.t('{count} profiles', { count: active.length });
    this.#item.text = `$(flame) ${names}`;
    this.#item.tooltip = tooltip(active);
    this.#item.accessibilityInformation = {
      label: vscode.l10n.t('Go source annotated with {profiles}', {
        profiles: active.map((profile) => profile.fileName).join(', '),
      }),
    };
    this.#item.show();
  }
}

function tooltip(active: readonly OverlayProfile[]): vscode.MarkdownString {
  const rows = active.map((profile) => {
    const { sampleTypes, sampleIndex, kind } = profile.facts;
    const type = sampleTypes[sampleIndex];
    const total = type
      ? `${escapeMarkdown(type.type)} ${formatValue(type.total, type.unit)}`
      : formatShare(0);
    const state = profile.index ? '' : ` — ${vscode.l10n.t('read when a Go file shows')}`;
    return `- **${escapeMarkdown(kindName(kind))}** ${escapeMarkdown(profile.fileName)}: ${total}${state}`;
  });
  const text = [
    vscode.l10n.t('Go source is annotated with:'),
    '',
    ...rows,
    '',
    vscode.l10n.t('Click to choose other profiles or none.'),
  ];
  return new vscode.MarkdownString(text.join('\n'));
}
