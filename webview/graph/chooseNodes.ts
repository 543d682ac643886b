import type { WireCallGraph } from '../../src/protocol/profileEditor';

/** Which rows and edges of a call graph a picture shows. */
export interface ChosenGraph {
  /** Rows of the graph's nodes. */
  readonly nodes: readonly number[];
  /** Positions of edges between them. */
  readonly edges: readonly number[];
}

/** All of it: for graphs that were trimmed already. Calls of a function by itself are edges, too. */
export function chooseAll(graph: WireCallGraph, mostNodes: number): ChosenGraph {
  const nodes = Array.from({ length: Math.min(graph.length, mostNodes) }, (_, row) => row);
  return { nodes, edges: edgesBetween(graph, new Set(nodes)) };
}

/**
 * What stands around one row: its callers and theirs, its callees and theirs, along the heaviest edges first, until there
 * are `mostNodes`. Callees of callers are left out: they are somebody else's cost.
 */
export function chooseAround(graph: WireCallGraph, row: number, mostNodes: number): ChosenGraph {
  const chosen = new Set([row]);
  const up = edgesBy(graph, graph.edgeCallee);
  const down = edgesBy(graph, graph.edgeCaller);
  const reached = { up: new Set([row]), down: new Set([row]) };
  const frontier: Step[] = [];
  const follow = (from: number, side: 'up' | 'down') => {
    for (const edge of (side === 'up' ? up : down).get(from) ?? []) {
      const to = side === 'up' ? graph.edgeCaller[edge]! : graph.edgeCallee[edge]!;
      if (!reached[side].has(to)) frontier.push({ to, side, weight: Math.abs(graph.edgeWeight[edge]!) });
    }
  };
  follow(row, 'up');
  follow(row, 'down');
  while (chosen.size < mostNodes && frontier.length > 0) {
    const { to, side } = frontier.splice(heaviestOf(frontier), 1)[0]!;
    if (reached[side].has(to)) continue;
    reached[side].add(to);
    chosen.add(to);
    follow(to, side);
  }
  return { nodes: [...chosen], edges: edgesBetween(graph, chosen) };
}

interface Step {
  readonly to: number;
  readonly side: 'up' | 'down';
  readonly weight: number;
}

function heaviestOf(steps: readonly Step[]): number {
  let best = 0;
  for (let i = 1; i < steps.length; i++) if (steps[i]!.weight > steps[best]!.weight) best = i;
  return best;
}

/** Positions of edges by the row at one of their ends. */
function edgesBy({ edgeCaller }: WireCallGraph, end: Uint32Array): Map<number, number[]> {
  const edges = new Map<number, number[]>();
  for (let edge = 0; edge < edgeCaller.length; edge++) {
    const known = edges.get(end[edge]!);
    if (known) known.push(edge);
    else edges.set(end[edge]!, [edge]);
  }
  return edges;
}

function edgesBetween({ edgeCaller, edgeCallee }: WireCallGraph, rows: ReadonlySet<number>): number[] {
  const edges: number[] = [];
  for (let edge = 0; edge < edgeCaller.length; edge++) {
    if (rows.has(edgeCaller[edge]!) && rows.has(edgeCallee[edge]!)) edges.push(edge);
  }
  return edges;
}
