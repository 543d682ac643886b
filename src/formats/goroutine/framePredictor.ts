import { grown } from '../../base/growingColumns';

/**
 * Which frames came after which: goroutines of one program have few stacks, so the frame that followed another last time
 * is nearly always the next one, and comparing bytes with it is much cheaper than finding it by its text. Two are
 * remembered for each frame; -1 for none. The frame before the first is -1.
 */
export class FramePredictor {
  #first = new Int32Array(256).fill(-1);
  #second = new Int32Array(256).fill(-1);

  first(before: number): number {
    return before + 1 < this.#first.length ? this.#first[before + 1]! : -1;
  }

  second(before: number): number {
    return before + 1 < this.#second.length ? this.#second[before + 1]! : -1;
  }

  follow(before: number, frame: number): void {
    const at = before + 1;
    while (at >= this.#first.length) {
      const { length } = this.#first;
      this.#first = grown(this.#first).fill(-1, length);
      this.#second = grown(this.#second).fill(-1, length);
    }
    if (this.#first[at] === frame) return;
    this.#second[at] = this.#first[at]!;
    this.#first[at] = frame;
  }
}
