import type { SeriesPoints, TimelineView } from '../../../src/model/timeline';
import { CanvasStack } from '../../canvas/canvasStack';
import { element } from '../../dom';
import type { Theme } from '../../theme';
import type { TimelineColours } from './lineStyles';
import { piecesOf } from './points';
import type { SpanMark } from './scene';
import { spanOf, type TimeWindow } from './timeWindow';

export interface MinimapCallbacks {
  onMove(window: TimeWindow): void;
  /** Keys go on where the pointer began. */
  onPress(): void;
  onWheel(event: WheelEvent): void;
  /** It has another width: points for it may have to be asked for. */
  onResize(deviceWidth: number): void;
}

/** How a drag changes the window: from its fixed edge, or carried by the place where it was taken. */
type Grip =
  | { readonly kind: 'range'; readonly anchorMs: number }
  | { readonly kind: 'move'; readonly offsetMs: number };

/** All of the time in a strip, and a window on it that shows and moves what is in sight. */
export class TimelineMinimap {
  readonly element: HTMLElement;
  readonly #callbacks: MinimapCallbacks;
  readonly #window = element('div', { class: 'timeline-minimap-window' });
  readonly #shades = [0, 1].map(() => element('div', { class: 'timeline-minimap-shade' }));
  readonly #stack: CanvasStack;
  #all: TimeWindow = { fromMs: 0, toMs: 1 };
  #shown: TimeWindow = { fromMs: 0, toMs: 1 };
  #draw: (() => void) | null = null;
  #grip: Grip | null = null;

  constructor(callbacks: MinimapCallbacks) {
    this.#callbacks = callbacks;
    const host = element('div', { class: 'timeline-minimap-canvas' });
    // Keys on the picture do what this does for a pointer.
    this.element = element(
      'div',
      { class: 'timeline-minimap', attributes: { 'aria-hidden': 'true' } },
      host,
      ...this.#shades,
      this.#window,
    );
    this.#stack = new CanvasStack(host, 1, (size) => {
      this.#draw?.();
      this.showWindow(this.#shown);
      callbacks.onResize(size.deviceWidth);
    });
    this.#listen();
  }

  get deviceWidth(): number {
    return this.#stack.size.deviceWidth;
  }

  /** Draws anew. */
  show(
    all: TimeWindow,
    view: TimelineView | null,
    findings: readonly SpanMark[],
    colours: TimelineColours,
    theme: Theme,
  ): void {
    this.#all = all;
    this.#draw = () => {
      const context = this.#stack.contexts[0]!;
      const { deviceWidth, deviceHeight, ratio } = this.#stack.size;
      context.fillStyle = theme.background;
      context.fillRect(0, 0, deviceWidth, deviceHeight);
      const perMs = deviceWidth / spanOf(all);
      for (const { fromMs, toMs, severity } of findings) {
        context.fillStyle = colours.severity[severity];
        context.globalAlpha = 0.5;
        const x = (fromMs - all.fromMs) * perMs;
        context.fillRect(x, 0, Math.max(2 * ratio, (toMs - fromMs) * perMs), 2 * ratio);
      }
      context.globalAlpha = 1;
      const points = view?.series[0];
      if (points) drawOutline(context, points, all.fromMs, perMs, this.#stack.size, colours.chart.blue);
    };
    this.#draw();
    this.showWindow(this.#shown);
  }

  showWindow(shown: TimeWindow): void {
    this.#shown = shown;
    const { cssWidth } = this.#stack.size;
    if (cssWidth === 0) return;
    const perMs = cssWidth / spanOf(this.#all);
    const left = (shown.fromMs - this.#all.fromMs) * perMs;
    const right = (shown.toMs - this.#all.fromMs) * perMs;
    // A window on a tiny part stays wide enough to be seen and taken.
    const wide = Math.max(8, right - left);
    const from = Math.max(0, Math.min(cssWidth - wide, (left + right - wide) / 2));
    this.element.classList.toggle('whole', wide >= cssWidth - 0.5);
    this.#window.style.transform = `translateX(${from}px)`;
    this.#window.style.width = `${wide}px`;
    this.#shades[0]!.style.width = `${from}px`;
    this.#shades[1]!.style.width = `${Math.max(0, cssWidth - from - wide)}px`;
  }

  #listen(): void {
    const { element: host } = this;
    host.addEventListener('pointerdown', (event) => this.#press(event));
    host.addEventListener('pointermove', (event) => this.#move(event));
    const release = () => {
      this.#grip = null;
      host.classList.remove('dragging');
    };
    host.addEventListener('pointerup', release);
    host.addEventListener('pointercancel', release);
    host.addEventListener('wheel', (event) => this.#callbacks.onWheel(event), { passive: false });
  }

  #press(event: PointerEvent): void {
    if (event.button !== 0) return;
    event.preventDefault();
    this.#callbacks.onPress();
    const at = this.#timeAt(event);
    this.element.setPointerCapture(event.pointerId);
    this.element.classList.add('dragging');
    const { fromMs, toMs } = this.#shown;
    const edge = (6 / this.#stack.size.cssWidth) * spanOf(this.#all);
    const hasEdges = toMs - fromMs > 4 * edge;
    if (spanOf(this.#shown) > spanOf(this.#all) * 0.999) this.#grip = { kind: 'range', anchorMs: at };
    else if (hasEdges && Math.abs(at - fromMs) < edge) this.#grip = { kind: 'range', anchorMs: toMs };
    else if (hasEdges && Math.abs(at - toMs) < edge) this.#grip = { kind: 'range', anchorMs: fromMs };
    else {
      const isInside = at >= fromMs && at <= toMs;
      this.#grip = { kind: 'move', offsetMs: isInside ? at - fromMs : (toMs - fromMs) / 2 };
      this.#move(event);
    }
  }

  #move(event: PointerEvent): void {
    if (!this.#grip) return;
    const at = this.#timeAt(event);
    if (this.#grip.kind === 'range') {
      const fromMs = Math.min(at, this.#grip.anchorMs);
      const toMs = Math.max(at, this.#grip.anchorMs);
      // A press that has not moved yet is no range.
      if (toMs - fromMs > (3 / this.#stack.size.cssWidth) * spanOf(this.#all)) {
        this.#callbacks.onMove({ fromMs, toMs });
      }
      return;
    }
    const span = spanOf(this.#shown);
    const fromMs = Math.max(this.#all.fromMs, Math.min(this.#all.toMs - span, at - this.#grip.offsetMs));
    this.#callbacks.onMove({ fromMs, toMs: fromMs + span });
  }

  #timeAt(event: PointerEvent): number {
    const { left, width } = this.element.getBoundingClientRect();
    const share = Math.max(0, Math.min(1, (event.clientX - left) / width));
    return this.#all.fromMs + share * spanOf(this.#all);
  }
}

/** The line as a surface, from zero to its largest value. */
function drawOutline(
  context: CanvasRenderingContext2D,
  { timeMs, value }: SeriesPoints,
  fromMs: number,
  perMs: number,
  { deviceHeight, ratio }: { deviceHeight: number; ratio: number },
  colour: string,
): void {
  let largest = 0;
  for (const each of value) if (each > largest && Number.isFinite(each)) largest = each;
  if (largest <= 0) return;
  const top = 4 * ratio;
  context.fillStyle = colour;
  context.globalAlpha = 0.6;
  const xOf = (i: number) => (timeMs[i]! - fromMs) * perMs;
  for (const { first, end } of piecesOf(value, 0, value.length)) {
    context.beginPath();
    context.moveTo(xOf(first), deviceHeight);
    for (let i = first; i < end; i++) {
      context.lineTo(xOf(i), deviceHeight - (value[i]! / largest) * (deviceHeight - top));
    }
    context.lineTo(Math.max(xOf(end - 1), xOf(first) + 2 * ratio), deviceHeight);
    context.fill();
  }
  context.globalAlpha = 1;
}
