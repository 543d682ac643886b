import type { CanvasSize } from '../canvas/canvasStack';
import type { Theme } from '../theme';
import type { Camera } from './camera';
import type { FlameMetrics } from './metrics';
import { type Box, type FlameScene, type Layer, rowInLayer } from './scene';
import { type FlameGeometry, flameGeometry } from './view';

/** What lies over the boxes: changes with the pointer and the selection, while the boxes stay as they are. */
export interface FlameMarks {
  readonly hovered: Box | null;
  readonly selected: Box | null;
  /** Position in the profile's table of functions: all of its boxes are outlined. */
  readonly selectedFrame: number | null;
  readonly focused: boolean;
}

/** Clears the canvas and draws the marks. */
export function drawMarks(
  context: CanvasRenderingContext2D,
  size: CanvasSize,
  scene: FlameScene,
  camera: Camera,
  metrics: FlameMetrics,
  theme: Theme,
  marks: FlameMarks,
): void {
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, size.deviceWidth, size.deviceHeight);
  if (scene.isEmpty) return;
  const geometry = flameGeometry(camera, metrics, size);
  const place: Place = { context, size, scene, camera, geometry };
  context.save();
  context.beginPath();
  context.rect(0, geometry.deviceAxis, size.deviceWidth, size.deviceHeight);
  context.clip();
  if (marks.hovered) drawHover(place, theme, marks.hovered);
  if (marks.selectedFrame !== null && !marks.selected) drawFrame(place, theme, marks.selectedFrame);
  if (marks.selected) drawSelected(place, theme, marks.selected, marks.focused);
  context.restore();
}

interface Place {
  readonly context: CanvasRenderingContext2D;
  readonly size: CanvasSize;
  readonly scene: FlameScene;
  readonly camera: Camera;
  readonly geometry: FlameGeometry;
}

interface DeviceRect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function drawHover(place: Place, theme: Theme, hovered: Box): void {
  const { context, scene } = place;
  const frame = scene.frame(hovered);
  context.fillStyle = theme.foreground;
  context.strokeStyle = theme.foreground;
  context.lineWidth = place.geometry.deviceGap;
  if (frame >= 0 && !theme.highContrast) {
    context.globalAlpha = 0.1;
    forEachBox(place, frame, (rect) => context.fillRect(rect.x, rect.y, rect.width, rect.height));
  }
  if (frame >= 0 && theme.highContrast) {
    context.setLineDash([3 * place.geometry.deviceGap, 2 * place.geometry.deviceGap]);
    forEachBox(place, frame, (rect) => strokeInside(context, rect, place.geometry.deviceGap));
    context.setLineDash([]);
  }
  context.globalAlpha = 0.08;
  const rect = rectOf(place, hovered);
  if (!theme.highContrast) context.fillRect(rect.x, rect.y, rect.width, rect.height);
  context.globalAlpha = 1;
  strokeInside(context, rect, place.geometry.deviceGap * (theme.highContrast ? 2 : 1));
}

function drawFrame(place: Place, theme: Theme, frame: number): void {
  place.context.strokeStyle = theme.highContrast ? theme.focusBorder : theme.foreground;
  forEachBox(place, frame, (rect) => strokeInside(place.context, rect, 2 * place.geometry.deviceGap));
}

/** A line inside the box, so that its neighbours stay whole; the focus adds a ring around it. */
function drawSelected(place: Place, theme: Theme, selected: Box, focused: boolean): void {
  const { context, geometry } = place;
  const rect = rectOf(place, selected);
  const line = geometry.deviceGap;
  if (focused) {
    context.strokeStyle = theme.focusBorder;
    strokeInside(context, inset(rect, -2 * line), 2 * line);
  }
  context.strokeStyle = theme.foreground;
  strokeInside(context, rect, focused ? line : 2 * line);
}

function inset({ x, y, width, height }: DeviceRect, by: number): DeviceRect {
  return { x: x + by, y: y + by, width: width - 2 * by, height: height - 2 * by };
}

function strokeInside(context: CanvasRenderingContext2D, rect: DeviceRect, line: number): void {
  context.lineWidth = line;
  const { x, y, width, height } = inset(rect, line / 2);
  context.strokeRect(x, y, Math.max(0, width), height);
}

/** Where a box lies; narrow boxes are given the width of a line so that a mark on them can be seen. */
function rectOf({ scene, camera, geometry, size }: Place, box: Box): DeviceRect {
  const { left, right } = scene.span(box);
  return rectAt(left - camera.left, right - camera.left, scene.row(box), geometry, size.deviceWidth, 4);
}

function rectAt(
  fromX: number,
  toX: number,
  row: number,
  geometry: FlameGeometry,
  deviceWidth: number,
  narrowest: number,
): DeviceRect {
  const { devicePerValue, deviceGap, deviceRow, deviceTop, firstRow } = geometry;
  // Edges far outside the canvas would lose the outline's precision.
  const x = Math.max(-4 * deviceGap, Math.round(fromX * devicePerValue));
  const end = Math.min(deviceWidth + 4 * deviceGap, Math.round(toX * devicePerValue));
  const wide = end - x > 3 * deviceGap ? end - x - deviceGap : end - x;
  return {
    x: Math.min(x, deviceWidth - narrowest * deviceGap),
    y: deviceTop + (row - firstRow) * deviceRow,
    width: Math.max(narrowest * deviceGap, wide),
    height: deviceRow - deviceGap,
  };
}

/** Calls back for every box of a function that is in sight and wide enough to be seen. */
function forEachBox(place: Place, frame: number, draw: (rect: DeviceRect) => void): void {
  const { scene, camera, geometry } = place;
  for (const band of scene.bands(camera)) {
    const layer = scene.layers[band.layer]!;
    const local = layer.localFrame.get(frame);
    if (local === undefined) continue;
    const first = Math.max(band.fromRow, geometry.firstRow);
    const last = Math.min(band.toRow, geometry.firstRow + geometry.rowCount) - 1;
    if (first > last) continue;
    const [a, b] = [rowInLayer(layer, first), rowInLayer(layer, last)];
    forEachRank(place, layer, local, Math.min(a, b), Math.max(a, b) + 1, draw);
  }
}

function forEachRank(
  place: Place,
  layer: Layer,
  local: number,
  fromRow: number,
  toRow: number,
  draw: (rect: DeviceRect) => void,
): void {
  const { camera, geometry, size } = place;
  const { rows, byFrame } = layer.layout;
  const leastX = geometry.deviceGap / geometry.devicePerValue;
  const fromX = camera.left - layer.offsetX;
  const toX = camera.right - layer.offsetX;
  const end = byFrame.begin[local + 1]!;
  let row = fromRow;
  let i = lowerBound(byFrame.rank, byFrame.begin[local]!, end, rows.begin[fromRow]!);
  for (; i < end; i++) {
    const rank = byFrame.rank[i]!;
    while (row < toRow && rank >= rows.begin[row + 1]!) row++;
    if (row >= toRow) return;
    const left = rows.edges[2 * rank]!;
    const right = rows.edges[2 * rank + 1]!;
    if (right <= fromX || left >= toX || right - left < leastX) continue;
    const at = layer.rowOffset + layer.side * row;
    draw(rectAt(left - fromX, right - fromX, at, geometry, size.deviceWidth, 1));
  }
}

function lowerBound(sorted: Uint32Array, low: number, high: number, wanted: number): number {
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
