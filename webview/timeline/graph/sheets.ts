import { isAbortError } from '../../../src/base/rpc';
import type { TimelineQuery, TimelineSeries, TimelineView } from '../../../src/model/timeline';
import { Latest } from '../../latest';
import { containsWindow, spanOf, type TimeWindow, type WindowLimits } from './timeWindow';

/** What is wanted in sight. */
export interface SheetWish {
  readonly window: TimeWindow;
  readonly limits: WindowLimits;
  readonly series: readonly TimelineSeries[];
  readonly deviceWidth: number;
  /** Of the evidence: what was answered for another one is old. */
  readonly revision: number;
  /** The window goes on to move: what is there will do for longer. */
  readonly isMoving: boolean;
}

export interface SheetCallbacks {
  ask(query: TimelineQuery): Promise<TimelineView>;
  onSheet(view: TimelineView): void;
  onFailure(error: Error): void;
}

/** The most that may be asked for (model/timeline). */
const mostColumns = 8192;
/** So much beside the window, on each side, as a share of it. */
const beside = 1;
/** Columns of a sheet for each pixel on the screen: below the first it is too coarse, above the second more than it has to be. */
const fineEnough = { atRest: [0.7, 3.4], moving: [0.3, 8] } as const;

/**
 * Points for what is in sight and for as much on both sides, so that panning waits for nothing. One question at a time; of
 * those that come up meanwhile only the last is asked.
 */
export class Sheets {
  readonly #callbacks: SheetCallbacks;
  readonly #latest = new Latest();
  #view: TimelineView | null = null;
  #key = '';
  #columns = 1;
  /** All points there are, of all the time: nothing better can be had. */
  #isWhole = false;
  #asked = '';

  constructor(callbacks: SheetCallbacks) {
    this.#callbacks = callbacks;
  }

  /** Asks for what is missing, if anything is. */
  want(wish: SheetWish): void {
    if (wish.deviceWidth <= 0 || this.#suffices(wish)) return;
    const query = queryFor(wish);
    const key = `${keyOf(wish)} ${query.fromMs} ${query.toMs} ${query.columns}`;
    if (key === this.#asked) return;
    this.#asked = key;
    this.#latest.run(() => this.#ask(query, wish, key));
  }

  async #ask(query: TimelineQuery, wish: SheetWish, key: string): Promise<void> {
    try {
      const view = await this.#callbacks.ask(query);
      this.#view = view;
      this.#key = keyOf(wish);
      this.#columns = query.columns;
      const isAll = query.fromMs <= wish.limits.fromMs && query.toMs >= wish.limits.toMs;
      const isEach = view.cycles.kind === 'each';
      this.#isWhole = isAll && isEach && view.series.every(({ exact }) => exact);
      this.#callbacks.onSheet(view);
    } catch (error) {
      if (this.#asked === key) this.#asked = '';
      if (isAbortError(error)) return;
      this.#callbacks.onFailure(error instanceof Error ? error : new Error(String(error)));
    }
  }

  #suffices(wish: SheetWish): boolean {
    const view = this.#view;
    if (!view || this.#key !== keyOf(wish)) return false;
    if (this.#isWhole) return true;
    if (!containsWindow(view, reachOf(wish))) return false;
    const perPixel = (this.#columns / spanOf(view)) * (spanOf(wish.window) / wish.deviceWidth);
    const [least, most] = wish.isMoving ? fineEnough.moving : fineEnough.atRest;
    return perPixel >= least && perPixel <= most;
  }
}

/** A third of what is kept on both sides has to be left: the next sheet comes before the edge of this one. */
function reachOf({ window, limits }: SheetWish): TimeWindow {
  const more = spanOf(window) * 0.33;
  return {
    fromMs: Math.max(limits.fromMs, window.fromMs - more),
    toMs: Math.min(limits.toMs, window.toMs + more),
  };
}

export function queryFor({ window, limits, series, deviceWidth }: SheetWish): TimelineQuery {
  const more = spanOf(window) * beside;
  const fromMs = Math.max(limits.fromMs, window.fromMs - more);
  const toMs = Math.min(limits.toMs, window.toMs + more);
  const columns = Math.ceil((deviceWidth * (toMs - fromMs)) / spanOf(window));
  return { fromMs, toMs, columns: Math.max(1, Math.min(mostColumns, columns)), series };
}

function keyOf({ revision, series }: SheetWish): string {
  return `${revision} ${series.join()}`;
}
