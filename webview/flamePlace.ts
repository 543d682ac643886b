import type { FlameView } from '../src/model/views';
import type { FlamePane } from './flamePane';
import type { Shown } from './shown';
import type { Zoom } from './state';

/** A picture that has changed comes to rest within this time. */
const settleMs = 500;

/** Where to look in a picture that may have yet to come. */
export class FlamePlace {
  readonly #shown: Shown;
  readonly #flame: () => FlamePane;
  #view: FlameView | null = null;
  /** Function to bring into view. */
  #reveal: string | null = null;
  /** undefined: where one looks. */
  #zoom: Zoom | null | undefined;
  /** When the picture last changed under the viewport: where it comes to rest then, nobody went. */
  #movedMs = Number.NEGATIVE_INFINITY;

  constructor(shown: Shown, flame: () => FlamePane) {
    this.#shown = shown;
    this.#flame = flame;
  }

  /** The picture of everything; null while there is none of this question. */
  get view(): FlameView | null {
    return this.#view;
  }

  /** There is a picture, or, with null, none of the question that is asked now. */
  setView(view: FlameView | null): void {
    this.#view = view;
    this.#movedMs = performance.now();
  }

  /** Goes there when `takeZoom` finds the picture right. */
  lookAt(zoom: Zoom | null): void {
    this.#zoom = zoom;
    this.#movedMs = performance.now();
  }

  /** Only when the picture is that of the question: a path that it has not would be given up. */
  takeZoom(isSettled: boolean): void {
    const zoom = this.#zoom;
    if (zoom === undefined || !this.#view || !isSettled) return;
    this.#zoom = undefined;
    this.#flame().look(zoom);
  }

  /** The viewport has come to rest: whether nobody went there, but the picture changed under it. */
  cameToRest(): boolean {
    const settled = performance.now() - this.#movedMs < settleMs;
    if (this.#view) this.#movedMs = Number.NEGATIVE_INFINITY;
    return settled;
  }

  /** Brings a function into view with the next `revealPending` that finds a picture. */
  wantRevealed(name: string): void {
    this.#reveal = name;
  }

  /** Not in the picture of another value type, which is about to give way. */
  revealPending(): void {
    const name = this.#reveal;
    if (name === null || this.#view?.sampleIndex !== this.#shown.sampleIndex) return;
    const frame = this.#shown.data!.frameOf(name);
    this.#reveal = null;
    if (frame >= 0) this.#flame().graph.revealFrame(frame);
  }
}
