import { type QuestionEffect, questionKey } from '../../src/model/question';
import { deliver, type ProfileData } from '../data';

export interface EffectCallbacks {
  /** There is an answer. */
  onEffect(effect: QuestionEffect): void;
  onProblem(sentence: string): void;
}

/** Asks how much the question leaves; nothing is said of it while nothing is asked. */
export class EffectLoader {
  readonly #callbacks: EffectCallbacks;
  #key = '';

  constructor(callbacks: EffectCallbacks) {
    this.#callbacks = callbacks;
  }

  /** True where another effect is wanted than before: what was known is no longer true. */
  load(data: ProfileData | null, sampleIndex: number): boolean {
    const isAsked = data !== null && questionKey(data.question) !== '';
    const key = isAsked ? `${data.key} ${sampleIndex}` : '';
    if (this.#key === key) return false;
    this.#key = key;
    if (!isAsked) return true;
    void deliver(
      data.effect(sampleIndex),
      () => this.#key === key,
      (effect) => this.#callbacks.onEffect(effect),
      (error) => this.#callbacks.onProblem(error.message),
    );
    return true;
  }
}
