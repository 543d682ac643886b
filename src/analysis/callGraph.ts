import { type Int64Column, toNumber } from '../base/int64';
import type { CallGraph } from '../model/callGraph';
import type { CallTree, NodeValues } from '../model/callTree';
import { packageNameOf } from '../model/goName';
import { hexadecimal, printableName } from '../model/printableName';
import type { ReportOptions } from '../model/question';
import type { Granularity } from '../model/views';
import { type CallEdges, computeCallEdges, type SampledNodes } from './callEdges';
import type { NameMatcher } from './expression';
import { computeFrameValues } from './frameValues';
import {
  compareMagnitudes,
  compareText,
  cutoffOf,
  isNegativeRow,
  pickColumn,
  reportedColumn,
} from './reportValues';

/** pprof's own limit of a graph's nodes. */
const defaultNodeCount = 80;

export interface GraphInput {
  readonly tree: CallTree;
  readonly values: NodeValues;
  /** The first value type over the same tree, where means are asked for; else null. */
  readonly divisors: NodeValues | null;
  readonly sampled: SampledNodes;
}

export interface GraphOptions {
  readonly granularity: Granularity;
  readonly sampleIndex: number;
  /** What shares refer to, as `report` wants it. */
  readonly total: number;
  readonly report: ReportOptions;
  /** Nodes that match are shown with all their neighbours, and nothing is trimmed. */
  readonly peek: NameMatcher | null;
}

/**
 * The graph that pprof's -tree and -peek print (google/pprof internal/report newTrimmedGraph). Trimming has three steps:
 * nodes below a share of the sum of flats go first; `nodeCount` takes from the rest; light edges go last. With means,
 * edges carry means too, as in pprof's pictures; its -tree prints undivided weights beside divided nodes.
 */
export function computeCallGraph(input: GraphInput, options: GraphOptions): CallGraph {
  const { tree, values, divisors, sampled } = input;
  const { report } = options;
  const frameValues = computeFrameValues(tree, values);
  const label = labelsOf(tree, options.granularity);
  const chosen = chooseNodes(frameValues, label, options);
  const edges = computeCallEdges(tree, sampled, values.total, divisors?.total ?? null, chosen.kept);
  const isShown = new Uint8Array(tree.frames.length);
  for (const frame of chosen.rows) isShown[frame] = 1;
  const wanted = chooseEdges(edges, isShown, chosen.edgeCutoff, options.peek !== null);
  sortEdges(wanted.rows, edges, label);
  const rows = withNeighbours(chosen.rows, isShown, wanted.rows, edges);
  const rowOf = new Int32Array(tree.frames.length);
  for (const [row, frame] of rows.entries()) rowOf[frame] = row;
  const divisorValues = divisors && computeFrameValues(tree, divisors);
  const reported = (column: Int64Column, divisor: Int64Column | null | undefined, at: number[]) =>
    reportedColumn(pickColumn(at, column), divisor ? pickColumn(at, divisor) : null, report);
  const { name, file, line, address } = tree.frames;
  return {
    granularity: options.granularity,
    sampleIndex: options.sampleIndex,
    total: options.total,
    length: rows.length,
    shown: chosen.rows.length,
    frame: Uint32Array.from(rows),
    name: rows.map((frame) => name[frame]!),
    packageName: rows.map((frame) => (options.granularity === 'files' ? '' : packageNameOf(name[frame]!))),
    file: rows.map((frame) => file[frame]!),
    line: Float64Array.from(rows, (frame) => line[frame]!),
    ...(address && { address: rows.map((frame) => hexadecimal(address[frame]!)) }),
    flat: reported(frameValues.flat, divisorValues?.flat, rows),
    cum: reported(frameValues.cum, divisorValues?.cum, rows),
    edgeCaller: Uint32Array.from(wanted.rows, (edge) => rowOf[edges.caller[edge]!]!),
    edgeCallee: Uint32Array.from(wanted.rows, (edge) => rowOf[edges.callee[edge]!]!),
    edgeWeight: reported(edges.weight, edges.divisor, wanted.rows),
    edgeInlined: Uint8Array.from(wanted.rows, (edge) => edges.inlined[edge]!),
    edgeResidual: Uint8Array.from(wanted.rows, (edge) => edges.residual[edge]!),
    droppedNodes: chosen.dropped,
    candidates: chosen.candidates,
    droppedEdges: wanted.dropped,
    nodeCutoff: chosen.nodeCutoff,
    edgeCutoff: chosen.edgeCutoff,
  };
}

interface ChosenNodes {
  /** Frames in the order of the report. */
  readonly rows: readonly number[];
  /** By frame; null where all frames are nodes, also those that are no rows. */
  readonly kept: Uint8Array | null;
  readonly dropped: number;
  readonly candidates: number;
  readonly nodeCutoff: number;
  readonly edgeCutoff: number;
}

function chooseNodes(
  { flat, cum }: { readonly flat: Int64Column; readonly cum: Int64Column },
  label: (frame: number) => string,
  { report, peek }: GraphOptions,
): ChosenNodes {
  let rows: number[] = [];
  let sum = 0;
  for (let frame = 0; frame < flat.length; frame++) {
    const isEmpty = Number(flat[frame]!) === 0 && Number(cum[frame]!) === 0;
    if (isEmpty || (report.dropNegative && isNegativeRow(flat[frame]!, cum[frame]!))) continue;
    rows.push(frame);
    sum += toNumber(flat[frame]!);
  }
  const isTrimmed = report.trim && peek === null;
  const nodeCutoff = isTrimmed ? cutoffOf(sum, report.nodeFraction) : 0;
  const edgeCutoff = isTrimmed ? cutoffOf(sum, report.edgeFraction) : 0;
  const whole = rows.length;
  if (nodeCutoff > 0) rows = rows.filter((frame) => Math.abs(toNumber(cum[frame]!)) >= nodeCutoff);
  const candidates = rows.length;
  if (peek) rows = rows.filter((frame) => peek(label(frame)));
  const [first, second] = report.sort === 'cum' ? [cum, flat] : [flat, cum];
  rows.sort(
    (a, b) =>
      compareMagnitudes(first[b]!, first[a]!) ||
      compareText(label(a), label(b)) ||
      compareMagnitudes(second[b]!, second[a]!),
  );
  const nodeCount = report.nodeCount < 0 ? defaultNodeCount : report.nodeCount;
  if (isTrimmed && nodeCount > 0) rows = rows.slice(0, nodeCount);
  let kept: Uint8Array | null = null;
  if (peek === null && rows.length < whole) {
    kept = new Uint8Array(flat.length);
    for (const frame of rows) kept[frame] = 1;
  }
  return { rows, kept, dropped: whole - candidates, candidates, nodeCutoff, edgeCutoff };
}

/** Edges to and from what is shown; those that enter a shown node must not be lighter than the cutoff. */
function chooseEdges(
  edges: CallEdges,
  isShown: Uint8Array,
  cutoff: number,
  isPeek: boolean,
): { rows: number[]; dropped: number } {
  const rows: number[] = [];
  let dropped = 0;
  for (let edge = 0; edge < edges.length; edge++) {
    const isCalleeShown = isShown[edges.callee[edge]!] === 1;
    if (!isCalleeShown && isShown[edges.caller[edge]!] === 0) continue;
    if (!isPeek && isCalleeShown && Math.abs(toNumber(edges.weight[edge]!)) < cutoff) dropped++;
    else rows.push(edge);
  }
  return { rows, dropped };
}

function sortEdges(rows: number[], { caller, callee, weight }: CallEdges, label: (frame: number) => string) {
  rows.sort(
    (a, b) =>
      compareMagnitudes(weight[b]!, weight[a]!) ||
      compareText(label(caller[a]!), label(caller[b]!)) ||
      compareText(label(callee[a]!), label(callee[b]!)),
  );
}

/** The shown frames, then the others that edges lead to. */
function withNeighbours(
  shown: readonly number[],
  isShown: Uint8Array,
  edgeRows: readonly number[],
  edges: CallEdges,
): number[] {
  const rows = [...shown];
  const isThere = isShown.slice();
  for (const edge of edgeRows) {
    for (const frame of [edges.caller[edge]!, edges.callee[edge]!]) {
      if (isThere[frame] === 1) continue;
      isThere[frame] = 1;
      rows.push(frame);
    }
  }
  return rows;
}

function labelsOf({ frames }: CallTree, granularity: Granularity): (frame: number) => string {
  const { name, file, line, address } = frames;
  const at = (frame: number) => (address ? hexadecimal(address[frame]!) : '');
  return (frame) => printableName(granularity, name[frame]!, file[frame]!, line[frame]!, at(frame));
}
