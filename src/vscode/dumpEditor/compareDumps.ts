import * as vscode from 'vscode';
import { parseCaptureName, type StoredCapture } from '../../capture/captureName';
import type { DumpForm } from '../../model/goroutines';
import { uriOfCapture } from '../capture/captureFiles';
import { comparisonOf, derivedUri } from '../compare/compareCommands';
import { filesBehind } from '../profileSource/profileSource';
import { fileNameOf } from '../profileSource/readProfile';
import { oldestFirst } from './dumpTimes';

export interface CompareDumpsDeps {
  openProfile(uri: vscode.Uri): Promise<void>;
  /** Captures of this window, newest first. */
  listCaptures(): Promise<StoredCapture[]>;
  /** What the editors of this window show as goroutine dumps. */
  openDumps(): readonly vscode.Uri[];
  /** Reads the file; null where it holds no goroutines. */
  readDumpForm(uri: vscode.Uri): Promise<DumpForm | null>;
}

/**
 * Asks for another dump, and opens the comparison of all: a comparison takes it in. Fails where they are written down in ways that
 * cannot be compared.
 */
export async function compareDump(uri: vscode.Uri, deps: CompareDumpsDeps): Promise<void> {
  const own = filesBehind(uri);
  const other = await askDump(own, deps);
  if (!other) return;
  const files = oldestFirst(other.toString(), own.map(String)).map((file) => vscode.Uri.parse(file, true));
  await deps.openProfile(derivedUri(await comparisonOf(files, deps)));
}

interface DumpItem extends vscode.QuickPickItem {
  /** Absent at "choose a file". */
  readonly uri?: vscode.Uri;
}

async function askDump(own: readonly vscode.Uri[], deps: CompareDumpsDeps): Promise<vscode.Uri | undefined> {
  const title = vscode.l10n.t('Compare {file}', { file: fileNameOf(own.at(-1)!) });
  const items = await dumpItems(own, deps);
  if (items.length > 0) {
    const other: DumpItem = { label: vscode.l10n.t('$(folder-opened) Choose a file…') };
    const picked = await vscode.window.showQuickPick<DumpItem>([...items, other], {
      title,
      placeHolder: vscode.l10n.t('The goroutine dump that it is compared with'),
      matchOnDescription: true,
    });
    if (picked !== other) return picked?.uri;
  }
  return (await vscode.window.showOpenDialog({ title, openLabel: vscode.l10n.t('Compare') }))?.[0];
}

/** Open dumps first, then captures, newest first. */
async function dumpItems(own: readonly vscode.Uri[], deps: CompareDumpsDeps): Promise<DumpItem[]> {
  const known = new Set(own.map(String));
  const isNew = (uri: vscode.Uri) => !known.has(uri.toString()) && known.add(uri.toString());
  const opened = deps.openDumps().flatMap(filesBehind).filter(isNew);
  const captured = (await deps.listCaptures())
    .map((capture) => ({ capture, uri: uriOfCapture(capture) }))
    .filter(({ capture, uri }) => isDumpCapture(capture, own) && isNew(uri));
  return [
    ...opened.map((uri) => ({
      label: fileNameOf(uri),
      description: vscode.l10n.t('open · {path}', { path: vscode.workspace.asRelativePath(uri) }),
      uri,
    })),
    ...captured.map(({ capture, uri }) => ({
      label: capture.fileName,
      description: new Date(capture.timeMs).toLocaleString(vscode.env.language),
      uri,
    })),
  ];
}

/** Stacks are compared with stacks, counts of a profile with counts. */
function isDumpCapture({ fileName, name }: StoredCapture, own: readonly vscode.Uri[]): boolean {
  const kind = parseCaptureName(fileNameOf(own.at(-1)!))?.kind;
  const isText = /\.goroutines$/.test(fileName);
  return kind?.startsWith('goroutine') && !isTextName(own.at(-1)!) ? name?.kind === kind : isText;
}

function isTextName(uri: vscode.Uri): boolean {
  return uri.path.endsWith('.goroutines');
}
