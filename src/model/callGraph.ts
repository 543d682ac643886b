import type { Int64Column } from '../base/int64';
import type { Granularity } from './views';

/**
 * Nodes and edges of one value type after trimming: what pprof's -tree, -peek and -dot show. Node n is row n of the node
 * columns, in the order in which pprof prints them; an edge goes from a caller's row to a callee's.
 *
 *     main ──7──► serve ──4──► load          edgeCaller 0 1 1   edgeCallee 1 2 3   edgeWeight 7 4 3
 *                   └────3──► store
 */
export interface CallGraph {
  readonly granularity: Granularity;
  readonly sampleIndex: number;
  /** What shares refer to. */
  readonly total: number;
  readonly length: number;
  /** Position in the profile's frame table of this granularity. */
  readonly frame: Uint32Array;
  readonly name: readonly string[];
  readonly packageName: readonly string[];
  readonly file: readonly string[];
  readonly line: Float64Array;
  readonly flat: Int64Column;
  readonly cum: Int64Column;
  readonly edgeCaller: Uint32Array;
  readonly edgeCallee: Uint32Array;
  readonly edgeWeight: Int64Column;
  /** 1 where the call was inlined. */
  readonly edgeInlined: Uint8Array;
  /** 1 where dropped nodes stood between caller and callee. */
  readonly edgeResidual: Uint8Array;
  /** Nodes and edges that trimming left out, and the smallest values that it kept. */
  readonly droppedNodes: number;
  readonly droppedEdges: number;
  readonly nodeCutoff: number;
  readonly edgeCutoff: number;
}
