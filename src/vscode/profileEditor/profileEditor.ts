import * as vscode from 'vscode';
import { assertNever } from '../../base/assertNever';
import { DisposableStore } from '../../base/disposable';
import type { StoredCapture } from '../../capture/captureName';
import type { Engine } from '../../engine/engine';
import type { Params, Scope } from '../../model/queries';
import type { CompareAs, EditorActionId, NamedSplit, WebviewBoot } from '../../protocol/profileEditor';
import type { ShownDump } from '../dumpEditor/compareDumps';
import { judgeDump } from '../dumpEditor/judge';
import { openAsText } from '../dumpEditor/openText';
import { openRulePage } from '../dumpEditor/rulePages';
import { KnownLimitsStore } from '../memory/knownLimits';
import type { LiveWatches } from '../memory/liveWatch';
import { TimelineActions } from '../memory/timelineActions';
import type { ProfileFocus, SourceOverlay } from '../overlay/overlay';
import { derivedParts, parseDerived } from '../profileSource/derivedUri';
import { fileNameOf } from '../profileSource/readProfile';
import { maximumInflatedSetting } from '../settings';
import { showFailure } from '../translate';
import { ProfileDocument } from './document';
import { exportView } from './exportView';
import { buildPage, newNonce } from './page';
import { type PanelActions, ProfilePanel } from './panel';
import { RestoredTabs } from './restoredTabs';
import { SavedViews } from './savedViews';
import { linkTo } from './viewLinks';

export interface EditorServices {
  readonly engine: Engine;
  readonly overlay: Pick<
    SourceOverlay,
    | 'activate'
    | 'refresh'
    | 'lastShown'
    | 'prefer'
    | 'openSource'
    | 'sourceText'
    | 'modulePaths'
    | 'memStats'
    | 'recordedText'
  >;
  /** Asks what to compare this dump with, and opens the comparison. */
  compareDump(shown: ShownDump): Promise<void>;
  /** Captures of this window, newest first. */
  listCaptures(): Promise<readonly StoredCapture[]>;
  readonly watches: LiveWatches;
}

interface Shown {
  readonly document: ProfileDocument;
  readonly view: vscode.WebviewPanel;
  readonly panel: ProfilePanel;
}

/** View types of package.json: names that are ours, and names that others use too. One provider serves both. */
export const viewTypes = { profile: 'heaplens.profile', maybeProfile: 'heaplens.maybeProfile' } as const;

/** The profile editors of this window. */
export class ProfileEditors
  implements vscode.CustomReadonlyEditorProvider<ProfileDocument>, vscode.Disposable
{
  readonly #extensionUri: vscode.Uri;
  readonly #services: EditorServices;
  readonly #restored: RestoredTabs;
  readonly #disposables = new DisposableStore();
  readonly #documents = new Set<ProfileDocument>();
  readonly #shown = new Set<Shown>();
  readonly #savedViews: SavedViews;
  readonly #knownLimits: KnownLimitsStore;
  readonly #timelineActions: TimelineActions;
  /** By URI: how a panel that is about to appear shall show its profile. */
  readonly #waitingView = new Map<string, string>();
  /** By URI: what a panel that is about to appear shall show. */
  readonly #waitingFocus = new Map<string, ProfileFocus>();
  /** By URI: the goroutines that a panel that is about to appear shall show. */
  readonly #waitingFilter = new Map<string, string>();
  #dumpContext = '';
  #memoryContext = false;

  constructor(context: vscode.ExtensionContext, services: EditorServices) {
    this.#extensionUri = context.extensionUri;
    this.#services = services;
    this.#savedViews = new SavedViews(context.workspaceState);
    this.#knownLimits = new KnownLimitsStore(context.workspaceState);
    this.#timelineActions = new TimelineActions({
      engine: services.engine,
      listCaptures: () => services.listCaptures(),
      openProfile: (uri) => this.openProfile(uri),
    });
    this.#restored = new RestoredTabs(context.workspaceState);
    for (const viewType of Object.values(viewTypes)) {
      this.#disposables.add(
        vscode.window.registerCustomEditorProvider(viewType, this, {
          supportsMultipleEditorsPerDocument: true,
        }),
      );
    }
  }

  /** Opens or reveals the profile; with `focus`, shows that function in it. */
  async openProfile(uri: vscode.Uri, focus?: ProfileFocus): Promise<void> {
    if (focus) this.#waitingFocus.set(uri.toString(), focus);
    const tab = bestTab(uri);
    const viewType = tab?.viewType ?? viewTypeFor(uri);
    const place = { viewColumn: tab?.viewColumn ?? vscode.ViewColumn.Active, preview: false };
    await vscode.commands.executeCommand('vscode.openWith', uri, viewType, place);
    await this.#giveFocus(uri);
  }

  /** Opens or reveals it beside what is being looked at, which keeps the keys. */
  async openBeside(uri: vscode.Uri): Promise<void> {
    const tab = bestTab(uri);
    const isEmpty = vscode.window.tabGroups.activeTabGroup.tabs.length === 0;
    const viewColumn = tab?.viewColumn ?? (isEmpty ? vscode.ViewColumn.Active : vscode.ViewColumn.Beside);
    const place = { viewColumn, preview: false, preserveFocus: true };
    await vscode.commands.executeCommand('vscode.openWith', uri, tab?.viewType ?? viewTypeFor(uri), place);
  }

  /** Opens or reveals the profile and shows it as a link says. `state` is JSON that its page checks. */
  async openView(uri: vscode.Uri, state: string): Promise<void> {
    this.#waitingView.set(uri.toString(), state);
    await this.openProfile(uri);
  }

  /** Opens or reveals the dump and shows the goroutines that this filter means. */
  async openGoroutines(uri: vscode.Uri, filter: string): Promise<void> {
    this.#waitingFilter.set(uri.toString(), filter);
    await this.openProfile(uri);
  }

  /** Asks what to compare this dump with, which an editor shows, and opens the comparison. */
  async compareDump(uri: vscode.Uri): Promise<void> {
    const document = [...this.#documents].find((each) => isSame(each.uri, uri));
    const loaded = document?.loadedDump ? document.loadedPieces : null;
    if (!loaded) return;
    const pieces = loaded.pieces.map(({ goroutines }) => goroutines);
    await this.#services.compareDump({ uri, piece: loaded.piece, pieces });
  }

  /** Asks where to, and writes what other tools read of the memory over time that an editor shows. */
  async exportMemory(uri: vscode.Uri, format: 'alerts' | 'hpa'): Promise<void> {
    const document = [...this.#documents].find((each) => isSame(each.uri, uri));
    if (document?.loadedMemory) await this.#timelineActions.exportTimeline({ format }, document);
  }

  /** What is shown as goroutine dumps. */
  openDumps(): readonly vscode.Uri[] {
    return [...this.#documents].filter(({ loadedDump }) => loadedDump !== null).map(({ uri }) => uri);
  }

  /** The comparison that is shown gives its tab to another of the same sides. */
  async #compareAs({ swap, mode, normalize, state }: CompareAs, { uri }: ProfileDocument): Promise<void> {
    const derived = parseDerived(uri);
    if (derived?.kind !== 'compare') return;
    const { base, current } = derived;
    const sides = swap ? { base: current, current: base } : { base, current };
    const next = vscode.Uri.from(derivedParts({ kind: 'compare', ...sides, mode, normalize }));
    if (isSame(next, uri)) return;
    const group = vscode.window.tabGroups.activeTabGroup;
    const before = group.tabs.filter(
      ({ input }) => input instanceof vscode.TabInputCustom && isSame(input.uri, uri),
    );
    await this.openView(next, state);
    await vscode.window.tabGroups.close(before);
  }

  openCustomDocument(uri: vscode.Uri): ProfileDocument {
    const { engine, overlay } = this.#services;
    const restored = this.#restored.take(uri);
    const document = new ProfileDocument(
      uri,
      {
        engine,
        activate: (profile) => overlay.activate(profile),
        refresh: (profile, isRewritten) => overlay.refresh(profile, isRewritten),
        lastShown: (profile) => overlay.lastShown(profile),
        knownLimits: this.#knownLimits,
        watches: this.#services.watches,
      },
      restored,
    );
    this.#documents.add(document);
    document.onDidChangeState(() => this.#showDumpContext());
    document.onDidDispose(() => {
      this.#documents.delete(document);
      this.#restored.closed(uri);
    });
    return document;
  }

  resolveCustomEditor(document: ProfileDocument, view: vscode.WebviewPanel): void {
    const { webview } = view;
    webview.options = { enableScripts: true, localResourceRoots: this.#resourceRoots() };
    const shown: Shown = { document, view, panel: new ProfilePanel(document, webview, this.#panelActions()) };
    this.#shown.add(shown);
    const viewState = view.onDidChangeViewState(() => {
      // Two dumps of one program are open to look from one to the other: the source goes along.
      if (view.active && document.loadedDump) this.#services.overlay.prefer(document.uri);
      if (view.visible) document.lookAgain();
      else shown.panel.pageLeft();
      this.#showDumpContext();
    });
    view.onDidDispose(() => {
      viewState.dispose();
      this.#shown.delete(shown);
      shown.panel.dispose();
      this.#showDumpContext();
    });
    webview.html = this.#page(document, webview);
    void this.#giveFocus(document.uri);
  }

  dispose(): void {
    this.#restored.windowCloses();
    for (const document of this.#documents) document.dispose();
    this.#disposables.dispose();
  }

  #bestShown(uri: vscode.Uri): Shown | undefined {
    const same = [...this.#shown].filter((shown) => isSame(shown.document.uri, uri));
    return same.find(({ view }) => view.active) ?? same.find(({ view }) => view.visible) ?? same[0];
  }

  async #giveFocus(uri: vscode.Uri): Promise<void> {
    const shown = this.#bestShown(uri);
    const view = this.#waitingView.get(uri.toString());
    if (shown && view !== undefined) {
      this.#waitingView.delete(uri.toString());
      shown.panel.showView(view);
    }
    const filter = this.#waitingFilter.get(uri.toString());
    if (shown && filter !== undefined) {
      this.#waitingFilter.delete(uri.toString());
      shown.panel.showGoroutines(filter);
    }
    const focus = this.#waitingFocus.get(uri.toString());
    if (!shown || !focus) return;
    this.#waitingFocus.delete(uri.toString());
    try {
      await showFunction(shown, focus);
    } catch (error) {
      showFailure(error);
    }
  }

  /** What buttons of the editor's title go by: how the goroutines that the active editor shows were written down; memory over time. */
  #showDumpContext(): void {
    const active = [...this.#shown].find(({ view }) => view.active);
    const form = active?.document.loadedDump?.form ?? '';
    if (form !== this.#dumpContext) {
      this.#dumpContext = form;
      void vscode.commands.executeCommand('setContext', 'heaplens.dumpEditor', form);
    }
    const isMemory = (active?.document.loadedMemory ?? null) !== null;
    if (isMemory === this.#memoryContext) return;
    this.#memoryContext = isMemory;
    void vscode.commands.executeCommand('setContext', 'heaplens.memoryEditor', isMemory);
  }

  #panelActions(): PanelActions {
    const { overlay } = this.#services;
    return {
      openSource: (target, document) => overlay.openSource(target, document.uri),
      sourceText: (query, document) => overlay.sourceText(query, document.uri),
      costSplits: (scope, document, signal) => this.#costSplits(scope, document, signal),
      exportView,
      copy: async (text) => vscode.env.clipboard.writeText(text),
      copyLink: async (state, document) => vscode.env.clipboard.writeText(linkTo(document.uri, state)),
      compareAs: (how, document) => this.#compareAs(how, document),
      report: (document, signal) =>
        document.askDumps((engine, dumps) => judgeDump(engine, dumps, overlay, signal)),
      choosePiece: async (piece, document) => document.choosePiece(piece),
      openText: (line, document) => openAsText(document.uri, line),
      compareDump: (document) => this.compareDump(document.uri),
      openRule: (ruleId) => openRulePage(this.#extensionUri, ruleId),
      memory: this.#timelineActions,
      savedViews: this.#savedViews,
      run: runAction,
    };
  }

  /** Its own split, and those of profiles of other kinds that are loaded in this window: CPU beside heap. */
  async #costSplits(
    scope: Scope,
    document: ProfileDocument,
    signal: AbortSignal,
  ): Promise<readonly NamedSplit[]> {
    const userModules = await this.#services.overlay.modulePaths();
    const own = await splitOf(document, { ...scope, userModules }, signal);
    const others = [...this.#documents].filter((other) => other !== document);
    const found = await Promise.all(
      others.map(async (other) => {
        const facts = other.loadedFacts;
        if (!facts || facts.kind === own.facts.kind || facts.comparison) return null;
        try {
          return await splitOf(other, { sampleIndex: facts.sampleIndex, userModules }, signal);
        } catch {
          return null; // closed meanwhile: the own split stands without it
        }
      }),
    );
    const kinds = new Set<string>();
    const firstOfKind = found.filter(
      (split) => split && !kinds.has(split.facts.kind) && kinds.add(split.facts.kind),
    );
    return [own, ...firstOfKind.filter((split) => split !== null)];
  }

  #resourceRoots(): vscode.Uri[] {
    const { joinPath } = vscode.Uri;
    return [joinPath(this.#extensionUri, 'dist', 'webview'), joinPath(this.#extensionUri, 'media')];
  }

  #page(document: ProfileDocument, webview: vscode.Webview): string {
    const built = (name: string) =>
      webview.asWebviewUri(vscode.Uri.joinPath(this.#extensionUri, 'dist', 'webview', name)).toString();
    const boot: WebviewBoot = { locale: vscode.env.language, l10n: vscode.l10n.bundle ?? {} };
    return buildPage({
      cspSource: webview.cspSource,
      nonce: newNonce(),
      scriptUri: built('main.js'),
      styleUri: built('main.css'),
      title: fileNameOf(document.uri),
      boot,
    });
  }
}

async function splitOf(
  document: ProfileDocument,
  params: Params<'costSplit'>,
  signal: AbortSignal,
): Promise<NamedSplit> {
  const split = await document.ask((engine, handle) => engine.ask(handle, 'costSplit', params, signal));
  const facts = document.loadedFacts!;
  return { fileName: fileNameOf(document.uri), facts, split };
}

async function showFunction({ document, panel }: Shown, focus: ProfileFocus): Promise<void> {
  const state = await document.state();
  if (state.kind !== 'profile') return;
  const frame = await document.ask((engine, handle) =>
    engine.ask(handle, 'findFunction', { name: focus.functionName }),
  );
  if (frame >= 0) {
    panel.focus({ name: focus.functionName, frame, sampleIndex: focus.sampleIndex });
    return;
  }
  void vscode.window.showInformationMessage(
    vscode.l10n.t('{function} is not in {file}.', {
      function: focus.functionName,
      file: fileNameOf(document.uri),
    }),
  );
}

async function runAction(id: EditorActionId, document: ProfileDocument): Promise<void> {
  switch (id) {
    case 'openAsText':
      await openAsText(document.uri);
      return;
    case 'retry':
      document.retry();
      return;
    case 'openSample':
      await vscode.commands.executeCommand('heaplens.openSample');
      return;
    case 'raiseLimit':
      await vscode.commands.executeCommand('workbench.action.openSettings', `@id:${maximumInflatedSetting}`);
      return;
    default:
      assertNever(id);
  }
}

/** What package.json says for the name. */
function viewTypeFor(uri: vscode.Uri): string {
  return /\.(out|pb|txt|log|dump)$/i.test(uri.path) ? viewTypes.maybeProfile : viewTypes.profile;
}

/** Where the profile is open already: rather in the active group, rather where it can be seen. */
function bestTab(uri: vscode.Uri): { viewType: string; viewColumn: vscode.ViewColumn } | undefined {
  const found = vscode.window.tabGroups.all.flatMap((group) =>
    group.tabs.flatMap(({ input, isActive }) => {
      if (!(input instanceof vscode.TabInputCustom) || !isSame(input.uri, uri)) return [];
      if (!Object.values<string>(viewTypes).includes(input.viewType)) return [];
      const { viewColumn } = group;
      return [{ viewType: input.viewType, viewColumn, rank: (isActive ? 2 : 0) + (group.isActive ? 1 : 0) }];
    }),
  );
  return found.sort((a, b) => b.rank - a.rank)[0];
}

function isSame(a: vscode.Uri, b: vscode.Uri): boolean {
  return a.toString() === b.toString();
}
