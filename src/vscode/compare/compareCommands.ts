import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable';
import { MessageError, message } from '../../base/message';
import { isMemoryFile, parseCaptureName, type StoredCapture } from '../../capture/captureName';
import type { DumpForm } from '../../model/goroutines';
import { leastTrendCaptures } from '../../model/leakTrend';
import { uriOfCapture } from '../capture/captureFiles';
import { type DerivedProfile, derivedParts, derivedScheme } from '../profileSource/derivedUri';
import { fileNameOf } from '../profileSource/readProfile';
import { showFailure } from '../translate';
import { comparedAs, formByName } from './comparableForms';
import { latestHeapSeries, previousCapture } from './previousCapture';

export interface CompareDeps {
  openProfile(uri: vscode.Uri): Promise<void>;
  /** Captures of this window, newest first; none where there is no file system to keep them in. */
  listCaptures(): Promise<StoredCapture[]>;
  /** What is selected in the Captures view. */
  selectedCaptures(): readonly StoredCapture[];
  /** Reads the file; null where it holds no goroutines. */
  readDumpForm(uri: vscode.Uri): Promise<DumpForm | null>;
}

/**
 * Comparing, merging and following profiles, and putting what tells of one process on one timeline. The commands take what a tree or the explorer hands over (one thing and all that
 * is selected), and ask where that is not enough.
 */
export function registerCompareCommands(deps: CompareDeps): vscode.Disposable {
  const commands = new DisposableStore();
  const register = (id: string, run: (chosen: readonly vscode.Uri[]) => Promise<void>) =>
    commands.add(
      vscode.commands.registerCommand(id, async (argument: unknown, all: unknown) => {
        try {
          await run(chosenUris(argument, all, deps));
        } catch (error) {
          showFailure(error);
        }
      }),
    );
  const open = (derived: DerivedProfile) => deps.openProfile(derivedUri(derived));
  register('heaplens.compareProfiles', (chosen) => compare(chosen, deps, open));
  register('heaplens.compareWithPrevious', (chosen) => compareWithPrevious(chosen, deps, open));
  register('heaplens.mergeProfiles', async (chosen) => {
    const files = chosen.length >= 2 ? chosen : await askFiles(deps, vscode.l10n.t('Merge Profiles'), 2);
    if (files) await open({ kind: 'merge', of: files.map(String) });
  });
  register('heaplens.leakTrend', async (chosen) => {
    const files = await trendFiles(chosen, deps);
    if (files) await open({ kind: 'trend', of: files.map(String) });
  });
  register('heaplens.memoryTimeline', async (chosen) => {
    const files = chosen.length >= 2 ? chosen : await askTimelineFiles(chosen);
    if (files) await open({ kind: 'memory', of: files.map(String) });
  });
  return commands;
}

export function derivedUri(derived: DerivedProfile): vscode.Uri {
  return vscode.Uri.from(derivedParts(derived));
}

type Open = (derived: DerivedProfile) => Promise<void>;

async function compare(chosen: readonly vscode.Uri[], deps: CompareDeps, open: Open): Promise<void> {
  const sides = chosen.length >= 2 ? await olderFirst(chosen) : await askSides(chosen[0], deps);
  if (sides) await open(await comparisonOf(sides, deps));
}

async function compareWithPrevious(
  chosen: readonly vscode.Uri[],
  deps: CompareDeps,
  open: Open,
): Promise<void> {
  const current = chosen[0] ?? activeProfile();
  if (!current) {
    await compare([], deps, open);
    return;
  }
  const captures = await deps.listCaptures();
  const previous = previousCapture(captures, current.fsPath);
  const base = previous ? uriOfCapture(previous) : await askOtherBase(current, deps);
  if (base) await open(await comparisonOf([base, current], deps));
}

/** No earlier capture of its kind from the same program is there: says so, and offers what else there is. */
async function askOtherBase(current: vscode.Uri, deps: CompareDeps): Promise<vscode.Uri | null> {
  const choose = vscode.l10n.t('Choose a Profile…');
  const answer = await vscode.window.showInformationMessage(
    vscode.l10n.t('There is no earlier capture of the same kind and program as {file}.', {
      file: fileNameOf(current),
    }),
    choose,
  );
  return answer === choose ? askBase(current, deps) : null;
}

/** Oldest first. Any number of goroutine dumps, but two profiles. */
export async function comparisonOf(
  files: readonly vscode.Uri[],
  deps: Pick<CompareDeps, 'readDumpForm'>,
): Promise<DerivedProfile> {
  if ((await kindOfComparison(files, deps)) === 'dumps') return { kind: 'dumps', of: files.map(String) };
  if (files.length > 2) {
    throw new MessageError(
      message(
        'compare.twoProfiles',
        'Two profiles are compared at a time. For more, follow heap captures, or merge profiles first.',
      ),
    );
  }
  const [base, current] = files.map(String) as [string, string];
  return { kind: 'compare', base: [base], current: [current], mode: 'diffBase', normalize: false };
}

/** Files that can only be profiles are not read for it. */
async function kindOfComparison(
  files: readonly vscode.Uri[],
  deps: Pick<CompareDeps, 'readDumpForm'>,
): Promise<'dumps' | 'profiles'> {
  const names = files.map(fileNameOf);
  const known = names.map(formByName);
  if (known.every((form) => form === null)) return 'profiles';
  const forms = await Promise.all(
    files.map((uri, at) => (known[at] === 'stacks' ? ('stacks' as const) : deps.readDumpForm(uri))),
  );
  return comparedAs(names.map((name, at) => ({ name, form: forms[at]! })));
}

async function trendFiles(
  chosen: readonly vscode.Uri[],
  deps: CompareDeps,
): Promise<readonly vscode.Uri[] | null> {
  if (chosen.length >= leastTrendCaptures) return chosen;
  const series = latestHeapSeries(await deps.listCaptures());
  if (chosen.length === 0 && series.length >= leastTrendCaptures) {
    return series.map(uriOfCapture);
  }
  return askFiles(deps, vscode.l10n.t('Follow Heap Captures'), leastTrendCaptures);
}

/** What a tree's node, the explorer or an editor's title hands over; the Captures view's selection where nothing does. */
function chosenUris(argument: unknown, all: unknown, deps: CompareDeps): vscode.Uri[] {
  const items = Array.isArray(all) && all.length > 0 ? all : argument === undefined ? [] : [argument];
  const uris = items.flatMap((item: unknown) => uriOf(item) ?? []);
  if (uris.length > 0) return uris;
  return deps.selectedCaptures().map(uriOfCapture);
}

function uriOf(item: unknown): vscode.Uri | null {
  if (item instanceof vscode.Uri) return item.scheme === derivedScheme ? null : item;
  if (typeof item !== 'object' || item === null || !('capture' in item)) return null;
  return uriOfCapture(item.capture as StoredCapture);
}

function activeProfile(): vscode.Uri | null {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof vscode.TabInputCustom ? uriOf(input.uri) : null;
}

/** By the time that the names of captures say, else by that of the files. */
async function olderFirst(uris: readonly vscode.Uri[]): Promise<readonly vscode.Uri[]> {
  const timed = await Promise.all(
    uris.map(async (uri) => {
      const { mtime } = await vscode.workspace.fs.stat(uri);
      return { uri, mtime, timeMs: parseCaptureName(fileNameOf(uri))?.timeMs ?? mtime };
    }),
  );
  return timed.sort((a, b) => a.timeMs - b.timeMs || a.mtime - b.mtime).map(({ uri }) => uri);
}

async function askSides(
  current: vscode.Uri | undefined,
  deps: CompareDeps,
): Promise<readonly vscode.Uri[] | null> {
  const newer =
    current ??
    (await askFile(deps, {
      title: vscode.l10n.t('Compare Profiles (1/2)'),
      placeholder: vscode.l10n.t('The newer profile'),
      except: null,
    }));
  const base = newer && (await askBase(newer, deps));
  return newer && base ? [base, newer] : null;
}

function askBase(current: vscode.Uri, deps: CompareDeps): Promise<vscode.Uri | null> {
  return askFile(deps, {
    title: vscode.l10n.t('Compare {file}', { file: fileNameOf(current) }),
    placeholder: vscode.l10n.t('The profile that it is compared with'),
    except: current,
  });
}

interface FileItem extends vscode.QuickPickItem {
  /** Absent at "choose a file". */
  readonly uri?: vscode.Uri;
}

async function fileItems(deps: CompareDeps, except: vscode.Uri | null): Promise<FileItem[]> {
  const captures = (await deps.listCaptures())
    .filter(({ fileName }) => !isMemoryFile(fileName))
    .map((capture) => ({ capture, uri: uriOfCapture(capture) }))
    .filter(({ uri }) => uri.toString() !== except?.toString());
  const paths = new Set(captures.map(({ uri }) => uri.toString()));
  const opened = openProfiles().filter(
    (uri) => uri.toString() !== except?.toString() && !paths.has(uri.toString()),
  );
  return [
    ...opened.map((uri) => ({
      label: fileNameOf(uri),
      description: vscode.l10n.t('open · {path}', { path: vscode.workspace.asRelativePath(uri) }),
      uri,
    })),
    ...captures.map(({ capture, uri }) => ({
      label: capture.fileName,
      description: new Date(capture.timeMs).toLocaleString(vscode.env.language),
      uri,
    })),
  ];
}

function openProfiles(): vscode.Uri[] {
  return vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .flatMap(({ input }) =>
      input instanceof vscode.TabInputCustom && input.viewType.startsWith('heaplens.')
        ? (uriOf(input.uri) ?? [])
        : [],
    );
}

async function askFile(
  deps: CompareDeps,
  options: { title: string; placeholder: string; except: vscode.Uri | null },
): Promise<vscode.Uri | null> {
  const items = await fileItems(deps, options.except);
  const other: FileItem = { label: vscode.l10n.t('$(folder-opened) Choose a file…') };
  const picked =
    items.length === 0
      ? other
      : await vscode.window.showQuickPick([...items, other], {
          title: options.title,
          placeHolder: options.placeholder,
          matchOnDescription: true,
        });
  if (!picked) return null;
  if (picked.uri) return picked.uri;
  const chosen = await vscode.window.showOpenDialog({ title: options.placeholder });
  return chosen?.[0] ?? null;
}

/** Heap texts, GC traces and files of control groups can have any name. */
async function askTimelineFiles(chosen: readonly vscode.Uri[]): Promise<readonly vscode.Uri[] | null> {
  const files = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Files of One Process for One Timeline'),
    canSelectMany: true,
    openLabel: vscode.l10n.t('Show Timeline'),
  });
  if (!files) return null;
  const all = new Map([...chosen, ...files].map((uri) => [uri.toString(), uri]));
  if (all.size >= 2) return [...all.values()];
  void vscode.window.showInformationMessage(
    vscode.l10n.t('This takes at least {count} files.', { count: 2 }),
  );
  return null;
}

async function askFiles(
  deps: CompareDeps,
  title: string,
  least: number,
): Promise<readonly vscode.Uri[] | null> {
  const items = await fileItems(deps, null);
  if (items.length >= least) {
    const picked = await vscode.window.showQuickPick(items, {
      title,
      placeHolder: vscode.l10n.t('At least {count} profiles', { count: least }),
      canPickMany: true,
      matchOnDescription: true,
    });
    if (!picked) return null;
    const uris = picked.flatMap(({ uri }) => uri ?? []);
    if (uris.length >= least) return uris;
  } else {
    const chosen = await vscode.window.showOpenDialog({ title, canSelectMany: true });
    if (!chosen) return null;
    if (chosen.length >= least) return chosen;
  }
  void vscode.window.showInformationMessage(
    vscode.l10n.t('This takes at least {count} profiles.', { count: least }),
  );
  return null;
}
