import { toNumber } from '../base/int64';
import type { CallEdges } from './callEdges';

/** Positions of edges by the frame that they enter, and by the one that they leave. */
export interface EdgesByFrame {
  readonly into: ReadonlyMap<number, readonly number[]>;
  readonly outOf: ReadonlyMap<number, readonly number[]>;
}

/**
 * How much a node tells in a picture (google/pprof internal/graph entropyScore): its cum, times the entropy of the edges on
 * both sides, so that a node that only passes its weight on scores low, and where paths join or part high.
 */
export function pictureScore(
  flat: number,
  cum: number,
  into: readonly number[],
  outOf: readonly number[],
  { weight }: CallEdges,
): number {
  const weights = (edges: readonly number[]) => edges.map((edge) => toNumber(weight[edge]!));
  const score =
    (into.length === 0 ? 1 : entropyOf(weights(into), 0)) +
    (outOf.length === 0 ? 1 : entropyOf(weights(outOf), flat));
  return Math.trunc(score * cum) + flat;
}

/**
 * The edges that a picture can do without: residual ones, not heavier than an edge of another kind into the same node, whose
 * caller reaches the callee by another path. Lighter nodes and edges are looked at first, as in pprof's RemoveRedundantEdges.
 */
export function redundantEdges(
  rows: readonly number[],
  { into }: EdgesByFrame,
  { caller, residual }: CallEdges,
): ReadonlySet<number> {
  const redundant = new Set<number>();
  for (const callee of rows.toReversed()) {
    for (const edge of (into.get(callee) ?? []).toReversed()) {
      if (residual[edge] === 0) break;
      if (reachesOtherwise(edge, callee)) redundant.add(edge);
    }
  }
  return redundant;

  function reachesOtherwise(edge: number, callee: number): boolean {
    const seen = new Set([callee]);
    const todo = [callee];
    for (let at = todo.pop(); at !== undefined; at = todo.pop()) {
      for (const other of into.get(at) ?? []) {
        const above = caller[other]!;
        if (other === edge || redundant.has(other) || seen.has(above)) continue;
        if (above === caller[edge]) return true;
        seen.add(above);
        todo.push(above);
      }
    }
    return false;
  }
}

/** `edges` in their order. */
export function edgesByFrame(edges: readonly number[], { caller, callee }: CallEdges): EdgesByFrame {
  const into = new Map<number, number[]>();
  const outOf = new Map<number, number[]>();
  for (const edge of edges) {
    add(into, callee[edge]!, edge);
    add(outOf, caller[edge]!, edge);
  }
  return { into, outOf };
}

function add(lists: Map<number, number[]>, frame: number, edge: number): void {
  const list = lists.get(frame);
  if (list) list.push(edge);
  else lists.set(frame, [edge]);
}

/** Shares of magnitudes: pprof takes logarithms of negative shares in comparisons, where its order is one of NaNs. */
function entropyOf(weights: readonly number[], self: number): number {
  const parts = [...weights, self].map(Math.abs).filter((part) => part !== 0);
  const total = parts.reduce((sum, part) => sum + part, 0);
  return parts.reduce((entropy, part) => entropy - (part / total) * Math.log2(part / total), 0);
}
