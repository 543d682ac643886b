import { type CanvasSize, CanvasStack } from '../canvas/canvasStack';
import { FrameScheduler } from '../canvas/frameScheduler';
import type { Theme } from '../theme';
import { createBoxPaint } from './boxPaint';
import { betweenCameras, type Camera, type CameraLimits, clampCamera, easeOut, sameCamera } from './camera';
import { drawMarks, type FlameMarks } from './marks';
import { type FlameMetrics, flameMetrics } from './metrics';
import { createPalette, type Palette, type PaletteMeaning } from './palette';
import type { BoxPaint } from './rowPixels';
import { type Box, FlameScene, type Layer } from './scene';
import { FlamePainter } from './view';

export interface StageHandlers {
  /** Just before a frame is drawn for a camera that has moved or a stage that has a new size. */
  onMove(): void;
  /** Nothing has moved for a while. */
  onRest(): void;
  marks(): FlameMarks;
  valueText(layer: Layer, index: number): string;
  readonly allText: string;
}

/** A movement takes this long: enough to follow it with the eyes, too short to wait for. */
const animationMs = 180;
/** The camera has come to rest when it has not moved for this long. */
const restMs = 120;

/** The boxes on their canvases, seen through a camera that moves. Draws only when something has changed. */
export class FlameStage {
  readonly #handlers: StageHandlers;
  readonly #stack: CanvasStack;
  readonly #painter = new FlamePainter();
  readonly #scheduler = new FrameScheduler((nowMs) => this.#frame(nowMs));
  #scene = FlameScene.empty;
  #unit = '';
  #theme: Theme;
  #palettes: Readonly<Record<PaletteMeaning, Palette>>;
  #metrics: FlameMetrics;
  #search: ReadonlySet<number> | null = null;
  #paints: readonly BoxPaint[] = [];
  #camera: Camera = { left: 0, right: 1, topRow: 0 };
  #animation: { readonly from: Camera; readonly to: Camera; startMs: number | null } | null = null;
  #restTimer = 0;
  #boxesDirty = true;
  /** Rows that can be scrolled through. */
  rows = 0;
  /** valueX where the axis says zero. */
  axisOrigin = 0;

  constructor(host: HTMLElement, theme: Theme, handlers: StageHandlers) {
    this.#handlers = handlers;
    this.#theme = theme;
    this.#palettes = createPalettes(theme);
    this.#metrics = flameMetrics(theme);
    this.#stack = new CanvasStack(host, 2, () => {
      this.#camera = this.#clamped(this.#camera);
      this.#boxesDirty = true;
      this.#scheduler.flush();
    });
  }

  get scene(): FlameScene {
    return this.#scene;
  }

  get size(): CanvasSize {
    return this.#stack.size;
  }

  get theme(): Theme {
    return this.#theme;
  }

  get palette(): Palette {
    return this.#palettes[this.#scene.isComparison ? 'changes' : 'packages'];
  }

  get metrics(): FlameMetrics {
    return this.#metrics;
  }

  /** Colours by layer of the scene. */
  get paints(): readonly BoxPaint[] {
    return this.#paints;
  }

  get camera(): Camera {
    return this.#camera;
  }

  /** Where the camera is, or where it is on its way to. */
  get target(): Camera {
    return this.#animation?.to ?? this.#camera;
  }

  get moving(): boolean {
    return this.#animation !== null;
  }

  get rowsInSight(): number {
    return Math.max(0, (this.size.cssHeight - this.#metrics.cssAxis) / this.cssRow);
  }

  /** Height of a row as drawn: whole device pixels. */
  get cssRow(): number {
    return Math.max(1, Math.round(this.#metrics.cssRow * this.size.ratio)) / this.size.ratio;
  }

  get valuePerCssPixel(): number {
    return (this.#camera.right - this.#camera.left) / Math.max(1, this.size.cssWidth);
  }

  get limits(): CameraLimits {
    const width = this.#scene.width;
    // Below a billionth, sums of doubles would begin to show.
    return { width, minSpan: width * 1e-9, maxTopRow: Math.max(0, this.rows - this.rowsInSight) };
  }

  /** The camera stays as it is: whoever shows another scene moves it. */
  setScene(scene: FlameScene, unit: string): void {
    this.#scene = scene;
    this.#unit = unit;
    this.#painter.forgetValues();
    this.#makePaints();
  }

  setSearch(search: ReadonlySet<number> | null): void {
    this.#search = search;
    this.#makePaints();
  }

  setTheme(theme: Theme): void {
    this.#theme = theme;
    this.#palettes = createPalettes(theme);
    this.#metrics = flameMetrics(theme);
    this.#makePaints();
  }

  /** Ends an animation that is under way. A new one starts from where the picture is. */
  moveTo(camera: Camera, animated: boolean): void {
    const to = this.#clamped(camera);
    // At the edge, a wheel turns without moving anything.
    if (!this.#animation && !this.#boxesDirty && sameCamera(this.#camera, to)) return;
    if (animated && !this.#theme.reduceMotion && !sameCamera(this.#camera, to)) {
      this.#animation = { from: this.#camera, to, startMs: null };
    } else {
      this.#animation = null;
      this.#camera = to;
    }
    this.#boxesDirty = true;
    this.#scheduler.request();
    this.#restSoon();
  }

  /** Marks have changed; the boxes are as they were. */
  redrawMarks(): void {
    this.#scheduler.request();
  }

  boxAt(cssX: number, cssY: number): Box | null {
    const cssInRows = cssY - this.#metrics.cssAxis;
    if (this.#scene.isEmpty || cssInRows < 0 || cssX < 0 || cssX >= this.size.cssWidth) return null;
    const row = Math.floor(this.#camera.topRow + cssInRows / this.cssRow);
    return this.#scene.at(row, this.valueAt(cssX), this.#camera);
  }

  valueAt(cssX: number): number {
    return this.#camera.left + cssX * this.valuePerCssPixel;
  }

  /** The visible part of a box, from the stage's top left corner. */
  cssRectOf(box: Box): { left: number; right: number; top: number; bottom: number } {
    const { left, right } = this.#scene.span(box);
    const cssX = (valueX: number) => (valueX - this.#camera.left) / this.valuePerCssPixel;
    const top = this.#metrics.cssAxis + (this.#scene.row(box) - this.#camera.topRow) * this.cssRow;
    return {
      left: Math.max(0, cssX(left)),
      right: Math.min(this.size.cssWidth, cssX(right)),
      top,
      bottom: top + this.cssRow,
    };
  }

  dispose(): void {
    clearTimeout(this.#restTimer);
    this.#scheduler.dispose();
    this.#stack.dispose();
  }

  #clamped(camera: Camera): Camera {
    return this.#scene.width > 0 ? clampCamera(camera, this.limits) : camera;
  }

  #makePaints(): void {
    const { palette } = this;
    this.#paints = this.#scene.layers.map((layer) => createBoxPaint(layer, palette, this.#search));
    this.#boxesDirty = true;
    this.#scheduler.request();
  }

  #restSoon(): void {
    clearTimeout(this.#restTimer);
    this.#restTimer = window.setTimeout(
      () => this.#handlers.onRest(),
      restMs + (this.#animation ? animationMs : 0),
    );
  }

  #frame(nowMs: number): boolean {
    this.#animate(nowMs);
    if (this.#boxesDirty) {
      this.#boxesDirty = false;
      this.#handlers.onMove();
      this.#drawBoxes();
    }
    const { marks } = this.#handlers;
    const context = this.#stack.contexts[1]!;
    drawMarks(context, this.size, this.#scene, this.#camera, this.#metrics, this.#theme, marks());
    return this.#animation !== null;
  }

  #animate(nowMs: number): void {
    const animation = this.#animation;
    if (!animation) return;
    // The first frame comes late after heavy work: the movement starts when it can be seen.
    animation.startMs ??= nowMs;
    const progress = (nowMs - animation.startMs) / animationMs;
    this.#camera = betweenCameras(animation.from, animation.to, easeOut(progress));
    this.#boxesDirty = true;
    if (progress >= 1) this.#animation = null;
  }

  #drawBoxes(): void {
    this.#painter.draw(this.#stack.contexts[0]!, this.size, {
      scene: this.#scene,
      camera: this.#camera,
      paints: this.#paints,
      palette: this.palette,
      metrics: this.#metrics,
      axisOrigin: this.axisOrigin,
      unit: this.#unit,
      axisText: this.#theme.mutedForeground,
      axisLine: this.#theme.border,
      valueText: (layer, index) => this.#handlers.valueText(layer, index),
      allText: this.#handlers.allText,
    });
  }
}

function createPalettes(theme: Theme): Readonly<Record<PaletteMeaning, Palette>> {
  return { packages: createPalette(theme), changes: createPalette(theme, 'changes') };
}
