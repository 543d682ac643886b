import type { TreeShape } from '../src/model/views';
import { errorText } from './confidence';
import { deliver, type ProfileData } from './data';
import { idOfNode } from './flamePane';
import { t } from './strings';

/** A pointer that rests this long on a call wants to know more of it. */
const restMs = 250;

/** Asks how sure the call under the pointer is, once the pointer rests there. */
export class HoverError {
  readonly #show: (node: number, text: string) => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #question: AbortController | null = null;

  constructor(show: (node: number, text: string) => void) {
    this.#show = show;
  }

  /** null: over none, or over one whose numbers are exact. `shape` is the tree of calls that the node belongs to. */
  over(node: number | null, shape: TreeShape, data: ProfileData | null, sampleIndex: number): void {
    clearTimeout(this.#timer);
    this.#question?.abort();
    this.#question = null;
    if (node === null || data === null) return;
    this.#timer = setTimeout(() => this.#ask(node, shape, data, sampleIndex), restMs);
  }

  #ask(node: number, shape: TreeShape, data: ProfileData, sampleIndex: number): void {
    const question = new AbortController();
    this.#question = question;
    void deliver(
      data.nodeError(idOfNode(node), sampleIndex, shape, question.signal),
      () => this.#question === question,
      (error) => {
        if (error !== null) this.#show(node, t('{error} standard error', { error: errorText(error) }));
      },
      // A tooltip without its error is still a tooltip.
      () => {},
    );
  }
}
