import type { CanvasSize } from '../../canvas/canvasStack';
import type { Theme } from '../../theme';
import { cssXOf, cssYOf, type PlotPlace } from './frame';
import { laneOfSeries } from './lanes';
import { lineStyles, type TimelineColours } from './lineStyles';
import type { LaneScales, TimelineScene } from './scene';
import type { TimeWindow } from './timeWindow';

export interface OverlayParts {
  readonly scene: TimelineScene;
  readonly scales: LaneScales;
  readonly window: TimeWindow;
  readonly plot: PlotPlace;
  readonly theme: Theme;
  readonly colours: TimelineColours;
  readonly font: string;
  readonly selection: TimeWindow | null;
  /** The moment that the keys have come to. */
  readonly cursorMs: number | null;
  readonly hoverMs: number | null;
  /** Values of lines at the hovered moment, else at the cursor. */
  readonly dots: readonly { readonly series: keyof typeof lineStyles; readonly value: number }[];
  /** Of the hovered moment, on the axis. */
  readonly hoverText: string;
}

/** What changes with the pointer: selection, cursor, crosshair. */
export function drawOverlay(context: CanvasRenderingContext2D, size: CanvasSize, parts: OverlayParts): void {
  const { plot } = parts;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, size.deviceWidth, size.deviceHeight);
  context.setTransform(size.ratio, 0, 0, size.ratio, 0, 0);
  context.save();
  context.beginPath();
  context.rect(plot.cssLeft, 0, plot.cssWidth, size.cssHeight);
  context.clip();
  if (parts.selection) drawSelection(context, parts, parts.selection);
  if (parts.cursorMs !== null) drawCursor(context, parts, parts.cursorMs);
  if (parts.hoverMs !== null) drawHair(context, parts, parts.hoverMs);
  drawDots(context, size, parts);
  context.restore();
  if (parts.hoverMs !== null && parts.hoverText !== '') drawHoverTime(context, parts, parts.hoverMs);
}

function drawSelection(
  context: CanvasRenderingContext2D,
  parts: OverlayParts,
  { fromMs, toMs }: TimeWindow,
): void {
  const { plot, colours, theme } = parts;
  const left = cssXOf(parts, fromMs);
  const right = Math.max(left + 1, cssXOf(parts, toMs));
  context.fillStyle = theme.background;
  context.globalAlpha = 0.5;
  context.fillRect(plot.cssLeft, 0, left - plot.cssLeft, plot.cssBottom);
  context.fillRect(right, 0, plot.cssLeft + plot.cssWidth - right, plot.cssBottom);
  context.globalAlpha = 1;
  context.fillStyle = colours.selection;
  context.fillRect(left, plot.cssBottom - 3, right - left, 3);
  context.fillRect(Math.round(left) - 1, 0, 1, plot.cssBottom);
  context.fillRect(Math.round(right), 0, 1, plot.cssBottom);
}

/** With a head, to be told from the line under the pointer. */
function drawCursor(context: CanvasRenderingContext2D, parts: OverlayParts, timeMs: number): void {
  const x = Math.round(cssXOf(parts, timeMs)) + 0.5;
  context.strokeStyle = context.fillStyle = parts.colours.selection;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(x, 0);
  context.lineTo(x, parts.plot.cssBottom);
  context.stroke();
  context.beginPath();
  context.moveTo(x - 5, parts.plot.cssBottom + 6);
  context.lineTo(x + 5, parts.plot.cssBottom + 6);
  context.lineTo(x, parts.plot.cssBottom);
  context.fill();
}

function drawHair(context: CanvasRenderingContext2D, parts: OverlayParts, timeMs: number): void {
  const x = Math.round(cssXOf(parts, timeMs)) + 0.5;
  context.strokeStyle = parts.theme.foreground;
  context.globalAlpha = parts.theme.highContrast ? 1 : 0.55;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(x, 0);
  context.lineTo(x, parts.plot.cssBottom);
  context.stroke();
  context.globalAlpha = 1;
}

function drawDots(context: CanvasRenderingContext2D, size: CanvasSize, parts: OverlayParts): void {
  const at = parts.hoverMs ?? parts.cursorMs;
  if (at === null) return;
  const x = cssXOf(parts, at);
  for (const { series, value } of parts.dots) {
    const id = laneOfSeries(series);
    const lane = parts.scene.lanes.find((each) => each.id === id);
    if (!lane || Number.isNaN(value)) continue;
    const y = cssYOf(lane, parts.scales[id], value, size.ratio);
    if (y < lane.cssTop - 1 || y > lane.cssTop + lane.cssHeight + 1) continue;
    context.beginPath();
    context.arc(x, y, 3.5, 0, 2 * Math.PI);
    context.fillStyle = parts.theme.background;
    context.fill();
    context.lineWidth = 2;
    context.strokeStyle = parts.colours.chart[lineStyles[series].colour];
    context.stroke();
  }
}

/** On the axis, over its labels. */
function drawHoverTime(context: CanvasRenderingContext2D, parts: OverlayParts, timeMs: number): void {
  const { plot, theme } = parts;
  context.font = parts.font;
  const { width } = context.measureText(parts.hoverText);
  const left = plot.cssLeft;
  const right = plot.cssLeft + plot.cssWidth;
  const x = Math.min(Math.max(cssXOf(parts, timeMs), left + width / 2 + 5), right - width / 2 - 5);
  context.fillStyle = theme.foreground;
  context.fillRect(x - width / 2 - 5, plot.cssBottom + 2, width + 10, 17);
  context.fillStyle = theme.background;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText(parts.hoverText, x, plot.cssBottom + 11);
}
