import * as vscode from 'vscode';
import { assertNever } from '../../base/assertNever';
import { baseNameOf } from '../../base/baseNameOf';
import { packageNameOf } from '../../model/goName';
import type { SourceTarget } from '../../protocol/profileEditor';
import { findDeclaration } from '../../source/functionName';
import { outlineGo } from '../../source/goOutline';
import type { RecordedFile, SourceLocation, TaughtMapping } from '../../source/sourcePlaces';
import { assessFunctions } from '../../source/staleness';
import { translate } from '../translate';
import { type ActiveProfiles, isLoaded, type LoadedProfile } from './activeProfiles';
import type { AnnotatedDocuments } from './annotatedDocuments';
import { heaviestFiles } from './heaviestFiles';
import type { RecordedFunction } from './recordedPlaces';
import type { SourceFinder } from './sourceFinder';

/** How long a click waits for the costs that tell a moved line; without them the recorded line opens. */
export const costsWaitMs = 1500;

/** Files that "Locate source" looks for: the costliest ones that are nobody else's. */
const locateMaximum = 500;

/** A quiet word in the status bar stays this long. */
const quietWordMs = 8000;

/** The way from a recorded file and line to a text editor. */
export class SourceOpener {
  readonly #profiles: ActiveProfiles;
  readonly #documents: AnnotatedDocuments;
  readonly #finder: SourceFinder;

  constructor(profiles: ActiveProfiles, documents: AnnotatedDocuments, finder: SourceFinder) {
    this.#profiles = profiles;
    this.#documents = documents;
    this.#finder = finder;
  }

  /**
   * Opens the line, centred, with the cursor on it; a line that moved since `profile` where it is now. Says itself when there is
   * no such file, and lets the user show it. False when nothing was opened.
   */
  async openSource(target: SourceTarget, profile?: vscode.Uri): Promise<boolean> {
    const file: RecordedFile = { path: target.file, packagePath: packageNameOf(target.functionName) };
    const uri = await this.#find(file);
    if (!uri) return false;
    const document = await vscode.workspace.openTextDocument(uri);
    const line = await this.#lineIn(document, target, profile);
    const position = new vscode.Position(Math.max(0, Math.min(line.at, document.lineCount - 1)), 0);
    const start = document.lineAt(position).firstNonWhitespaceCharacterIndex;
    const cursor = position.with({ character: start });
    const editor = await vscode.window.showTextDocument(document, {
      viewColumn: columnFor(target.beside),
      preview: true,
      selection: new vscode.Range(cursor, cursor),
    });
    editor.revealRange(new vscode.Range(cursor, cursor), vscode.TextEditorRevealType.InCenter);
    if (line.word !== '') vscode.window.setStatusBarMessage(`$(warning) ${line.word}`, quietWordMs);
    return true;
  }

  /** Lists the files of the active profiles that were not found here, and lets the user show one. */
  async locateMissing(): Promise<void> {
    const missing = await vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        title: vscode.l10n.t('Looking for the source files of the active profiles'),
        cancellable: true,
      },
      (_progress, token) => this.#missingFiles(token),
    );
    if (missing === null) return;
    if (missing.length === 0) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('All source files of the active profiles were found, or belong to Go and its modules.'),
      );
      return;
    }
    const picked = await vscode.window.showQuickPick(
      missing.map(({ file, location }) => ({
        label: baseNameOf(file.path),
        description: file.path,
        detail: location.kind === 'ambiguous' ? translate(location.message) : undefined,
        file,
        location,
      })),
      {
        title: vscode.l10n.t('Locate Source'),
        placeHolder: vscode.l10n.t('Recorded files that were not found here, costliest first'),
        matchOnDescription: true,
      },
    );
    if (!picked) return;
    const uri = await this.#ask(picked.file, picked.location);
    if (uri) await vscode.window.showTextDocument(uri);
  }

  async #find(file: RecordedFile): Promise<vscode.Uri | null> {
    const location = await this.#finder.locate(file);
    if (location.kind === 'found') return this.#finder.uriOf(location.path);
    if (location.kind === 'ambiguous') return this.#ask(file, location);
    const locate = vscode.l10n.t('Locate…');
    const answer = await vscode.window.showWarningMessage(translate(location.message), locate);
    return answer === locate ? this.#ask(file, location) : null;
  }

  async #ask(file: RecordedFile, location: SourceLocation): Promise<vscode.Uri | null> {
    const uri =
      location.kind === 'ambiguous'
        ? await this.#pickCandidate(file, location.candidates)
        : await pickFile(file);
    if (uri) await remember(await this.#finder.teach(file.path, uri));
    return uri;
  }

  async #pickCandidate(file: RecordedFile, candidates: readonly string[]): Promise<vscode.Uri | null> {
    const items = candidates.map((path) => {
      const uri = this.#finder.uriOf(path);
      return { label: baseNameOf(path), description: vscode.workspace.asRelativePath(uri), uri };
    });
    const other = { label: vscode.l10n.t('Another file…'), description: '', uri: null };
    const picked = await vscode.window.showQuickPick([...items, other], {
      title: vscode.l10n.t('Which file is {file}?', { file: file.path }),
      placeHolder: vscode.l10n.t('Heaplens remembers the choice in heaplens.pathMappings'),
      matchOnDescription: true,
    });
    if (!picked) return null;
    return picked.uri ?? pickFile(file);
  }

  async #missingFiles(token: vscode.CancellationToken) {
    const profiles = await Promise.all(
      this.#profiles.active.map(({ uri }) => this.#profiles.loadedProfile(uri)),
    );
    const files = profiles.flatMap((profile) =>
      profile ? heaviestFiles(profile.index).slice(0, locateMaximum) : [],
    );
    const known = new Set<string>();
    const missing: { file: RecordedFile; location: SourceLocation }[] = [];
    for (const file of files) {
      if (token.isCancellationRequested) return null;
      if (known.has(file.path)) continue;
      known.add(file.path);
      const location = await this.#finder.locate(file);
      if (location.kind !== 'found') missing.push({ file, location });
    }
    return missing;
  }

  /** Line from 0, and what to say where it is not the recorded one. */
  async #lineIn(
    document: vscode.TextDocument,
    target: SourceTarget,
    profile: vscode.Uri | undefined,
  ): Promise<{ at: number; word: string }> {
    const loaded = await this.#profileOf(target, profile);
    const file = loaded?.index.fileAt(target.file) ?? -1;
    const owner = loaded && file >= 0 ? ownerAt(loaded, file, target) : null;
    if (!loaded || !owner) return lineByName(document, target);
    const places = await this.#documents.placesOf(document, loaded, file);
    const place = places.find((item) => item.recorded.row === owner.row);
    const row = owner.lineRows.find((item) => loaded.index.lineAt(item) === target.line);
    if (!place || (row === undefined && target.line > 0)) return lineByName(document, target);
    const at = row === undefined ? -1 : place.lineOf(row);
    if (at >= 0) return { at, word: '' };
    return { at: place.declaration.nameLine - 1, word: place.stale ? translate(place.stale) : '' };
  }

  async #profileOf(target: SourceTarget, profile: vscode.Uri | undefined): Promise<LoadedProfile | null> {
    if (profile) return within(this.#profiles.loadedProfile(profile), costsWaitMs);
    const active = this.#profiles.active.find(({ index }) => index && index.fileAt(target.file) >= 0);
    return active && isLoaded(active) ? active : null;
  }
}

/** The function that owns the line, else the one of that name. */
export function ownerAt(
  { index }: LoadedProfile,
  file: number,
  target: SourceTarget,
): RecordedFunction | null {
  const functions = index.functionsOf(file);
  const ownsLine = (fn: RecordedFunction) => fn.lineRows.some((row) => index.lineAt(row) === target.line);
  const isNamed = (fn: RecordedFunction) => target.functionName.startsWith(fn.name);
  return (
    functions.find((fn) => isNamed(fn) && ownsLine(fn)) ??
    functions.find(ownsLine) ??
    functions.find((fn) => fn.name === target.functionName) ??
    null
  );
}

/**
 * Without the profile's costs: the recorded line while it lies inside the function of that name, else the function's name,
 * else the top of the file: rather no line than a wrong one.
 */
function lineByName(document: vscode.TextDocument, target: SourceTarget): { at: number; word: string } {
  if (document.languageId !== 'go') return { at: target.line - 1, word: '' };
  const outline = outlineGo(document.getText());
  const { line } = target;
  if (line <= 0) {
    const declaration = findDeclaration(outline, target.functionName, 0);
    return { at: declaration ? declaration.nameLine - 1 : 0, word: '' };
  }
  const profiled = { name: target.functionName, startLine: 0, firstLine: line, lastLine: line };
  const [found] = assessFunctions(outline, [profiled]);
  switch (found.kind) {
    case 'same':
    case 'moved':
      return { at: line + found.shift - 1, word: '' };
    case 'stale':
      return { at: found.declaration.nameLine - 1, word: translate(found.message) };
    case 'gone':
      return { at: 0, word: translate(found.message) };
    default:
      return assertNever(found);
  }
}

async function pickFile(file: RecordedFile): Promise<vscode.Uri | null> {
  const name = baseNameOf(file.path);
  const picked = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Locate {file}', { file: file.path }),
    openLabel: vscode.l10n.t('Use This File'),
    defaultUri: vscode.workspace.workspaceFolders?.[0]?.uri,
    filters: name.endsWith('.go') ? { Go: ['go'] } : undefined,
  });
  return picked?.[0] ?? null;
}

/**
 * Remembers where the file is. In a workspace that is not trusted its settings do not count, and a window without a
 * workspace has none: there the user's own settings take it.
 */
async function remember(taught: TaughtMapping): Promise<void> {
  const inWorkspace = vscode.workspace.isTrusted && vscode.workspace.workspaceFolders !== undefined;
  const target = inWorkspace ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global;
  const configuration = vscode.workspace.getConfiguration('heaplens');
  const known = configuration.inspect<Record<string, string>>('pathMappings');
  const before = (inWorkspace ? known?.workspaceValue : known?.globalValue) ?? {};
  await configuration.update('pathMappings', { ...before, [taught.recorded]: taught.local }, target);
}

/**
 * From a profile editor the graph stays visible: a text editor that shows beside it is used again, else a group opens.
 * From elsewhere the line opens where the user is.
 */
function columnFor(beside: boolean): vscode.ViewColumn {
  if (beside) return vscode.ViewColumn.Beside;
  const active = vscode.window.tabGroups.activeTabGroup;
  if (!(active.activeTab?.input instanceof vscode.TabInputCustom)) return vscode.ViewColumn.Active;
  const others = vscode.window.visibleTextEditors.filter(
    ({ viewColumn, document }) =>
      viewColumn !== undefined && viewColumn !== active.viewColumn && document.uri.scheme !== 'output',
  );
  const best = others.find(({ document }) => document.languageId === 'go') ?? others[0];
  return best?.viewColumn ?? vscode.ViewColumn.Beside;
}

export async function within<T>(work: Promise<T>, milliseconds: number): Promise<T | null> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooLate = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), milliseconds);
  });
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
