import type { LeakTrend } from '../src/model/leakTrend';
import type { ReportOptions } from '../src/model/question';
import type { ProfileFacts, SampleTypeFacts } from '../src/model/views';
import type { SourceTarget } from '../src/protocol/profileEditor';
import { deliver, type ProfileData } from './data';
import { fill } from './dom';
import { createFailure } from './notices';
import type { Action, Selection, TreeDirection } from './state';

/** What a view is shown with. */
export interface ViewInput {
  readonly data: ProfileData;
  readonly facts: ProfileFacts;
  readonly sampleIndex: number;
  readonly type: SampleTypeFacts;
  /** Whether values are estimates: calls can be asked how sure they are. */
  readonly isUncertain: boolean;
  readonly selection: Selection | null;
  /** How the query bar wants values and rows. */
  readonly report: ReportOptions;
  /** Of several captures that were opened together; null for one profile. */
  readonly trend: LeakTrend | null;
  readonly treeShape: TreeDirection;
  /** Names that a search found, null without one. */
  readonly found: ReadonlySet<string> | null;
  readonly colourOf: (packageName: string) => string;
}

/** A function by name, and the file it was recorded in ('' unknown). */
export interface FunctionRef {
  readonly name: string;
  readonly file: string;
}

/** What a view can ask of the page. */
export interface ViewActions {
  selectFunction(fn: FunctionRef): void;
  clearSelection(): void;
  dispatch(action: Action): void;
  openSource(target: SourceTarget): void;
  copy(text: string): void;
  /** A sentence in passing. */
  say(sentence: string): void;
  /** The menu of everything that can be done with a function. Coordinates are CSS pixels of the page. */
  openMenu(fn: FunctionRef, clientX: number, clientY: number): void;
  /** Shows that something is under way until `work` ends. */
  during(work: Promise<void>): Promise<void>;
}

/** One of the views beside the flame graph and the table. */
export interface ViewPane {
  readonly element: HTMLElement;
  /** Called whenever the view is in sight and anything may have changed: cheap where nothing did. */
  show(input: ViewInput): void;
  focus(): void;
}

/** The function that is selected, or that a selected line belongs to; null where none is. */
export function selectedFunction({ selection }: ViewInput): FunctionRef | null {
  return selection && selection.kind !== 'file' ? { name: selection.name, file: selection.file } : null;
}

/** What an answer depends on that is about the whole profile, and `about`: the same key, the same answer. */
export function answerKey({ data, sampleIndex, type }: ViewInput, ...about: readonly string[]): string {
  return [data.key, sampleIndex, type.total, ...about].join(' ');
}

/** The answer to a view's latest question: what stood there stays until it comes; a failure offers another try. */
export class AnswerPlace {
  readonly #place: HTMLElement;
  readonly #actions: Pick<ViewActions, 'during'>;
  #key: string | null = null;
  #pending = false;
  #whenShown: (() => void) | null = null;

  constructor(place: HTMLElement, actions: Pick<ViewActions, 'during'>) {
    this.#place = place;
    this.#actions = actions;
  }

  /** Asks where `key` is another than before. */
  ask<T>(key: string, question: () => Promise<T>, show: (answer: T) => void): void {
    if (this.#key === key) return;
    this.#key = key;
    this.#pending = true;
    void this.#actions.during(
      deliver(
        question(),
        () => this.#key === key,
        (answer) => {
          show(answer);
          this.#settle();
        },
        (error) => {
          const again = () => {
            this.#key = null;
            this.ask(key, question, show);
          };
          fill(this.#place, createFailure(error.message, again));
          this.#settle();
        },
      ),
    );
  }

  /** Runs `act` when there is something to see: now, or with the answer that is under way. */
  whenShown(act: () => void): void {
    this.#whenShown = act;
    if (!this.#pending) this.#settle();
  }

  #settle(): void {
    this.#pending = false;
    const act = this.#whenShown;
    this.#whenShown = null;
    act?.();
  }

  /** The next question is asked, whatever it is. */
  forget(): void {
    this.#key = null;
  }
}
