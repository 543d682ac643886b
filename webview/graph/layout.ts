import { Graph, layout } from '@dagrejs/dagre';
import type { WireCallGraph } from '../../src/protocol/profileEditor';
import type { ChosenGraph } from './chooseNodes';

/** A box of the picture; x and y are its middle, in CSS pixels at a zoom of 1. */
export interface PlacedNode {
  readonly row: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Points of an edge from caller to callee, ends on the borders of their boxes. */
export interface PlacedEdge {
  readonly edge: number;
  readonly points: readonly { readonly x: number; readonly y: number }[];
  /** Left end of the middle of its label's line, beside the edge. */
  readonly label: { readonly x: number; readonly y: number };
}

export interface PlacedGraph {
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
  readonly width: number;
  readonly height: number;
}

export interface BoxSize {
  readonly width: number;
  readonly height: number;
}

/** Room for `258 kB (inlined)` would push boxes apart: most labels are shorter. */
const labelWidth = 44;

/** Callers above their callees, heavy edges short and straight. `sizeOf` says how large the box of a row is. */
export function layoutGraph(
  graph: WireCallGraph,
  chosen: ChosenGraph,
  sizeOf: (row: number) => BoxSize,
): PlacedGraph {
  const drawing = new Graph({ multigraph: false });
  drawing.setGraph({ rankdir: 'TB', nodesep: 22, ranksep: 46, edgesep: 14, marginx: 16, marginy: 16 });
  drawing.setDefaultEdgeLabel(() => ({}));
  for (const row of chosen.nodes) drawing.setNode(String(row), { ...sizeOf(row) });
  const heaviest = Math.max(1, ...chosen.edges.map((edge) => Math.abs(graph.edgeWeight[edge]!)));
  const byEnds = new Map<string, number>();
  for (const edge of chosen.edges) {
    const caller = String(graph.edgeCaller[edge]!);
    const callee = String(graph.edgeCallee[edge]!);
    byEnds.set(`${caller} ${callee}`, edge);
    const weight = 1 + Math.round((9 * Math.abs(graph.edgeWeight[edge]!)) / heaviest);
    drawing.setEdge(caller, callee, {
      weight,
      width: labelWidth,
      height: 14,
      labelpos: 'r',
      labeloffset: 7,
    });
  }
  layout(drawing);
  const nodes = drawing.nodes().map((name): PlacedNode => {
    const { x = 0, y = 0, width = 0, height = 0 } = drawing.node(name) as Partial<PlacedNode>;
    return { row: Number(name), x, y, width, height };
  });
  const edges = drawing.edges().map(({ v, w }): PlacedEdge => {
    const {
      points = [],
      x = 0,
      y = 0,
    } = drawing.edge(v, w) as Partial<PlacedEdge> & {
      x?: number;
      y?: number;
    };
    return { edge: byEnds.get(`${v} ${w}`)!, points, label: { x: x - labelWidth / 2, y } };
  });
  const { width = 0, height = 0 } = drawing.graph() as { width?: number; height?: number };
  return { nodes, edges, width, height };
}
