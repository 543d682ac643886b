import type { Engine, EvidenceHandle } from '../../engine/engine';

/** A handle that is closed when it is retired and the last question about it is answered. */
export class EvidenceLease {
  readonly #engine: Engine;
  readonly #handle: EvidenceHandle;
  #uses = 0;
  #retired = false;

  constructor(engine: Engine, handle: EvidenceHandle) {
    this.#engine = engine;
    this.#handle = handle;
  }

  async use<T>(ask: (engine: Engine, handle: EvidenceHandle) => Promise<T>): Promise<T> {
    this.#uses++;
    try {
      return await ask(this.#engine, this.#handle);
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
    if (this.#uses === 0) await this.#engine.close(this.#handle);
  }
}
