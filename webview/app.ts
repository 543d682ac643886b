import type { EditorActionId, EditorState, HostNotifications } from '../src/protocol/profileEditor';
import type { MemoryState } from '../src/protocol/timelineEditor';
import { deliver, type ProfileState } from './data';
import { fill } from './dom';
import type { GoroutinePage } from './goroutines/page';
import type { PageKind } from './goroutines/state';
import { type History, restoreHistory, showPlace, step, visit } from './history';
import { connectHost, type Host } from './host';
import { createErrorPage, createFailure, createLoadingPage } from './notices';
import { type PageOptions, ProfilePage } from './profilePage';
import { takeView } from './sharedView';
import { type Action, reduce, restoreState, type ViewState } from './state';
import { readTheme, watchTheme } from './theme';
import type { TimelinePage } from './timeline/page';

/** State is kept when it has not changed for this long: dragging a splitter writes once. */
const keepPauseMs = 150;

/** The page: loading, an error, a profile, a dump of goroutines or memory over time, as the host says; and what a person chose, kept across reloads. */
export class App {
  readonly #root: HTMLElement;
  readonly #host: Host;
  readonly #onFirstPaint: () => void;
  #state: ViewState;
  #history: History;
  #editor: EditorState | null = null;
  #profilePage: ProfilePage | null = null;
  #goroutinePage: GoroutinePage | null = null;
  #timelinePage: TimelinePage | null = null;
  /** The one that is in sight, or was before something else took its place. */
  #page: ProfilePage | GoroutinePage | TimelinePage | null = null;
  /** The filter that the host asked for: where one group matches, it is selected. */
  #asked: string | null = null;
  #keepTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(root: HTMLElement, onFirstPaint: () => void) {
    this.#root = root;
    this.#onFirstPaint = onFirstPaint;
    this.#host = connectHost({
      state: (state) => this.#takeEditorState(state),
      showView: ({ state }) => this.#showView(state),
      showGoroutines: ({ filter }) => this.#showGoroutines(filter),
      focusFunction: (focus) => this.#focusFunction(focus),
    });
    const kept = this.#host.getState();
    this.#state = restoreState(kept);
    this.#history = restoreHistory(isRecord(kept) ? kept.history : null, this.#state);
  }

  start(): void {
    fill(this.#root, createLoadingPage());
    watchTheme(document, (theme) => {
      this.#profilePage?.setTheme(theme);
      this.#goroutinePage?.setTheme(theme);
      this.#timelinePage?.setTheme(theme);
    });
    new ResizeObserver(() => this.#page?.layout()).observe(this.#root);
    window.addEventListener('pagehide', () => this.#keepNow());
    window.addEventListener('keydown', (event) => this.#onKey(event));
    // Before VS Code, which takes every key of the page for its own commands too: Alt and an arrow are its Go Back.
    window.addEventListener('keydown', (event) => this.#onWayKey(event), { capture: true });
    window.addEventListener('mouseup', (event) => this.#onMouseButton(event));
    this.#askReady();
  }

  #askReady(): void {
    void deliver(
      this.#host.request('ready', null),
      () => true,
      (state) => this.#takeEditorState(state),
      (error) =>
        this.#showOther(
          createFailure(error.message, () => {
            fill(this.#root, createLoadingPage());
            this.#askReady();
          }),
        ),
    );
  }

  #takeEditorState(state: EditorState): void {
    const before = this.#editor;
    // An answer to "ready" may cross a newer state on its way.
    if (isShown(before) && isShown(state) && state.revision < before.revision) return;
    this.#editor = state;
    if (state.kind === 'error') {
      this.#showOther(createErrorPage(state, (id) => this.#act(id)));
      return;
    }
    if (state.kind === 'memory') {
      this.#showMemory(state);
      return;
    }
    this.#showState(state);
    if (before?.kind === 'profile' && before.revision !== state.revision) this.#page?.noteReload();
    if (state.focus && (before?.kind !== 'profile' || !sameFocus(before.focus, state.focus))) {
      this.#profilePage?.focusFrame(state.focus.frame, state.focus.sampleIndex);
    }
  }

  /** On the page that is meant for it, which may have to be loaded first. */
  #showState(state: ProfileState): void {
    const kind = pageKindOf(state, this.#state);
    if (kind === 'goroutines' && !this.#goroutinePage) {
      this.#loadGoroutinePage();
      return;
    }
    if (kind === 'profile') this.#profilePage ??= new ProfilePage(this.#pageOptions);
    const page = kind === 'goroutines' ? this.#goroutinePage! : this.#profilePage!;
    this.#enter(page, () => page.show(state, this.#state));
    if (this.#asked !== null && page === this.#goroutinePage) {
      this.#goroutinePage.selectOnly(this.#asked);
      this.#asked = null;
    }
  }

  /** Memory over time has a page of its own, which others do not pay for. */
  #showMemory(state: MemoryState): void {
    const page = this.#timelinePage;
    if (page) this.#enter(page, () => page.show(state, this.#state));
    else this.#loadTimelinePage();
  }

  #enter(page: ProfilePage | GoroutinePage | TimelinePage, show: () => void): void {
    const isSwitched = this.#page !== null && this.#page !== page && this.#page.element.isConnected;
    this.#page = page;
    if (!page.element.isConnected) fill(this.#root, page.element);
    show();
    this.#showWays();
    if (isSwitched) page.focusSwitch();
  }

  #loadTimelinePage(): void {
    void deliver(
      import('./timeline/page'),
      () => this.#timelinePage === null,
      (found) => {
        this.#timelinePage = new found.TimelinePage(this.#pageOptions);
        if (this.#editor?.kind === 'memory') this.#showMemory(this.#editor);
      },
      (error) => this.#showOther(createFailure(error.message, () => this.#loadTimelinePage())),
    );
  }

  /** Profiles pay nothing for it. */
  #loadGoroutinePage(): void {
    void deliver(
      import('./goroutines/page'),
      () => this.#goroutinePage === null,
      (found) => {
        this.#goroutinePage = new found.GoroutinePage(this.#pageOptions);
        if (this.#editor?.kind === 'profile') this.#showState(this.#editor);
      },
      (error) => this.#showOther(createFailure(error.message, () => this.#loadGoroutinePage())),
    );
  }

  get #pageOptions(): PageOptions {
    return {
      host: this.#host,
      theme: readTheme(document),
      state: this.#state,
      dispatch: (action) => this.#dispatch(action),
      onFirstPaint: this.#onFirstPaint,
      onGo: (by) => this.#go(by),
    };
  }

  /** The page is kept: a file that can be read again comes back as it was. */
  #showOther(page: HTMLElement): void {
    fill(this.#root, page);
    this.#onFirstPaint();
  }

  #dispatch(action: Action): void {
    const next = reduce(this.#state, action);
    if (next === this.#state) return;
    const settled = action.type === 'zoom' && action.settled === true;
    this.#history = visit(this.#history, next, Date.now(), settled);
    this.#show(next);
    if (action.type === 'restore') this.#page?.look(next.zoom);
  }

  #show(state: ViewState): void {
    this.#state = state;
    clearTimeout(this.#keepTimer);
    this.#keepTimer = setTimeout(() => this.#keepNow(), keepPauseMs);
    this.#showWays();
    if (this.#editor?.kind === 'profile') this.#showState(this.#editor);
    else if (this.#editor?.kind === 'memory') this.#showMemory(this.#editor);
  }

  #showWays(): void {
    const { past, future } = this.#history;
    this.#page?.showWays({ back: past.length > 0, forward: future.length > 0 });
  }

  /** One step through the places that were looked at. */
  #go(by: -1 | 1): void {
    const next = step(this.#history, by);
    if (!next) return;
    this.#history = next;
    this.#show(showPlace(this.#state, next));
    this.#page?.look(this.#state.zoom);
  }

  /** What a link asks for. */
  #showView(text: string): void {
    const state = takeView(text, this.#state, 'takePlace');
    if (state) this.#dispatch({ type: 'restore', state });
  }

  #keepNow(): void {
    clearTimeout(this.#keepTimer);
    this.#host.setState({ ...this.#state, history: this.#history });
  }

  #focusFunction({ name, sampleIndex }: HostNotifications['focusFunction']): void {
    if (this.#editor?.kind !== 'profile') return;
    if (pageKindOf(this.#editor, this.#state) === 'profile') {
      this.#profilePage?.focusFunction(name, sampleIndex);
    } else this.#goroutinePage?.showFunction(name);
  }

  #showGoroutines(filter: string): void {
    this.#asked = filter;
    this.#dispatch({
      type: 'goroutines',
      part: { page: 'goroutines', view: 'groups', filter, selection: null },
    });
    // The state may be that already.
    if (this.#editor?.kind === 'profile') this.#showState(this.#editor);
  }

  #act(id: EditorActionId): void {
    void deliver(
      this.#host.request('action', { id }),
      () => true,
      () => {},
      (error) => this.#showOther(createFailure(error.message, () => this.#act(id))),
    );
  }

  /** The buttons at a mouse's side. */
  #onMouseButton(event: MouseEvent): void {
    if (event.button !== 3 && event.button !== 4) return;
    event.preventDefault();
    this.#go(event.button === 3 ? -1 : 1);
  }

  #onWayKey(event: KeyboardEvent): void {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key] as -1 | 1 | undefined;
    const onlyAlt = event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    if (!by || !onlyAlt || isTextWithWords(event.composedPath()[0])) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.#go(by);
  }

  #onKey(event: KeyboardEvent): void {
    if (
      (event.ctrlKey || event.metaKey) &&
      event.key.toLowerCase() === 'f' &&
      !event.altKey &&
      !event.shiftKey
    ) {
      event.preventDefault();
      this.#page?.focusSearch();
    } else if (!isTyping(event) && isShown(this.#editor) && this.#page?.showViewOfKey(event.key)) {
      event.preventDefault();
    }
  }
}

/** There Alt and an arrow may go from word to word. */
function isTextWithWords(target: EventTarget | undefined): boolean {
  return target instanceof HTMLInputElement && target.value !== '';
}

/** Keys with a modifier, and those that go into a field or were taken already, mean something else. */
function isTyping(event: KeyboardEvent): boolean {
  const { target } = event;
  const inField =
    target instanceof Element && target.closest('input, vscode-text-field, vscode-dropdown') !== null;
  return inField || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** A dump is a page of goroutines unless it came as a profile, and what a person chose goes before. */
function pageKindOf({ goroutines }: ProfileState, state: ViewState): PageKind {
  if (!goroutines) return 'profile';
  return state.goroutines.page ?? (goroutines.form === 'profile' ? 'profile' : 'goroutines');
}

function isShown(state: EditorState | null): state is ProfileState | MemoryState {
  return state?.kind === 'profile' || state?.kind === 'memory';
}

type Focus = Extract<EditorState, { kind: 'profile' }>['focus'];

function sameFocus(a: Focus, b: Focus): boolean {
  return a?.frame === b?.frame && a?.sampleIndex === b?.sampleIndex;
}
