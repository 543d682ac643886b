/**
 * Runs at most one task at a time and keeps only the newest one waiting: holding an arrow key down asks for the first
 * and the last row, not for every row between.
 */
export class Latest {
  #running = false;
  #next: (() => Promise<void>) | null = null;

  run(task: () => Promise<void>): void {
    this.#next = task;
    if (!this.#running) void this.#drain();
  }

  async #drain(): Promise<void> {
    this.#running = true;
    try {
      for (let task = this.#take(); task; task = this.#take()) await task();
    } finally {
      this.#running = false;
    }
  }

  #take(): (() => Promise<void>) | null {
    const task = this.#next;
    this.#next = null;
    return task;
  }
}
