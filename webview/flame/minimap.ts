import { type CanvasSize, CanvasStack } from '../canvas/canvasStack';
import { element } from '../dom';
import type { Camera } from './camera';
import type { Palette } from './palette';
import { type BoxPaint, paintRow } from './rowPixels';
import { type FlameScene, rowInLayer } from './scene';

export interface MinimapCallbacks {
  /** The span of values to look at, and the row to have in the middle (null: leave the rows). */
  onMove(left: number, right: number, middleRow: number | null): void;
  onWheel(event: WheelEvent): void;
}

/** The whole graph in a strip, and a window on it that shows and moves what is in sight. */
export class Minimap {
  readonly element: HTMLElement;
  readonly #window: HTMLElement;
  readonly #shades: readonly HTMLElement[];
  readonly #stack: CanvasStack;
  readonly #lines = document.createElement('canvas');
  readonly #callbacks: MinimapCallbacks;
  readonly #listeners = new AbortController();
  #scene: FlameScene | null = null;
  #palette: Palette | null = null;
  #paints: readonly BoxPaint[] = [];
  #camera: Camera = { left: 0, right: 0, topRow: 0 };
  #rowsInSight = 0;
  #grip: Grip | null = null;

  constructor(callbacks: MinimapCallbacks) {
    this.#callbacks = callbacks;
    this.#window = element('div', { class: 'flame-minimap-window' });
    this.#shades = [0, 1].map(() => element('div', { class: 'flame-minimap-shade' }));
    const host = element('div', { class: 'flame-minimap-canvas' });
    // The breadcrumb and the keys do for a keyboard what this does for a pointer.
    this.element = element(
      'div',
      { class: 'flame-minimap', attributes: { 'aria-hidden': 'true' } },
      host,
      ...this.#shades,
      this.#window,
    );
    this.#stack = new CanvasStack(host, 1, () => {
      this.#draw();
      this.showCamera(this.#camera, this.#rowsInSight);
    });
    this.#listen();
  }

  /** Draws anew. `paints` belong to the scene's layers. */
  show(scene: FlameScene, palette: Palette, paints: readonly BoxPaint[]): void {
    this.#scene = scene;
    this.#palette = palette;
    this.#paints = paints;
    this.#draw();
  }

  showCamera(camera: Camera, rowsInSight: number): void {
    this.#camera = camera;
    this.#rowsInSight = rowsInSight;
    const { cssWidth, cssHeight } = this.#stack.size;
    const width = this.#scene?.width ?? 0;
    if (width <= 0 || cssWidth === 0) return;
    const left = (camera.left / width) * cssWidth;
    const right = (camera.right / width) * cssWidth;
    // A window on a tiny part stays wide enough to be seen and taken.
    const wide = Math.max(6, right - left);
    const from = Math.max(0, Math.min(cssWidth - wide, (left + right - wide) / 2));
    const rows = this.#rowCount();
    const top = Math.min(1, camera.topRow / rows) * cssHeight;
    const bottom = Math.min(1, (camera.topRow + rowsInSight) / rows) * cssHeight;
    const whole = wide >= cssWidth - 0.5 && bottom - top >= cssHeight - 0.5;
    this.element.classList.toggle('whole', whole);
    this.#window.style.transform = `translate(${from}px, ${top}px)`;
    this.#window.style.width = `${wide}px`;
    this.#window.style.height = `${Math.max(4, bottom - top)}px`;
    this.#shades[0]!.style.width = `${from}px`;
    this.#shades[1]!.style.width = `${Math.max(0, cssWidth - from - wide)}px`;
  }

  dispose(): void {
    this.#listeners.abort();
    this.#stack.dispose();
  }

  #rowCount(): number {
    return Math.max(1, this.#scene?.rowCount ?? 1);
  }

  #draw(): void {
    const context = this.#stack.contexts[0]!;
    const { size } = this.#stack;
    if (!this.#palette || size.deviceWidth === 0 || size.deviceHeight === 0) return;
    context.fillStyle = this.#palette.background;
    context.fillRect(0, 0, size.deviceWidth, size.deviceHeight);
    if (!this.#scene || this.#scene.isEmpty || this.#scene.width <= 0) return;
    const image = paintAllRows(this.#scene, this.#paints, this.#palette, size);
    this.#lines.width = image.width;
    this.#lines.height = image.height;
    this.#lines.getContext('2d', { alpha: false })?.putImageData(image, 0, 0);
    const rows = this.#rowCount();
    const rowHeight = Math.min(size.deviceHeight / rows, 6 * size.ratio);
    // More rows than pixels: blending them tells more than leaving some out.
    context.imageSmoothingEnabled = rowHeight < 1;
    context.drawImage(this.#lines, 0, 0, size.deviceWidth, rows * rowHeight);
  }

  #listen(): void {
    const { signal } = this.#listeners;
    const { element: host } = this;
    host.addEventListener('pointerdown', (event) => this.#press(event), { signal });
    host.addEventListener('pointermove', (event) => this.#move(event), { signal });
    const release = () => {
      this.#grip = null;
      host.classList.remove('dragging');
    };
    host.addEventListener('pointerup', release, { signal });
    host.addEventListener('pointercancel', release, { signal });
    host.addEventListener('wheel', (event) => this.#callbacks.onWheel(event), { signal, passive: false });
  }

  #press(event: PointerEvent): void {
    if (event.button !== 0 || !this.#scene || this.#scene.isEmpty) return;
    const at = this.#valueAt(event);
    this.element.setPointerCapture(event.pointerId);
    this.element.classList.add('dragging');
    const { left, right } = this.#camera;
    const edgeX = (6 / this.#stack.size.cssWidth) * this.#scene.width;
    const whole = right - left > this.#scene.width * 0.999;
    if (whole) this.#grip = { kind: 'range', anchor: at };
    else if (Math.abs(at - left) < edgeX && right - left > 4 * edgeX)
      this.#grip = { kind: 'range', anchor: right };
    else if (Math.abs(at - right) < edgeX && right - left > 4 * edgeX)
      this.#grip = { kind: 'range', anchor: left };
    else this.#grip = { kind: 'move', offset: at >= left && at <= right ? at - left : (right - left) / 2 };
    if (this.#grip.kind === 'move') this.#move(event);
  }

  #move(event: PointerEvent): void {
    if (!this.#grip || !this.#scene) return;
    const at = this.#valueAt(event);
    if (this.#grip.kind === 'range') {
      const left = Math.min(at, this.#grip.anchor);
      const right = Math.max(at, this.#grip.anchor);
      // A press that has not moved yet is no range.
      if (right - left > (3 / this.#stack.size.cssWidth) * this.#scene.width) {
        this.#callbacks.onMove(left, right, null);
      }
      return;
    }
    const { left, right } = this.#camera;
    const from = Math.max(0, Math.min(this.#scene.width - (right - left), at - this.#grip.offset));
    this.#callbacks.onMove(from, from + right - left, this.#rowAt(event));
  }

  #valueAt(event: PointerEvent): number {
    const { left, width } = this.element.getBoundingClientRect();
    const share = Math.max(0, Math.min(1, (event.clientX - left) / width));
    return share * (this.#scene?.width ?? 0);
  }

  #rowAt(event: PointerEvent): number | null {
    const rows = this.#rowCount();
    if (this.#rowsInSight >= rows) return null;
    const { top, height } = this.element.getBoundingClientRect();
    return ((event.clientY - top) / height) * rows;
  }
}

/** `range` draws the window from its fixed edge, `move` carries it by the place where it was taken. */
type Grip =
  | { readonly kind: 'range'; readonly anchor: number }
  | { readonly kind: 'move'; readonly offset: number };

function paintAllRows(
  scene: FlameScene,
  paints: readonly BoxPaint[],
  palette: Palette,
  size: CanvasSize,
): ImageData {
  const image = new ImageData(size.deviceWidth, Math.max(1, scene.rowCount));
  const line = new Uint32Array(image.data.buffer);
  line.fill(palette.backgroundPixel);
  const scale = {
    leftX: 0,
    devicePerValue: size.deviceWidth / scene.width,
    deviceWidth: size.deviceWidth,
    // Gaps and borders would be most of what one sees at this height.
    deviceGap: 0,
    deviceSliver: 2 * size.ratio,
    deviceChunk: 4 * size.ratio,
  };
  const root = scene.row(scene.root);
  for (let row = 0; row < scene.rowCount; row++) {
    const position = scene.outermost[row < root ? 1 : 0]!;
    const layer = scene.layers[position]!;
    const own = rowInLayer(layer, row);
    if (own >= layer.layout.rows.count) continue;
    paintRow(line, row * size.deviceWidth, layer.layout.rows, own, paints[position]!, scale, null);
  }
  return image;
}
