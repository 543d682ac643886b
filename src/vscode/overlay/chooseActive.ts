import * as vscode from 'vscode';
import { formatValue } from '../../base/units';
import type { ProfileKind } from '../../model/profile';
import type { ActiveProfiles } from './activeProfiles';
import { kindName } from './kindNames';
import type { RememberedProfile } from './rememberedProfiles';
import { kindOrder } from './shownTypes';

interface ProfileItem extends vscode.QuickPickItem {
  readonly profileKind?: ProfileKind;
  /** Absent at the item "none" of its kind. */
  readonly key?: string;
}

/** Lets the user tick the profile of each kind that annotates the source. */
export async function chooseActiveProfile(profiles: ActiveProfiles): Promise<void> {
  if (profiles.recent.length === 0) return offerFirstProfile();
  const chosen = await pickProfiles(profiles);
  if (chosen) profiles.choose(chosen);
}

async function offerFirstProfile(): Promise<void> {
  const open = vscode.l10n.t('Open profile…');
  const sample = vscode.l10n.t('Open sample');
  const answer = await vscode.window.showInformationMessage(
    vscode.l10n.t(
      'No profile was opened in this workspace yet. Open a pprof profile, for example heap.pb.gz, to see its costs in the Go source.',
    ),
    open,
    sample,
  );
  if (answer === open) await vscode.commands.executeCommand('heaplens.openProfile');
  if (answer === sample) await vscode.commands.executeCommand('heaplens.openSample');
}

function pickProfiles(profiles: ActiveProfiles): Promise<readonly string[] | null> {
  const items = profileItems(profiles.recent);
  const active = new Set(profiles.active.map((profile) => profile.key));
  const picker = vscode.window.createQuickPick<ProfileItem>();
  picker.title = vscode.l10n.t('Choose Active Profiles');
  picker.placeholder = vscode.l10n.t('One profile of each kind annotates the Go source');
  picker.canSelectMany = true;
  picker.matchOnDescription = true;
  picker.items = items;
  picker.selectedItems = items.filter((item) => item.profileKind && isTicked(item, items, active));
  let selected: readonly ProfileItem[] = picker.selectedItems;
  picker.onDidChangeSelection((now) => {
    const allowed = oneOfEachKind(items, selected, now);
    const isAllowed = allowed.length === now.length && allowed.every((item) => now.includes(item));
    selected = allowed;
    if (!isAllowed) picker.selectedItems = allowed;
  });
  return new Promise((resolve) => {
    picker.onDidAccept(() => {
      resolve(selected.flatMap((item) => item.key ?? []));
      picker.hide();
    });
    picker.onDidHide(() => {
      resolve(null);
      picker.dispose();
    });
    picker.show();
  });
}

function isTicked(item: ProfileItem, items: readonly ProfileItem[], active: ReadonlySet<string>): boolean {
  if (item.key) return active.has(item.key);
  return !items.some((other) => other.profileKind === item.profileKind && other.key && active.has(other.key));
}

/** Ticking one of a kind unticks the others of that kind; unticking the last one ticks "none". */
function oneOfEachKind(
  items: readonly ProfileItem[],
  before: readonly ProfileItem[],
  now: readonly ProfileItem[],
): ProfileItem[] {
  return kindOrder.flatMap((kind) => {
    const ofKind = items.filter((item) => item.profileKind === kind);
    if (ofKind.length === 0) return [];
    const ticked = ofKind.filter((item) => now.includes(item));
    const added = ticked.find((item) => !before.includes(item));
    return added ?? ticked[0] ?? ofKind.filter((item) => !item.key);
  });
}

function profileItems(recent: readonly RememberedProfile[]): ProfileItem[] {
  return kindOrder.flatMap((kind) => {
    const ofKind = recent.filter((item) => item.facts.kind === kind);
    if (ofKind.length === 0) return [];
    return [
      { label: kindName(kind), kind: vscode.QuickPickItemKind.Separator },
      ...ofKind.map((item) => profileItem(kind, item)),
      { label: vscode.l10n.t('None'), description: kindName(kind), profileKind: kind },
    ];
  });
}

function profileItem(kind: ProfileKind, item: RememberedProfile): ProfileItem {
  const { facts } = item;
  const type = facts.sampleTypes[facts.sampleIndex];
  const total = type ? `${type.type} ${formatValue(type.total, type.unit)}` : '';
  const time = new Date(facts.timeMs ?? item.openedMs).toLocaleString(vscode.env.language);
  const when =
    facts.timeMs === null
      ? vscode.l10n.t('opened {time}', { time })
      : vscode.l10n.t('captured {time}', { time });
  const place = vscode.workspace.asRelativePath(vscode.Uri.parse(item.uri));
  return {
    label: item.fileName,
    description: [total, when].filter((text) => text !== '').join(' · '),
    detail: place === item.fileName ? undefined : place,
    profileKind: kind,
    key: item.uri,
  };
}
