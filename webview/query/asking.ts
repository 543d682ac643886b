import { MessageError } from '../../src/base/message';
import {
  noQuestion,
  plainReport,
  type Question,
  type QuestionEffect,
  questionKey,
} from '../../src/model/question';
import { deliver, KeptData, type ProfileData, type ProfileState } from '../data';
import type { Host } from '../host';
import { t } from '../strings';
import type { ChipMark } from './chips';
import { askedOptions } from './format';
import { findOption, optionOfField } from './options';

/** A question that could not be asked. */
export interface AskFailure {
  readonly sentence: string;
  /** Names of the options that are wrong. */
  readonly options: readonly string[];
}

/** Which data is shown: that of the question, or of the last one that could be asked while this one is broken. */
export class Asking {
  readonly #host: Host;
  readonly #changed: () => void;
  readonly #kept = new KeptData();
  #shown: ProfileData | null = null;
  #wanted: ProfileData | null = null;
  #failure: AskFailure | null = null;

  /** `changed` is called when there is other data, or a failure. */
  constructor(host: Host, changed: () => void) {
    this.#host = host;
    this.#changed = changed;
  }

  /** null until the first question is answered. */
  get data(): ProfileData | null {
    return this.#shown;
  }

  get failure(): AskFailure | null {
    return this.#failure;
  }

  /** Whether the data is what was asked for last. */
  get isSettled(): boolean {
    return this.#shown === this.#wanted;
  }

  /** Without a question the answer is there at once; else the promise ends when it is known whether it can be asked. */
  update(profile: ProfileState, question: Question, sampleIndex: number): Promise<void> | null {
    const wanted = this.#kept.of(this.#host, profile, question, this.#shown);
    if (wanted === this.#wanted) return null;
    this.#wanted = wanted;
    this.#failure = null;
    if (questionKey(question) === '') this.#shown = wanted;
    if (wanted === this.#shown) return null;
    return deliver(
      wanted.effect(sampleIndex),
      () => this.#wanted === wanted,
      () => {
        this.#shown = wanted;
        this.#changed();
      },
      (error) => this.#fail(profile, wanted, error),
    );
  }

  /** The profile without a question. */
  plain(profile: ProfileState): ProfileData {
    return this.#kept.of(this.#host, profile, noQuestion, this.#shown);
  }

  #fail(profile: ProfileState, wanted: ProfileData, error: Error): void {
    const before = this.#shown && !this.#shown.isEnded ? this.#shown : this.plain(profile);
    this.#failure = {
      sentence: error.message,
      options: wrongOptions(error, wanted.question, before.question),
    };
    this.#shown = before;
    this.#changed();
  }
}

/** What chips have to say: those that are wrong, and those that match nothing. */
export function marksOf(
  failure: AskFailure | null,
  effect: QuestionEffect | null,
): ReadonlyMap<string, ChipMark> {
  const marks = new Map<string, ChipMark>();
  for (const name of failure?.options ?? []) marks.set(name, { kind: 'broken', sentence: failure!.sentence });
  for (const field of failure ? [] : (effect?.unmatched ?? [])) {
    const option = optionOfField(field);
    if (option) marks.set(option.name, { kind: 'unmatched', sentence: t('This matches nothing.') });
  }
  return marks;
}

/** The option that the engine names, else those that are new. */
function wrongOptions(error: Error, wanted: Question, before: Question): readonly string[] {
  const named = error instanceof MessageError ? error.detail.args.option : undefined;
  const option = typeof named === 'string' ? findOption(named) : null;
  if (option) return [option.name];
  const known = new Map(texts(before));
  return texts(wanted)
    .filter(([name, value]) => known.get(name) !== value)
    .map(([name]) => name);
}

function texts(question: Question): readonly (readonly [name: string, value: string])[] {
  const asked = { question, report: plainReport, granularity: 'functions', valueType: null } as const;
  return askedOptions(asked).map(({ option, value }) => [option.name, value]);
}
