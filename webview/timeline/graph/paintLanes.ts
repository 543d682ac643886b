import type { CyclesView, SeriesPoints, TimelineSeries } from '../../../src/model/timeline';
import { columnRunsOf, isDashOn, runsOfLine } from './columns';
import { isInLane, isValueLane, type Lane, laneOfSeries, seriesOfLane, type ValueLane } from './lanes';
import { type LineStyle, lineStyles } from './lineStyles';
import { piecesOf, pointsIn } from './points';
import { type Scale, shareOf } from './scale';
import type { PictureParts } from './scene';
import type { TimeWindow } from './timeWindow';

/** Where a picture lies on its canvas: its left edge is `window.fromMs`. */
export interface PicturePlace {
  readonly window: TimeWindow;
  readonly devicePerMs: number;
  readonly deviceWidth: number;
  readonly ratio: number;
}

/** A line of more points than this a device pixel is drawn by columns. */
const densePoints = 0.8;

/** Draws what hangs on the time: lines, cycles, pauses, anomalies. Yields between parts, so that a frame need not do all of it. */
export function* paintLanes(
  context: CanvasRenderingContext2D,
  parts: PictureParts,
  place: PicturePlace,
): Generator<void, void, void> {
  for (const lane of parts.scene.lanes) {
    if (lane.id === 'gc') {
      clipTo(context, lane, place, () => paintCycles(context, parts, lane, place));
      yield;
    } else if (isValueLane(lane.id)) yield* paintValueLane(context, parts, lane, lane.id, place);
  }
  paintAnomalies(context, parts, place);
}

function* paintValueLane(
  context: CanvasRenderingContext2D,
  parts: PictureParts,
  lane: Lane,
  id: ValueLane,
  place: PicturePlace,
): Generator<void, void, void> {
  const scale = parts.scales[id];
  for (const points of linesOf(parts, id)) {
    clipTo(context, lane, place, () => {
      if (points.name === 'pause') paintPauses(context, parts, points, lane, scale, place);
      else paintLine(context, parts, points, lane, scale, place);
    });
    yield;
  }
}

/** Lines of a lane that are shown, the most important last: on top of the others. */
function linesOf({ scene, view }: PictureParts, id: ValueLane): readonly SeriesPoints[] {
  const order = (name: TimelineSeries) => paintOrder.indexOf(name);
  return view.series
    .filter(({ name }) => scene.shown.includes(name) && isInLane(id, name))
    .toSorted((a, b) => order(a.name) - order(b.name));
}

const paintOrder: readonly TimelineSeries[] = Object.values(seriesOfLane).flat();

function clipTo(context: CanvasRenderingContext2D, lane: Lane, place: PicturePlace, paint: () => void): void {
  context.save();
  context.beginPath();
  context.rect(0, lane.cssTop * place.ratio, place.deviceWidth, lane.cssHeight * place.ratio);
  context.clip();
  paint();
  context.restore();
}

/** deviceY of a value in its lane: whole device pixels would make slow lines climb in steps. */
export function deviceYOf(lane: Lane, scale: Scale, ratio: number): (value: number) => number {
  const bottom = (lane.cssTop + lane.cssHeight) * ratio - 1;
  const height = lane.cssHeight * ratio - 2;
  return (value) => bottom - Math.min(1.2, Math.max(-0.05, shareOf(scale, value))) * height;
}

function paintLine(
  context: CanvasRenderingContext2D,
  parts: PictureParts,
  points: SeriesPoints,
  lane: Lane,
  scale: Scale,
  place: PicturePlace,
): void {
  const style = lineStyles[points.name];
  const { first, end } = pointsIn(points.timeMs, place.window);
  if (first >= end) return;
  context.fillStyle = context.strokeStyle = parts.colours.chart[style.colour];
  const yOf = deviceYOf(lane, scale, place.ratio);
  const line: Line = { points, first, end, style, yOf, lane, place };
  const isDense = end - first > place.deviceWidth * densePoints;
  if (isDense) paintColumns(context, line);
  else strokeLine(context, line, !parts.highContrast);
}

interface Line {
  readonly points: SeriesPoints;
  readonly first: number;
  readonly end: number;
  readonly style: LineStyle;
  readonly yOf: (value: number) => number;
  readonly lane: Lane;
  readonly place: PicturePlace;
}

const runs = columnRunsOf(32_768);

function paintColumns(context: CanvasRenderingContext2D, line: Line): void {
  const { points, first, end, style, yOf, place } = line;
  const { ratio, devicePerMs } = place;
  const linePlace = { fromMs: place.window.fromMs, devicePerMs, yOf };
  runsOfLine(points.timeMs, points.value, first, end, linePlace, runs);
  const thick = Math.max(1, Math.round(style.cssWidth * ratio));
  const bottomOfLane = (line.lane.cssTop + line.lane.cssHeight) * ratio;
  if (style.area) {
    context.globalAlpha = areaAlpha;
    for (let i = 0; i < runs.length; i++) {
      const top = runs.bottom[i]!;
      context.fillRect(runs.column[i]!, top, 1, bottomOfLane - top);
    }
    context.globalAlpha = 1;
  }
  for (let i = 0; i < runs.length; i++) {
    const column = runs.column[i]!;
    if (!isDashOn(column, style.dash, ratio)) continue;
    const top = Math.round(runs.top[i]! - thick / 2);
    context.fillRect(column, top, 1, Math.max(thick, Math.round(runs.bottom[i]! + thick / 2) - top));
  }
}

const areaAlpha = 0.13;

function strokeLine(context: CanvasRenderingContext2D, line: Line, withArea: boolean): void {
  const { points, style, lane, place } = line;
  const { ratio } = place;
  if (style.area && withArea) {
    context.globalAlpha = areaAlpha;
    const bottom = (lane.cssTop + lane.cssHeight) * ratio;
    for (const { first, end } of piecesOf(points.value, line.first, line.end)) {
      context.beginPath();
      context.moveTo(xOf(place, points.timeMs[first]!), bottom);
      tracePiece(context, line, first, end, false);
      context.lineTo(xOf(place, points.timeMs[end - 1]!), bottom);
      context.fill();
    }
    context.globalAlpha = 1;
  }
  context.lineWidth = style.cssWidth * ratio;
  context.lineJoin = 'round';
  context.setLineDash(style.dash.map((part) => part * ratio));
  for (const { first, end } of piecesOf(points.value, line.first, line.end)) {
    if (end - first === 1) {
      paintDot(context, xOf(place, points.timeMs[first]!), line.yOf(points.value[first]!), 2.5 * ratio);
      continue;
    }
    context.beginPath();
    tracePiece(context, line, first, end, true);
    context.stroke();
  }
  context.setLineDash([]);
  const isSparse = line.end - line.first < (place.deviceWidth / ratio) * 0.02;
  if (isSparse && !style.step) {
    for (let i = line.first; i < line.end; i++) {
      const value = points.value[i]!;
      if (!Number.isNaN(value)) paintDot(context, xOf(place, points.timeMs[i]!), line.yOf(value), 2 * ratio);
    }
  }
}

function tracePiece(
  context: CanvasRenderingContext2D,
  { points, style, yOf, place }: Line,
  first: number,
  end: number,
  isStart: boolean,
): void {
  let lastY = 0;
  for (let i = first; i < end; i++) {
    const x = xOf(place, points.timeMs[i]!);
    const y = yOf(points.value[i]!);
    if (i === first && isStart) context.moveTo(x, y);
    else {
      if (style.step && i > first) context.lineTo(x, lastY);
      context.lineTo(x, y);
    }
    lastY = y;
  }
}

/** Far beyond the edges a place is as good as at them: canvases round large numbers badly. */
function xOf({ window, devicePerMs, deviceWidth }: PicturePlace, timeMs: number): number {
  return Math.max(-1e5, Math.min(deviceWidth + 1e5, (timeMs - window.fromMs) * devicePerMs));
}

function paintDot(context: CanvasRenderingContext2D, x: number, y: number, radius: number): void {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fill();
}

/** Stems from the bottom, with a head where they stand apart. Dense ones show the longest of their column. */
function paintPauses(
  context: CanvasRenderingContext2D,
  parts: PictureParts,
  points: SeriesPoints,
  lane: Lane,
  scale: Scale,
  place: PicturePlace,
): void {
  const { ratio } = place;
  const { first, end } = pointsIn(points.timeMs, place.window);
  const yOf = deviceYOf(lane, scale, ratio);
  const bottom = (lane.cssTop + lane.cssHeight) * ratio;
  context.fillStyle = parts.colours.chart[lineStyles.pause.colour];
  const isApart = end - first < (place.deviceWidth / ratio) * 0.14;
  const wide = Math.max(1, Math.round((isApart ? 1 : lineStyles.pause.cssWidth / 2) * ratio));
  let column = Number.NaN;
  let highest = bottom;
  const draw = () => {
    if (Number.isNaN(column)) return;
    // Stems side by side would be one block: the highest places are what one looks for.
    context.globalAlpha = 0.4;
    context.fillRect(column, highest, wide, bottom - highest);
    context.globalAlpha = 1;
    context.fillRect(column, highest, wide, 2 * ratio);
  };
  for (let i = first; i < end; i++) {
    const value = points.value[i]!;
    if (!(value > 0)) continue;
    const x = xOf(place, points.timeMs[i]!);
    const y = yOf(value);
    if (isApart) {
      context.globalAlpha = 0.55;
      context.fillRect(Math.round(x), y, wide, bottom - y);
      context.globalAlpha = 1;
      paintDot(context, Math.round(x) + wide / 2, y, 2 * ratio);
      continue;
    }
    const own = Math.floor(x);
    if (own !== column) {
      draw();
      column = own;
      highest = y;
    } else if (y < highest) highest = y;
  }
  draw();
}

function paintCycles(
  context: CanvasRenderingContext2D,
  parts: PictureParts,
  lane: Lane,
  place: PicturePlace,
): void {
  const { cycles } = parts.view;
  if (cycles.kind === 'each') paintEachCycle(context, parts, cycles, lane, place);
  else paintBinnedCycles(context, parts, cycles, lane, place);
}

/** A box from its start to its end: marking in one colour, the pauses at both ends in another. Forced ones carry a triangle. */
function paintEachCycle(
  context: CanvasRenderingContext2D,
  parts: PictureParts,
  cycles: Extract<CyclesView, { kind: 'each' }>,
  lane: Lane,
  place: PicturePlace,
): void {
  const { ratio, devicePerMs } = place;
  const { chart } = parts.colours;
  const top = (lane.cssTop + 4) * ratio;
  const height = (lane.cssHeight - 5) * ratio;
  const { first, end } = pointsIn(cycles.timeMs, place.window);
  const least = Math.max(1, Math.round(1.5 * ratio));
  for (let i = first; i < end; i++) {
    const x = xOf(place, cycles.timeMs[i]!);
    const before = orZero(cycles.sweepTermMs[i]!) * devicePerMs;
    const mark = orZero(cycles.markMs[i]!) * devicePerMs;
    const after = orZero(cycles.markTermMs[i]!) * devicePerMs;
    const width = Math.max(least, before + mark + after);
    context.fillStyle = chart.orange;
    context.fillRect(x, top, width, height);
    // Phases are told apart from where both pauses would be seen beside the marking.
    if (width >= 7 * ratio) {
      context.fillStyle = chart.red;
      context.fillRect(x, top, Math.max(ratio, before), height);
      context.fillRect(x + width - Math.max(ratio, after), top, Math.max(ratio, after), height);
    }
    if (cycles.forced[i]) paintForced(context, x + width / 2, lane.cssTop * ratio, ratio, parts);
  }
}

function paintForced(
  context: CanvasRenderingContext2D,
  x: number,
  top: number,
  ratio: number,
  parts: PictureParts,
): void {
  context.fillStyle = parts.colours.chart.foreground;
  context.beginPath();
  context.moveTo(x - 3 * ratio, top);
  context.lineTo(x + 3 * ratio, top);
  context.lineTo(x, top + 4 * ratio);
  context.fill();
}

/**
 * More cycles than columns: each column as high as the share of its time in which a cycle marked, beside the largest share
 * there is, with at least a foot. Where it is high, collecting is dense.
 */
function paintBinnedCycles(
  context: CanvasRenderingContext2D,
  parts: PictureParts,
  cycles: Extract<CyclesView, { kind: 'binned' }>,
  lane: Lane,
  place: PicturePlace,
): void {
  const { ratio, devicePerMs, window } = place;
  const { fromMs, toMs } = parts.view;
  const count = cycles.count.length;
  if (count === 0) return;
  const perColumn = ((toMs - fromMs) / count) * devicePerMs;
  const origin = (fromMs - window.fromMs) * devicePerMs;
  const bottom = (lane.cssTop + lane.cssHeight) * ratio - 1;
  const height = (lane.cssHeight - 4) * ratio;
  const first = Math.max(0, Math.floor(-origin / perColumn));
  const end = Math.min(count, Math.ceil((place.deviceWidth - origin) / perColumn));
  context.fillStyle = parts.colours.chart.orange;
  let largest = 0;
  for (const share of cycles.marking) if (share > largest) largest = share;
  for (let i = first; i < end; i++) {
    if (cycles.count[i] === 0) continue;
    const x = Math.floor(origin + i * perColumn);
    const wide = Math.max(1, Math.floor(origin + (i + 1) * perColumn) - x);
    const share = largest > 0 ? orZero(cycles.marking[i]!) / largest : 0;
    const high = Math.max(2 * ratio, share * height);
    context.fillRect(x, bottom - high, wide, high);
  }
}

function orZero(value: number): number {
  return Number.isFinite(value) ? value : 0;
}

/** Hollow diamonds where a line did what its past does not explain. */
function paintAnomalies(context: CanvasRenderingContext2D, parts: PictureParts, place: PicturePlace): void {
  const { ratio, window } = place;
  const size = 3.6 * ratio;
  const lastX = new Map<string, number>();
  for (const { series, timeMs, value } of parts.view.anomalies) {
    if (!parts.scene.shown.includes(series) || timeMs < window.fromMs || timeMs > window.toMs) continue;
    const id = laneOfSeries(series);
    const lane = parts.scene.lanes.find((each) => each.id === id);
    if (!lane) continue;
    const x = xOf(place, timeMs);
    // Signs on top of each other are no signs: of a crowd the first shows.
    if (x - (lastX.get(series) ?? Number.NEGATIVE_INFINITY) < 4 * size) continue;
    lastX.set(series, x);
    const y = deviceYOf(lane, parts.scales[id], ratio)(value);
    context.beginPath();
    context.moveTo(x - size, y);
    context.lineTo(x, y - size);
    context.lineTo(x + size, y);
    context.lineTo(x, y + size);
    context.closePath();
    context.fillStyle = parts.background;
    context.strokeStyle = parts.colours.severity.warning;
    context.lineWidth = 1.4 * ratio;
    context.fill();
    context.stroke();
  }
}
