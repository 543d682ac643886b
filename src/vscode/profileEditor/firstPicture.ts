/**
 * The engine answers in order, and line costs take longer than a flame graph: whoever wants them waits until the page
 * has its first picture, or until it is clear that no page asks for one (a hidden tab).
 */
export class FirstPicture {
  readonly #shown: Promise<void>;
  #show: () => void = () => {};

  constructor(graceMs: number) {
    this.#shown = new Promise((resolve) => {
      const timer = setTimeout(resolve, graceMs);
      this.#show = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  show(): void {
    this.#show();
  }

  wait(): Promise<void> {
    return this.#shown;
  }
}
