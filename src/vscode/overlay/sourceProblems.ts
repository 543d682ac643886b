import * as vscode from 'vscode';
import { assertNever } from '../../base/assertNever';
import { DisposableStore } from '../../base/disposable';
import { findingProblems } from '../dumpOverlay/findingProblems';
import { type DiagnosticLevel, readSettings, type Settings } from '../settings';
import { showFailure } from '../translate';
import type { ActiveProfiles, LoadedProfile, OverlayProfile } from './activeProfiles';
import type { AnnotatedDocuments, FunctionPlace } from './annotatedDocuments';
import { costProblems } from './costProblems';
import { isForeignPath, placeHottest } from './problemLines';
import { readText, recordedFileOf, type SourceFinder } from './sourceFinder';

/** Something to say about a line of source, before anybody knows whether the line is here. */
export interface SourceProblem {
  readonly profile: LoadedProfile;
  /** It stands at the first of these that has a certain place in the workspace; the others are told as related to it. */
  readonly spots: readonly [ProblemSpot, ...ProblemSpot[]];
  /** For the order: the largest come first, where not all have room. */
  readonly share: number;
  describe(place: FunctionPlace): ProblemWords;
}

export interface ProblemSpot {
  /** Position in the files of the profile's index, and row of its lines. */
  readonly file: number;
  readonly row: number;
  /** What it is to a problem that stands elsewhere. */
  readonly word: string;
}

export interface ProblemWords {
  readonly message: string;
  /** Null: as the settings say. */
  readonly severity: vscode.DiagnosticSeverity | null;
  readonly code: vscode.Diagnostic['code'];
  /** The quick fix that leads to the evidence. */
  readonly action: vscode.Command;
}

interface Placed {
  readonly problem: SourceProblem;
  readonly spot: ProblemSpot;
  readonly uri: vscode.Uri;
}

interface PlacedProblem {
  readonly diagnostic: vscode.Diagnostic;
  readonly action: vscode.Command;
}

/** Changes come in crowds: one look when it has been quiet this long. */
const quietMs = 300;

/** More places than this beside a problem are not told: each is a file to read. */
const relatedMaximum = 5;

/** What evidence says of lines of the workspace in Problems, also of files that nobody opened. */
export class SourceProblems implements vscode.Disposable, vscode.CodeActionProvider {
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

  /** Looks anew for what to tell, soon. */
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
      return found ? [quickFix(diagnostic, found.action)] : [];
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
    const problems = this.#profiles.active.flatMap((profile) => problemsOf(profile, settings));
    const placed = await placeHottest(problems, settings.diagnostics.maximum, async (problem) =>
      run.signal.aborted ? null : this.#place(problem, texts),
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

  async #place(problem: SourceProblem, texts: FileTexts): Promise<Placed | null> {
    const { index } = problem.profile;
    for (const spot of problem.spots) {
      const owner = index.ownerOf(spot.file, spot.row);
      if (!owner || isForeignPath(index.files[spot.file], owner.name)) continue;
      const location = await this.#finder.locate(recordedFileOf(index, spot.file));
      if (location.kind !== 'found' || !location.inWorkspace || location.origin !== 'workspace') continue;
      const uri = this.#finder.uriOf(location.path);
      if (await texts.lineOf(uri, problem.profile, spot)) return { problem, spot, uri };
    }
    return null;
  }

  async #publish(uri: vscode.Uri, placed: readonly Placed[], texts: FileTexts): Promise<void> {
    const { severity } = readSettings(uri).diagnostics;
    const problems: PlacedProblem[] = [];
    for (const { problem, spot } of placed) {
      const line = await texts.lineOf(uri, problem.profile, spot);
      if (!line) continue; // deleted meanwhile, or its function changed
      const words = problem.describe(line.place);
      const level = words.severity ?? severityOf(severity);
      const diagnostic = new vscode.Diagnostic(line.range, words.message, level);
      diagnostic.source = problemSource;
      diagnostic.code = words.code;
      diagnostic.relatedInformation = await this.#relatedTo(problem, spot, texts);
      problems.push({ diagnostic, action: words.action });
    }
    if (this.#chosen.get(uri.toString()) !== placed || this.#disposables.disposed) return;
    this.#problems.set(uri.toString(), problems);
    this.#collection.set(
      uri,
      problems.map(({ diagnostic }) => diagnostic),
    );
  }

  /** Lines of Go and of modules, too, as far as they are here. */
  async #relatedTo(
    { profile, spots }: SourceProblem,
    own: ProblemSpot,
    texts: FileTexts,
  ): Promise<vscode.DiagnosticRelatedInformation[]> {
    const related: vscode.DiagnosticRelatedInformation[] = [];
    for (const spot of spots.filter((item) => item !== own).slice(0, relatedMaximum)) {
      const location = await this.#finder.locate(recordedFileOf(profile.index, spot.file));
      if (location.kind !== 'found') continue;
      const uri = this.#finder.uriOf(location.path);
      const line = await texts.lineOf(uri, profile, spot);
      if (!line) continue;
      const place = new vscode.Location(uri, line.range);
      related.push(new vscode.DiagnosticRelatedInformation(place, spot.word));
    }
    return related;
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

  async lineOf(uri: vscode.Uri, profile: LoadedProfile, spot: ProblemSpot): Promise<LineHere | null> {
    const key = uri.toString();
    const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === key);
    const places = open
      ? (await this.#documents.placesIn(open)).places
      : await this.#placesInFile(uri, profile, spot.file);
    const owner = profile.index.ownerOf(spot.file, spot.row)?.row;
    const place = places.find((item) => item.profile.index === profile.index && item.recorded.row === owner);
    const line = place?.lineOf(spot.row) ?? -1;
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

  #placesInFile(uri: vscode.Uri, profile: LoadedProfile, file: number): Promise<readonly FunctionPlace[]> {
    const key = `${profile.key} ${file} ${uri.toString()}`;
    const known =
      this.#closed.get(key) ??
      this.#text(uri).then((text) =>
        text === null ? [] : this.#documents.placesInText(text, profile, file),
      );
    this.#closed.set(key, known);
    return known;
  }
}

function problemsOf(profile: OverlayProfile, settings: Settings): readonly SourceProblem[] {
  if (settings.diagnostics.severity === 'off') return [];
  switch (profile.shows) {
    case null:
      return [];
    case 'costs':
      return costProblems(profile, settings);
    case 'goroutines':
      return findingProblems(profile);
    default:
      return assertNever(profile);
  }
}

function quickFix(diagnostic: vscode.Diagnostic, command: vscode.Command): vscode.CodeAction {
  const action = new vscode.CodeAction(command.title, vscode.CodeActionKind.QuickFix);
  action.command = command;
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
