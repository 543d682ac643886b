/** Marks an element as busy while anything is under way; the style sheet waits before it shows it. */
export class Busy {
  readonly #element: () => HTMLElement;
  #pending = 0;

  constructor(element: () => HTMLElement) {
    this.#element = element;
  }

  async during(work: Promise<void>): Promise<void> {
    this.#pending++;
    this.#element().classList.add('busy');
    await work;
    this.#pending--;
    if (this.#pending === 0) this.#element().classList.remove('busy');
  }
}
