import { formatMessage } from '../../base/message';
import { formatBytes } from '../../base/units';
import { momentText } from '../../model/evidenceText';
import type { Finding, Severity } from '../../model/finding';
import type {
  CyclesView,
  MemoryFacts,
  SeriesPoints,
  TimelineSeries,
  TimelineView,
} from '../../model/timeline';
import { TextPieces } from '../textPieces';
import { escapeXml } from '../xmlText';
import { byteTicks, timeTicks } from './ticks';

/** What is drawn: the lines of a view, its collections, and findings that have a span. */
export interface TimelinePicture {
  readonly facts: MemoryFacts;
  /** Of as many columns as the picture has pixels, of `picturedSeries`. */
  readonly view: TimelineView;
  readonly findings: readonly Finding[];
}

export interface TimelineSvgOptions {
  readonly title: string;
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
}

interface Stroke {
  readonly name: string;
  readonly color: string;
  readonly dash: string;
}

/** Colours that are told apart without red and green; limits are dashed. */
const strokes: Readonly<Partial<Record<TimelineSeries, Stroke>>> = {
  rss: { name: 'resident', color: '#8a8a8a', dash: '' },
  heapAlloc: { name: 'HeapAlloc', color: '#9ecae1', dash: '' },
  goal: { name: 'heap goal', color: '#b07aa1', dash: '4 2' },
  heapEnd: { name: 'heap at end', color: '#9ecae1', dash: '' },
  heapLive: { name: 'live heap', color: '#0b5cad', dash: '' },
  stacks: { name: 'stacks', color: '#59a14f', dash: '' },
  memoryLimit: { name: 'GOMEMLIMIT', color: '#d9730d', dash: '8 4' },
  containerLimit: { name: 'container’s limit', color: '#a3121d', dash: '8 4' },
};

/** Lines of a picture, the lower ones first. */
export const picturedSeries = Object.keys(strokes) as readonly TimelineSeries[];

const limits: readonly TimelineSeries[] = ['memoryLimit', 'containerLimit'];
/** A limit farther above all else than this would press the lines to the floor: it is named instead. */
const limitInSight = 2.5;

const severityFills: Readonly<Record<Severity, string>> = {
  error: '#a3121d',
  warning: '#d9730d',
  info: '#0b5cad',
};

const headHeight = 58;
const footHeight = 22;
const laneHeight = 26;
const left = 64;
const right = 12;

interface Frame {
  readonly x: (timeMs: number) => number;
  readonly y: (bytes: number) => number;
  readonly top: number;
  readonly bottom: number;
  readonly right: number;
  readonly most: number;
}

/** A timeline as a picture of its own, in light colours, without scripts. */
export function exportTimelineSvg(picture: TimelinePicture, options: TimelineSvgOptions): Uint8Array {
  const { view, findings, facts } = picture;
  const { width, height, title } = options;
  const lines = view.series.filter(({ name, value }) => strokes[name] && value.some(Number.isFinite));
  const frame = frameOf(view, lines, width, height);
  const text = new TextPieces();
  text.push(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ` +
      'font-family="system-ui, -apple-system, Segoe UI, sans-serif" font-size="11" role="img">\n' +
      `<title>${escapeXml(title)}</title>\n` +
      '<rect width="100%" height="100%" fill="#ffffff"/>\n' +
      `<text x="12" y="18" font-size="14" fill="#1f1f1f">${escapeXml(title)}</text>\n`,
  );
  drawAxes(text, view, facts, frame);
  for (const finding of findings) drawFinding(text, finding, frame);
  for (const line of lines) if (isInSight(line, frame)) drawLine(text, line, frame);
  drawLegend(text, lines, frame);
  drawCycles(text, view.cycles, frame);
  if (lines.length === 0) {
    text.push(`<text x="${left + 8}" y="${frame.top + 20}" fill="#5f5f5f">Nothing to draw.</text>\n`);
  }
  text.push('</svg>\n');
  return text.finish();
}

function frameOf(view: TimelineView, lines: readonly SeriesPoints[], width: number, height: number): Frame {
  const highest = ({ value }: SeriesPoints) =>
    value.reduce((most, bytes) => (Number.isFinite(bytes) && bytes > most ? bytes : most), 0);
  const data = lines.filter(({ name }) => !limits.includes(name)).map(highest);
  const seen = Math.max(0, ...data);
  const near = lines
    .filter(({ name }) => limits.includes(name))
    .map(highest)
    .filter((bytes) => seen === 0 || bytes <= limitInSight * seen);
  const most = 1.05 * Math.max(1, seen, ...near);
  const [top, bottom] = [headHeight, height - footHeight - laneHeight];
  const spanMs = Math.max(1, view.toMs - view.fromMs);
  return {
    x: (timeMs) => left + ((timeMs - view.fromMs) / spanMs) * (width - left - right),
    y: (bytes) => bottom - (bytes / most) * (bottom - top),
    top,
    bottom,
    right: width - right,
    most,
  };
}

function isInSight({ name, value }: SeriesPoints, { most }: Frame): boolean {
  return !limits.includes(name) || value.some((bytes) => bytes <= most);
}

function drawAxes(text: TextPieces, view: TimelineView, { clock }: MemoryFacts, frame: Frame): void {
  for (const bytes of byteTicks(frame.most, 5)) {
    const y = round(frame.y(bytes));
    text.push(
      `<path d="M${left} ${y}H${frame.right}" stroke="#e4e4e4"/>` +
        `<text x="${left - 6}" y="${y + 4}" text-anchor="end" fill="#5f5f5f">${formatBytes(bytes)}</text>\n`,
    );
  }
  for (const { atMs, label } of timeTicks(view.fromMs, view.toMs, clock, 6)) {
    const x = round(frame.x(atMs));
    text.push(
      `<path d="M${x} ${frame.top}V${frame.bottom + laneHeight}" stroke="#f0f0f0"/>` +
        `<text x="${x}" y="${frame.bottom + laneHeight + 15}" text-anchor="middle" fill="#5f5f5f">${escapeXml(label)}</text>\n`,
    );
  }
}

function drawFinding(text: TextPieces, { ruleId, severity, title, span }: Finding, frame: Frame): void {
  if (!span) return;
  const from = Math.max(left, Math.min(frame.right, frame.x(span.fromMs)));
  const to = Math.max(from + 2, Math.min(frame.right, frame.x(span.toMs)));
  if (Number.isNaN(from) || Number.isNaN(to)) return;
  const fill = severityFills[severity];
  text.push(
    `<g><title>${escapeXml(`${ruleId}: ${formatMessage(title)}`)}</title>` +
      `<rect x="${round(from)}" y="${frame.top}" width="${round(to - from)}" height="${frame.bottom - frame.top}" fill="${fill}" fill-opacity="0.1"/>` +
      `<text x="${round(from + 3)}" y="${frame.top + 11}" fill="${fill}">${escapeXml(ruleId)}</text></g>\n`,
  );
}

function drawLine(text: TextPieces, { name, timeMs, value }: SeriesPoints, frame: Frame): void {
  const { color, dash } = strokes[name]!;
  let path = '';
  let isOpen = false;
  for (let i = 0; i < value.length; i++) {
    const y = frame.y(value[i]!);
    isOpen = isOpen && Number.isFinite(y);
    if (!Number.isFinite(y)) continue;
    const x = Math.min(frame.right, Math.max(left, frame.x(timeMs[i]!)));
    path += `${isOpen ? 'L' : 'M'}${round(x)} ${round(y)}`;
    // A point by itself is a dot: round caps draw it.
    if (!isOpen && !Number.isFinite(value[i + 1] ?? Number.NaN)) path += 'h0';
    isOpen = true;
  }
  const dashes = dash === '' ? '' : ` stroke-dasharray="${dash}"`;
  text.push(
    `<path d="${path}" fill="none" stroke="${color}" stroke-width="1.5" stroke-linejoin="round" stroke-linecap="round"${dashes}/>\n`,
  );
}

function drawLegend(text: TextPieces, lines: readonly SeriesPoints[], frame: Frame): void {
  let x = 12;
  for (const line of lines) {
    const { name, color, dash } = strokes[line.name]!;
    const last = line.value.findLast(Number.isFinite) ?? 0;
    const label = isInSight(line, frame) ? name : `${name} ${formatBytes(last)}, above`;
    const dashes = dash === '' ? '' : ` stroke-dasharray="${dash}"`;
    text.push(
      `<path d="M${x} 34h18" stroke="${color}" stroke-width="2"${dashes}/>` +
        `<text x="${x + 23}" y="38" fill="#1f1f1f">${escapeXml(label)}</text>\n`,
    );
    x += 23 + label.length * 6.2 + 16;
  }
}

/** A lane of collections: a line each, or darker where there are more. */
function drawCycles(text: TextPieces, cycles: CyclesView, frame: Frame): void {
  const top = frame.bottom + 5;
  const height = laneHeight - 9;
  text.push(
    `<text x="${left - 6}" y="${top + 12}" text-anchor="end" fill="#5f5f5f">GC</text>` +
      `<rect x="${left}" y="${top}" width="${frame.right - left}" height="${height}" fill="#f6f6f6"/>\n`,
  );
  if (cycles.kind === 'each') {
    let path = '';
    for (let i = 0; i < cycles.length; i++) {
      const x = frame.x(cycles.timeMs[i]!);
      if (x >= left && x <= frame.right) path += `M${round(x)} ${top}v${height}`;
    }
    if (path !== '') text.push(`<path d="${path}" stroke="#0b5cad" stroke-opacity="0.6"/>\n`);
    return;
  }
  const most = cycles.count.reduce((most, count) => Math.max(most, count), 1);
  const width = (frame.right - left) / Math.max(1, cycles.count.length);
  for (let column = 0; column < cycles.count.length; column++) {
    const count = cycles.count[column]!;
    if (count === 0) continue;
    const opacity = round(0.15 + (0.75 * count) / most);
    text.push(
      `<rect x="${round(left + column * width)}" y="${top}" width="${round(Math.max(width, 0.5))}" height="${height}" fill="#0b5cad" fill-opacity="${opacity}"/>\n`,
    );
  }
}

/** The words under which a picture is shown: what it covers. */
export function pictureName({ fromMs, toMs, clock }: MemoryFacts): string {
  return `Memory from ${momentText(fromMs, clock)} to ${momentText(toMs, clock)}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
