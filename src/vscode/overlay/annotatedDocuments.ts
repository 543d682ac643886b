import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable';
import type { Message } from '../../base/message';
import { type GoDeclaration, type GoOutline, outlineGo } from '../../source/goOutline';
import { assessFunctions, type Baseline, takeBaseline } from '../../source/staleness';
import {
  type ActiveProfiles,
  isLoaded,
  type LoadedCosts,
  type LoadedDump,
  type LoadedProfile,
} from './activeProfiles';
import { LineTracker } from './lineTracker';
import type { RecordedFunction, RecordedPlaces } from './recordedPlaces';
import type { SourceFinder } from './sourceFinder';

/** A recorded function as it stands in a document now. Lines are 0-based. */
export interface FunctionPlace<Profile extends LoadedProfile = LoadedProfile> {
  readonly profile: Profile;
  readonly recorded: RecordedFunction;
  readonly declaration: GoDeclaration;
  /** Why lines of this function cannot be told any more; null while they can. */
  readonly stale: Message | null;
  /** Line of a row of lines now, -1 when the line is gone. */
  lineOf(row: number): number;
}

export interface DocumentPlaces {
  readonly version: number;
  readonly outline: GoOutline;
  /** By declaration from top to bottom, kinds in their order. */
  readonly places: readonly FunctionPlace[];
}

export function isOfCosts(place: FunctionPlace): place is FunctionPlace<LoadedCosts> {
  return place.profile.shows === 'costs';
}

export function isOfDump(place: FunctionPlace): place is FunctionPlace<LoadedDump> {
  return place.profile.shows === 'goroutines';
}

/** Whether someone points at the function's name. */
export function isAtName({ declaration }: FunctionPlace, position: vscode.Position): boolean {
  const start = declaration.nameCharacter;
  return (
    position.line === declaration.nameLine - 1 &&
    position.character >= start &&
    position.character <= start + declaration.bareName.length
  );
}

/** Recorded files of a profile that a document is. */
interface ProfileMatch {
  readonly profile: LoadedProfile;
  readonly files: readonly number[];
}

/** How the functions of one recorded file fitted a document when they first met, and what became of their lines since. */
interface FileFit {
  readonly profile: LoadedProfile;
  readonly functions: readonly FunctionFit[];
  readonly tracker: LineTracker;
}

interface FunctionFit {
  readonly recorded: RecordedFunction;
  /** Where it stood when they first met; null when the file did not declare it. */
  readonly declaration: GoDeclaration | null;
  /** Recorded line + shift is the line when they first met; null when lines cannot be told. */
  readonly shift: number | null;
  readonly changedLines: ReadonlySet<number>;
  readonly stale: Message | null;
}

interface DocumentState {
  readonly fits: Map<string, FileFit>;
  places: DocumentPlaces | null;
}

/** Where the functions and lines of the active profiles stand in the open Go documents, through all their edits. */
export class AnnotatedDocuments implements vscode.Disposable {
  readonly #profiles: ActiveProfiles;
  readonly #finder: SourceFinder;
  readonly #disposables = new DisposableStore();
  readonly #states = new Map<string, DocumentState>();
  /** By profile and recorded file: the file as it was when it matched, for the rest of the session. */
  readonly #baselines = new WeakMap<RecordedPlaces, Map<number, Baseline>>();
  /** Grows with every change of profiles or files. */
  #generation = 0;

  constructor(profiles: ActiveProfiles, finder: SourceFinder) {
    this.#profiles = profiles;
    this.#finder = finder;
    this.#disposables.add(vscode.workspace.onDidChangeTextDocument((event) => this.#onEdit(event)));
    this.#disposables.add(
      vscode.workspace.onDidCloseTextDocument((document) => this.#states.delete(document.uri.toString())),
    );
    this.#disposables.add(profiles.onDidChange(() => this.#forgetPlaces()));
    this.#disposables.add(finder.onDidChange(() => this.#forgetPlaces()));
  }

  /** Places of all recorded functions in this document, for its current text. */
  async placesIn(document: vscode.TextDocument): Promise<DocumentPlaces> {
    for (;;) {
      const generation = this.#generation;
      const matches = await this.#matchesOf(document.uri);
      // Nothing may come between this look and the use of what matched: else it would outlive what was cleared.
      if (generation === this.#generation) return this.#placesFor(document, matches);
    }
  }

  #placesFor(document: vscode.TextDocument, matches: readonly ProfileMatch[]): DocumentPlaces {
    const state = this.#stateOf(document);
    if (state.places?.version === document.version) return state.places;
    const outline = outlineGo(document.getText());
    const places: FunctionPlace[] = [];
    for (const { profile, files } of matches) {
      for (const file of files) {
        const fit = this.#fitOf(state, document, outline, profile, file);
        places.push(...placesOf(fit, outline));
      }
    }
    places.sort((a, b) => a.declaration.line - b.declaration.line);
    state.places = { version: document.version, outline, places };
    return state.places;
  }

  /** Places of one recorded file in a document that was found for it. */
  async placesOf(
    document: vscode.TextDocument,
    profile: LoadedProfile,
    file: number,
  ): Promise<readonly FunctionPlace[]> {
    const { places } = await this.placesIn(document);
    const own = places.filter((place) => place.profile.index === profile.index);
    return own.length > 0 ? own : this.placesInText(document.getText(), profile, file);
  }

  /** The fit of a text that no editor holds. */
  placesInText(text: string, profile: LoadedProfile, file: number): readonly FunctionPlace[] {
    const outline = outlineGo(text);
    return placesOf(this.#fit(outline, lineReader(text), profile, file), outline);
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  /** Which files of the active profiles this document is. */
  #matchesOf(document: vscode.Uri): Promise<ProfileMatch[]> {
    return Promise.all(
      this.#loaded().map(async (profile) => ({
        profile,
        files: await this.#finder.recordedFilesOf(document, profile.index),
      })),
    );
  }

  #loaded(): LoadedProfile[] {
    return this.#profiles.active.filter(isLoaded);
  }

  #stateOf(document: vscode.TextDocument): DocumentState {
    const key = document.uri.toString();
    let state = this.#states.get(key);
    if (!state) {
      state = { fits: new Map(), places: null };
      if (!document.isClosed) this.#states.set(key, state);
    }
    return state;
  }

  #fitOf(
    state: DocumentState,
    document: vscode.TextDocument,
    outline: GoOutline,
    profile: LoadedProfile,
    file: number,
  ): FileFit {
    const key = `${profile.key} ${file}`;
    const known = state.fits.get(key);
    if (known?.profile.index === profile.index) return known;
    const fit = this.#fit(outline, (line) => textOfLine(document, line), profile, file);
    const baselines = this.#baselinesOf(profile.index);
    if (!document.isDirty && !baselines.has(file)) {
      // Nobody waits for it: the CodeLens answers first.
      setTimeout(() => baselines.set(file, baselines.get(file) ?? takeBaseline(outline)));
    }
    state.fits.set(key, fit);
    return fit;
  }

  #fit(outline: GoOutline, textOf: (line: number) => string, profile: LoadedProfile, file: number): FileFit {
    const { index } = profile;
    const known = index.functionsOf(file);
    const lines = (fn: RecordedFunction) => fn.lineRows.map((row) => index.lineAt(row));
    const baselines = this.#baselinesOf(index);
    const assessed = assessFunctions(
      outline,
      known.map((fn) => ({ ...fn, lines: lines(fn), expects: index.expectedOf(fn) })),
      baselines.get(file),
    );
    const tracker = new LineTracker();
    const follow = (line: number) => tracker.track(line - 1, textOf(line - 1));
    const functions = known.map((recorded, position): FunctionFit => {
      const found = assessed[position];
      const declaration = found.kind === 'gone' ? null : found.declaration;
      if (declaration) follow(declaration.nameLine);
      if (found.kind === 'stale' || found.kind === 'gone') {
        return { recorded, declaration, shift: null, changedLines: nothing, stale: found.message };
      }
      const changedLines = new Set(found.changedLines);
      for (const line of lines(recorded)) if (!changedLines.has(line)) follow(line + found.shift);
      return { recorded, declaration, shift: found.shift, changedLines, stale: null };
    });
    return { profile, functions, tracker };
  }

  #baselinesOf(index: RecordedPlaces): Map<number, Baseline> {
    let baselines = this.#baselines.get(index);
    if (!baselines) {
      baselines = new Map();
      this.#baselines.set(index, baselines);
    }
    return baselines;
  }

  #onEdit(event: vscode.TextDocumentChangeEvent): void {
    const state = this.#states.get(event.document.uri.toString());
    if (!state || event.contentChanges.length === 0) return;
    const changes = event.contentChanges.map(({ range, text }) => ({
      startLine: range.start.line,
      startCharacter: range.start.character,
      endLine: range.end.line,
      endCharacter: range.end.character,
      text,
    }));
    for (const fit of state.fits.values()) {
      fit.tracker
        .apply(changes, (line) => textOfLine(event.document, line));
    }
  }

  /** Fits of profiles that are still active stay: their lines have been followed. */
  #forgetPlaces(): void {
    this.#generation++;
    const active = new Set(this.#loaded().map((profile) => profile.index));
    for (const state of this.#states.values()) {
      state.places = null;
      for (const [key, fit] of state.fits) if (!active.has(fit.profile.index)) state.fits.delete(key);
    }
  }
}

const nothing: ReadonlySet<number> = new Set();

function placesOf(fit: FileFit, outline: GoOutline): FunctionPlace[] {
  const { profile, tracker } = fit;
  const { index } = profile;
  return fit.functions.flatMap(({ recorded, declaration: was, shift, changedLines, stale }) => {
    const declaration = was && currentDeclaration(outline, was, tracker.lineOf(was.nameLine - 1) + 1);
    if (!declaration) return [];
    const lineOf = (row: number) => {
      const line = index.lineAt(row);
      if (shift === null || changedLines.has(line)) return -1;
      const now = tracker.lineOf(line - 1 + shift);
      return now + 1 >= declaration.line && now < declaration.lastLine ? now : -1;
    };
    return [{ profile, recorded, declaration, stale, lineOf }];
  });
}

/** The declaration on the line that its name moved to, renamed or not; else, for functions, the one of its name. */
function currentDeclaration(outline: GoOutline, was: GoDeclaration, nameLine: number): GoDeclaration | null {
  const { declarations } = outline;
  const followed = declarations.find((item) => item.nameLine === nameLine && item.kind === was.kind);
  if (followed || was.kind === 'init' || was.kind === 'literal') return followed ?? null;
  return declarations.find((item) => item.name === was.name && item.kind === was.kind) ?? null;
}

function textOfLine(document: vscode.TextDocument, line: number): string {
  return line >= 0 && line < document.lineCount ? document.lineAt(line).text : '';
}

function lineReader(text: string): (line: number) => string {
  const lines = text.split(/\r?\n/);
  return (line) => lines[line] ?? '';
}
