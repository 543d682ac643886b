import type { CanvasSize } from '../canvas/canvasStack';
import { type ElasticText, TextFitter } from '../canvas/textFit';
import type { Camera } from './camera';
import { labelForms } from './label';
import type { FlameMetrics } from './metrics';
import type { Palette } from './palette';
import { type BoxPaint, type LabelSink, type PixelScale, paintRow } from './rowPixels';
import { type FlameScene, type Layer, rowInLayer } from './scene';
import { computeTicks } from './ticks';

/** Everything that a picture of the boxes depends on. */
export interface FlamePicture {
  readonly scene: FlameScene;
  readonly camera: Camera;
  /** By layer of the scene. */
  readonly paints: readonly BoxPaint[];
  readonly palette: Palette;
  readonly metrics: FlameMetrics;
  /** Where the axis says zero, as valueX. */
  readonly axisOrigin: number;
  readonly unit: string;
  readonly axisText: string;
  readonly axisLine: string;
  /** What stands behind a name where there is room: `310 MB · 25 %`. */
  readonly valueText: (layer: Layer, index: number) => string;
  readonly allText: string;
}

/** Geometry of a picture on a canvas: where rows and values lie in device pixels. */
export interface FlameGeometry {
  readonly deviceAxis: number;
  readonly deviceRow: number;
  readonly deviceGap: number;
  readonly devicePerValue: number;
  readonly firstRow: number;
  /** Rows in sight, the partly visible ones included. */
  readonly rowCount: number;
  /** Top edge of `firstRow`. */
  readonly deviceTop: number;
}

export function flameGeometry(camera: Camera, metrics: FlameMetrics, size: CanvasSize): FlameGeometry {
  const { ratio, deviceWidth, deviceHeight } = size;
  const deviceAxis = Math.round(metrics.cssAxis * ratio);
  const deviceRow = Math.max(1, Math.round(metrics.cssRow * ratio));
  const firstRow = Math.floor(camera.topRow);
  const deviceTop = deviceAxis - Math.round((camera.topRow - firstRow) * deviceRow);
  return {
    deviceAxis,
    deviceRow,
    deviceGap: Math.max(1, Math.round(ratio)),
    devicePerValue: deviceWidth / (camera.right - camera.left),
    firstRow,
    rowCount: Math.max(0, Math.ceil((deviceHeight - deviceTop) / deviceRow)),
    deviceTop,
  };
}

/** A box narrower than this (CSS pixels) is no place for letters. */
const cssLabelMin = 32;
/** From this width on (CSS pixels) a box may also show its value. */
const cssValueMin = 150;
const cssValueGap = 10;
/** Forms of a name that may give way to its value: the whole name and the one without its import path. */
const formsBesideValue = 2;
const cssTickSpacing = 90;
const mostValues = 20_000;
/** Narrower boxes (CSS pixels) are merged with their neighbours, into runs of about the second width. */
const cssSliver = 2;
const cssChunk = 5;

/** Draws boxes, labels and axis. Keeps what one frame can use of the one before: buffers, text widths. */
export class FlamePainter {
  readonly #lines = document.createElement('canvas');
  readonly #linesContext: CanvasRenderingContext2D;
  readonly #ruler: CanvasRenderingContext2D;
  readonly #labels = new LabelList();
  #image: ImageData | null = null;
  #fitter: TextFitter | null = null;
  #font = '';
  /** The canvas, as it was when it was given this font: a new size makes it forget. */
  #fontFor: CanvasSize | null = null;
  #fontSet = '';
  #texts = new WeakMap<Layer, (ElasticText | undefined)[]>();
  #values = new WeakMap<Layer, Map<number, MeasuredText>>();

  constructor() {
    const context = this.#lines.getContext('2d', { alpha: false, willReadFrequently: true });
    const ruler = document.createElement('canvas').getContext('2d');
    if (!context || !ruler) throw new Error('This browser gives no 2D canvas.');
    this.#linesContext = context;
    this.#ruler = ruler;
  }

  /** Values are written differently from now on. */
  forgetValues(): void {
    this.#values = new WeakMap();
  }

  draw(context: CanvasRenderingContext2D, size: CanvasSize, picture: FlamePicture): void {
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.fillStyle = picture.palette.background;
    context.fillRect(0, 0, size.deviceWidth, size.deviceHeight);
    if (picture.scene.isEmpty || size.deviceWidth === 0 || picture.scene.width <= 0) return;
    const geometry = flameGeometry(picture.camera, picture.metrics, size);
    this.#drawBoxes(context, size, picture, geometry);
    this.#drawLabels(context, size, picture, geometry);
    this.#drawAxis(context, size, picture, geometry);
  }

  #drawBoxes(
    context: CanvasRenderingContext2D,
    size: CanvasSize,
    picture: FlamePicture,
    geometry: FlameGeometry,
  ): void {
    const { deviceRow, deviceTop, rowCount } = geometry;
    const { deviceWidth } = size;
    if (rowCount === 0) return;
    const image = this.#imageFor(deviceWidth, rowCount);
    const line = new Uint32Array(image.data.buffer);
    line.fill(picture.palette.backgroundPixel);
    this.#paintLines(line, size, picture, geometry);
    this.#linesContext.putImageData(image, 0, 0);
    context.imageSmoothingEnabled = false;
    context.drawImage(
      this.#lines,
      0,
      0,
      deviceWidth,
      rowCount,
      0,
      deviceTop,
      deviceWidth,
      rowCount * deviceRow,
    );
    if (picture.palette.highContrast) this.#drawRowBorders(context, line, size, picture, geometry);
    else drawRowGaps(context, size, picture.palette.gap, geometry);
  }

  #paintLines(line: Uint32Array, size: CanvasSize, picture: FlamePicture, geometry: FlameGeometry): void {
    const { scene, camera, paints } = picture;
    const { ratio, deviceWidth } = size;
    this.#labels.clear(cssLabelMin * ratio);
    for (const band of scene.bands(camera)) {
      const layer = scene.layers[band.layer]!;
      const { layout, offsetX } = layer;
      const scale: PixelScale = {
        leftX: camera.left - offsetX,
        devicePerValue: geometry.devicePerValue,
        deviceWidth,
        deviceGap: geometry.deviceGap,
        deviceSliver: cssSliver * ratio,
        deviceChunk: cssChunk * ratio,
      };
      const fromRow = Math.max(band.fromRow, geometry.firstRow);
      const toRow = Math.min(band.toRow, geometry.firstRow + geometry.rowCount);
      for (let row = fromRow; row < toRow; row++) {
        const at = (row - geometry.firstRow) * deviceWidth;
        this.#labels.startRow(band.layer, row);
        paintRow(line, at, layout.rows, rowInLayer(layer, row), paints[band.layer]!, scale, this.#labels);
      }
    }
  }

  /** The lower edge of every row, as wide as the row's boxes, and the upper edge of the first. */
  #drawRowBorders(
    context: CanvasRenderingContext2D,
    line: Uint32Array,
    size: CanvasSize,
    { palette }: FlamePicture,
    { deviceGap, deviceRow, deviceTop, rowCount, firstRow }: FlameGeometry,
  ): void {
    const { deviceWidth } = size;
    const { backgroundPixel } = palette;
    context.fillStyle = palette.gap;
    for (let r = 0; r < rowCount; r++) {
      const y = deviceTop + (r + 1) * deviceRow - deviceGap;
      for (let x = 0; x < deviceWidth; ) {
        while (x < deviceWidth && line[r * deviceWidth + x] === backgroundPixel) x++;
        const from = x;
        while (x < deviceWidth && line[r * deviceWidth + x] !== backgroundPixel) x++;
        if (x > from) context.fillRect(from, y, x - from, deviceGap);
      }
    }
    if (firstRow === 0) context.fillRect(0, deviceTop, deviceWidth, deviceGap);
  }

  #drawLabels(
    context: CanvasRenderingContext2D,
    size: CanvasSize,
    picture: FlamePicture,
    geometry: FlameGeometry,
  ): void {
    const { palette, metrics, scene } = picture;
    const { ratio } = size;
    const labels = this.#labels;
    const fitter = this.#fitterFor(picture, ratio);
    const baseline = Math.round(geometry.deviceRow / 2 + metrics.cssFontSize * ratio * 0.34);
    const searching = picture.paints.some(({ blockMatches }) => blockMatches !== null);
    this.#useFont(context, size);
    const ink = new Ink(context);
    for (let i = 0; i < labels.count; i++) {
      const layer = scene.layers[labels.layer[i]!]!;
      const frame = layer.layout.rows.frame[labels.rank[i]!]!;
      const deviceLeft = labels.left[i]! + metrics.cssPadding * ratio;
      const cssRoom = (labels.right[i]! - deviceLeft) / ratio - metrics.cssPadding + 1;
      const name = this.#elastic(fitter, layer, frame, picture.allText);
      const value = cssRoom < cssValueMin ? null : this.#value(fitter, picture, layer, labels.rank[i]!);
      const beside = value
        ? fitter.fitWhole(name, cssRoom - cssValueGap - value.cssWidth, formsBesideValue)
        : '';
      const text = beside === '' ? fitter.fit(name, cssRoom) : beside;
      if (text === '') continue;
      const key = layer.layout.rows.key[labels.rank[i]!]!;
      const matches = picture.paints[labels.layer[i]!]!.keyMatches[key + 1] === 1;
      const y = geometry.deviceTop + (labels.row[i]! - geometry.firstRow) * geometry.deviceRow + baseline;
      const color = matches ? palette.matchText : searching ? palette.dimmedText : palette.text;
      ink.draw(text, deviceLeft, y, color);
      if (beside === '' || !value) continue;
      const deviceValue = Math.round(deviceLeft + (fitter.cssFittedWidth + cssValueGap) * ratio);
      ink.draw(value.text, deviceValue, y, matches || searching ? color : palette.valueText);
    }
  }

  #drawAxis(
    context: CanvasRenderingContext2D,
    size: CanvasSize,
    picture: FlamePicture,
    geometry: FlameGeometry,
  ): void {
    const { camera, metrics, axisOrigin, palette } = picture;
    const { ratio, deviceWidth } = size;
    const { deviceAxis, deviceGap } = geometry;
    context.fillStyle = palette.background;
    context.fillRect(0, 0, deviceWidth, deviceAxis);
    context.fillStyle = picture.axisLine;
    context.fillRect(0, deviceAxis - deviceGap, deviceWidth, deviceGap);
    const most = Math.max(2, Math.floor(size.cssWidth / cssTickSpacing));
    const ticks = computeTicks(camera.left - axisOrigin, camera.right - axisOrigin, picture.unit, most);
    const baseline = Math.round(deviceAxis / 2 + metrics.cssFontSize * ratio * 0.3);
    let free = Number.NEGATIVE_INFINITY;
    for (const { value, label } of ticks) {
      const x = Math.round((value + axisOrigin - camera.left) * geometry.devicePerValue);
      context.fillStyle = picture.axisLine;
      const top = Math.round(deviceAxis * 0.2);
      context.fillRect(Math.min(x, deviceWidth - deviceGap), top, deviceGap, deviceAxis - top);
      const width = context.measureText(label).width;
      const left = x + 4 * ratio;
      if (left < free || left + width > deviceWidth) continue;
      context.fillStyle = picture.axisText;
      context.fillText(label, left, baseline);
      free = left + width + 8 * ratio;
    }
  }

  #imageFor(width: number, height: number): ImageData {
    if (this.#image?.width === width && this.#image.height === height) return this.#image;
    this.#lines.width = width;
    this.#lines.height = height;
    this.#image = new ImageData(width, height);
    return this.#image;
  }

  #fitterFor({ metrics }: FlamePicture, ratio: number): TextFitter {
    const font = `${metrics.cssFontSize * ratio}px ${metrics.fontFamily}`;
    if (this.#fitter && font === this.#font) return this.#fitter;
    this.#font = font;
    this.#texts = new WeakMap();
    this.#values = new WeakMap();
    setFont(this.#ruler, font);
    this.#fitter = new TextFitter((text) => this.#ruler.measureText(text).width / ratio);
    return this.#fitter;
  }

  /** Setting a font, even the same one, costs as much as fifty boxes: it is set where the canvas has lost it. */
  #useFont(context: CanvasRenderingContext2D, size: CanvasSize): void {
    if (this.#fontFor === size && this.#fontSet === this.#font) return;
    setFont(context, this.#font);
    context.textBaseline = 'alphabetic';
    context.textAlign = 'left';
    this.#fontFor = size;
    this.#fontSet = this.#font;
  }

  #elastic(fitter: TextFitter, layer: Layer, frame: number, allText: string): ElasticText {
    let texts = this.#texts.get(layer);
    if (!texts) {
      texts = [];
      this.#texts.set(layer, texts);
    }
    let text = texts[frame + 1];
    if (!text) {
      const { name, packageName } = layer.layout.view.frames;
      text = fitter.elastic(frame < 0 ? [allText] : labelForms(name[frame]!, packageName[frame]!));
      texts[frame + 1] = text;
    }
    return text;
  }

  #value(fitter: TextFitter, picture: FlamePicture, layer: Layer, rank: number): MeasuredText {
    let values = this.#values.get(layer);
    if (!values || values.size > mostValues) {
      values = new Map();
      this.#values.set(layer, values);
    }
    let value = values.get(rank);
    if (!value) {
      const text = picture.valueText(layer, layer.layout.rows.box[rank]!);
      value = { text, cssWidth: fitter.width(text) };
      values.set(rank, value);
    }
    return value;
  }
}

interface MeasuredText {
  readonly text: string;
  readonly cssWidth: number;
}

/** Sets the colour only where it changes. */
class Ink {
  readonly #context: CanvasRenderingContext2D;
  #color = '';

  constructor(context: CanvasRenderingContext2D) {
    this.#context = context;
  }

  draw(text: string, deviceX: number, deviceY: number, color: string): void {
    if (color !== this.#color) {
      this.#color = color;
      this.#context.fillStyle = color;
    }
    this.#context.fillText(text, deviceX, deviceY);
  }
}

/** Without kerning and ligatures, which are half of what a label costs; a cut then is as wide as its letters. */
function setFont(context: CanvasRenderingContext2D, font: string): void {
  context.font = font;
  context.fontKerning = 'none';
  context.textRendering = 'optimizeSpeed';
}

/** Boxes of one frame that are wide enough for a label, in columns that are used again for the next frame. */
class LabelList implements LabelSink {
  deviceMinWidth = 0;
  count = 0;
  readonly layer: number[] = [];
  readonly row: number[] = [];
  readonly rank: number[] = [];
  readonly left: number[] = [];
  readonly right: number[] = [];
  #layer = 0;
  #row = 0;

  clear(deviceMinWidth: number): void {
    this.deviceMinWidth = deviceMinWidth;
    this.count = 0;
  }

  startRow(layer: number, row: number): void {
    this.#layer = layer;
    this.#row = row;
  }

  add(rank: number, deviceLeft: number, deviceRight: number): void {
    const at = this.count++;
    this.layer[at] = this.#layer;
    this.row[at] = this.#row;
    this.rank[at] = rank;
    this.left[at] = deviceLeft;
    this.right[at] = deviceRight;
  }
}

function drawRowGaps(
  context: CanvasRenderingContext2D,
  size: CanvasSize,
  color: string,
  { deviceTop, deviceRow, deviceGap, rowCount }: FlameGeometry,
): void {
  context.fillStyle = color;
  for (let r = 1; r <= rowCount; r++) {
    context.fillRect(0, deviceTop + r * deviceRow - deviceGap, size.deviceWidth, deviceGap);
  }
}
