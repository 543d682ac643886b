import { parseFilter } from '../../src/model/goroutineFilter';
import { deliver } from '../data';
import { tMessage } from '../strings';
import type { GoroutineData, Matches } from './data';
import { withoutUnfinished } from './filterText';

/** Letters that follow each other faster than this are asked for once. */
const typingPauseMs = 30;

/** Who is in the middle of a word needs not be told that it is none. */
const problemPauseMs = 500;

/** What the filter leaves: the latest answer stays until the next is there, so that nothing flickers while one types. */
export class FilterRun {
  readonly #changed: (filter: string) => void;
  #data: GoroutineData | null = null;
  #wanted: string | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #matches: Matches | null = null;
  #filter = '';
  #problem = '';
  #settled = false;

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

  /** Whether what is shown is what is asked for, as far as it can be asked. */
  get isSettled(): boolean {
    return this.#settled;
  }

  /** `text`: the filter as it stands in its field. */
  update(data: GoroutineData, text: string): void {
    const filter = withoutUnfinished(text);
    if (this.#data === data && this.#wanted === filter) return;
    const isTyping = this.#data === data && this.#wanted !== null;
    if (this.#data !== data) {
      this.#matches = null;
      this.#filter = '';
    }
    this.#data = data;
    this.#wanted = filter;
    this.#settled = false;
    clearTimeout(this.#timer);
    const [broken] = parseFilter(filter).errors;
    if (filter === '') this.#finish('', null);
    else if (broken) this.#refuse(tMessage(broken), isTyping);
    else if (isTyping) this.#timer = setTimeout(() => this.#ask(data, filter, isTyping), typingPauseMs);
    else this.#ask(data, filter, isTyping);
  }

  #ask(data: GoroutineData, filter: string, isTyping: boolean): void {
    void deliver(
      data.match(filter),
      () => this.#data === data && this.#wanted === filter,
      (matches) => this.#finish(filter, matches),
      (error) => this.#refuse(error.message, isTyping),
    );
  }

  #finish(filter: string, matches: Matches | null): void {
    this.#filter = filter;
    this.#matches = matches;
    this.#problem = '';
    this.#settled = true;
    this.#changed(filter);
  }

  /** What was shown stays. */
  #refuse(sentence: string, isTyping: boolean): void {
    this.#settled = true;
    const tell = () => {
      this.#problem = sentence;
      this.#changed(this.#filter);
    };
    if (isTyping && this.#problem === '') this.#timer = setTimeout(tell, problemPauseMs);
    else tell();
  }
}
