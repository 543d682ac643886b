import type { SeriesMark } from '../../../src/model/memorySeries';
import type { CanvasSize } from '../../canvas/canvasStack';
import type { Theme } from '../../theme';
import type { Tick } from './axis';
import { cssFindingRow, isValueLane, type Lane, type LaneId } from './lanes';
import { lineStyles, type TimelineColours } from './lineStyles';
import { deviceYOf } from './paintLanes';
import type { Scale } from './scale';
import type { LaneScales, SpanMark, TimelineScene } from './scene';
import { spanOf, type TimeWindow } from './timeWindow';

/** Where the plot lies on the canvas. CSS pixels. */
export interface PlotPlace {
  readonly cssLeft: number;
  readonly cssWidth: number;
  /** Bottom of the lanes: the axis begins. */
  readonly cssBottom: number;
}

export interface FrameParts {
  readonly scene: TimelineScene;
  readonly scales: LaneScales;
  readonly window: TimeWindow;
  readonly plot: PlotPlace;
  readonly ticks: readonly Tick[];
  /** The day, where ticks are hours; '' where it needs no saying. */
  readonly dayText: string;
  readonly theme: Theme;
  readonly colours: TimelineColours;
  readonly font: string;
  laneTitle(id: LaneId): string;
  limitLabel(series: 'memoryLimit' | 'containerLimit', value: number): string;
  /** Values of limits in sight, by line. */
  readonly limits: readonly { readonly series: 'memoryLimit' | 'containerLimit'; readonly value: number }[];
}

export const cssAxisHeight = 22;

export function cssXOf({ window, plot }: Pick<FrameParts, 'window' | 'plot'>, timeMs: number): number {
  return plot.cssLeft + ((timeMs - window.fromMs) / spanOf(window)) * plot.cssWidth;
}

/** What lies below the lines: grid, shades of findings. `layLines` draws the lines between, on device pixels. */
export function drawFrame(
  context: CanvasRenderingContext2D,
  size: CanvasSize,
  parts: FrameParts,
  layLines: () => void,
): void {
  const { ratio } = size;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.fillStyle = parts.theme.background;
  context.fillRect(0, 0, size.deviceWidth, size.deviceHeight);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.font = parts.font;
  context.textBaseline = 'middle';
  drawShades(context, parts);
  drawTimeGrid(context, parts);
  for (const lane of parts.scene.lanes) drawLaneGrid(context, parts, lane, ratio);
  context.save();
  context.beginPath();
  context.rect(parts.plot.cssLeft, 0, parts.plot.cssWidth, parts.plot.cssBottom);
  context.clip();
  context.setTransform(1, 0, 0, 1, Math.round(parts.plot.cssLeft * ratio), 0);
  layLines();
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  drawKnownLines(context, parts, ratio);
  drawMarkLines(context, parts);
  drawFindings(context, parts);
  context.restore();
  for (const lane of parts.scene.lanes) drawLaneTexts(context, parts, lane, ratio);
  drawLimitLabels(context, parts, ratio);
  drawAxis(context, parts, size);
}

/** Over all lanes, in the colour of the finding; the chosen one is stronger and has edges. */
function drawShades(context: CanvasRenderingContext2D, parts: FrameParts): void {
  const { scene, plot, colours, theme } = parts;
  for (const finding of scene.findings) {
    const { left, right } = cssSpan(parts, finding);
    if (right <= left) continue;
    const isChosen = finding.key === scene.chosenFinding;
    context.fillStyle = context.strokeStyle = colours.severity[finding.severity];
    if (!theme.highContrast || isChosen) {
      context.globalAlpha = isChosen ? 0.1 : 0.04;
      context.fillRect(left, 0, right - left, plot.cssBottom);
    }
    if (isChosen || theme.highContrast) {
      context.globalAlpha = isChosen ? 0.9 : 0.5;
      context.lineWidth = 1;
      context.setLineDash(isChosen ? [] : [3, 4]);
      context.beginPath();
      for (const x of [left, right]) {
        context.moveTo(Math.round(x) + 0.5, 0);
        context.lineTo(Math.round(x) + 0.5, plot.cssBottom);
      }
      context.stroke();
      context.setLineDash([]);
    }
    context.globalAlpha = 1;
  }
}

/** The visible part of a span. */
function cssSpan(parts: FrameParts, span: SpanMark): { left: number; right: number } {
  const { plot } = parts;
  const right = plot.cssLeft + plot.cssWidth;
  const from = cssXOf(parts, span.fromMs);
  const to = Math.max(cssXOf(parts, span.toMs), from + 3);
  return { left: Math.max(plot.cssLeft, from), right: Math.min(right, to) };
}

function drawTimeGrid(context: CanvasRenderingContext2D, parts: FrameParts): void {
  context.strokeStyle = parts.theme.foreground;
  context.lineWidth = 1;
  for (const strong of [false, true]) {
    context.globalAlpha = strong ? 0.22 : 0.08;
    context.beginPath();
    for (const tick of parts.ticks) {
      if (tick.strong !== strong) continue;
      const x = Math.round(cssXOf(parts, tick.timeMs)) + 0.5;
      context.moveTo(x, 0);
      context.lineTo(x, parts.plot.cssBottom);
    }
    context.stroke();
  }
  context.globalAlpha = 1;
}

function drawLaneGrid(context: CanvasRenderingContext2D, parts: FrameParts, lane: Lane, ratio: number): void {
  const { plot, theme } = parts;
  const bottom = Math.round(lane.cssTop + lane.cssHeight) - 0.5;
  context.strokeStyle = theme.highContrast ? theme.border : theme.foreground;
  context.lineWidth = 1;
  if (lane.id !== 'findings' && lane.id !== 'marks') {
    context.globalAlpha = theme.highContrast ? 1 : 0.25;
    line(context, plot.cssLeft, bottom, plot.cssLeft + plot.cssWidth, bottom);
  }
  if (isValueLane(lane.id)) {
    context.globalAlpha = 0.09;
    const scale = parts.scales[lane.id];
    for (const { value } of scale.ticks) {
      const y = cssYOf(lane, scale, value, ratio);
      if (y < lane.cssTop + 1 || y > bottom - 1) continue;
      line(context, plot.cssLeft, Math.round(y) + 0.5, plot.cssLeft + plot.cssWidth, Math.round(y) + 0.5);
    }
  }
  context.globalAlpha = 1;
}

function line(context: CanvasRenderingContext2D, x: number, y: number, toX: number, toY: number): void {
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(toX, toY);
  context.stroke();
}

export function cssYOf(lane: Lane, scale: Scale, value: number, ratio: number): number {
  return deviceYOf(lane, scale, ratio)(value) / ratio;
}

const titleAlpha = 0.8;

/** Numbers in the gutter, and what the lane is in its corner. */
function drawLaneTexts(
  context: CanvasRenderingContext2D,
  parts: FrameParts,
  lane: Lane,
  ratio: number,
): void {
  const { plot, theme } = parts;
  if (isValueLane(lane.id)) {
    context.textAlign = 'right';
    context.fillStyle = theme.mutedForeground;
    const scale = parts.scales[lane.id];
    let above = Number.POSITIVE_INFINITY;
    for (const { value, label } of scale.ticks) {
      const y = cssYOf(lane, scale, value, ratio);
      const inside = Math.min(Math.max(y, lane.cssTop + 6), lane.cssTop + lane.cssHeight - 6);
      // Labels that would touch the one below are left out.
      if (y < lane.cssTop - 2 || above - inside < 10) continue;
      above = inside;
      context.fillText(label, plot.cssLeft - 6, inside);
    }
  }
  const title = parts.laneTitle(lane.id);
  if (title === '') return;
  context.textAlign = 'left';
  const width = context.measureText(title).width;
  if (lane.id === 'gc') {
    context.textAlign = 'right';
    context.fillStyle = theme.mutedForeground;
    context.fillText(title, plot.cssLeft - 6, lane.cssTop + lane.cssHeight / 2 + 2);
    return;
  }
  context.globalAlpha = titleAlpha;
  context.fillStyle = theme.background;
  context.fillRect(plot.cssLeft + 2, lane.cssTop + 1, width + 8, 15);
  context.globalAlpha = 1;
  context.fillStyle = theme.mutedForeground;
  context.fillText(title, plot.cssLeft + 6, lane.cssTop + 9);
}

function drawKnownLines(context: CanvasRenderingContext2D, parts: FrameParts, ratio: number): void {
  const lane = parts.scene.lanes.find(({ id }) => id === 'memory');
  if (!lane) return;
  for (const { series, value } of parts.scene.knownLines) {
    const style = lineStyles[series];
    const y = cssYOf(lane, parts.scales.memory, value, ratio);
    if (y < lane.cssTop) continue;
    context.strokeStyle = parts.colours.chart[style.colour];
    context.lineWidth = style.cssWidth;
    context.setLineDash(style.dash as number[]);
    line(context, parts.plot.cssLeft, y, parts.plot.cssLeft + parts.plot.cssWidth, y);
    context.setLineDash([]);
  }
}

/** At the right end of each limit its name and size; a limit above the picture is named at its top. */
function drawLimitLabels(context: CanvasRenderingContext2D, parts: FrameParts, ratio: number): void {
  const lane = parts.scene.lanes.find(({ id }) => id === 'memory');
  if (!lane) return;
  const { plot, theme, colours } = parts;
  const right = plot.cssLeft + plot.cssWidth - 4;
  const taken: number[] = [];
  context.textAlign = 'right';
  for (const { series, value } of parts.limits) {
    const exact = cssYOf(lane, parts.scales.memory, value, ratio);
    const isAbove = exact < lane.cssTop + 2;
    let y = isAbove ? lane.cssTop + 9 : exact - 8 < lane.cssTop + 6 ? exact + 9 : exact - 8;
    while (taken.some((other) => Math.abs(other - y) < 14)) y += 15;
    taken.push(y);
    const text = `${parts.limitLabel(series, value)}${isAbove ? ' ↑' : ''}`;
    const { width } = context.measureText(text);
    context.globalAlpha = 0.85;
    context.fillStyle = theme.background;
    context.fillRect(right - width - 4, y - 7, width + 6, 14);
    context.globalAlpha = 1;
    context.fillStyle = theme.highContrast ? theme.foreground : colours.chart.red;
    context.fillText(text, right, y);
  }
}

/** Restarts, gaps and captures go through all lanes; their signs stand in a lane of their own. */
function drawMarkLines(context: CanvasRenderingContext2D, parts: FrameParts): void {
  const { scene, plot, window, colours } = parts;
  context.strokeStyle = colours.mark;
  context.lineWidth = 1;
  for (const { kind, timeMs } of scene.marks) {
    if (timeMs < window.fromMs || timeMs > window.toMs) continue;
    context.globalAlpha = kind === 'capture' ? 0.4 : 0.6;
    context.setLineDash(kind === 'capture' ? [1, 3] : [4, 3]);
    const x = Math.round(cssXOf(parts, timeMs)) + 0.5;
    line(context, x, 0, x, plot.cssBottom);
  }
  context.setLineDash([]);
  context.globalAlpha = 1;
}

/** A bar with its name for each finding. */
function drawFindings(context: CanvasRenderingContext2D, parts: FrameParts): void {
  const lane = parts.scene.lanes.find(({ id }) => id === 'findings');
  if (!lane) return;
  const { scene, colours, theme } = parts;
  context.textAlign = 'left';
  for (const finding of scene.findings) {
    const { left, right } = cssSpan(parts, finding);
    if (right <= left) continue;
    const top = lane.cssTop + finding.row * cssFindingRow + 1;
    const height = cssFindingRow - 3;
    const isChosen = finding.key === scene.chosenFinding;
    context.fillStyle = theme.background;
    context.fillRect(left, top, right - left, height);
    context.fillStyle = colours.severity[finding.severity];
    context.globalAlpha = isChosen ? 0.42 : 0.2;
    context.fillRect(left, top, right - left, height);
    context.globalAlpha = 1;
    context.fillRect(left, top, 2.5, height);
    if (theme.highContrast || isChosen) {
      context.strokeStyle = colours.severity[finding.severity];
      context.lineWidth = 1;
      context.strokeRect(left + 0.5, top + 0.5, right - left - 1, height - 1);
    }
    drawFindingLabel(context, parts, finding, { left, right, middle: top + height / 2 + 0.5 });
  }
}

/** In its bar; beside it where the bar is too narrow and nothing else stands there. */
function drawFindingLabel(
  context: CanvasRenderingContext2D,
  parts: FrameParts,
  finding: SpanMark,
  { left, right, middle }: { left: number; right: number; middle: number },
): void {
  const { plot, scene, theme } = parts;
  const inside = right - left - 10;
  const { width } = context.measureText(finding.label);
  const edges = scene.findings
    .filter((other) => other !== finding && other.row === finding.row && other.toMs > finding.toMs)
    .map((other) => cssXOf(parts, other.fromMs));
  const beside = Math.min(plot.cssLeft + plot.cssWidth, ...edges) - right - 10;
  const goesBeside = inside < width && beside > inside;
  const text = fitText(context, finding.label, goesBeside ? beside : inside);
  if (text === '') return;
  context.fillStyle = goesBeside ? theme.mutedForeground : theme.foreground;
  context.fillText(text, goesBeside ? right + 5 : left + 7, middle);
}

/** As much of a text as fits, with an ellipsis where it is not all. */
function fitText(context: CanvasRenderingContext2D, text: string, room: number): string {
  const { width } = context.measureText(text);
  if (width <= room) return text;
  const letters = Math.floor((text.length * room) / width) - 1;
  return letters < 3 ? '' : `${text.slice(0, letters)}…`;
}

function drawAxis(context: CanvasRenderingContext2D, parts: FrameParts, { cssHeight }: CanvasSize): void {
  const { plot, theme } = parts;
  const middle = Math.min(cssHeight - 9, plot.cssBottom + cssAxisHeight / 2 + 1);
  const right = plot.cssLeft + plot.cssWidth;
  context.textAlign = 'center';
  let last = plot.cssLeft;
  for (const { timeMs, label, strong } of parts.ticks) {
    const { width } = context.measureText(label);
    const x = Math.min(Math.max(cssXOf(parts, timeMs), plot.cssLeft + width / 2), right - width / 2);
    if (x - width / 2 < last) continue;
    last = x + width / 2 + 10;
    context.fillStyle = strong ? theme.foreground : theme.mutedForeground;
    context.fillText(label, x, middle);
  }
  if (parts.dayText === '') return;
  context.textAlign = 'right';
  context.fillStyle = theme.foreground;
  context.fillText(parts.dayText, plot.cssLeft - 6, middle);
}

/** Characters of the page's icon font. */
const markSigns: Readonly<Record<SeriesMark['kind'], string>> = {
  restart: '\ueb37',
  gap: '\uead0',
  capture: '\ueada',
  sourceChange: '\uebcb',
  stop: '\uead7',
};

/** What lies over the canvas as buttons, for a picture that has none. */
export function drawMarkSigns(context: CanvasRenderingContext2D, parts: FrameParts, cssSize: number): void {
  const lane = parts.scene.lanes.find(({ id }) => id === 'marks');
  if (!lane) return;
  const { window, theme } = parts;
  context.font = `${cssSize}px "heaplens-codicon"`;
  context.textAlign = 'center';
  for (const { kind, timeMs } of parts.scene.marks) {
    if (timeMs < window.fromMs || timeMs > window.toMs) continue;
    const x = cssXOf(parts, timeMs);
    const y = lane.cssTop + lane.cssHeight / 2;
    context.fillStyle = theme.background;
    context.fillRect(x - 8, y - 8, 16, 16);
    context.fillStyle = theme.foreground;
    context.fillText(markSigns[kind], x, y);
  }
  context.font = parts.font;
}
