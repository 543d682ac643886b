import { graphCommand } from './keyboard';
import { neighbourMoment } from './points';
import type { TimelineStage } from './stage';
import { panWindow, spanOf, type TimeWindow } from './timeWindow';

export interface GraphKeyActs {
  zoomBy(factor: number): void;
  showAll(): void;
  readonly isAll: boolean;
  /** Marks the moment and brings it into sight. */
  goTo(timeMs: number): void;
  onSelection(selection: TimeWindow | null): void;
  onCursor(timeMs: number | null): void;
  onKeep(timeMs: number): void;
}

/** What keys do with the picture: steps from cycle to cycle, a selection that goes along, ways through the time. */
export class GraphKeys {
  readonly #stage: TimelineStage;
  readonly #acts: GraphKeyActs;
  /** Where the selection was begun. */
  #anchorMs: number | null = null;

  constructor(stage: TimelineStage, acts: GraphKeyActs) {
    this.#stage = stage;
    this.#acts = acts;
  }

  /** False where the key means nothing here. */
  run(event: KeyboardEvent): boolean {
    const command = graphCommand(event);
    const stage = this.#stage;
    if (!command) return false;
    switch (command.kind) {
      case 'step':
        this.#step(command.by, command.extends);
        return true;
      case 'pan':
        stage.moveTo(panWindow(stage.target, command.by * spanOf(stage.target), stage.limits), true);
        return true;
      case 'zoom':
        this.#acts.zoomBy(command.factor);
        return true;
      case 'end':
        this.#goToEnd(command.which, command.extends);
        return true;
      case 'all':
        this.#acts.showAll();
        return true;
      case 'escape':
        return this.#takeBack();
      case 'keep':
        if (stage.cursorMs === null) return false;
        this.#acts.onKeep(stage.cursorMs);
        return true;
    }
  }

  #step(by: -1 | 1, extend: boolean): void {
    const { view, target, cursorMs } = this.#stage;
    if (!view) return;
    const isInSight = cursorMs !== null && cursorMs >= target.fromMs && cursorMs <= target.toMs;
    // The first step comes to what is at the edge of what is in sight.
    const from = isInSight ? cursorMs : by > 0 ? target.fromMs : target.toMs;
    const next = neighbourMoment(view, from, by);
    if (next !== null) this.#goTo(next, extend);
  }

  #goToEnd(which: 'first' | 'last', extend: boolean): void {
    const facts = this.#stage.scene?.facts;
    if (facts) this.#goTo(which === 'first' ? facts.fromMs : facts.toMs, extend);
  }

  #goTo(timeMs: number, extend: boolean): void {
    if (extend) {
      this.#anchorMs ??= this.#stage.cursorMs ?? timeMs;
      const selection = {
        fromMs: Math.min(this.#anchorMs, timeMs),
        toMs: Math.max(this.#anchorMs, timeMs),
      };
      this.#stage.setSelection(selection);
      this.#acts.onSelection(selection);
    } else this.#anchorMs = null;
    this.#acts.goTo(timeMs);
    this.#acts.onCursor(timeMs);
  }

  /** One thing: the selection, the cursor, the zoom. False where there is nothing left to take back. */
  #takeBack(): boolean {
    if (this.#stage.selection) {
      this.#anchorMs = null;
      this.#stage.setSelection(null);
      this.#acts.onSelection(null);
    } else if (this.#stage.cursorMs !== null) {
      this.#stage.setCursor(null);
      this.#acts.onCursor(null);
    } else if (!this.#acts.isAll) this.#acts.showAll();
    else return false;
    return true;
  }
}
