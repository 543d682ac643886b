/** Answers by what was asked; the latest `most` are kept. A failure is told to whoever asked: the next one asks anew. */
export class KeptAnswers {
  readonly #most: number;
  /** Latest last. */
  readonly #answers = new Map<string, Promise<unknown>>();

  constructor(most = Number.POSITIVE_INFINITY) {
    this.#most = most;
  }

  of<T>(key: string, ask: () => Promise<T>): Promise<T> {
    const known = this.#answers.get(key) as Promise<T> | undefined;
    const answer = known ?? this.#ask(key, ask);
    this.#answers.delete(key);
    this.#answers.set(key, answer);
    if (this.#answers.size > this.#most) this.#answers.delete(this.#answers.keys().next().value!);
    return answer;
  }

  clear(): void {
    this.#answers.clear();
  }

  #ask<T>(key: string, ask: () => Promise<T>): Promise<T> {
    const answer = ask();
    answer.catch(() => {
      if (this.#answers.get(key) === answer) this.#answers.delete(key);
    });
    return answer;
  }
}
