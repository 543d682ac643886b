/** Heap that falls below this share of the threshold arms the trigger anew, so that a wobble around it is one crossing. */
const armsBelow = 0.95;
const leastPauseMs = 60_000;
/** A heap that crosses all day long would fill the disk. */
export const mostTriggeredCaptures = 20;

/** When to capture because the heap is large: once a crossing, at most once a minute, and not without end. */
export class CaptureTrigger {
  readonly thresholdBytes: number;
  #armed = true;
  #lastMs = Number.NEGATIVE_INFINITY;
  #taken = 0;

  constructor(thresholdBytes: number) {
    this.thresholdBytes = thresholdBytes;
  }

  /** Whether this sample asks for a capture. A crossing within the pause is taken after it, if the heap is still that large. */
  sees(heapBytes: number, nowMs: number): boolean {
    if (heapBytes < armsBelow * this.thresholdBytes) this.#armed = true;
    if (!this.#armed || heapBytes <= this.thresholdBytes || this.isSpent) return false;
    if (nowMs - this.#lastMs < leastPauseMs) return false;
    this.#armed = false;
    this.#lastMs = nowMs;
    this.#taken++;
    return true;
  }

  get isSpent(): boolean {
    return this.#taken >= mostTriggeredCaptures;
  }
}
