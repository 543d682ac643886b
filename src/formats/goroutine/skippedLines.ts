/** Lines that were not understood. They count only once a later line shows that they stand inside a dump. */
export class SkippedLines {
  /** Since the last line that belongs to the dump. */
  count = 0;
  /** The line before, where it was not understood: a C function has no arguments that tell it from a line of a log. -1 for none. */
  lastStart = -1;
  lastEnd = 0;
  lastIndent = 0;
  #between = 0;
  #beforeHeader = 0;

  keepLast(start: number, end: number, indent: number): void {
    this.lastStart = start;
    this.lastEnd = end;
    this.lastIndent = indent;
  }

  forgetLast(): void {
    this.lastStart = -1;
  }

  /** The line before turns out to be part of a goroutine. */
  takeBackLast(): void {
    this.lastStart = -1;
    this.count--;
  }

  add(isBetweenGoroutines: boolean): void {
    this.count++;
    if (isBetweenGoroutines) this.#between++;
  }

  /** A goroutine begins. */
  reachHeader(): void {
    this.#beforeHeader = this.#between;
    this.#between = 0;
  }

  /** Whether some stood between the goroutine that began last and the one before it. */
  get hadBeforeHeader(): boolean {
    return this.#beforeHeader > 0;
  }
}
