import { deliver } from '../data';
import { element, fill } from '../dom';
import { createFailure } from '../notices';
import type { GoroutineData } from './data';

export interface QueryViewInput {
  readonly data: GoroutineData;
  readonly filter: string;
  /** Group that is selected, -1 for none. */
  readonly selected: number;
}

/** Narrower than this (CSS pixels), a row has two lines. */
const cssOneLine = 560;

/** A view that shows one answer about the dump: what stood there stays until the next comes; a failure offers another try. */
export abstract class QueryView<T> {
  readonly element = element('div', { class: 'groups-place' });
  readonly #during: (work: Promise<void>) => Promise<void>;
  #data: GoroutineData | null = null;
  #filter: string | null = null;
  #answered = false;
  #isNarrow = false;

  constructor({ during }: { during(work: Promise<void>): Promise<void> }) {
    this.#during = during;
    new ResizeObserver(() => this.#fit()).observe(this.element);
  }

  /** A row has room for one line only of what it has to say: it takes two. */
  protected get isNarrow(): boolean {
    return this.#isNarrow;
  }

  /** Draws what was answered, for the width there is. */
  protected abstract draw(): void;

  protected abstract take(answer: T): void;

  protected get isAnswered(): boolean {
    return this.#answered;
  }

  /** Asks where it is another dump, or another filter. */
  protected ask(data: GoroutineData, question: (data: GoroutineData) => Promise<T>, filter = ''): void {
    if (this.#data === data && this.#filter === filter) return;
    this.#data = data;
    this.#filter = filter;
    void this.#during(
      deliver(
        question(data),
        () => this.#data === data && this.#filter === filter,
        (answer) => {
          this.#answered = true;
          this.take(answer);
        },
        (error) => {
          this.#answered = false;
          fill(
            this.element,
            createFailure(error.message, () => {
              this.#data = null;
              this.ask(data, question, filter);
            }),
          );
        },
      ),
    );
  }

  #fit(): void {
    const width = this.element.clientWidth;
    if (width === 0 || width < cssOneLine === this.#isNarrow) return;
    this.#isNarrow = !this.#isNarrow;
    if (this.#answered) this.draw();
  }

  protected showContent(content: HTMLElement): void {
    if (!content.isConnected) fill(this.element, content);
  }

  protected showSentence(text: string): void {
    fill(this.element, element('p', { class: 'vgrid-empty', text }));
  }
}
