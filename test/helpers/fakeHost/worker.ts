import { type Message, MessageError, message } from '../../../src/base/message';
import { RpcChannel, type RpcPort } from '../../../src/base/rpc';
import type { Evidence, EvidenceHandle, ProfileEvidence } from '../../../src/engine/engine';
import { MemorySession } from '../../../src/engine/memorySession';
import { createEngine } from '../../../src/engine/web/createEngine';
import { plainReport } from '../../../src/model/goroutineReport';
import { nothingKnown, plainMemoryReport } from '../../../src/model/memoryReport';
import type { MemoryQueries, Params, Result } from '../../../src/model/queries';
import { packMessage, unpackMessage } from '../../../src/protocol/packedMessage';
import type {
  CompareAs,
  EditorState,
  SourceText,
  SourceTextQuery,
  WebviewRequests,
} from '../../../src/protocol/profileEditor';
import type { LiveState } from '../../../src/protocol/timelineEditor';
import { SavedViews } from '../../../src/vscode/profileEditor/savedViews';
import { toWireCallGraph, toWireTopTable } from '../../../src/vscode/profileEditor/wireTables';
import { manySamples } from '../manySamples';
import type { PageSource } from './source';

/*
 * The extension's half in a worker of the test page: the real engine behind the real protocol. What the extension would
 * do in VS Code (opening lines, the clipboard) is told to the page, which keeps a record.
 */

const port = self as unknown as Worker;
const engine = createEngine();
let evidence: Evidence | null = null;
/** All that the file holds; `evidence` is one of them. */
let pieces: readonly Evidence[] = [];
/** What was said about limits, and a live watch where the test has one. */
let known = nothingKnown;
let live: LiveState | null = null;
/** Dumps that the shown one is compared with, oldest first. */
let earlier: readonly Evidence[] = [];
let made: MemorySession | null = null;
let state: EditorState | null = null;
let revision = 0;
let source: PageSource = { kind: 'file', url: '' };
/** The page was told that sources have changed since. */
let staleSources = false;
let keptViews: unknown;
const saved = new SavedViews({
  get: <T>() => keptViews as T | undefined,
  update: async (_key, value) => {
    keptViews = value;
  },
});

const handlers: {
  readonly [K in keyof WebviewRequests]: (
    params: WebviewRequests[K]['params'],
  ) => WebviewRequests[K]['result'] | Promise<WebviewRequests[K]['result']>;
} = {
  ready: async () => state ?? (await open()),
  flame: (query) => engine.ask(handle(), 'flame', query),
  top: async (query) => toWireTopTable(await engine.ask(handle(), 'top', query)),
  callGraph: async (query) => toWireCallGraph(await engine.ask(handle(), 'callGraph', query)),
  search: (query) => engine.ask(handle(), 'search', query),
  functionDetails: (query) => engine.ask(handle(), 'functionDetails', query),
  nodeDetails: (query) => engine.ask(handle(), 'nodeDetails', query),
  sourceListing: (query) => engine.ask(handle(), 'sourceListing', query),
  tags: (query) => engine.ask(handle(), 'tags', query),
  questionEffect: (query) => engine.ask(handle(), 'questionEffect', query),
  rawFacts: () => engine.ask(handle(), 'rawFacts', null),
  costSplits: async (scope) => {
    const split = await engine.ask(handle(), 'costSplit', { ...scope, userModules: [] });
    return [{ fileName: 'own', facts: profile().facts, split }];
  },
  exportView: async (query) => {
    const bytes = await engine.ask(handle(), 'export', { ...query, title: 'page' });
    record('export', { format: query.format, bytes: bytes.length });
    return true;
  },
  openSource: (target) => {
    record('openSource', target);
    return true;
  },
  sourceText,
  copy: ({ text }) => {
    record('copy', text);
    return null;
  },
  copyLink: ({ state }) => {
    record('link', state);
    return null;
  },
  compareAs: (how) => {
    void compareAs(how);
    return null;
  },
  savedViews: () => saved.list,
  saveView: (view) => saved.save(view),
  renameView: ({ from, to }) => saved.rename(from, to),
  deleteView: ({ name }) => saved.delete(name),
  report: () => {
    const names = source.kind === 'dumps' ? source.of.map(nameOf) : undefined;
    const handles = [...earlier.map((each) => each.handle), handle()];
    return engine.goroutineReport(handles, { ...plainReport, ...(names && { names }) });
  },
  matchGroups: (query) => engine.ask(handle(), 'matchGroups', query),
  goroutines: (query) => engine.ask(handle(), 'goroutines', query),
  goroutineText: (query) => engine.ask(handle(), 'goroutineText', query),
  creatorTree: (query) => engine.ask(handle(), 'creatorTree', query),
  waitTargets: (query) => engine.ask(handle(), 'waitTargets', query),
  choosePiece: ({ piece }) => {
    record('choosePiece', piece);
    evidence = pieces[piece]!;
    if (state && state.kind !== 'error') tell(stateOf(state.fileName));
    return null;
  },
  openText: ({ line }) => {
    record('openText', line);
    return null;
  },
  compareDump: () => {
    record('compareDump', null);
    return null;
  },
  openRule: ({ ruleId }) => {
    record('openRule', ruleId);
    return null;
  },
  timeline: (query) => askMemory('timeline', query),
  timelineMoment: (query) => askMemory('timelineMoment', query),
  timelineRange: (query) => askMemory('timelineRange', query),
  memoryReport: ({ range }) => askMemory('memoryReport', { ...plainMemoryReport, known, range }),
  whatIf: (query) => askMemory('whatIf', { ...query, known }),
  setKnownLimits: (limits) => {
    known = limits;
    record('setKnownLimits', limits);
    tell(stateOf(titleOf(source)));
    return null;
  },
  exportTimeline: (what) => {
    const bytes = what.format === 'png' ? what.bytes : what.format === 'incident' ? what.picture : null;
    record('exportTimeline', { ...what, bytes: bytes?.length, picture: undefined });
    return true;
  },
  captureNow: ({ kind }) => {
    record('captureNow', kind);
    return null;
  },
  captureWhen: ({ heapLiveBytes }) => {
    record('captureWhen', heapLiveBytes);
    if (live) live = { ...live, captureWhenBytes: heapLiveBytes };
    tell(stateOf(titleOf(source)));
    return null;
  },
  stopWatch: () => setLiveState('stopped'),
  resumeWatch: () => setLiveState('watching'),
  openCapture: ({ mark }) => {
    record('openCapture', mark);
    return null;
  },
  openGrowth: (span) => {
    record('openGrowth', span);
    return null;
  },
  action: ({ id }) => {
    record('action', id);
    return null;
  },
};

/** A request that fails, as the page was told. */
let failing = '';

const channel = new RpcChannel(
  workerPort(),
  Object.fromEntries(
    Object.entries(handlers).map(([method, answer]) => [
      method,
      (params: never) => {
        if (method !== failing) return answer(params);
        throw new MessageError(message('fakeHost.refused', 'The host refuses.'));
      },
    ]),
  ),
);

port.addEventListener('message', ({ data }: MessageEvent) => {
  if (data?.fakeHost === 'start') source = data.source;
  else if (data?.fakeHost === 'showView') channel.notify('showView', { state: data.state });
  else if (data?.fakeHost === 'showGoroutines') channel.notify('showGoroutines', { filter: data.filter });
  else if (data?.fakeHost === 'editSources') staleSources = true;
  else if (data?.fakeHost === 'fail') failing = data.method;
  else if (data?.fakeHost === 'live') {
    live = data.live;
    tell(stateOf(titleOf(source)));
  } else if (data?.fakeHost === 'append') void append(data.text);
  else if (data?.fakeHost === 'reload') void reload(data.url);
  else if (data?.fakeHost === 'delete' && state && state.kind !== 'error') {
    tell({ ...state, fileState: 'deleted', ...(state.kind === 'profile' && { focus: null }) });
  } else if (data?.fakeHost === 'focus') void focus(data.name, data.sampleIndex ?? null);
});

async function open(): Promise<EditorState> {
  const fileName = titleOf(source);
  try {
    evidence = await openSource(source);
    state = stateOf(fileName);
  } catch (error) {
    const actions = [
      { id: 'openAsText', label: 'Open as Text' },
      { id: 'retry', label: 'Retry' },
    ] as const;
    state = { kind: 'error', fileName, message: explain(error), actions };
  }
  return state;
}

function stateOf(fileName: string): EditorState {
  revision++;
  const shown = evidence!;
  const common = {
    fileName,
    problems: shown.problems,
    revision,
    fileState: 'present',
    pieces: pieces.map((piece) =>
      piece.kind === 'memory'
        ? { goroutines: null, memory: piece.facts }
        : { goroutines: piece.goroutines, memory: null },
    ),
    piece: pieces.indexOf(shown),
  } as const;
  if (shown.kind === 'memory') return { kind: 'memory', facts: shown.facts, known, live, ...common };
  const { facts, goroutines } = shown;
  return { kind: 'profile', facts, goroutines, trend: null, focus: null, ...common };
}

function setLiveState(next: LiveState['state']): null {
  record(next, null);
  if (live) live = { ...live, state: next };
  tell(stateOf(titleOf(source)));
  return null;
}

/** What a live watch would write. */
async function append(text: string): Promise<void> {
  const grown = await engine.append(handle(), new TextEncoder().encode(text));
  pieces = pieces.map((piece) => (piece.handle === grown.handle ? grown : piece));
  evidence = grown;
  tell(stateOf(titleOf(source)));
}

async function openSource(from: PageSource): Promise<Evidence> {
  earlier = [];
  switch (from.kind) {
    case 'file':
      return openFile(from.url);
    case 'dumps': {
      const dumps: Evidence[] = [];
      for (const url of from.of) dumps.push(await openFile(url));
      earlier = dumps.slice(0, -1);
      return dumps.at(-1)!;
    }
    case 'samples': {
      made = new MemorySession({
        kind: 'memory',
        series: manySamples(from.count),
        problems: [],
        inflatedBytes: 0,
        line: 1,
      });
      return alone({ kind: 'memory', handle: -1 as EvidenceHandle, facts: made.facts, problems: [] });
    }
    case 'merge': {
      const parts = await Promise.all(from.of.map(openFile));
      return alone(await engine.derive({ kind: 'merge', of: parts.map(({ handle }) => handle) }));
    }
    case 'compare': {
      const { mode, normalize } = from;
      const base = [(await openFile(from.base)).handle];
      const current = [(await openFile(from.current)).handle];
      return alone(await engine.derive({ kind: 'compare', base, current, mode, normalize }));
    }
  }
}

async function openFile(url: string): Promise<Evidence> {
  const bytes = new Uint8Array(await (await fetch(new URL(url, self.location.href))).arrayBuffer());
  pieces = await engine.open(bytes, { name: nameOf(url) });
  // The end of a log tells why the program is no more; memory over time is shown first where there is nothing else.
  return pieces.findLast(({ kind }) => kind === 'profile') ?? pieces[0]!;
}

/** Of a series that was made here, the session that the engine would have of it. */
function askMemory<Name extends keyof MemoryQueries>(
  name: Name,
  params: Params<Name>,
): Result<Name> | Promise<Result<Name>> {
  return made ? made.ask(name, params) : engine.ask(handle(), name, params);
}

function alone(made: Evidence): Evidence {
  pieces = [made];
  return made;
}

/** As a tab of VS Code says it. */
function titleOf(from: PageSource): string {
  if (from.kind === 'file') return nameOf(from.url);
  if (from.kind === 'samples') return 'samples.memwatch';
  if (from.kind === 'dumps') return from.of.map(nameOf).join(' → ');
  if (from.kind === 'merge') return `${nameOf(from.of[0]!)} +${from.of.length - 1} merged`;
  return `${nameOf(from.current)} − ${nameOf(from.base)}`;
}

function nameOf(url: string): string {
  return decodeURIComponent(url.slice(url.lastIndexOf('/') + 1));
}

/** VS Code opens another tab; here the page shows the next comparison. */
async function compareAs({ swap, mode, normalize, state: shown }: CompareAs): Promise<void> {
  if (source.kind !== 'compare') return;
  const { base, current } = source;
  source = {
    kind: 'compare',
    mode,
    normalize,
    ...(swap ? { base: current, current: base } : { base, current }),
  };
  tell(await open());
  channel.notify('showView', { state: shown });
}

/** Files of the test program are served beside the page; others are missing, as on a machine without them. */
async function sourceText({ file, firstLine, lastLine }: SourceTextQuery): Promise<SourceText> {
  const response = await fetch(`/source?file=${encodeURIComponent(file)}`);
  // 204, not 404: an error would be in the page's console.
  if (response.status !== 200) {
    return { state: 'missing', message: message('fakeHost.noSource', '{file} is not here.', { file }) };
  }
  const all = (await response.text()).split('\n');
  const first = Math.max(1, firstLine - 3);
  return {
    state: 'found',
    path: file.slice(file.lastIndexOf('/') + 1),
    firstLine: first,
    lines: all.slice(first - 1, lastLine + 2),
    shift: 0,
    stale: staleSources ? message('fakeHost.stale', 'This function was edited.') : null,
  };
}

async function reload(from: string | undefined): Promise<void> {
  if (from !== undefined) source = { kind: 'file', url: from };
  tell(await open());
}

async function focus(name: string, sampleIndex: number | null): Promise<void> {
  const frame = await engine.ask(handle(), 'findFunction', { name });
  channel.notify('focusFunction', { name, frame, sampleIndex });
}

function tell(next: EditorState): void {
  state = next;
  channel.notify('state', next);
}

function handle() {
  if (!evidence) throw new MessageError(message('fakeHost.closed', 'No profile is open.'));
  return evidence.handle;
}

function profile(): ProfileEvidence {
  if (evidence?.kind === 'profile') return evidence;
  throw new MessageError(message('fakeHost.closed', 'No profile is open.'));
}

function explain(error: unknown): Message {
  return error instanceof MessageError ? error.detail : message('fakeHost.failed', String(error));
}

function record(what: string, detail: unknown): void {
  port.postMessage({ fakeHost: what, detail });
}

function workerPort(): RpcPort {
  return {
    post: (data) => port.postMessage(packMessage(data)),
    listen(receive) {
      const onMessage = ({ data }: MessageEvent) => receive(unpackMessage(data));
      port.addEventListener('message', onMessage);
      return { dispose: () => port.removeEventListener('message', onMessage) };
    },
  };
}
