import * as vscode from 'vscode';
import { dumpExtension, type StoredCapture } from '../../capture/captureName';
import type { DumpFacts } from '../../model/goroutineReport';
import type { DumpForm } from '../../model/goroutines';
import { uriOfCapture } from '../capture/captureFiles';
import { comparisonOf, derivedUri } from '../compare/compareCommands';
import { previousCapture } from '../compare/previousCapture';
import { goroutineCountText } from '../goroutineCountText';
import { filesOfDerived, parseDerived, uriOfDump } from '../profileSource/derivedUri';
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

/** A dump that an editor shows, and what else its file holds. */
export interface ShownDump {
  readonly uri: vscode.Uri;
  readonly piece: number;
  /** null for what is no dump. */
  readonly pieces: readonly (DumpFacts | null)[];
}

/**
 * Asks for another dump, and opens the comparison of all: a comparison takes it in. Fails where they are written down in ways that
 * cannot be compared.
 */
export async function compareDump(shown: ShownDump, deps: CompareDumpsDeps): Promise<void> {
  const own = partsOf(shown);
  const other = await askDump(shown, own, deps);
  if (!other) return;
  const parts = oldestFirst(other.toString(), own.map(String)).map((part) => vscode.Uri.parse(part, true));
  await deps.openProfile(derivedUri(await comparisonOf(parts, deps)));
}

/** As a comparison names them: of a file with several dumps the one that is shown. */
function partsOf({ uri, piece, pieces }: ShownDump): readonly vscode.Uri[] {
  const derived = parseDerived(uri);
  if (derived) return filesOfDerived(derived).map((part) => vscode.Uri.parse(part, true));
  return [pieces.length > 1 ? partOf(uri, piece) : uri];
}

function partOf(uri: vscode.Uri, piece: number): vscode.Uri {
  return vscode.Uri.parse(uriOfDump(uri.toString(), piece), true);
}

interface DumpItem extends vscode.QuickPickItem {
  /** Absent at "choose a file". */
  readonly uri?: vscode.Uri;
}

async function askDump(
  shown: ShownDump,
  own: readonly vscode.Uri[],
  deps: CompareDumpsDeps,
): Promise<vscode.Uri | undefined> {
  const title = vscode.l10n.t('Compare {file}', { file: fileNameOf(own.at(-1)!) });
  const items = await dumpItems(shown, own, deps);
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

/** Others of the same file first, then what is open, then captures: the one before this one, and the rest newest first. */
async function dumpItems(
  shown: ShownDump,
  own: readonly vscode.Uri[],
  deps: CompareDumpsDeps,
): Promise<DumpItem[]> {
  const known = new Set([...own, ...filesBehind(shown.uri)].map(String));
  const isNew = (uri: vscode.Uri) => !known.has(uri.toString()) && known.add(uri.toString());
  const opened = deps.openDumps().flatMap(filesBehind).filter(isNew);
  const captures = await deps.listCaptures();
  const previous = previousCapture(captures, own.at(-1)!.fsPath);
  const captured = [...(previous ? [previous] : []), ...captures]
    .map((capture) => ({ capture, uri: uriOfCapture(capture) }))
    .filter(({ capture, uri }) => isDumpCapture(capture) && isNew(uri));
  return [
    ...othersOfFile(shown),
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

function othersOfFile({ uri, piece, pieces }: ShownDump): DumpItem[] {
  if (parseDerived(uri)) return [];
  return pieces.flatMap((facts, at) => {
    if (!facts || at === piece) return [];
    const description = vscode.l10n.t('in this file · line {line} · {goroutines}', {
      line: facts.line,
      goroutines: goroutineCountText(facts.parsed),
    });
    return [{ label: `${fileNameOf(uri)} (${at + 1})`, description, uri: partOf(uri, at) }];
  });
}

/** Dumps, and profiles of goroutines by their names. */
function isDumpCapture({ fileName, name }: StoredCapture): boolean {
  return fileName.endsWith(dumpExtension) || /^goroutine(leak|s)?$/.test(name?.kind ?? '');
}
