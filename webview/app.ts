import type { EditorActionId, EditorState, HostNotifications } from '../src/protocol/profileEditor';
import { deliver } from './data';
import { fill } from './dom';
import { connectHost, type Host } from './host';
import { createErrorPage, createFailure, createLoadingPage } from './notices';
import { ProfilePage } from './profilePage';
import { type Action, reduce, restoreState, type ViewState } from './state';
import { readTheme, watchTheme } from './theme';

/** State is kept when it has not changed for this long: dragging a splitter writes once. */
const keepPauseMs = 150;

/** The page: loading, an error or a profile, as the host says; and what a person chose, kept across reloads. */
export class App {
  readonly #root: HTMLElement;
  readonly #host: Host;
  readonly #onFirstPaint: () => void;
  #state: ViewState;
  #editor: EditorState | null = null;
  #page: ProfilePage | null = null;
  #keepTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(root: HTMLElement, onFirstPaint: () => void) {
    this.#root = root;
    this.#onFirstPaint = onFirstPaint;
    this.#host = connectHost({
      state: (state) => this.#takeEditorState(state),
      focusFunction: (focus) => this.#focusFunction(focus),
    });
    this.#state = restoreState(this.#host.getState());
  }

  start(): void {
    fill(this.#root, createLoadingPage());
    watchTheme(document, (theme) => this.#page?.setTheme(theme));
    new ResizeObserver(() => this.#page?.layout()).observe(this.#root);
    window.addEventListener('pagehide', () => this.#keepNow());
    window.addEventListener('keydown', (event) => this.#onKey(event));
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
    if (before?.kind === 'profile' && state.kind === 'profile' && state.revision < before.revision) return;
    this.#editor = state;
    if (state.kind === 'error') {
      this.#showOther(createErrorPage(state, (id) => this.#act(id)));
      return;
    }
    const page = this.#showPage();
    page.show(state, this.#state);
    if (before?.kind === 'profile' && before.revision !== state.revision) page.noteReload();
    if (state.focus && (before?.kind !== 'profile' || !sameFocus(before.focus, state.focus))) {
      page.focusFrame(state.focus.frame, state.focus.sampleIndex);
    }
  }

  #showPage(): ProfilePage {
    if (!this.#page) {
      this.#page = new ProfilePage({
        host: this.#host,
        theme: readTheme(document),
        state: this.#state,
        dispatch: (action) => this.#dispatch(action),
        onFirstPaint: this.#onFirstPaint,
      });
    }
    if (!this.#page.element.isConnected) fill(this.#root, this.#page.element);
    return this.#page;
  }

  /** The page is kept: a file that can be read again comes back as it was. */
  #showOther(page: HTMLElement): void {
    fill(this.#root, page);
    this.#onFirstPaint();
  }

  #dispatch(action: Action): void {
    const next = reduce(this.#state, action);
    if (next === this.#state) return;
    this.#state = next;
    clearTimeout(this.#keepTimer);
    this.#keepTimer = setTimeout(() => this.#keepNow(), keepPauseMs);
    if (this.#editor?.kind === 'profile') this.#page?.show(this.#editor, next);
  }

  #keepNow(): void {
    clearTimeout(this.#keepTimer);
    this.#host.setState(this.#state);
  }

  #focusFunction({ name, sampleIndex }: HostNotifications['focusFunction']): void {
    if (this.#editor?.kind === 'profile') this.#page?.focusFunction(name, sampleIndex);
  }

  #act(id: EditorActionId): void {
    void deliver(
      this.#host.request('action', { id }),
      () => true,
      () => {},
      (error) => this.#showOther(createFailure(error.message, () => this.#act(id))),
    );
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
    }
  }
}

type Focus = Extract<EditorState, { kind: 'profile' }>['focus'];

function sameFocus(a: Focus, b: Focus): boolean {
  return a?.frame === b?.frame && a?.sampleIndex === b?.sampleIndex;
}
