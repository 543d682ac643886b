import type * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable';
import { DisposableStore } from '../../base/disposable';
import { MessageError } from '../../base/message';
import { isAbortError, RpcChannel, type RpcHandler, type RpcPort } from '../../base/rpc';
import type { ExportQuery } from '../../model/exporting';
import type { TimeSpan } from '../../model/finding';
import type { GoroutineReport } from '../../model/goroutineReport';
import type { MemoryReport, WhatIf } from '../../model/memoryReport';
import type { Params, QueryName, Result, Scope } from '../../model/queries';
import { packMessage, unpackMessage } from '../../protocol/packedMessage';
import type {
  CompareAs,
  EditorActionId,
  EditorState,
  HostNotifications,
  NamedSplit,
  SourceTarget,
  SourceText,
  SourceTextQuery,
  WebviewRequests,
} from '../../protocol/profileEditor';
import type { TimelineExport, TimelineRequests } from '../../protocol/timelineEditor';
import { needLive, type ShownMemory } from '../memory/shownMemory';
import { messageOf } from '../translate';
import type { ProfileDocument } from './document';
import { readParams } from './requestParams';
import type { SavedViews } from './savedViews';
import { toWireCallGraph, toWireTopTable } from './wireTables';

/** What a webview may ask for beyond the profile's own data. */
export interface PanelActions {
  openSource(target: SourceTarget, document: ProfileDocument): Promise<boolean>;
  sourceText(query: SourceTextQuery, document: ProfileDocument): Promise<SourceText>;
  costSplits(scope: Scope, document: ProfileDocument, signal: AbortSignal): Promise<readonly NamedSplit[]>;
  exportView(query: Omit<ExportQuery, 'title'>, document: ProfileDocument): Promise<boolean>;
  copy(text: string): Promise<void>;
  /** A link to this profile; `state` says how it is shown. */
  copyLink(state: string, document: ProfileDocument): Promise<void>;
  compareAs(how: CompareAs, document: ProfileDocument): Promise<void>;
  /** Of a goroutine dump, with all that this window knows about it. */
  report(document: ProfileDocument, signal: AbortSignal): Promise<GoroutineReport>;
  choosePiece(piece: number, document: ProfileDocument): Promise<void>;
  openText(line: number, document: ProfileDocument): Promise<void>;
  compareDump(document: ProfileDocument): Promise<void>;
  openRule(ruleId: string): Promise<void>;
  readonly memory: MemoryActions;
  readonly savedViews: SavedViews;
  run(action: EditorActionId, document: ProfileDocument): Promise<void>;
}

/** What the page of memory over time may ask for besides. */
export interface MemoryActions {
  memoryReport(
    query: WebviewRequests['memoryReport']['params'],
    shown: ShownMemory,
    signal: AbortSignal,
  ): Promise<MemoryReport>;
  whatIf(
    query: WebviewRequests['whatIf']['params'],
    shown: ShownMemory,
    signal: AbortSignal,
  ): Promise<WhatIf>;
  exportTimeline(what: TimelineExport, shown: ShownMemory): Promise<boolean>;
  openCapture(mark: number, shown: ShownMemory): Promise<void>;
  openGrowth(span: TimeSpan, shown: ShownMemory): Promise<void>;
}

type Focus = HostNotifications['focusFunction'];
type Handlers = {
  readonly [Method in keyof WebviewRequests]: (
    params: WebviewRequests[Method]['params'],
    signal: AbortSignal,
  ) => Promise<WebviewRequests[Method]['result']>;
};

type MemoryHandlers = Pick<Handlers, keyof TimelineRequests>;

/** The engine's own answer to a query about what is shown. */
type Ask = <Name extends QueryName>(
  name: Name,
) => (params: Params<Name>, signal: AbortSignal) => Promise<Result<Name>>;

/**
 * One webview on a document. The page comes and goes with its tab (its context is not kept): each page introduces
 * itself with `ready`, and from then on a new channel serves it, so that no answer meant for an earlier page reaches it.
 */
export class ProfilePanel implements Disposable {
  readonly #document: ProfileDocument;
  readonly #webview: vscode.Webview;
  readonly #actions: PanelActions;
  readonly #disposables = new DisposableStore();
  #channel: RpcChannel | null = null;
  #deliver: (data: unknown) => void = () => {};
  #ready = false;
  #waitingFocus: Focus | null = null;
  #waitingView: string | null = null;
  #waitingFilter: string | null = null;

  constructor(document: ProfileDocument, webview: vscode.Webview, actions: PanelActions) {
    this.#document = document;
    this.#webview = webview;
    this.#actions = actions;
    this.#disposables.add(webview.onDidReceiveMessage((data: unknown) => this.#receive(data)));
    this.#disposables.add(document.onDidChangeState((state) => this.#tell('state', state)));
  }

  /** Now, or as soon as the page is ready. */
  focus(focus: Focus): void {
    if (this.#ready) this.#tell('focusFunction', focus);
    else this.#waitingFocus = focus;
  }

  /** What a link asks for: now, or as soon as the page is ready. */
  showView(state: string): void {
    if (this.#ready) this.#tell('showView', { state });
    else this.#waitingView = state;
  }

  /** The goroutines that this filter means: now, or as soon as the page is ready. */
  showGoroutines(filter: string): void {
    if (this.#ready) this.#tell('showGoroutines', { filter });
    else this.#waitingFilter = filter;
  }

  /** The page is gone until its tab shows again. */
  pageLeft(): void {
    this.#ready = false;
    this.#channel?.dispose();
    this.#channel = null;
  }

  dispose(): void {
    this.pageLeft();
    this.#disposables.dispose();
  }

  #receive(data: unknown): void {
    if (isReadyRequest(data)) {
      this.pageLeft();
      this.#channel = new RpcChannel(this.#port(), guarded(this.#handlers()));
    }
    if (this.#channel) this.#deliver(unpackMessage(data));
  }

  #port(): RpcPort {
    return {
      post: (data) => void this.#webview.postMessage(packMessage(data)),
      listen: (deliver) => {
        this.#deliver = deliver;
        return { dispose: () => {} };
      },
    };
  }

  #tell<Method extends keyof HostNotifications>(method: Method, params: HostNotifications[Method]): void {
    if (this.#ready) this.#channel?.notify(method, params);
  }

  #handlers(): Handlers {
    const document = this.#document;
    const ask =
      <Name extends QueryName>(name: Name) =>
      (params: Params<Name>, signal: AbortSignal): Promise<Result<Name>> =>
        document.ask((engine, handle) => engine.ask(handle, name, params, signal));
    return {
      ready: (_params, signal) => this.#introduce(signal),
      flame: async (params, signal) => {
        const view = await ask('flame')(params, signal);
        document.pictureShown();
        return view;
      },
      top: async (params, signal) => toWireTopTable(await ask('top')(params, signal)),
      callGraph: async (params, signal) => toWireCallGraph(await ask('callGraph')(params, signal)),
      search: ask('search'),
      functionDetails: ask('functionDetails'),
      nodeDetails: ask('nodeDetails'),
      sourceListing: ask('sourceListing'),
      tags: ask('tags'),
      questionEffect: ask('questionEffect'),
      rawFacts: ask('rawFacts'),
      openSource: (target) => this.#actions.openSource(target, document),
      costSplits: (params, signal) => this.#actions.costSplits(params, document, signal),
      exportView: (query) => this.#actions.exportView(query, document),
      sourceText: (query) => this.#actions.sourceText(query, document),
      copy: async ({ text }) => {
        await this.#actions.copy(text);
        return null;
      },
      copyLink: async ({ state }) => {
        await this.#actions.copyLink(state, document);
        return null;
      },
      compareAs: async (how) => {
        await this.#actions.compareAs(how, document);
        return null;
      },
      report: async (_params, signal) => {
        const report = await this.#actions.report(document, signal);
        document.pictureShown();
        return report;
      },
      matchGroups: ask('matchGroups'),
      goroutines: ask('goroutines'),
      goroutineText: ask('goroutineText'),
      creatorTree: ask('creatorTree'),
      waitTargets: ask('waitTargets'),
      choosePiece: async ({ piece }) => {
        await this.#actions.choosePiece(piece, document);
        return null;
      },
      openText: async ({ line }) => {
        await this.#actions.openText(line, document);
        return null;
      },
      compareDump: async () => {
        await this.#actions.compareDump(document);
        return null;
      },
      openRule: async ({ ruleId }) => {
        await this.#actions.openRule(ruleId);
        return null;
      },
      ...this.#memoryHandlers(ask),
      savedViews: async () => this.#actions.savedViews.list,
      saveView: (view) => this.#actions.savedViews.save(view),
      renameView: ({ from, to }) => this.#actions.savedViews.rename(from, to),
      deleteView: ({ name }) => this.#actions.savedViews.delete(name),
      action: async ({ id }) => {
        await this.#actions.run(id, document);
        return null;
      },
    };
  }

  #memoryHandlers(ask: Ask): MemoryHandlers {
    const document = this.#document;
    const { memory } = this.#actions;
    return {
      timeline: async (params, signal) => {
        const view = await ask('timeline')(params, signal);
        document.pictureShown();
        return view;
      },
      timelineMoment: ask('timelineMoment'),
      timelineRange: ask('timelineRange'),
      memoryReport: (params, signal) => memory.memoryReport(params, document, signal),
      whatIf: (params, signal) => memory.whatIf(params, document, signal),
      setKnownLimits: done((limits) => document.setKnownLimits(limits)),
      exportTimeline: (what) => memory.exportTimeline(what, document),
      captureNow: done(({ kind }) => needLive(document).captureNow(kind)),
      captureWhen: done(({ heapLiveBytes }) => needLive(document).captureWhen(heapLiveBytes)),
      stopWatch: done(() => needLive(document).stop()),
      resumeWatch: done(() => needLive(document).resume()),
      openCapture: done(({ mark }) => memory.openCapture(mark, document)),
      openGrowth: done((span) => memory.openGrowth(span, document)),
    };
  }

  async #introduce(signal: AbortSignal): Promise<EditorState> {
    const state = await this.#document.state();
    if (signal.aborted) return state;
    this.#ready = true;
    if (this.#waitingView !== null) this.#tell('showView', { state: this.#waitingView });
    this.#waitingView = null;
    if (this.#waitingFilter !== null) this.#tell('showGoroutines', { filter: this.#waitingFilter });
    this.#waitingFilter = null;
    const focus = this.#waitingFocus;
    this.#waitingFocus = null;
    return state.kind === 'profile' && focus ? { ...state, focus } : state;
  }
}

/** What is done without an answer. */
function done<Params>(run: (params: Params) => Promise<void>): (params: Params) => Promise<null> {
  return async (params) => {
    await run(params);
    return null;
  };
}

function isReadyRequest(data: unknown): boolean {
  if (typeof data !== 'object' || data === null) return false;
  return 'rpc' in data && data.rpc === 'request' && 'method' in data && data.method === 'ready';
}

/** Checks what comes in, and lets nothing out that was not written for people. */
function guarded(handlers: Handlers): Record<string, RpcHandler> {
  const guard = <Method extends keyof WebviewRequests>(method: Method): RpcHandler => {
    return async (raw: unknown, signal: AbortSignal) => {
      try {
        return await handlers[method](readParams[method](raw), signal);
      } catch (error) {
        if (error instanceof MessageError || isAbortError(error)) throw error;
        throw new MessageError(messageOf(error), { cause: error });
      }
    };
  };
  const methods = Object.keys(readParams) as (keyof WebviewRequests)[];
  return Object.fromEntries(methods.map((method) => [method, guard(method)]));
}
