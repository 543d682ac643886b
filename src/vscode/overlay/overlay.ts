import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable';
import type { Engine } from '../../engine/engine';
import type { DumpFacts } from '../../model/goroutineReport';
import type { LeakTrend } from '../../model/leakTrend';
import type { MemStats } from '../../model/memStats';
import type { LineCosts, ProfileFacts } from '../../model/views';
import type { SourceTarget, SourceText, SourceTextQuery } from '../../protocol/profileEditor';
import type { RecordedFile } from '../../source/sourcePlaces';
import type { JudgeServices, OpenDumps } from '../dumpEditor/judge';
import { GoroutineHovers } from '../dumpOverlay/goroutineHovers';
import { GoroutineLenses } from '../dumpOverlay/goroutineLenses';
import { openRuleCommand, parseShowGoroutines, showGoroutinesCommand } from '../dumpOverlay/showGoroutines';
import type { LocalMachine } from '../localMachine';
import { readSettings } from '../settings';
import { showFailure } from '../translate';
import { ActiveProfiles } from './activeProfiles';
import { AnnotatedDocuments } from './annotatedDocuments';
import { BuildNotice } from './buildNotice';
import { chooseActiveProfile } from './chooseActive';
import { FunctionLenses } from './codeLenses';
import { CostHovers } from './costHovers';
import { LineMarks } from './lineMarks';
import type { WantedPiece } from './readEvidence';
import { parseShowFunction, showFunctionCommand } from './showFunction';
import { SourceFinder } from './sourceFinder';
import { SourceOpener } from './sourceOpener';
import { SourceProblems } from './sourceProblems';
import { SourceReader } from './sourceReader';
import { StatusItem } from './statusItem';

/** A profile that someone opened; the overlay asks for its line costs when the source needs them. */
export interface ActiveProfile {
  readonly uri: vscode.Uri;
  readonly fileName: string;
  readonly facts: ProfileFacts;
  /** Which of the things that the file holds, from 0. */
  readonly piece: number;
  /** Where the profile is the latest of several captures. */
  readonly trend: LeakTrend | null;
  /** Where it is a goroutine dump: its source shows who waits where instead of how many stand there. */
  readonly goroutines: ActiveDump | null;
  /**
   * May be called more than once and after the profile's tab was closed: then it rejects, and the overlay reads the file
   * itself.
   */
  loadLineCosts(): Promise<LineCosts>;
}

export interface ActiveDump {
  readonly facts: DumpFacts;
  /** Asks about it, and about those that it is compared with; may fail as `loadLineCosts` does. */
  ask<T>(question: (engine: Engine, dumps: OpenDumps) => Promise<T>): Promise<T>;
}

export interface OverlayContext {
  readonly engine: () => Engine;
  /** `ExtensionContext.workspaceState`. */
  readonly memento: vscode.Memento;
  /** Null in a web host. */
  readonly machine: LocalMachine | null;
  /** Folder of the Go module that the sample profile was taken from; outside the workspace. */
  readonly sampleModule: vscode.Uri;
  openProfile(uri: vscode.Uri, focus: ProfileFocus): Promise<void>;
  /** Opens or reveals a goroutine dump, and shows in it the goroutines that the filter means. */
  openDump(uri: vscode.Uri, filter: string): Promise<void>;
  /** Shows the documentation of a rule. */
  openRule(ruleId: string): Promise<void>;
}

export interface ProfileFocus {
  readonly functionName: string;
  readonly sampleIndex: number | null;
}

const goSelector: vscode.DocumentSelector = { language: 'go' };

/** While someone types, marks wait until it has been quiet this long; the editor moves them meanwhile. */
const editQuietMs = 150;

/** Problems of an earlier session's profiles are not waited for: the window starts first. */
const startQuietMs = 1500;

/** Costs of the active profiles, and goroutines of the active dump, in Go sources: CodeLens, line marks, hovers, Problems, the way to a line. */
export class SourceOverlay implements JudgeServices, vscode.Disposable {
  readonly #context: OverlayContext;
  readonly #disposables = new DisposableStore();
  readonly #profiles: ActiveProfiles;
  readonly #documents: AnnotatedDocuments;
  readonly #finder: SourceFinder;
  readonly #marks: LineMarks;
  readonly #problems: SourceProblems;
  readonly #opener: SourceOpener;
  readonly #reader: SourceReader;
  readonly #lensChanges: vscode.EventEmitter<void>;
  readonly #clearings: vscode.EventEmitter<void>;
  readonly #editTimers = new Map<string, ReturnType<typeof setTimeout>>();

  constructor(context: OverlayContext) {
    this.#context = context;
    const own = this.#disposables;
    this.#profiles = own.add(new ActiveProfiles(context, this));
    this.#finder = own.add(new SourceFinder(context.sampleModule, context.machine));
    this.#documents = own.add(new AnnotatedDocuments(this.#profiles, this.#finder));
    this.#marks = own.add(new LineMarks(this.#documents));
    this.#problems = own.add(new SourceProblems(this.#profiles, this.#documents, this.#finder));
    this.#opener = new SourceOpener(this.#profiles, this.#documents, this.#finder);
    this.#reader = new SourceReader(this.#profiles, this.#documents, this.#finder);
    this.#lensChanges = own.add(new vscode.EventEmitter<void>());
    this.#clearings = own.add(new vscode.EventEmitter<void>());
    own.add(new StatusItem(this.#profiles));
    own.add(new BuildNotice(this.#profiles, this.#finder, context.memento, context.machine));
    this.#registerProviders();
    this.#registerCommands();
    this.#listen();
    this.#loadWhenNeeded();
    const start = setTimeout(() => this.#loadForProblems(), startQuietMs);
    own.add({ dispose: () => clearTimeout(start) });
  }

  /** "Clear annotations" was run: whoever else writes between lines of code takes that back too. */
  get onDidClear(): vscode.Event<void> {
    return this.#clearings.event;
  }

  /** Called when a profile was opened: it becomes the active one of its kind. */
  activate(profile: ActiveProfile): void {
    this.#profiles.activate(profile);
    this.#loadWhenNeeded();
    this.#loadForProblems();
  }

  /** Which part of a file that holds several things was shown last, also in an earlier session; null for files that nobody knows. */
  lastShown(uri: vscode.Uri): WantedPiece | null {
    return this.#profiles.lastShown(uri);
  }

  /** Called when an open profile was read, `isRewritten` anew, but not opened by anyone: if it is active, these are its costs now. */
  refresh(profile: ActiveProfile, isRewritten: boolean): void {
    this.#profiles.refresh(profile, isRewritten);
    this.#loadWhenNeeded();
    this.#loadForProblems();
  }

  /** Called when someone turns to an open profile: it annotates where another of its kind does now. */
  prefer(profile: vscode.Uri): void {
    this.#profiles.prefer(profile);
  }

  /**
   * Opens the line that a profile names; says itself when it cannot. `profile` is the profile that names it: its start
   * lines tell where a function has moved, and it annotates what is opened. False when no line was opened.
   */
  async openSource(target: SourceTarget, profile?: vscode.Uri): Promise<boolean> {
    try {
      if (profile) this.prefer(profile);
      return await this.#opener.openSource(target, profile);
    } catch (error) {
      showFailure(error);
      return false;
    }
  }

  /** The lines of a function that `profile` names, as they stand in its file now. */
  sourceText(query: SourceTextQuery, profile: vscode.Uri): Promise<SourceText> {
    return this.#reader.read(query, profile);
  }

  /** The source that evidence names by this path, unsaved edits included; null where it is not at hand. */
  recordedText(file: RecordedFile): Promise<string | null> {
    return this.#reader.text(file);
  }

  /** The file that evidence names by this path, as far as it is certain which one that is here. */
  async sourceUri(file: RecordedFile): Promise<vscode.Uri | null> {
    const location = await this.#finder.locate(file);
    return location.kind === 'found' ? this.#finder.uriOf(location.path) : null;
  }

  memStats(): MemStats | null {
    return this.#profiles.memStats;
  }

  /** Import paths of the modules of this workspace. */
  modulePaths(): Promise<readonly string[]> {
    return this.#finder.modulePaths();
  }

  dispose(): void {
    for (const timer of this.#editTimers.values()) clearTimeout(timer);
    this.#disposables.dispose();
  }

  #registerProviders(): void {
    const { languages } = vscode;
    const lenses = new FunctionLenses(this.#documents, this.#lensChanges.event);
    this.#disposables.add(languages.registerCodeLensProvider(goSelector, lenses));
    const goroutines = new GoroutineLenses(this.#documents, this.#lensChanges.event);
    this.#disposables.add(languages.registerCodeLensProvider(goSelector, goroutines));
    this.#disposables.add(languages.registerHoverProvider(goSelector, new CostHovers(this.#documents)));
    this.#disposables.add(languages.registerHoverProvider(goSelector, new GoroutineHovers(this.#documents)));
    this.#disposables.add(
      languages.registerCodeActionsProvider(goSelector, this.#problems, {
        providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
      }),
    );
  }

  #registerCommands(): void {
    const register = (id: string, run: (argument: unknown) => Promise<void> | void) =>
      this.#disposables.add(
        vscode.commands.registerCommand(id, async (argument: unknown) => {
          try {
            await run(argument);
          } catch (error) {
            showFailure(error);
          }
        }),
      );
    register('heaplens.chooseActiveProfile', () => chooseActiveProfile(this.#profiles));
    register('heaplens.clearAnnotations', () => {
      this.#profiles.clear();
      this.#clearings.fire();
    });
    register('heaplens.locateSource', () => this.#opener.locateMissing());
    register(showFunctionCommand, async (argument) => {
      const target = parseShowFunction(argument);
      if (target) await this.#context.openProfile(target.uri, target);
    });
    register(showGoroutinesCommand, async (argument) => {
      const target = parseShowGoroutines(argument);
      if (target) await this.#context.openDump(target.uri, target.filter);
    });
    register(openRuleCommand, async (argument) => {
      if (typeof argument === 'string') await this.#context.openRule(argument);
    });
  }

  #listen(): void {
    const own = this.#disposables;
    own.add(this.#profiles.onDidChange(() => this.#showAll()));
    own.add(this.#finder.onDidChange(() => this.#showAll()));
    own.add(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (!event.affectsConfiguration('heaplens')) return;
        if (event.affectsConfiguration('heaplens.goroutines')) this.#profiles.judgeAgain();
        this.#loadForProblems();
        this.#showAll();
      }),
    );
    own.add(
      vscode.window.onDidChangeVisibleTextEditors((editors) => {
        this.#loadWhenNeeded();
        for (const editor of editors) this.#show(editor);
      }),
    );
    own.add(vscode.workspace.onDidChangeTextDocument(({ document }) => this.#showSoon(document)));
  }

  /** Costs are computed when a Go editor shows them … */
  #loadWhenNeeded(): void {
    const isGoVisible = vscode.window.visibleTextEditors.some(({ document }) => document.languageId === 'go');
    if (isGoVisible) this.#profiles.load(true);
  }

  /** … or Problems list them. */
  #loadForProblems(): void {
    if (readSettings().diagnostics.severity !== 'off') this.#profiles.load(true);
  }

  #showAll(): void {
    this.#lensChanges.fire();
    for (const editor of vscode.window.visibleTextEditors) this.#show(editor);
    this.#problems.schedule();
  }

  #show(editor: vscode.TextEditor): void {
    this.#marks.show(editor).catch(showFailure);
  }

  #showSoon(document: vscode.TextDocument): void {
    if (document.languageId !== 'go') return;
    const key = document.uri.toString();
    clearTimeout(this.#editTimers.get(key));
    const show = () => {
      this.#editTimers.delete(key);
      for (const editor of vscode.window.visibleTextEditors)
        if (editor.document === document) this.#show(editor);
      this.#problems.follow(document).catch(showFailure);
    };
    this.#editTimers.set(key, setTimeout(show, editQuietMs));
  }
}
