import type { TimeSpan } from '../../src/model/finding';
import { deliver } from '../data';
import { Latest } from '../latest';

/**
 * One kind of question whose latest answer is shown: answers are kept by what was asked, one question is under way at a time,
 * and of those that come up meanwhile only the last is asked. A pause spares what is only passed by.
 */
export class LatestAnswer<Asked, Answer> {
  readonly #ask: (asked: Asked) => Promise<Answer>;
  readonly #onAnswer: () => void;
  readonly #onFailure: (error: Error) => void;
  readonly #pauseMs: number;
  readonly #latest = new Latest();
  #key: string | null = null;
  #answer: Answer | null = null;
  #answeredKey: string | null = null;
  #failure: Error | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: {
    readonly ask: (asked: Asked) => Promise<Answer>;
    readonly onAnswer: () => void;
    readonly onFailure: (error: Error) => void;
    readonly pauseMs: number;
  }) {
    this.#ask = options.ask;
    this.#onAnswer = options.onAnswer;
    this.#onFailure = options.onFailure;
    this.#pauseMs = options.pauseMs;
  }

  /** Asks, unless that was the last question. `key` names question and evidence. */
  want(key: string, asked: Asked): void {
    if (key === this.#key) return;
    this.#key = key;
    this.#failure = null;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#latest.run(() => this.#run(key, asked)), this.#pauseMs);
  }

  /** Nothing is wanted any more: the same question would be asked again. */
  drop(): void {
    clearTimeout(this.#timer);
    this.#key = null;
    this.#failure = null;
  }

  /** Forgets the answer, too: it is about something else. */
  clear(): void {
    this.drop();
    this.#answer = null;
    this.#answeredKey = null;
  }

  /** Why the last question has no answer; null where it has one, or may get one. */
  get failure(): Error | null {
    return this.#failure;
  }

  /** The last answer, though another question may be under way. */
  get latest(): Answer | null {
    return this.#answer;
  }

  /** Whether the last answer is that of the last question. */
  get isCurrent(): boolean {
    return this.#key !== null && this.#key === this.#answeredKey;
  }

  #run(key: string, asked: Asked): Promise<void> {
    // Another was asked while this one waited.
    if (key !== this.#key) return Promise.resolve();
    return deliver(
      this.#ask(asked),
      () => key === this.#key,
      (answer) => {
        this.#answer = answer;
        this.#answeredKey = key;
        this.#onAnswer();
      },
      (error) => {
        this.#failure = error;
        this.#onFailure(error);
      },
    );
  }
}

export function spanKey(span: TimeSpan | null): string {
  return span ? `${span.fromMs}–${span.toMs}` : 'all';
}
