import { deliver } from '../data';
import type { GoroutineData, Matches } from './data';

/** Letters that follow each other faster than this are asked for once. */
const typingPauseMs = 30;

/** What the filter leaves: the latest answer stays until the next is there, so that nothing flickers while one types. */
export class FilterRun {
  readonly #changed: (filter: string) => void;
  #data: GoroutineData | null = null;
  #wanted: string | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #matches: Matches | null = null;
  #filter = '';
  #problem = '';

  /** `changed` is called with the filter that was answered, or refused. */
  constructor(changed: (filter: string) => void) {
    this.#changed = changed;
  }

  /** null without a filter. */
  get matches(): Matches | null {
    return this.#matches;
  }

  /** The filter that `matches` are of. */
  get filter(): string {
    return this.#filter;
  }

  /** Why the filter that stands in the field cannot be used; '' where it can. */
  get problem(): string {
    return this.#problem;
  }

  /** Whether what is shown is what is asked for. */
  get isSettled(): boolean {
    return this.#problem !== '' || this.#filter === this.#wanted;
  }

  update(data: GoroutineData, filter: string): void {
    if (this.#data === data && this.#wanted === filter) return;
    const isTyping = this.#data === data && this.#wanted !== null;
    if (this.#data !== data) {
      this.#matches = null;
      this.#filter = '';
    }
    this.#data = data;
    this.#wanted = filter;
    clearTimeout(this.#timer);
    if (filter === '') this.#finish('', null, '');
    else if (isTyping) this.#timer = setTimeout(() => this.#ask(data, filter), typingPauseMs);
    else this.#ask(data, filter);
  }

  #ask(data: GoroutineData, filter: string): void {
    void deliver(
      data.match(filter),
      () => this.#data === data && this.#wanted === filter,
      (matches) => this.#finish(filter, matches, ''),
      (error) => this.#finish(this.#filter, this.#matches, error.message),
    );
  }

  #finish(filter: string, matches: Matches | null, problem: string): void {
    this.#filter = filter;
    this.#matches = matches;
    this.#problem = problem;
    this.#changed(filter);
  }
}
