import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable';
import { type Message, MessageError, message } from '../../base/message';
import { abortError } from '../../base/rpc';
import type { Engine, EvidenceHandle, MemoryEvidence, ProfileEvidence } from '../../engine/engine';
import type { DumpFacts } from '../../model/goroutineReport';
import type { KnownLimits } from '../../model/memoryReport';
import type { ProfileFacts } from '../../model/views';
import type { EditorState } from '../../protocol/profileEditor';
import type { EvidencePiece, MemoryState } from '../../protocol/timelineEditor';
import { dumpsOf, type OpenDumps } from '../dumpEditor/judge';
import { isLostEvidence } from '../engineHost';
import type { KnownLimitsStore } from '../memory/knownLimits';
import type { LiveLines, LiveWatch, LiveWatches } from '../memory/liveWatch';
import type { ActiveProfile } from '../overlay/overlay';
import type { WantedPiece } from '../overlay/readEvidence';
import { isSameContent } from '../overlay/rememberedProfiles';
import {
  closeSource,
  followSource,
  isProfile,
  isSameSource,
  type OpenedSource,
  openSource,
} from '../profileSource/profileSource';
import { fileMissingId, fileNameOf } from '../profileSource/readProfile';
import { readSettings } from '../settings';
import { messageOf, translate } from '../translate';
import { errorState, isLimitError } from './errorState';
import { EvidenceLease } from './evidenceLease';
import { FirstPicture } from './firstPicture';
import { readingCancelledId, withReadingProgress } from './readingProgress';

export interface DocumentServices {
  readonly engine: Engine;
  /** Someone opened the profile. */
  activate(profile: ActiveProfile): void;
  /** The file was read anew (`isRewritten`), or VS Code brought its tab back from the last session. */
  refresh(profile: ActiveProfile, isRewritten: boolean): void;
  /** What of the file was shown when it was open before: CodeLenses and links mean that; null where nobody knows. */
  lastShown(uri: vscode.Uri): WantedPiece | null;
  readonly knownLimits: KnownLimitsStore;
  readonly watches: LiveWatches;
}

type ShownState = Extract<EditorState, { kind: 'profile' | 'memory' }>;

interface Loaded {
  readonly opened: OpenedSource;
  /** Of all that is open. */
  readonly lease: EvidenceLease;
  readonly state: ShownState;
}

type LookReason = 'opened' | 'touched' | 'settled' | 'retry' | 'lost';

/** A writer that has not finished after this long has failed: from then on the view says that the file is damaged. */
const settleMs = 2000;

const newline = 10;

/** Of a file that is being written all the time. */
const mostProblems = 100;

/** A page asks for its flame graph well within this time after it has heard of the profile. */
const pictureGraceMs = 1500;

/**
 * One profile file, decoded once for all its panels. It follows the file: what was read last stays in view until a newer
 * version decodes, also when the file is deleted.
 */
export class ProfileDocument implements vscode.CustomDocument {
  readonly uri: vscode.Uri;
  readonly #services: DocumentServices;
  readonly #restored: boolean;
  readonly #disposables = new DisposableStore();
  readonly #changes = this.#disposables.add(new vscode.EventEmitter<EditorState>());
  readonly #ended = this.#disposables.add(new vscode.EventEmitter<void>());
  readonly #closing = new AbortController();
  #loaded: Loaded | null = null;
  #state: EditorState | null = null;
  #turn: Promise<void> = Promise.resolve();
  #settleTimer: ReturnType<typeof setTimeout> | undefined;
  #revision = 0;
  #live: LiveWatch | null = null;
  /** How much of a file that is being written has been taken in, and how long its writer has made it. */
  #readBytes = 0;
  #writtenTo = 0;
  #liveEnds = new DisposableStore();
  #picture = new FirstPicture(0);

  /** A new state, also the first. */
  readonly onDidChangeState = this.#changes.event;
  readonly onDidDispose = this.#ended.event;

  /** `restored`: the tab comes from the last session, so opening it leaves the annotations as they were. */
  constructor(uri: vscode.Uri, services: DocumentServices, restored: boolean) {
    this.uri = uri;
    this.#services = services;
    this.#restored = restored;
    this.#disposables.add(followSource(uri, () => void this.#look('touched')));
    this.#disposables.add(
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('heaplens.open') && isLimitError(this.#state)) this.retry();
        if (change.affectsConfiguration('heaplens.goroutines')) this.#judgeAnew('goroutines');
        if (change.affectsConfiguration('heaplens.memory')) this.#judgeAnew('memory');
      }),
    );
    const watch = services.watches.of(uri);
    if (watch) this.#follow(watch);
    this.#disposables.add(
      services.watches.onDidStart((started) => {
        if (started.uri.toString() === uri.toString()) this.#follow(started);
      }),
    );
    void this.#look('opened');
  }

  /** The state once there is one: the first reading may take its time. */
  async state(): Promise<EditorState> {
    while (!this.#state) {
      if (this.#closing.signal.aborted) throw abortError();
      await this.#turn;
    }
    return this.#state;
  }

  /** Of the profile as it was read last; null while there is none. */
  get loadedFacts(): ProfileFacts | null {
    const state = this.#loaded?.state;
    return state?.kind === 'profile' ? state.facts : null;
  }

  /** Of the goroutine dump that is shown; null while there is none. */
  get loadedDump(): DumpFacts | null {
    const state = this.#loaded?.state;
    return state?.kind === 'profile' ? state.goroutines : null;
  }

  /** Of the memory over time that is shown; null while there is none. */
  get loadedMemory(): MemoryState | null {
    const state = this.#loaded?.state;
    return state?.kind === 'memory' ? state : null;
  }

  /** All that the file holds, and which of it is shown; null while nothing is read. */
  get loadedPieces(): Pick<ShownState, 'pieces' | 'piece'> | null {
    return this.#loaded?.state ?? null;
  }

  /** What writes the file at the moment, or did; null without such. */
  get live(): LiveWatch | null {
    return this.#live;
  }

  /** Asks the engine about what is shown; reads the file again first if the engine has lost it. */
  ask<T>(question: (engine: Engine, handle: EvidenceHandle) => Promise<T>): Promise<T> {
    return this.#use(({ lease, opened, state }) =>
      lease.use((engine) => question(engine, opened.pieces[state.piece]!.handle)),
    );
  }

  /** As `ask`, about a goroutine dump and those that it is compared with. */
  askDumps<T>(question: (engine: Engine, dumps: OpenDumps) => Promise<T>): Promise<T> {
    return this.#use(({ lease, opened, state }) =>
      lease.use((engine) => question(engine, dumpsOf(this.uri, opened, profileAt(opened, state.piece)))),
    );
  }

  /** As `ask`, about the heap profile that stands in the same file; null where there is none. */
  askHeap<T>(question: (engine: Engine, handle: EvidenceHandle) => Promise<T>): Promise<T | null> {
    return this.#use(async ({ lease, opened }) => {
      const heap = opened.pieces.filter(isProfile).find(({ facts }) => facts.kind === 'heap');
      return heap ? lease.use((engine) => question(engine, heap.handle)) : null;
    });
  }

  /** Shows another thing of the same file, and has it annotate the source where it can. */
  choosePiece(piece: number): void {
    const loaded = this.#needLoaded();
    if (piece === loaded.state.piece || piece >= loaded.opened.pieces.length) return;
    this.#show(loaded.opened, loaded.lease, piece);
    if (!isProfile(loaded.opened.pieces[piece]!)) return;
    this.#services.activate(this.#asActive(loaded.opened, piece, loaded.lease, this.#picture));
  }

  /** What a person says about the limits of the process: another revision judges by it. */
  async setKnownLimits(known: KnownLimits): Promise<void> {
    await this.#services.knownLimits.set(this.uri.toString(), known);
    this.#judgeAnew('memory');
  }

  /** A page has its flame graph: what was kept waiting for it may go on. */
  pictureShown(): void {
    this.#picture.show();
  }

  retry(): void {
    void this.#look('retry');
  }

  /** For file systems whose changes go unnoticed: looks at the file and reads it again if it is another. */
  lookAgain(): void {
    if (this.#state) void this.#look('touched');
  }

  dispose(): void {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort();
    clearTimeout(this.#settleTimer);
    this.#liveEnds.dispose();
    const lease = this.#loaded?.lease;
    this.#picture.show();
    // Behind those that waited for the picture: they begin to use the lease now.
    void this.#picture.wait().then(() => lease?.retire());
    this.#loaded = null;
    this.#ended.fire();
    this.#disposables.dispose();
  }

  async #use<T>(question: (loaded: Loaded) => Promise<T>): Promise<T> {
    const loaded = this.#needLoaded();
    try {
      return await question(loaded);
    } catch (error) {
      if (!isLostEvidence(error) || this.#closing.signal.aborted) throw error;
      if (this.#loaded?.lease === loaded.lease) await this.#look('lost');
      return question(this.#needLoaded());
    }
  }

  #needLoaded(): Loaded {
    if (this.#closing.signal.aborted) throw abortError();
    if (this.#loaded) return this.#loaded;
    const file = fileNameOf(this.uri);
    throw new MessageError(message('editor.notLoaded', '{file} is not loaded.', { file }));
  }

  #look(reason: LookReason): Promise<void> {
    clearTimeout(this.#settleTimer);
    return this.#queue(() => this.#refresh(reason), reason);
  }

  /** One look at the file at a time, in order. */
  #queue(look: () => Promise<void>, reason: LookReason = 'touched'): Promise<void> {
    this.#turn = this.#turn.then(async () => {
      if (this.#closing.signal.aborted) return;
      try {
        await look();
      } catch (error) {
        if (!this.#closing.signal.aborted) this.#fail(reason, messageOf(error));
      }
    });
    return this.#turn;
  }

  async #refresh(reason: LookReason): Promise<void> {
    const fileChanged = reason === 'touched' || reason === 'settled';
    // What is being written comes line by line.
    if (fileChanged && this.#loaded && this.#isWritten) return;
    if (fileChanged && this.#loaded && (await isSameSource(this.uri, this.#loaded.opened.stamps))) {
      this.#publish({ ...this.#loaded.state, fileState: 'present' });
      return;
    }
    // A preview tab gives way to the next file at once: what someone opened annotates that file all the same.
    const signal = reason === 'opened' && !this.#restored ? undefined : this.#closing.signal;
    const maximumBytes = readSettings(this.uri).open.maximumInflatedBytes;
    const { engine } = this.#services;
    const opened = await withReadingProgress(
      fileNameOf(this.uri),
      signal,
      (ending) => openSource(engine, this.uri, { maximumBytes, signal: ending }),
      (late) => closeSource(engine, late),
    );
    this.#adopt(opened);
  }

  #adopt(opened: OpenedSource): void {
    const handles = [...opened.earlier, ...opened.pieces].map(({ handle }) => handle);
    const lease = new EvidenceLease(this.#services.engine, handles);
    const isOpening = this.#revision === 0 && !this.#restored;
    const piece = pieceToShow(opened, this.#loaded, this.#services.lastShown(this.uri));
    const annotating = annotatingPiece(opened, piece);
    if (this.#closing.signal.aborted) {
      if (isOpening && annotating !== null) {
        this.#services.activate(this.#asActive(opened, annotating, lease, null));
      }
      void lease.retire();
      return;
    }
    const previous = this.#loaded;
    this.#readBytes = opened.readBytes;
    this.#show(opened, lease, piece);
    void previous?.lease.retire();
    if (annotating === null) return;
    const active = this.#asActive(opened, annotating, lease, this.#picture);
    if (isOpening) this.#services.activate(active);
    else this.#services.refresh(active, previous !== null);
  }

  /** Another revision of the same dump or series: pages ask for its report again. */
  #judgeAnew(what: 'goroutines' | 'memory'): void {
    const isShown = what === 'memory' ? this.loadedMemory : this.loadedDump;
    if (!isShown || !this.#loaded || !isShownState(this.#state)) return;
    const changed = { revision: ++this.#revision, ...(what === 'memory' && { known: this.#known }) };
    this.#loaded = { ...this.#loaded, state: { ...this.#loaded.state, ...changed } };
    this.#publish({ ...this.#state, ...changed });
  }

  get #known(): KnownLimits {
    return this.#services.knownLimits.of(this.uri.toString());
  }

  #show(opened: OpenedSource, lease: EvidenceLease, piece: number): void {
    const state = this.#stateOf(opened, piece);
    this.#loaded = { opened, lease, state };
    this.#picture = new FirstPicture(pictureGraceMs);
    this.#publish(state);
  }

  #stateOf(opened: OpenedSource, piece: number): ShownState {
    const shown = opened.pieces[piece]!;
    const common = {
      fileName: fileNameOf(this.uri),
      problems: shown.problems,
      revision: ++this.#revision,
      fileState: 'present',
      pieces: opened.pieces.map(asPiece),
      piece,
    } as const;
    if (shown.kind === 'memory') {
      const live = this.#live?.state ?? null;
      return { kind: 'memory', facts: shown.facts, known: this.#known, live, ...common };
    }
    const { facts, goroutines } = shown;
    return { kind: 'profile', facts, goroutines, trend: opened.trend, focus: null, ...common };
  }

  // Live

  /** Whether lines come from whoever writes the file, so that it need not be looked at. */
  get #isWritten(): boolean {
    return this.#live !== null && this.#live.state.state !== 'stopped';
  }

  #follow(watch: LiveWatch): void {
    this.#liveEnds.dispose();
    this.#liveEnds = new DisposableStore();
    this.#live = watch;
    this.#writtenTo = 0;
    this.#liveEnds.add(watch.onDidChangeState(() => this.#showLive()));
    this.#liveEnds.add(watch.onDidWrite((lines) => void this.#queue(() => this.#take(lines), 'retry')));
    this.#showLive();
  }

  #showLive(): void {
    const memory = this.loadedMemory;
    if (!memory || !this.#loaded) return;
    const state = { ...memory, live: this.#live?.state ?? null, revision: ++this.#revision };
    this.#loaded = { ...this.#loaded, state };
    this.#publish(state);
  }

  /** Lines that the file had when it was read are passed over; where some are missing between, it is read again. */
  async #take({ bytes, offset, several = false }: LiveLines): Promise<void> {
    // Of a file that was made shorter, all that comes is new.
    const known = offset < this.#writtenTo ? 0 : this.#readBytes - offset;
    this.#writtenTo = offset + bytes.length;
    if (known >= bytes.length) return;
    const isTorn = known < 0 || (known > 0 && bytes[known - 1] !== newline);
    const grown = isTorn || several ? null : await this.#append(bytes.slice(known));
    if (!grown) return this.#refresh('retry');
    this.#readBytes = this.#writtenTo;
    this.#takeGrown(grown);
  }

  /** null where there is nothing to append to: nothing has been read yet, or the engine has lost it. */
  async #append(bytes: Uint8Array): Promise<MemoryEvidence | null> {
    const at = this.#loaded ? memoryAt(this.#loaded) : -1;
    if (!this.#loaded || at < 0) return null;
    const { lease, opened } = this.#loaded;
    const mostSamples = this.#live?.mostSamples;
    try {
      return await lease.use((engine) =>
        engine.append(opened.pieces[at]!.handle, bytes, mostSamples === undefined ? {} : { mostSamples }),
      );
    } catch (error) {
      if (isLostEvidence(error)) return null;
      throw error;
    }
  }

  #takeGrown(grown: MemoryEvidence): void {
    if (!this.#loaded) return;
    const { opened, lease, state } = this.#loaded;
    const pieces = opened.pieces.map((piece) => {
      if (piece.handle !== grown.handle) return piece;
      return { ...grown, problems: [...piece.problems, ...grown.problems].slice(-mostProblems) };
    });
    const next = { ...opened, pieces };
    this.#loaded = { opened: next, lease, state: this.#stateOf(next, state.piece) };
    this.#publish(this.#loaded.state);
  }

  /** What the overlay needs to know; its costs wait for `picture`, where there is a page that shows one. */
  #asActive(
    opened: OpenedSource,
    piece: number,
    lease: EvidenceLease,
    picture: FirstPicture | null,
  ): ActiveProfile {
    const shown = profileAt(opened, piece);
    const { handle, facts, goroutines } = shown;
    return {
      uri: this.uri,
      fileName: fileNameOf(this.uri),
      facts,
      piece,
      trend: opened.trend,
      goroutines: goroutines && {
        facts: goroutines,
        ask: async (question) => {
          if (picture) await picture.wait();
          return lease.use((engine) => question(engine, dumpsOf(this.uri, opened, shown)));
        },
      },
      loadLineCosts: async () => {
        if (picture) await picture.wait();
        return lease.use((engine) => engine.ask(handle, 'lineCosts', {}));
      },
    };
  }

  #fail(reason: LookReason, detail: Message): void {
    if (!this.#loaded || reason === 'lost') {
      void this.#loaded?.lease.retire();
      this.#loaded = null;
      this.#publish(errorState(this.uri, detail));
      return;
    }
    const { state } = this.#loaded;
    if (detail.id === fileMissingId) {
      this.#publish({ ...state, fileState: 'deleted' });
    } else if (reason === 'touched' && detail.id !== readingCancelledId) {
      this.#settleTimer = setTimeout(() => void this.#look('settled'), settleMs);
    } else {
      this.#publish({
        ...state,
        problems: [{ at: state.fileName, message: keptOlder(detail) }, ...state.problems],
      });
    }
  }

  #publish(state: EditorState): void {
    if (this.#closing.signal.aborted || sameState(this.#state, state)) return;
    this.#state = state;
    this.#changes.fire(state);
  }
}

/** What was shown of the version before, where there is as much in this one; or what was shown last, if it is still there. */
function pieceToShow(
  { pieces, evidence }: OpenedSource,
  before: Loaded | null,
  last: WantedPiece | null,
): number {
  if (before && isLikeBefore(before, pieces)) return before.state.piece;
  const known = before === null && last ? pieces[last.piece] : undefined;
  if (last && known && isProfile(known) && isSameContent(known.facts, last.facts)) return last.piece;
  return pieces.findIndex(({ handle }) => handle === evidence.handle);
}

/** As many pieces as before, or more behind them: processes that began while a log was shown. */
function isLikeBefore({ opened, state }: Loaded, pieces: OpenedSource['pieces']): boolean {
  if (opened.pieces.length === pieces.length) return true;
  return (
    state.kind === 'memory' && pieces.length > opened.pieces.length && pieces[state.piece]?.kind === 'memory'
  );
}

function asPiece(evidence: ProfileEvidence | MemoryEvidence): EvidencePiece {
  return evidence.kind === 'memory'
    ? { goroutines: null, memory: evidence.facts }
    : { goroutines: evidence.goroutines, memory: null };
}

/** Fails where that piece is memory over time: nobody asks such questions of it but a page of an earlier state. */
function profileAt({ pieces }: OpenedSource, piece: number): ProfileEvidence {
  const found = pieces[piece]!;
  if (isProfile(found)) return found;
  throw new MessageError(message('editor.showsMemory', 'This shows memory over time, not a profile.'));
}

/** What of the file stands in its source: what is shown, or the first profile beside it. null: it tells of memory alone. */
function annotatingPiece({ pieces, evidence }: OpenedSource, shown: number): number | null {
  if (isProfile(pieces[shown]!)) return shown;
  return isProfile(evidence) ? pieces.indexOf(evidence) : null;
}

/** The series that a watch goes on with: the last one of the file. -1: there is none. */
function memoryAt({ opened }: Loaded): number {
  return opened.pieces.findLastIndex(({ kind }) => kind === 'memory');
}

function isShownState(state: EditorState | null): state is ShownState {
  return state?.kind === 'profile' || state?.kind === 'memory';
}

function sameState(a: EditorState | null, b: EditorState): boolean {
  return (
    isShownState(a) &&
    isShownState(b) &&
    a.kind === b.kind &&
    a.revision === b.revision &&
    a.fileState === b.fileState &&
    a.problems === b.problems
  );
}

function keptOlder(detail: Message): Message {
  return message(
    'editor.keptOlder',
    'The file has changed and cannot be read now; what you see is the version before. {reason}',
    { reason: translate(detail) },
  );
}
