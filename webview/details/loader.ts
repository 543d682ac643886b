import { deliver } from '../data';
import { Latest } from '../latest';
import { askDetails, type DetailsQuestion, detailsKey } from './ask';
import type { ValueContext } from './sections';
import type { DetailsView } from './view';

/** Asks for what the details should show, one question at a time, and shows the answer to the latest. */
export class DetailsLoader {
  readonly #view: DetailsView;
  readonly #queue = new Latest();
  #key = '';

  constructor(view: DetailsView) {
    this.#view = view;
  }

  /** `context` is asked for when there is an answer: colours and totals are those of then. */
  show(question: DetailsQuestion, context: () => ValueContext): void {
    const key = detailsKey(question);
    if (this.#key === key) return;
    this.#key = key;
    const isCurrent = () => this.#key === key;
    const { selection } = question;
    const name = selection === null ? '' : selection.kind === 'file' ? selection.file : selection.name;
    this.#queue.run(async () => {
      if (!isCurrent()) return;
      await deliver(
        askDetails(question),
        isCurrent,
        (content) => {
          if (content) this.#view.show(content, context());
        },
        (error) => this.#view.show({ kind: 'failed', name, reason: error.message }, context()),
      );
    });
  }

  /** The same question is asked again: its answer looks different now. */
  forget(): void {
    this.#key = '';
  }
}
