import type { SeriesFacts } from '../../src/model/timeline';
import type { CanvasSize } from '../canvas/canvasStack';
import type { Theme } from '../theme';
import { lineStyles } from './graph/lineStyles';
import type { TimelineStage } from './graph/stage';
import { seriesName, seriesText } from './texts';

export interface PictureText {
  readonly title: string;
  readonly subtitle: string;
  /** Lines that are drawn. */
  readonly legend: readonly SeriesFacts[];
}

const pad = 12;
const rowHeight = 20;

/** What is in sight as a PNG, with its title and legend, in the colours of the theme and sharp on any screen. */
export async function exportPicture(
  stage: TimelineStage,
  theme: Theme,
  text: PictureText,
): Promise<Uint8Array> {
  const ratio = Math.max(2, stage.size.ratio);
  const { cssWidth, cssHeight } = stage.size;
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', { alpha: false });
  if (!context) throw new Error('This browser gives no 2D canvas.');
  const font = `${theme.cssFontSize - 1}px ${theme.fontFamily}`;
  context.font = font;
  const entries = layoutLegend(context, text.legend, cssWidth + 2 * pad);
  const head = pad + 2 * rowHeight + entries.rows * rowHeight + 6;
  canvas.width = Math.round((cssWidth + 2 * pad) * ratio);
  canvas.height = Math.round((head + cssHeight + pad) * ratio);
  context.fillStyle = theme.background;
  context.fillRect(0, 0, canvas.width, canvas.height);
  drawLanes(context, stage, { cssWidth, cssHeight, ratio }, pad, head);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.textBaseline = 'middle';
  context.textAlign = 'left';
  context.font = `600 ${theme.cssFontSize + 1}px ${theme.fontFamily}`;
  context.fillStyle = theme.foreground;
  context.fillText(text.title, pad, pad + rowHeight / 2);
  context.font = font;
  context.fillStyle = theme.mutedForeground;
  context.fillText(text.subtitle, pad, pad + rowHeight * 1.5);
  for (const { facts, x, row } of entries.placed) {
    const y = pad + rowHeight * (2.5 + row);
    const style = lineStyles[facts.name];
    context.strokeStyle = stage.colours.chart[style.colour];
    context.lineWidth = Math.max(1.5, style.cssWidth);
    context.setLineDash(style.dash as number[]);
    context.beginPath();
    context.moveTo(x, y);
    context.lineTo(x + 22, y);
    context.stroke();
    context.setLineDash([]);
    context.fillStyle = theme.foreground;
    context.fillText(entryText(facts), x + 28, y);
  }
  return bytesOf(canvas);
}

interface PlacedEntry {
  readonly facts: SeriesFacts;
  readonly x: number;
  readonly row: number;
}

function layoutLegend(
  context: CanvasRenderingContext2D,
  legend: readonly SeriesFacts[],
  width: number,
): { readonly placed: readonly PlacedEntry[]; readonly rows: number } {
  let x = pad;
  let row = 0;
  const placed = legend.map((facts) => {
    const wide = 28 + context.measureText(entryText(facts)).width + 18;
    if (x > pad && x + wide > width - pad) {
      x = pad;
      row++;
    }
    const entry = { facts, x, row };
    x += wide;
    return entry;
  });
  return { placed, rows: placed.length === 0 ? 0 : row + 1 };
}

function entryText({ name, last }: SeriesFacts): string {
  return `${seriesName(name)}  ${seriesText(name, last)}`;
}

function drawLanes(
  context: CanvasRenderingContext2D,
  stage: TimelineStage,
  { cssWidth, cssHeight, ratio }: { cssWidth: number; cssHeight: number; ratio: number },
  left: number,
  top: number,
): void {
  const size: CanvasSize = {
    cssWidth,
    cssHeight,
    deviceWidth: Math.round(cssWidth * ratio),
    deviceHeight: Math.round(cssHeight * ratio),
    ratio,
  };
  const lanes = document.createElement('canvas');
  lanes.width = size.deviceWidth;
  lanes.height = size.deviceHeight;
  const inner = lanes.getContext('2d', { alpha: false });
  if (!inner) throw new Error('This browser gives no 2D canvas.');
  stage.drawTo(inner, size);
  context.drawImage(lanes, Math.round(left * ratio), Math.round(top * ratio));
}

async function bytesOf(canvas: HTMLCanvasElement): Promise<Uint8Array> {
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (!blob) throw new Error('This browser could not write the picture.');
  return new Uint8Array(await blob.arrayBuffer());
}
