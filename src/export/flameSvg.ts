import { ownName } from '../base/splitName';
import { isStandardLibrary } from '../base/standardLibrary';
import { formatShare, formatValue } from '../base/units';
import type { FlameView, SampleTypeFacts } from '../model/views';
import { TextPieces } from './textPieces';
import { escapeXml } from './xmlText';

export interface FlameSvgOptions {
  readonly title: string;
  readonly type: SampleTypeFacts;
  /** CSS pixels. */
  readonly width: number;
}

const rowHeight = 18;
const fontSize = 12;
/** Of the monospaced font named below: 0.6 of its size, whatever font takes its place. */
const charWidth = fontSize * 0.6;
const headHeight = 40;
const margin = 8;
/** Boxes narrower than this are left out: they could not be told from the gaps. */
const leastWidth = 0.3;

/**
 * The picture of a flame view as a file of its own, without scripts: every box tells its function, value and share when the
 * pointer rests on it. Of a comparison blue is less and orange more.
 */
export function exportFlameSvg(view: FlameView, options: FlameSvgOptions): Uint8Array {
  const { title, type, width } = options;
  const boxes = layoutBoxes(view, width - 2 * margin);
  const rows = boxes.reduce((most, { depth }) => Math.max(most, depth + 1), 1);
  const height = headHeight + rows * rowHeight + margin;
  const text = new TextPieces();
  text.push(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ` +
      `font-family="ui-monospace, Menlo, Consolas, monospace" font-size="${fontSize}" role="img">\n` +
      `<title>${escapeXml(title)}</title>\n` +
      `<rect width="100%" height="100%" fill="#ffffff"/>\n` +
      `<text x="${margin}" y="18" font-size="14" fill="#1f1f1f">${escapeXml(title)}</text>\n` +
      `<text x="${margin}" y="34" fill="#5f5f5f">${escapeXml(subtitle(view, type))}</text>\n`,
  );
  for (const box of boxes) {
    text.push(boxSvg(view, type, box, headHeight + box.depth * rowHeight));
  }
  text.push('</svg>\n');
  return text.finish();
}

interface Box {
  readonly row: number;
  readonly depth: number;
  readonly x: number;
  readonly width: number;
}

/** A box starts where its elder sibling ends, or at its parent's start. */
function layoutBoxes(view: FlameView, width: number): Box[] {
  const boxes: Box[] = [];
  const whole = view.weight[0]! || 1;
  /** Where the next box of each depth starts. */
  const next: number[] = [0];
  for (let row = 0; row < view.length; row++) {
    const depth = view.depth[row]!;
    const boxWidth = (view.weight[row]! / whole) * width;
    const x = next[depth]!;
    next[depth] = x + boxWidth;
    next[depth + 1] = x;
    if (boxWidth >= leastWidth) boxes.push({ row, depth, x: margin + x, width: boxWidth });
  }
  return boxes;
}

function boxSvg(view: FlameView, type: SampleTypeFacts, { row, x, width }: Box, y: number): string {
  const frame = view.frame[row]!;
  const name = frame < 0 ? 'all' : view.frames.name[frame]!;
  const packageName = frame < 0 ? '' : view.frames.packageName[frame]!;
  const share = view.weight[0] === 0 ? 0 : view.weight[row]! / view.weight[0]!;
  const hint = `${name}\n${formatValue(view.total[row]!, type.unit)}, ${formatShare(share)}`;
  const fill = view.compared ? changeFill(view.total[row]!, view.weight[row]!) : fillOf(frame, packageName);
  const label = fitted(ownName(name), width - 6);
  const rect = `<rect x="${round(x)}" y="${y}" width="${round(Math.max(width - 0.5, leastWidth))}" height="${rowHeight - 1}" fill="${fill}" rx="1"/>`;
  const text =
    label === ''
      ? ''
      : `<text x="${round(x + 3)}" y="${y + 13}" fill="#1f1f1f" pointer-events="none">${escapeXml(label)}</text>`;
  return `<g><title>${escapeXml(hint)}</title>${rect}${text}</g>\n`;
}

function subtitle(view: FlameView, type: SampleTypeFacts): string {
  const omitted = view.omitted === 0 ? '' : `, ${view.omitted.toLocaleString('en-US')} small calls left out`;
  return `${type.type}: ${formatValue(view.total[0]!, type.unit)}${omitted}`;
}

function fitted(label: string, width: number): string {
  const room = Math.floor(width / charWidth);
  if (room >= label.length) return label;
  return room < 3 ? '' : `${label.slice(0, room - 1)}…`;
}

/** Hue by package; Go's own packages are greys, which leaves the colours to code that somebody can change. */
function fillOf(frame: number, packageName: string): string {
  if (frame < 0) return '#ececec';
  if (packageName === '' || isStandardLibrary(packageName))
    return packageName === 'runtime' ? '#dcdcdc' : '#e4e4e4';
  let hash = 0;
  for (let i = 0; i < packageName.length; i++) hash = (hash * 31 + packageName.charCodeAt(i)) >>> 0;
  return `hsl(${(hash % 24) * 15}, 58%, ${80 - ((hash >>> 8) % 2) * 5}%)`;
}

/** From blue (all of it gone) over grey to orange (all of it new): readable without red and green. */
function changeFill(change: number, weight: number): string {
  const share = weight === 0 ? 0 : Math.max(-1, Math.min(1, change / weight));
  const strength = Math.round(Math.abs(share) * 70);
  const lightness = 92 - Math.round(Math.abs(share) * 27);
  return share === 0 ? '#ececec' : `hsl(${share > 0 ? 28 : 212}, ${20 + strength}%, ${lightness}%)`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
