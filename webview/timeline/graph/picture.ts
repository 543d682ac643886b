import { type PicturePlace, paintLanes } from './paintLanes';
import { countPoints } from './points';
import type { PictureParts } from './scene';
import { containsWindow, spanOf, type TimeWindow } from './timeWindow';

/** Windows to the left and to the right of the one in sight that a picture holds, too: panning draws nothing anew. */
const overscan = 1;
/** Pictures of fewer points are drawn at once, in every frame of a zoom. */
const lightPoints = 6000;
/** What drawing a picture may take of one frame. */
const frameBudgetMs = 2.5;
/** Browsers refuse wider canvases. */
const mostDeviceWidth = 16_384;

/**
 * The lanes, drawn once on a canvas that is wider than what is in sight, and laid onto the screen in every frame. While the
 * next one is drawn, a piece a frame, the last one is shown, stretched where the window has another span by now.
 */
export class LanePicture {
  #shown: Drawn | null = null;
  #next: (Drawn & Painting) | null = null;
  /** Canvases to draw the next picture on: the one that was shown before. */
  #spare: HTMLCanvasElement | null = null;

  /** Forgets what was drawn: nothing of it is right any more. */
  clear(): void {
    this.#shown = null;
    this.#next = null;
  }

  /**
   * Starts to draw anew, unless this is what is shown or being drawn. `isMoving`: a picture of many points that lies there in
   * another size will do until the window rests, or until there are other points.
   */
  prepare(
    parts: PictureParts,
    window: TimeWindow,
    size: { readonly deviceWidth: number; readonly deviceHeight: number; readonly ratio: number },
    isMoving: boolean,
  ): void {
    const devicePerMs = size.deviceWidth / spanOf(window);
    const latest = this.#next ?? this.#shown;
    const isLight = countPoints(parts.view) <= lightPoints;
    if (latest && latest.parts === parts && latest.deviceHeight === size.deviceHeight) {
      if (fits(latest, window, devicePerMs)) return;
      const isThere = containsWindow(latest.place.window, window) || this.#next !== null;
      if (isMoving && !isLight && isThere) return;
    }
    const place = placeAround(window, devicePerMs, size);
    const canvas = this.#spare ?? document.createElement('canvas');
    this.#spare = null;
    canvas.width = place.deviceWidth;
    canvas.height = size.deviceHeight;
    const context = canvas.getContext('2d', { willReadFrequently: true })!;
    const drawn: Drawn = { canvas, parts, place, deviceHeight: size.deviceHeight };
    if (this.#next) this.#spare = this.#next.canvas;
    this.#next = { ...drawn, context, steps: paintLanes(context, parts, place) };
    if (isLight || !this.#shown) this.#finish();
  }

  /** Draws on for a part of a frame. True while there is more to draw. */
  work(): boolean {
    if (!this.#next) return false;
    const end = performance.now() + frameBudgetMs;
    while (performance.now() < end) {
      if (this.#next.steps.next().done) {
        this.#swap();
        return false;
      }
      // Browsers write down what is drawn and do it when it is looked at: all of it in the frame that shows it.
      this.#next.context.getImageData(0, 0, 1, 1);
    }
    return true;
  }

  /** Lays the picture onto `context`. */
  show(context: CanvasRenderingContext2D, window: TimeWindow, deviceWidth: number): void {
    if (!this.#shown) return;
    const { canvas, place, deviceHeight } = this.#shown;
    const perMs = deviceWidth / spanOf(window);
    const factor = perMs / place.devicePerMs;
    const left = (place.window.fromMs - window.fromMs) * perMs;
    if (Math.abs(factor - 1) < 1e-6) {
      context.drawImage(canvas, Math.round(left), 0);
      return;
    }
    context.imageSmoothingEnabled = false;
    // Only what is in sight: browsers cut an image in time to its size, not to what is seen of it.
    const from = Math.max(0, Math.floor(-left / factor));
    const to = Math.min(canvas.width, Math.ceil((deviceWidth - left) / factor));
    if (to <= from) return;
    context.drawImage(
      canvas,
      from,
      0,
      to - from,
      deviceHeight,
      left + from * factor,
      0,
      (to - from) * factor,
      deviceHeight,
    );
  }

  #finish(): void {
    if (!this.#next) return;
    while (!this.#next.steps.next().done) {}
    this.#swap();
  }

  #swap(): void {
    const { steps: _steps, context: _context, ...drawn } = this.#next!;
    this.#spare = this.#shown?.canvas ?? null;
    this.#shown = drawn;
    this.#next = null;
  }
}

interface Painting {
  readonly context: CanvasRenderingContext2D;
  readonly steps: Generator<void, void, void>;
}

interface Drawn {
  readonly canvas: HTMLCanvasElement;
  readonly parts: PictureParts;
  readonly place: PicturePlace;
  readonly deviceHeight: number;
}

function fits({ parts, place }: Drawn, window: TimeWindow, devicePerMs: number): boolean {
  return (
    Math.abs(place.devicePerMs / devicePerMs - 1) < 1e-6 &&
    containsWindow(place.window, window) &&
    !isNearEdge(place.window, window, parts)
  );
}

/** The next picture is begun a while before the window leaves this one. */
function isNearEdge(whole: TimeWindow, window: TimeWindow, { view }: PictureParts): boolean {
  const near = spanOf(window) * overscan * 0.35;
  const left = window.fromMs - whole.fromMs < near && view.fromMs < whole.fromMs;
  const right = whole.toMs - window.toMs < near && view.toMs > whole.toMs;
  return left || right;
}

function placeAround(
  window: TimeWindow,
  devicePerMs: number,
  size: { deviceWidth: number; ratio: number },
): PicturePlace {
  const deviceWidth = Math.min(mostDeviceWidth, size.deviceWidth * (1 + 2 * overscan));
  const beside = Math.floor((deviceWidth - size.deviceWidth) / 2);
  const fromMs = window.fromMs - beside / devicePerMs;
  return {
    window: { fromMs, toMs: fromMs + deviceWidth / devicePerMs },
    devicePerMs,
    deviceWidth,
    ratio: size.ratio,
  };
}
