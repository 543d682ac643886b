import * as vscode from 'vscode';
import { assertNever } from '../../base/assertNever';
import { DisposableStore } from '../../base/disposable';
import { type DiagnosticLevel, readSettings, type Settings } from '../settings';
import { showFailure, translate } from '../translate';
import type { ActiveProfiles, LoadedProfile } from './activeProfiles';
import type { AnnotatedDocuments, FunctionPlace } from './annotatedDocuments';
import {
  grownLines,
  growthMessage,
  isForeignPath,
  ownerOf,
  type ProblemLine,
  placeHottest,
  problemLines,
  problemMessage,
} from './problemLines';
import { errorText, samplingError } from './samplingError';
import { type ShowFunctionArguments, showFunctionCommand } from './showFunction';
import { firstShownType, shareOf } from './shownTypes';
import { readText, recordedFileOf, type SourceFinder } from './sourceFinder';
import type { ToldSite } from './trendIndex';
import { trendProblem } from './trendText';

interface Candidate extends ProblemLine {
  readonly profile: LoadedProfile;
  readonly typeIndex: number;
  /** What several captures say of the line; null where it is listed for its cost alone. */
  readonly site: ToldSite | null;
}

interface Placed {
  readonly candidate: Candidate;
  readonly uri: vscode.Uri;
}

interface PlacedProblem {
  readonly diagnostic: vscode.Diagnostic;
  readonly target: ShowFunctionArguments;
}

/** Changes come in crowds: one look when it has been quiet this long. */
const quietMs = 300;

/** The hottest lines of the workspace in Problems, also of files that nobody opened. */
export class CostProblems implements vscode.Disposable, vscode.CodeActionProvider {
  readonly #profiles: ActiveProfiles;
  readonly #documents: AnnotatedDocuments;
  readonly #finder: SourceFinder;
  readonly #disposables = new DisposableStore();
  readonly #collection = this.#disposables.add(vscode.languages.createDiagnosticCollection('heaplens'));
  readonly #problems = new Map<string, readonly PlacedProblem[]>();
  #chosen = new Map<string, Placed[]>();
  #run: AbortController | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(profiles: ActiveProfiles, documents: AnnotatedDocuments, finder: SourceFinder) {
    this.#profiles = profiles;
    this.#documents = documents;
    this.#finder = finder;
    const watcher = this.#disposables.add(
      vscode.workspace.createFileSystemWatcher('**/*.go', true, false, true),
    );
    this.#disposables.add(watcher.onDidChange((uri) => this.#refreshClosed(uri)));
    this.#disposables.add(vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#refreshClosed(uri)));
    this.#disposables.add({
      dispose: () => {
        clearTimeout(this.#timer);
        this.#run?.abort();
      },
    });
  }

  /** Looks for the hottest lines anew, soon. */
  schedule(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#update().catch(showFailure), quietMs);
  }

  /** Moves the problems of this document to where their lines are now. */
  async follow(document: vscode.TextDocument): Promise<void> {
    const chosen = this.#chosen.get(document.uri.toString());
    if (chosen) await this.#publish(document.uri, chosen, new FileTexts(this.#documents));
  }

  provideCodeActions(
    document: vscode.TextDocument,
    _range: vscode.Range,
    context: vscode.CodeActionContext,
  ): vscode.CodeAction[] {
    const known = this.#problems.get(document.uri.toString()) ?? [];
    return context.diagnostics.flatMap((diagnostic) => {
      if (diagnostic.source !== problemSource) return [];
      const found = known.find((item) => item.diagnostic.message === diagnostic.message);
      return found ? [showAction(diagnostic, found.target)] : [];
    });
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  async #update(): Promise<void> {
    this.#run?.abort();
    const run = new AbortController();
    this.#run = run;
    const settings = readSettings();
    const texts = new FileTexts(this.#documents);
    const placed = await placeHottest(
      this.#candidates(settings),
      settings.diagnostics.maximum,
      async (candidate) => (run.signal.aborted ? null : this.#place(candidate, texts)),
    );
    if (run.signal.aborted) return;
    const chosen = new Map<string, Placed[]>();
    for (const item of placed) {
      const key = item.uri.toString();
      chosen.set(key, [...(chosen.get(key) ?? []), item]);
    }
    for (const key of this.#chosen.keys()) {
      if (!chosen.has(key)) this.#remove(vscode.Uri.parse(key));
    }
    this.#chosen = chosen;
    for (const items of chosen.values()) await this.#publish(items[0].uri, items, texts);
  }

  #candidates(settings: Settings): Candidate[] {
    if (settings.diagnostics.severity === 'off') return [];
    return this.#profiles.active.flatMap((profile) => {
      const { index } = profile;
      if (!index) return [];
      const { sampleTypes } = index.costs;
      const typeIndex = firstShownType(sampleTypes, settings.codeLens.valueTypes, profile.facts.sampleIndex);
      const lines = profile.facts.comparison
        ? grownLines(index, typeIndex, settings.diagnostics.minimumShare / 100)
        : problemLines(index, typeIndex, settings.diagnostics.minimumShare / 100);
      const loaded = { ...profile, index };
      const told = toldLines(loaded, typeIndex);
      const isTold = new Set(told.map(({ row }) => row));
      const costly = lines.filter(({ row }) => !isTold.has(row));
      return [...told, ...costly.map((line) => ({ ...line, profile: loaded, typeIndex, site: null }))];
    });
  }

  async #place(candidate: Candidate, texts: FileTexts): Promise<Placed | null> {
    const { index } = candidate.profile;
    const owner = ownerOf(index, candidate);
    if (!owner || isForeignPath(index.costs.files[candidate.file], owner.name)) return null;
    const location = await this.#finder.locate(recordedFileOf(index, candidate.file));
    if (location.kind !== 'found' || !location.inWorkspace || location.origin !== 'workspace') return null;
    const uri = this.#finder.uriOf(location.path);
    return (await texts.lineOf(uri, candidate)) ? { candidate, uri } : null;
  }

  async #publish(uri: vscode.Uri, placed: readonly Placed[], texts: FileTexts): Promise<void> {
    const { severity } = readSettings(uri).diagnostics;
    const problems: PlacedProblem[] = [];
    for (const { candidate } of placed) {
      const line = await texts.lineOf(uri, candidate);
      if (!line) continue; // deleted meanwhile, or its function changed
      const diagnostic = new vscode.Diagnostic(
        line.range,
        messageFor(candidate),
        candidate.site?.told === 'growing' ? vscode.DiagnosticSeverity.Warning : severityOf(severity),
      );
      diagnostic.source = problemSource;
      diagnostic.code = codeOf(candidate);
      problems.push({ diagnostic, target: targetOf(candidate, line.place) });
    }
    if (this.#chosen.get(uri.toString()) !== placed || this.#disposables.disposed) return;
    this.#problems.set(uri.toString(), problems);
    this.#collection.set(
      uri,
      problems.map(({ diagnostic }) => diagnostic),
    );
  }

  #remove(uri: vscode.Uri): void {
    this.#problems.delete(uri.toString());
    this.#collection.delete(uri);
  }

  #refreshClosed(uri: vscode.Uri): void {
    const isOpen = vscode.workspace.textDocuments.some(
      (document) => !document.isClosed && document.uri.toString() === uri.toString(),
    );
    if (!isOpen && this.#chosen.has(uri.toString())) this.schedule();
  }
}

export const problemSource = 'Heaplens';

interface LineHere {
  readonly range: vscode.Range;
  readonly place: FunctionPlace;
}

/** Where lines stand: in the open document as it is edited, else in the file. A file is read once. */
class FileTexts {
  readonly #documents: AnnotatedDocuments;
  readonly #texts = new Map<string, Promise<string | null>>();
  readonly #closed = new Map<string, Promise<readonly FunctionPlace[]>>();

  constructor(documents: AnnotatedDocuments) {
    this.#documents = documents;
  }

  async lineOf(uri: vscode.Uri, candidate: Candidate): Promise<LineHere | null> {
    const key = uri.toString();
    const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === key);
    const places = open
      ? (await this.#documents.placesIn(open)).places
      : await this.#placesInFile(uri, candidate);
    const owner = candidate.profile.index.costs.lineFunction[candidate.row];
    const place = places.find(
      (item) => item.profile.index === candidate.profile.index && item.cost.row === owner,
    );
    const line = place?.lineOf(candidate.row) ?? -1;
    if (!place || line < 0) return null;
    const text = open
      ? open.lineAt(line).text
      : ((await this.#text(uri))?.split(/\r?\n/, line + 1)[line] ?? '');
    const start = text.length - text.trimStart().length;
    return { range: new vscode.Range(line, start, line, Math.max(start, text.trimEnd().length)), place };
  }

  #text(uri: vscode.Uri): Promise<string | null> {
    const key = uri.toString();
    const known = this.#texts.get(key) ?? readText(uri);
    this.#texts.set(key, known);
    return known;
  }

  #placesInFile(uri: vscode.Uri, candidate: Candidate): Promise<readonly FunctionPlace[]> {
    const key = `${candidate.profile.key} ${candidate.file} ${uri.toString()}`;
    const known =
      this.#closed.get(key) ??
      this.#text(uri).then((text) =>
        text === null ? [] : this.#documents.placesInText(text, candidate.profile, candidate.file),
      );
    this.#closed.set(key, known);
    return known;
  }
}

/** Lines that a trend tells of. A proven leak stands before every cost, whatever its share. */
function toldLines(profile: LoadedProfile, typeIndex: number): Candidate[] {
  const { costs } = profile.index;
  return (profile.trend?.lines ?? []).map(({ file, row, site }) => {
    const own = costs.lineOwn[typeIndex][row];
    return {
      file,
      row,
      site,
      profile,
      typeIndex,
      line: costs.line[row],
      flat: costs.lineFlat[typeIndex][row],
      own,
      share: (site.told === 'growing' ? 1 : 0) + Math.abs(shareOf(own, costs.sampleTypes[typeIndex])),
    };
  });
}

function codeOf({ site, profile, typeIndex }: Candidate): string {
  if (site) return site.told === 'growing' ? 'leak-trend' : 'churn';
  return profile.index.costs.sampleTypes[typeIndex].type;
}

function messageFor({ profile, typeIndex, row, flat, own, site }: Candidate): string {
  const { costs } = profile.index;
  if (site) return translate(trendProblem(site, profile.fileName, translate));
  if (profile.facts.comparison) {
    return translate(
      growthMessage(
        {
          kind: profile.facts.kind,
          type: costs.sampleTypes[typeIndex],
          value: own,
          base: costs.base?.lineOwn[typeIndex][row] ?? 0,
          fileName: profile.fileName,
        },
        translate,
      ),
    );
  }
  const values = costs.lineOwn.map((column) => column[row]);
  return translate(
    problemMessage({
      kind: profile.facts.kind,
      type: costs.sampleTypes[typeIndex],
      value: own,
      isInLibrary: Math.abs(flat) * 2 < Math.abs(own),
      error: errorText(samplingError(profile.facts, values, typeIndex)),
      fileName: profile.fileName,
    }),
  );
}

function targetOf({ profile, typeIndex }: Candidate, place: FunctionPlace): ShowFunctionArguments {
  return { profile: profile.key, functionName: place.cost.name, sampleIndex: typeIndex };
}

function showAction(diagnostic: vscode.Diagnostic, target: ShowFunctionArguments): vscode.CodeAction {
  const title = vscode.l10n.t('Show in flame graph');
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.command = { title, command: showFunctionCommand, arguments: [target] };
  action.diagnostics = [diagnostic];
  return action;
}

function severityOf(level: DiagnosticLevel): vscode.DiagnosticSeverity {
  switch (level) {
    case 'warning':
      return vscode.DiagnosticSeverity.Warning;
    case 'info':
      return vscode.DiagnosticSeverity.Information;
    case 'hint':
    case 'off':
      return vscode.DiagnosticSeverity.Hint;
    default:
      return assertNever(level);
  }
}
