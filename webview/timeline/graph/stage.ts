import type { MemoryFacts, TimelineSeries, TimelineView } from '../../../src/model/timeline';
import { type CanvasSize, CanvasStack } from '../../canvas/canvasStack';
import { FrameScheduler } from '../../canvas/frameScheduler';
import type { Theme } from '../../theme';
import { exactStep, type TimeWords, timeTicks } from './axis';
import { cssAxisHeight, cssXOf, drawFrame, drawMarkSigns, type FrameParts, type PlotPlace } from './frame';
import { laneScales } from './laneScales';
import { isInLane, type LaneId } from './lanes';
import { readTimelineColours, type TimelineColours } from './lineStyles';
import { drawOverlay } from './overlay';
import { paintLanes } from './paintLanes';
import { LanePicture } from './picture';
import { valueAt } from './points';
import type { LaneScales, PictureParts, TimelineScene } from './scene';
import {
  betweenWindows,
  clampWindow,
  easeOut,
  limitsOf,
  sameWindow,
  spanOf,
  type TimeWindow,
  type WindowLimits,
} from './timeWindow';

export interface StageHandlers {
  /** Just before a frame is drawn for a window that has moved or a stage that has a new size. */
  onMove(): void;
  /** Nothing has moved for a while. */
  onRest(): void;
  readonly words: TimeWords;
  laneTitle(id: LaneId): string;
  limitLabel(series: 'memoryLimit' | 'containerLimit', value: number): string;
  /** Of a moment, as exact as `stepMs` asks for. */
  momentText(timeMs: number, stepMs: number): string;
}

const animationMs = 200;
/** The window has come to rest when it has not moved for this long. */
const restMs = 110;

/** The lanes on their canvases, seen through a window of time that moves. Draws only when something has changed. */
export class TimelineStage {
  readonly #handlers: StageHandlers;
  readonly #stack: CanvasStack;
  readonly #scheduler = new FrameScheduler((nowMs) => this.#frame(nowMs));
  readonly #picture = new LanePicture();
  #scene: TimelineScene | null = null;
  #view: TimelineView | null = null;
  #theme: Theme;
  #colours: TimelineColours;
  #scales: LaneScales | null = null;
  #parts: PictureParts | null = null;
  #window: TimeWindow = { fromMs: 0, toMs: 1 };
  #animation: { readonly from: TimeWindow; readonly to: TimeWindow; startMs: number | null } | null = null;
  #restTimer = 0;
  #isMoving = false;
  #linesDirty = true;
  #selection: TimeWindow | null = null;
  #cursorMs: number | null = null;
  #hoverMs: number | null = null;

  constructor(host: HTMLElement, theme: Theme, handlers: StageHandlers) {
    this.#handlers = handlers;
    this.#theme = theme;
    this.#colours = readTimelineColours(document, theme);
    this.#stack = new CanvasStack(host, 2, () => {
      this.#rescale();
      this.#linesDirty = true;
      this.#scheduler.flush();
    });
  }

  get size(): CanvasSize {
    return this.#stack.size;
  }

  get colours(): TimelineColours {
    return this.#colours;
  }

  get window(): TimeWindow {
    return this.#window;
  }

  /** Where the window is, or where it is on its way to. */
  get target(): TimeWindow {
    return this.#animation?.to ?? this.#window;
  }

  get isMoving(): boolean {
    return this.#isMoving;
  }

  get scene(): TimelineScene | null {
    return this.#scene;
  }

  get view(): TimelineView | null {
    return this.#view;
  }

  get limits(): WindowLimits {
    return this.#scene ? limitsOf(this.#scene.facts) : { fromMs: 0, toMs: 1, minSpanMs: 1 };
  }

  get plot(): PlotPlace {
    const { cssWidth, cssHeight } = this.size;
    const cssLeft = cssWidth < 420 ? 50 : 66;
    return {
      cssLeft,
      cssWidth: Math.max(1, cssWidth - cssLeft - 8),
      cssBottom: Math.max(0, cssHeight - cssAxisHeight),
    };
  }

  get selection(): TimeWindow | null {
    return this.#selection;
  }

  get cursorMs(): number | null {
    return this.#cursorMs;
  }

  /** The window stays as it is: whoever shows another scene moves it. */
  setScene(scene: TimelineScene): void {
    this.#scene = scene;
    this.#rescale();
    this.#redraw();
  }

  setView(view: TimelineView | null): void {
    this.#view = view;
    if (!view) this.#picture.clear();
    this.#rescale();
    this.#redraw();
  }

  setTheme(theme: Theme): void {
    this.#theme = theme;
    this.#colours = readTimelineColours(document, theme);
    this.#makeParts();
    this.#redraw();
  }

  setSelection(selection: TimeWindow | null): void {
    this.#selection = selection;
    this.#scheduler.request();
  }

  setCursor(timeMs: number | null): void {
    this.#cursorMs = timeMs;
    this.#scheduler.request();
  }

  setHover(timeMs: number | null): void {
    if (this.#hoverMs === timeMs) return;
    this.#hoverMs = timeMs;
    this.#scheduler.request();
  }

  /** Ends an animation that is under way. A new one starts from where the picture is. */
  moveTo(window: TimeWindow, animated: boolean): void {
    const to = this.#scene ? clampWindow(window, this.limits) : window;
    if (!this.#animation && sameWindow(this.#window, to)) {
      // At the edge, a wheel turns without moving anything; what had to come to rest still does.
      this.#restSoon();
      return;
    }
    if (animated && !this.#theme.reduceMotion) {
      this.#animation = { from: this.#window, to, startMs: null };
    } else {
      this.#animation = null;
      this.#window = to;
    }
    this.#isMoving = true;
    this.#redraw();
    this.#restSoon();
  }

  timeAt(cssX: number): number {
    const { cssLeft, cssWidth } = this.plot;
    const share = Math.min(1, Math.max(0, (cssX - cssLeft) / cssWidth));
    return this.#window.fromMs + share * spanOf(this.#window);
  }

  cssXOf(timeMs: number): number {
    return cssXOf({ window: this.#window, plot: this.plot }, timeMs);
  }

  get msPerCssPixel(): number {
    return spanOf(this.#window) / this.plot.cssWidth;
  }

  /** Values of the lines that are shown, at this moment. */
  valuesAt(timeMs: number): readonly { readonly series: TimelineSeries; readonly value: number }[] {
    if (!this.#view || !this.#scene) return [];
    const { shown } = this.#scene;
    return this.#view.series
      .filter(({ name }) => shown.includes(name))
      .map((points) => ({ series: points.name, value: valueAt(points, timeMs) }));
  }

  /** What is in sight as it would be on a screen of this ratio. */
  drawTo(context: CanvasRenderingContext2D, size: CanvasSize): void {
    const parts = this.#frameParts();
    if (!parts || !this.#parts) return;
    const picture = this.#parts;
    const devicePerMs = (parts.plot.cssWidth * size.ratio) / spanOf(this.#window);
    drawFrame(context, size, parts, () => {
      const place = {
        window: this.#window,
        devicePerMs,
        deviceWidth: Math.round(parts.plot.cssWidth * size.ratio),
        ratio: size.ratio,
      };
      for (const _ of paintLanes(context, picture, place));
    });
    drawMarkSigns(context, parts, this.#theme.cssFontSize + 1);
  }

  dispose(): void {
    clearTimeout(this.#restTimer);
    this.#scheduler.dispose();
    this.#stack.dispose();
  }

  #redraw(): void {
    this.#linesDirty = true;
    this.#scheduler.request();
  }

  #rescale(): void {
    if (!this.#scene) return;
    this.#scales = laneScales(this.#scene, this.#view, this.target, this.#scales);
    this.#makeParts();
  }

  #makeParts(): void {
    if (!this.#scene || !this.#view || !this.#scales) {
      this.#parts = null;
      return;
    }
    this.#parts = {
      scene: this.#scene,
      view: this.#view,
      scales: this.#scales,
      colours: this.#colours,
      highContrast: this.#theme.highContrast,
      background: this.#theme.background,
      font: this.#font,
    };
  }

  get #font(): string {
    return `${Math.max(10, this.#theme.cssFontSize - 2)}px ${this.#theme.fontFamily}`;
  }

  #restSoon(): void {
    clearTimeout(this.#restTimer);
    const wait = restMs + (this.#animation ? animationMs : 0);
    this.#restTimer = window.setTimeout(() => {
      this.#isMoving = false;
      const before = this.#scales;
      const next = this.#scene && laneScales(this.#scene, this.#view, this.#window, before);
      if (next && !sameScales(before, next)) {
        this.#scales = next;
        this.#makeParts();
      }
      this.#redraw();
      this.#handlers.onRest();
    }, wait);
  }

  #frame(nowMs: number): boolean {
    this.#animate(nowMs);
    let wantsMore = this.#animation !== null;
    if (this.#linesDirty) {
      this.#linesDirty = false;
      this.#handlers.onMove();
      wantsMore = this.#drawLines() || wantsMore;
    }
    this.#drawOverlay();
    return wantsMore;
  }

  #animate(nowMs: number): void {
    const animation = this.#animation;
    if (!animation) return;
    // The first frame comes late after heavy work: the movement starts when it can be seen.
    animation.startMs ??= nowMs;
    const progress = (nowMs - animation.startMs) / animationMs;
    this.#window = betweenWindows(animation.from, animation.to, easeOut(progress));
    this.#linesDirty = true;
    if (progress >= 1) this.#animation = null;
  }

  /** True where the picture is not done yet. */
  #drawLines(): boolean {
    const parts = this.#frameParts();
    const { size } = this;
    const context = this.#stack.contexts[0]!;
    if (!parts || size.cssWidth === 0) {
      context.setTransform(1, 0, 0, 1, 0, 0);
      context.fillStyle = this.#theme.background;
      context.fillRect(0, 0, size.deviceWidth, size.deviceHeight);
      return false;
    }
    const deviceWidth = Math.round(parts.plot.cssWidth * size.ratio);
    let isWorking = false;
    if (this.#parts) {
      const plotSize = {
        deviceWidth,
        deviceHeight: Math.ceil(parts.plot.cssBottom * size.ratio),
        ratio: size.ratio,
      };
      this.#picture.prepare(this.#parts, this.#window, plotSize, this.#isMoving);
      isWorking = this.#picture.work();
    }
    drawFrame(context, size, parts, () => this.#picture.show(context, this.#window, deviceWidth));
    if (isWorking) this.#linesDirty = true;
    return isWorking;
  }

  #frameParts(): FrameParts | null {
    if (!this.#scene || !this.#scales) return null;
    const { plot } = this;
    const { clock } = this.#scene.facts;
    const { words } = this.#handlers;
    const ticks = timeTicks(this.#window, clock, words, plot.cssWidth);
    const needsDay =
      clock === 'unix' && !ticks.some(({ strong }) => strong) && spanOf(this.#window) < 4 * 86_400_000;
    return {
      scene: this.#scene,
      scales: this.#scales,
      window: this.#window,
      plot,
      ticks,
      dayText: needsDay ? words.day(this.#window.fromMs) : '',
      theme: this.#theme,
      colours: this.#colours,
      font: this.#font,
      laneTitle: (id) => this.#handlers.laneTitle(id),
      limitLabel: (series, value) => this.#handlers.limitLabel(series, value),
      limits: this.#limitsInSight(),
    };
  }

  #limitsInSight(): FrameParts['limits'] {
    const { knownLines, shown } = this.#scene!;
    const names = ['memoryLimit', 'containerLimit'] as const;
    return names.flatMap((series) => {
      if (!shown.includes(series)) return [];
      const known = knownLines.find((line) => line.series === series)?.value;
      const points = this.#view?.series.find(({ name }) => name === series);
      const value = known ?? (points ? valueAt(points, this.#window.toMs) : Number.NaN);
      return Number.isFinite(value) ? [{ series, value }] : [];
    });
  }

  #drawOverlay(): void {
    const context = this.#stack.contexts[1]!;
    if (!this.#scene || !this.#scales) return;
    const at = this.#hoverMs ?? this.#cursorMs;
    drawOverlay(context, this.size, {
      scene: this.#scene,
      scales: this.#scales,
      window: this.#window,
      plot: this.plot,
      theme: this.#theme,
      colours: this.#colours,
      font: this.#font,
      selection: this.#selection,
      cursorMs: this.#cursorMs,
      hoverMs: this.#hoverMs,
      dots: at === null ? [] : this.valuesAt(at).filter(({ series }) => !isInLane('pause', series)),
      hoverText:
        this.#hoverMs === null
          ? ''
          : this.#handlers.momentText(this.#hoverMs, exactStep(spanOf(this.#window), this.plot.cssWidth)),
    });
  }
}

export function factsWindow(facts: MemoryFacts): TimeWindow {
  const { fromMs, toMs } = limitsOf(facts);
  return { fromMs, toMs };
}

function sameScales(a: LaneScales | null, b: LaneScales): boolean {
  return a !== null && (Object.keys(b) as (keyof LaneScales)[]).every((id) => a[id] === b[id]);
}
