import type { Int64Column } from '../base/int64';
import type { FrameRows } from './views';

/**
 * Nodes and edges of one value type after trimming: what pprof's -tree, -peek and -dot show. Node n is row n of the node
 * columns, in the order in which pprof prints them; an edge goes from a caller's row to a callee's.
 *
 *     main ──7──► serve ──4──► load          edgeCaller 0 1 1   edgeCallee 1 2 3   edgeWeight 7 4 3
 *                   └────3──► store
 */
export interface CallGraph extends FrameRows {
  /**
   * Rows below this one are what was asked for. Those from here on stand at the other end of an edge only: neighbours of what
   * -peek matched, and nodes that are no rows of their own because their sums are 0 or negative.
   */
  readonly shown: number;
  /** Heaviest edge first, equal ones by the names of caller and callee. */
  readonly edgeCaller: Uint32Array;
  readonly edgeCallee: Uint32Array;
  readonly edgeWeight: Int64Column;
  /** 1 where every call was inlined. */
  readonly edgeInlined: Uint8Array;
  /** 1 where dropped nodes stood between caller and callee. */
  readonly edgeResidual: Uint8Array;
  /** Nodes below `nodeCutoff` that trimming left out, and the nodes that `nodeCount` chose from. */
  readonly droppedNodes: number;
  readonly candidates: number;
  /** Edges below `edgeCutoff`. */
  readonly droppedEdges: number;
  /** The smallest values that were kept; 0 where nothing was trimmed. */
  readonly nodeCutoff: number;
  readonly edgeCutoff: number;
}
