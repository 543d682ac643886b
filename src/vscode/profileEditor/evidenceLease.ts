import type { Engine, EvidenceHandle } from '../../engine/engine';

/** Handles that are closed when they are retired and the last question about them is answered. */
export class EvidenceLease {
  readonly #engine: Engine;
  readonly #handles: readonly EvidenceHandle[];
  #uses = 0;
  #retired = false;

  constructor(engine: Engine, handles: readonly EvidenceHandle[]) {
    this.#engine = engine;
    this.#handles = handles;
  }

  async use<T>(ask: (engine: Engine) => Promise<T>): Promise<T> {
    this.#uses++;
    try {
      return await ask(this.#engine);
    } finally {
      this.#uses--;
      if (this.#retired) await this.#closeWhenIdle();
    }
  }

  async retire(): Promise<void> {
    if (this.#retired) return;
    this.#retired = true;
    await this.#closeWhenIdle();
  }

  async #closeWhenIdle(): Promise<void> {
    if (this.#uses > 0) return;
    await Promise.all(this.#handles.map((handle) => this.#engine.close(handle)));
  }
}
