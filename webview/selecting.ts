import type { FlameView } from '../src/model/views';
import { findNode, pathOfStack } from './callPath';
import { deliver } from './data';
import type { Shown } from './shown';
import type { Action, Selection } from './state';

export interface SelectingOptions {
  readonly shown: Shown;
  readonly dispatch: (action: Action) => void;
  /** A sentence in passing. */
  readonly say: (sentence: string) => void;
}

/** Selects functions and calls, and finds the call node of the selection again where ids have changed. */
export class Selecting {
  readonly #options: SelectingOptions;
  #node: number | null = null;
  /** The selection that `#node` was found for. */
  #nodeOf: Selection | null = null;

  constructor(options: SelectingOptions) {
    this.#options = options;
  }

  /** Call node of the selection in this revision; null where none is meant or found. */
  get node(): number | null {
    return this.#node;
  }

  /** Every id may be another. */
  forgetNode(): void {
    this.#node = null;
    this.#nodeOf = null;
  }

  /** Finds the call node that the selection's path leads to. `view`: of everything, null while there is none. */
  resolve(view: FlameView | null): void {
    const { selection } = this.#options.shown.state;
    if (this.#nodeOf === selection) return;
    if (selection?.kind !== 'function' || selection.path === null) {
      this.#node = null;
      this.#nodeOf = selection;
      return;
    }
    if (!view) return;
    this.#node = null;
    this.#nodeOf = selection;
    this.resolveIn(view);
  }

  /** A call too small for the view of everything may be in the view of a part. */
  resolveIn(view: FlameView): void {
    const { selection } = this.#options.shown.state;
    if (this.#node !== null || selection?.kind !== 'function' || selection.path === null) return;
    const node = findNode(view, selection.path);
    if (node >= 0) this.#node = node;
  }

  select(selection: Selection | null, node: number | null = null): void {
    this.#node = node;
    this.#nodeOf = selection;
    this.#options.dispatch({ type: 'select', selection });
  }

  /** `file`: '' where it is not known. */
  selectFunction(name: string, file: string): void {
    const { data } = this.#options.shown;
    const known = data?.functionOf(data.frameOf(name));
    this.select({ kind: 'function', name, file: file || known?.file || '', path: null });
  }

  selectNode(node: number, frame: number): void {
    const { shown } = this.#options;
    const found = shown.data?.functionOf(frame);
    if (!found) {
      this.select(null);
      return;
    }
    this.select({ kind: 'function', ...found, path: null }, node);
    if (shown.state.shape.kind === 'topDown') this.#rememberPath(node);
  }

  /** The path takes a question to the engine; it is only needed when ids have changed. */
  #rememberPath(node: number): void {
    const { shown, say } = this.#options;
    const data = shown.data!;
    const chosen = shown.state.selection;
    void deliver(
      data.nodeDetails(node, shown.sampleIndex),
      () => shown.data === data && this.#node === node && shown.state.selection === chosen,
      ({ stack }) => {
        if (chosen?.kind === 'function') this.select({ ...chosen, path: pathOfStack(stack) }, node);
      },
      (error) => say(error.message),
    );
  }
}
