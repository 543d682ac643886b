import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable';
import { type Message, MessageError, message } from '../../base/message';
import { abortError } from '../../base/rpc';
import type { Engine, EvidenceHandle } from '../../engine/engine';
import type { DumpFacts } from '../../model/goroutineReport';
import type { ProfileFacts } from '../../model/views';
import type { EditorState } from '../../protocol/profileEditor';
import { dumpsOf, type OpenDumps } from '../dumpEditor/judge';
import { isLostEvidence } from '../engineHost';
import type { ActiveProfile } from '../overlay/overlay';
import type { WantedPiece } from '../overlay/readEvidence';
import { isSameContent } from '../overlay/rememberedProfiles';
import {
  closeSource,
  followSource,
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
}

type ProfileState = Extract<EditorState, { kind: 'profile' }>;

interface Loaded {
  readonly opened: OpenedSource;
  /** Of all that is open. */
  readonly lease: EvidenceLease;
  readonly state: ProfileState;
}

type LookReason = 'opened' | 'touched' | 'settled' | 'retry' | 'lost';

/** A writer that has not finished after this long has failed: from then on the view says that the file is damaged. */
const settleMs = 2000;

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
        if (change.affectsConfiguration('heaplens.goroutines')) this.#judgeAnew();
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
    return this.#loaded?.state.facts ?? null;
  }

  /** Of the goroutine dump that is shown; null while there is none. */
  get loadedDump(): DumpFacts | null {
    return this.#loaded?.state.goroutines ?? null;
  }

  /** All that the file holds, and which of it is shown; null while nothing is read. */
  get loadedPieces(): Pick<ProfileState, 'pieces' | 'piece'> | null {
    return this.#loaded?.state ?? null;
  }

  /** Asks the engine about this profile; reads the file again first if the engine has lost it. */
  ask<T>(question: (engine: Engine, handle: EvidenceHandle) => Promise<T>): Promise<T> {
    return this.#use(({ lease, opened, state }) =>
      lease.use((engine) => question(engine, opened.pieces[state.piece]!.handle)),
    );
  }

  /** As `ask`, about a goroutine dump and those that it is compared with. */
  askDumps<T>(question: (engine: Engine, dumps: OpenDumps) => Promise<T>): Promise<T> {
    return this.#use(({ lease, opened, state }) =>
      lease.use((engine) => question(engine, dumpsOf(this.uri, opened, opened.pieces[state.piece]!))),
    );
  }

  /** Shows another dump of the same file, and has it annotate the source. */
  choosePiece(piece: number): void {
    const loaded = this.#needLoaded();
    if (piece === loaded.state.piece || piece >= loaded.opened.pieces.length) return;
    this.#show(loaded.opened, loaded.lease, piece);
    this.#services.activate(this.#asActive(loaded.opened, piece, loaded.lease, this.#picture));
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

  /** One look at the file at a time, in order. */
  #look(reason: LookReason): Promise<void> {
    clearTimeout(this.#settleTimer);
    this.#turn = this.#turn.then(async () => {
      if (this.#closing.signal.aborted) return;
      try {
        await this.#refresh(reason);
      } catch (error) {
        if (!this.#closing.signal.aborted) this.#fail(reason, messageOf(error));
      }
    });
    return this.#turn;
  }

  async #refresh(reason: LookReason): Promise<void> {
    const fileChanged = reason === 'touched' || reason === 'settled';
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
    if (this.#closing.signal.aborted) {
      if (isOpening) this.#services.activate(this.#asActive(opened, piece, lease, null));
      void lease.retire();
      return;
    }
    const previous = this.#loaded;
    this.#show(opened, lease, piece);
    void previous?.lease.retire();
    const active = this.#asActive(opened, piece, lease, this.#picture);
    if (isOpening) this.#services.activate(active);
    else this.#services.refresh(active, previous !== null);
  }

  /** Another revision of the same dump: pages ask for its report again. */
  #judgeAnew(): void {
    if (!this.#loaded?.state.goroutines || this.#state?.kind !== 'profile') return;
    const revision = ++this.#revision;
    this.#loaded = { ...this.#loaded, state: { ...this.#loaded.state, revision } };
    this.#publish({ ...this.#state, revision });
  }

  #show(opened: OpenedSource, lease: EvidenceLease, piece: number): void {
    const { facts, problems, goroutines } = opened.pieces[piece]!;
    const state: ProfileState = {
      kind: 'profile',
      fileName: fileNameOf(this.uri),
      facts,
      problems,
      revision: ++this.#revision,
      fileState: 'present',
      trend: opened.trend,
      goroutines,
      pieces: opened.pieces.map((each) => each.goroutines),
      piece,
      focus: null,
    };
    this.#loaded = { opened, lease, state };
    this.#picture = new FirstPicture(pictureGraceMs);
    this.#publish(state);
  }

  /** What the overlay needs to know; its costs wait for `picture`, where there is a page that shows one. */
  #asActive(
    opened: OpenedSource,
    piece: number,
    lease: EvidenceLease,
    picture: FirstPicture | null,
  ): ActiveProfile {
    const shown = opened.pieces[piece]!;
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
  if (before && before.opened.pieces.length === pieces.length) return before.state.piece;
  const known = before === null && last ? pieces[last.piece] : undefined;
  if (last && known && isSameContent(known.facts, last.facts)) return last.piece;
  return pieces.findIndex(({ handle }) => handle === evidence.handle);
}

function sameState(a: EditorState | null, b: EditorState): boolean {
  return (
    a?.kind === 'profile' &&
    b.kind === 'profile' &&
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
