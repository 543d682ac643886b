/** A size in both spaces. Device pixels are what the screen has; `ratio` of them make a CSS pixel. */
export interface CanvasSize {
  readonly cssWidth: number;
  readonly cssHeight: number;
  readonly deviceWidth: number;
  readonly deviceHeight: number;
  readonly ratio: number;
}

export const emptySize: CanvasSize = { cssWidth: 0, cssHeight: 0, deviceWidth: 0, deviceHeight: 0, ratio: 1 };

/**
 * Canvases on top of each other that fill `host` to the device pixel: the lowest is opaque and keeps the picture,
 * those above it carry what changes more often.
 */
export class CanvasStack {
  readonly contexts: readonly CanvasRenderingContext2D[];
  readonly #canvases: readonly HTMLCanvasElement[];
  readonly #observer: ResizeObserver;
  readonly #resized: (size: CanvasSize) => void;
  #size = emptySize;

  /** `resized` is called after the canvases were cleared, early enough to fill them in the same frame. */
  constructor(host: HTMLElement, layers: number, resized: (size: CanvasSize) => void) {
    this.#resized = resized;
    this.#canvases = Array.from({ length: layers }, () => document.createElement('canvas'));
    this.contexts = this.#canvases.map((canvas, i) => {
      const context = canvas.getContext('2d', { alpha: i > 0 });
      if (!context) throw new Error('This browser gives no 2D canvas.');
      canvas.setAttribute('aria-hidden', 'true');
      canvas.style.cssText =
        'position:absolute;inset:0;width:100%;height:100%;display:block;pointer-events:none';
      host.append(canvas);
      return context;
    });
    this.#observer = new ResizeObserver((entries) => this.#measure(entries.at(-1)!));
    this.#observe(host);
  }

  get size(): CanvasSize {
    return this.#size;
  }

  dispose(): void {
    this.#observer.disconnect();
    for (const canvas of this.#canvases) canvas.remove();
  }

  #observe(host: HTMLElement): void {
    // Only the device-pixel box tells of a changed zoom of the window, and how it was rounded.
    this.#observer.observe(host, { box: 'device-pixel-content-box' });
  }

  #measure(entry: ResizeObserverEntry): void {
    const css = entry.contentBoxSize[0]!;
    const device = entry.devicePixelContentBoxSize[0]!;
    this.#size = {
      cssWidth: css.inlineSize,
      cssHeight: css.blockSize,
      deviceWidth: devicePixels(device.inlineSize, css.inlineSize),
      deviceHeight: devicePixels(device.blockSize, css.blockSize),
      ratio: devicePixelRatio,
    };
    for (const canvas of this.#canvases) {
      canvas.width = this.#size.deviceWidth;
      canvas.height = this.#size.deviceHeight;
    }
    this.#resized(this.#size);
  }
}

/** The reported size has the right rounding; where the browser emulates another screen, it reports the real one's. */
function devicePixels(reported: number, css: number): number {
  const expected = css * devicePixelRatio;
  return Math.abs(reported - expected) <= 1 ? reported : Math.round(expected);
}
