import { ownName } from '../../src/base/splitName';
import type { SampleTypeFacts } from '../../src/model/views';
import type { WireCallGraph } from '../../src/protocol/profileEditor';
import { amountText, exactText, shareText } from '../amounts';
import { errorText } from '../confidence';
import { nameParts, withoutTypeArguments } from '../names';
import { t } from '../strings';
import { svg } from '../svg';
import type { BoxSize, PlacedEdge, PlacedGraph, PlacedNode } from './layout';

/** How a box is written: larger letters for a larger flat, as in pprof's graphs. */
export interface NodeText {
  /** Package and type, '' none. */
  readonly before: string;
  readonly own: string;
  readonly cost: string;
  readonly cssFontSize: number;
}

const cssSmall = 11;
/** The widest letters of a proportional font, as a share of its size: boxes are sized before anything is drawn. */
const letterShare = 0.58;
const longestText = 34;

export function nodeText(graph: WireCallGraph, row: number, type: SampleTypeFacts): NodeText {
  const parts = nameParts(withoutTypeArguments(ownName(graph.name[row]!)));
  const flat = graph.flat[row]!;
  const cum = graph.cum[row]!;
  const own = parts.at(-1) ?? '';
  const values =
    flat === cum
      ? amountText(flat, type)
      : t('{flat} of {cum}', { flat: amountText(flat, type), cum: amountText(cum, type) });
  const share = type.total === 0 ? 0 : cum / type.total;
  return {
    before: shorten(parts.slice(0, -1).join('')),
    own: shorten(own === '' ? t('(unnamed function)') : own),
    cost: `${values} · ${shareText(share, type)}`,
    cssFontSize:
      12 + Math.round(8 * Math.sqrt(Math.min(1, Math.abs(type.total === 0 ? 0 : flat / type.total)))),
  };
}

export function nodeSize({ before, own, cost, cssFontSize }: NodeText): BoxSize {
  const wide = Math.max(
    before.length * cssSmall * letterShare,
    own.length * cssFontSize * letterShare,
    cost.length * cssSmall * letterShare,
  );
  const height = 16 + (before === '' ? 0 : cssSmall + 3) + cssFontSize + 4 + cssSmall;
  return { width: Math.ceil(Math.max(64, wide + 22)), height };
}

export interface DrawnGraph {
  /** Holds edges and boxes; its transform pans and zooms. */
  readonly layer: SVGGElement;
  readonly boxes: ReadonlyMap<number, SVGGElement>;
}

/** The picture as SVG: styled by the page's style sheet, so that it follows every theme. */
export function drawGraph(
  graph: WireCallGraph,
  placed: PlacedGraph,
  texts: ReadonlyMap<number, NodeText>,
  type: SampleTypeFacts,
): DrawnGraph {
  const layer = svg('g', {});
  const heaviest = Math.max(1, ...placed.edges.map(({ edge }) => Math.abs(graph.edgeWeight[edge]!)));
  const edges = svg('g', { class: 'graph-edges' });
  const labels = svg('g', { class: 'graph-labels' });
  // Light ones first: heavy ones lie over them.
  const byWeight = placed.edges.toSorted(
    (a, b) => Math.abs(graph.edgeWeight[a.edge]!) - Math.abs(graph.edgeWeight[b.edge]!),
  );
  for (const each of byWeight) edges.append(drawEdge(graph, each, heaviest, type));
  for (const each of byWeight) {
    const label = drawEdgeLabel(graph, each, type);
    if (label) labels.append(label);
  }
  const boxes = new Map<number, SVGGElement>();
  const nodes = svg('g', { class: 'graph-nodes' });
  for (const node of placed.nodes) {
    const box = drawNode(graph, node, texts.get(node.row)!, type);
    boxes.set(node.row, box);
    nodes.append(box);
  }
  layer.append(edges, labels, nodes);
  return { layer, boxes };
}

/** ` ± 6 %`; '' where the number is exact or nothing is known. */
function errorAt(errors: Float64Array | null, row: number): string {
  const error = errors?.[row] ?? Number.NaN;
  return Number.isNaN(error) ? '' : ` ${errorText(error)}`;
}

function drawNode(
  graph: WireCallGraph,
  node: PlacedNode,
  text: NodeText,
  type: SampleTypeFacts,
): SVGGElement {
  const { row, x, y, width, height } = node;
  const share = type.total === 0 ? 0 : Math.min(1, Math.abs(graph.cum[row]! / type.total));
  const box = svg('g', {
    class: 'graph-node',
    'data-row': row,
    transform: `translate(${x - width / 2} ${y - height / 2})`,
  });
  if (type.isDifference && graph.cum[row]! < 0) box.classList.add('shrank');
  // Most cums are small shares: their root spreads them over the scale.
  box.style.setProperty('--heat', `${Math.round(Math.sqrt(share) * 100)}%`);
  const title = svg('title', {});
  title.textContent = [
    graph.name[row]!,
    t('flat {value}', { value: `${exactText(graph.flat[row]!, type)}${errorAt(graph.flatError, row)}` }),
    t('cum {value}', { value: `${exactText(graph.cum[row]!, type)}${errorAt(graph.cumError, row)}` }),
  ].join('\n');
  box.append(title, svg('rect', { width, height, rx: 3 }));
  let baseline = 8;
  const write = (className: string, content: string, cssFontSize: number) => {
    baseline += cssFontSize;
    const line = svg('text', { class: className, x: width / 2, y: baseline - 2, 'font-size': cssFontSize });
    line.textContent = content;
    box.append(line);
    baseline += 3;
  };
  if (text.before !== '') write('graph-before', text.before, cssSmall);
  write('graph-own', text.own, text.cssFontSize);
  write('graph-cost', text.cost, cssSmall);
  return box;
}

function drawEdge(
  graph: WireCallGraph,
  { edge, points }: PlacedEdge,
  heaviest: number,
  type: SampleTypeFacts,
): SVGElement {
  const share = Math.abs(graph.edgeWeight[edge]!) / heaviest;
  const cssWidth = 1 + 5 * share;
  const group = svg('g', {
    class: graph.edgeResidual[edge] ? 'graph-edge residual' : 'graph-edge',
    'data-edge': edge,
  });
  const title = svg('title', {});
  title.textContent = edgeText(graph, edge, type);
  group.append(
    title,
    svg('path', { class: 'graph-line', d: pathOf(points), 'stroke-width': cssWidth.toFixed(1) }),
    svg('path', { class: 'graph-head', d: headOf(points, 5 + cssWidth) }),
    // What a pointer can hit.
    svg('path', { class: 'graph-hit', d: pathOf(points), 'stroke-width': 12 }),
  );
  return group;
}

function edgeText(graph: WireCallGraph, edge: number, type: SampleTypeFacts): string {
  const calls = `${graph.name[graph.edgeCaller[edge]!]} → ${graph.name[graph.edgeCallee[edge]!]}`;
  const notes = [
    exactText(graph.edgeWeight[edge]!, type),
    graph.edgeInlined[edge] ? t('inlined') : '',
    graph.edgeResidual[edge] ? t('through functions that are not shown') : '',
  ];
  return `${calls}\n${notes.filter((note) => note !== '').join(', ')}`;
}

function drawEdgeLabel(
  graph: WireCallGraph,
  { edge, points, label: { x, y } }: PlacedEdge,
  type: SampleTypeFacts,
): SVGElement | null {
  if (points.length === 0) return null;
  const label = svg('text', { class: 'graph-label', x, y: y + 4, 'font-size': 10, 'data-edge': edge });
  const value = amountText(graph.edgeWeight[edge]!, type);
  label.textContent = graph.edgeInlined[edge] ? t('{value} (inlined)', { value }) : value;
  return label;
}

/** A line through the points, rounded at each of them. */
function pathOf(points: PlacedEdge['points']): string {
  const [first, ...rest] = points;
  if (!first) return '';
  let path = `M${spot(first)}`;
  for (let i = 0; i < rest.length - 1; i++) {
    const a = rest[i]!;
    const b = rest[i + 1]!;
    const end = i === rest.length - 2 ? b : { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
    path += `Q${spot(a)} ${spot(end)}`;
  }
  if (rest.length === 1) path += `L${spot(rest[0]!)}`;
  return path;
}

/** A filled arrow head at the last point. */
function headOf(points: PlacedEdge['points'], size: number): string {
  const end = points.at(-1);
  const before = points.at(-2);
  if (!end || !before) return '';
  const length = Math.hypot(end.x - before.x, end.y - before.y) || 1;
  const [dx, dy] = [(end.x - before.x) / length, (end.y - before.y) / length];
  const base = { x: end.x - dx * size, y: end.y - dy * size };
  const half = size * 0.45;
  const left = { x: base.x - dy * half, y: base.y + dx * half };
  const right = { x: base.x + dy * half, y: base.y - dx * half };
  return `M${spot(end)}L${spot(left)}L${spot(right)}Z`;
}

function spot({ x, y }: { readonly x: number; readonly y: number }): string {
  return `${x.toFixed(1)} ${y.toFixed(1)}`;
}

function shorten(text: string): string {
  return text.length > longestText ? `${text.slice(0, longestText - 1)}…` : text;
}
