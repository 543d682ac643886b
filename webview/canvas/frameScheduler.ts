/** At most one frame is pending, however often it is asked for; nothing runs while nothing changes. */
export class FrameScheduler {
  readonly #draw: (nowMs: number) => boolean;
  #pending = 0;

  /** `draw` returns true while it wants another frame, as an animation does. */
  constructor(draw: (nowMs: number) => boolean) {
    this.#draw = draw;
  }

  request(): void {
    if (this.#pending === 0) this.#pending = requestAnimationFrame((nowMs) => this.#run(nowMs));
  }

  /** Draws within the current task, for a canvas that has just been resized and would show up empty. */
  flush(): void {
    if (this.#pending !== 0) cancelAnimationFrame(this.#pending);
    this.#run(performance.now());
  }

  dispose(): void {
    if (this.#pending !== 0) cancelAnimationFrame(this.#pending);
    this.#pending = 0;
  }

  #run(nowMs: number): void {
    this.#pending = 0;
    if (this.#draw(nowMs)) this.request();
  }
}
