import { type Int64Column, toNumber } from '../base/int64';
import type { CallGraph } from '../model/callGraph';
import type { CallTree, NodeValues } from '../model/callTree';
import { packageNameOf } from '../model/goName';
import { hexadecimal, printableName } from '../model/printableName';
import type { ReportOptions } from '../model/question';
import type { Granularity } from '../model/views';
import { type CallEdges, computeCallEdges, type SampledNodes } from './callEdges';
import { relativeErrors } from './confidence';
import type { NameMatcher } from './expression';
import { computeFrameValues } from './frameValues';
import { edgesByFrame, pictureScore, redundantEdges } from './graphPicture';
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
  /** Of flat and cum by frame, in the square of their unit; null where the numbers are exact or nothing is known. */
  readonly variance: FrameValues | null;
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
  /** As pprof chooses nodes and edges of its pictures. */
  readonly picture: boolean;
}

/**
 * The graph that pprof's -tree, -peek and -dot show (google/pprof internal/report newTrimmedGraph). Trimming has three steps:
 * nodes below a share of the sum of flats go first; `nodeCount` takes from the rest; light edges go last. With means,
 * edges carry means too, as in pprof's pictures; its -tree prints undivided weights beside divided nodes.
 */
export function computeCallGraph(input: GraphInput, options: GraphOptions): CallGraph {
  const { tree, values } = input;
  const frameValues = computeFrameValues(tree, values);
  const label = labelsOf(tree, options.granularity);
  const found = findNodes(frameValues, label, options);
  const edgesBetween = edgeFinder(input, found.whole, options.peek !== null);
  const order = options.picture
    ? (rows: readonly number[]) => byScore(rows, frameValues, edgesBetween(rows), label)
    : (rows: readonly number[]) => byValue(rows, frameValues, options.report, label);
  const limit = options.report.nodeCount < 0 ? defaultNodeCount : options.report.nodeCount;
  let rows = order(found.rows);
  if (found.isTrimmed && limit > 0 && rows.length > limit) {
    rows = rows.slice(0, limit);
    // What scores a node got is another matter among fewer of them.
    if (options.picture) rows = order(rows);
  }
  const edges = edgesBetween(rows);
  const wanted = chooseEdges(edges, rows, tree.frames.length, found.edgeCutoff, options, label);
  return packGraph(input, options, frameValues, { ...found, rows }, edges, wanted);
}

function packGraph(
  { tree, divisors, variance }: GraphInput,
  { granularity, sampleIndex, total, report }: GraphOptions,
  { flat, cum }: FrameValues,
  chosen: FoundNodes,
  edges: CallEdges,
  wanted: ChosenEdges,
): CallGraph {
  const rows = withNeighbours(chosen.rows, tree.frames.length, wanted.rows, edges);
  const rowOf = new Int32Array(tree.frames.length);
  for (const [row, frame] of rows.entries()) rowOf[frame] = row;
  const divisorValues = divisors && computeFrameValues(tree, divisors);
  const reported = (column: Int64Column, divisor: Int64Column | null | undefined, at: readonly number[]) =>
    reportedColumn(pickColumn(at, column), divisor ? pickColumn(at, divisor) : null, report);
  const { name, file, line, address } = tree.frames;
  return {
    granularity,
    sampleIndex,
    total,
    length: rows.length,
    shown: chosen.rows.length,
    frame: Uint32Array.from(rows),
    name: rows.map((frame) => name[frame]!),
    packageName: rows.map((frame) => (granularity === 'files' ? '' : packageNameOf(name[frame]!))),
    file: rows.map((frame) => file[frame]!),
    line: Float64Array.from(rows, (frame) => line[frame]!),
    ...(address && { address: rows.map((frame) => hexadecimal(address[frame]!)) }),
    flat: reported(flat, divisorValues?.flat, rows),
    cum: reported(cum, divisorValues?.cum, rows),
    flatError: variance && relativeErrors(rows, flat, variance.flat),
    cumError: variance && relativeErrors(rows, cum, variance.cum),
    edgeCaller: Uint32Array.from(wanted.rows, (edge) => rowOf[edges.caller[edge]!]!),
    edgeCallee: Uint32Array.from(wanted.rows, (edge) => rowOf[edges.callee[edge]!]!),
    edgeWeight: reported(edges.weight, edges.divisor, wanted.rows),
    edgeInlined: Uint8Array.from(wanted.rows, (edge) => edges.inlined[edge]!),
    edgeResidual: Uint8Array.from(wanted.rows, (edge) => edges.residual[edge]!),
    droppedNodes: chosen.whole - chosen.candidates,
    candidates: chosen.candidates,
    droppedEdges: wanted.dropped,
    nodeCutoff: chosen.nodeCutoff,
    edgeCutoff: chosen.edgeCutoff,
  };
}

interface FrameValues {
  readonly flat: Int64Column;
  readonly cum: Int64Column;
}

interface FoundNodes {
  /** Frames above the cutoff, or those that -peek matches. */
  readonly rows: readonly number[];
  /** Nodes before anything was left out. */
  readonly whole: number;
  /** Nodes above the cutoff. */
  readonly candidates: number;
  readonly isTrimmed: boolean;
  readonly nodeCutoff: number;
  readonly edgeCutoff: number;
}

function findNodes(
  { flat, cum }: FrameValues,
  label: (frame: number) => string,
  { report, peek }: GraphOptions,
): FoundNodes {
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
  return { rows, whole, candidates, isTrimmed, nodeCutoff, edgeCutoff };
}

/**
 * Edges between nodes. Where no node was left out, all frames count as nodes, also those that are no rows because their sums
 * are 0 or negative: pprof does not build its graph anew then.
 */
function edgeFinder(
  { tree, values, divisors, sampled }: GraphInput,
  whole: number,
  isPeek: boolean,
): (rows: readonly number[]) => CallEdges {
  // Sets of nodes only shrink, so their size tells them apart.
  const known = new Map<number, CallEdges>();
  return (rows) => {
    const isWhole = isPeek || rows.length === whole;
    const key = isWhole ? whole : rows.length;
    let edges = known.get(key);
    if (!edges) {
      const kept = isWhole ? null : marked(rows, tree.frames.length);
      edges = computeCallEdges(tree, sampled, values.total, divisors?.total ?? null, kept);
      known.set(key, edges);
    }
    return edges;
  };
}

function byValue(
  rows: readonly number[],
  { flat, cum }: FrameValues,
  { sort }: ReportOptions,
  label: (frame: number) => string,
): number[] {
  const [first, second] = sort === 'cum' ? [cum, flat] : [flat, cum];
  return rows.toSorted(
    (a, b) =>
      compareMagnitudes(first[b]!, first[a]!) ||
      compareText(label(a), label(b)) ||
      compareMagnitudes(second[b]!, second[a]!),
  );
}

function byScore(
  rows: readonly number[],
  { flat, cum }: FrameValues,
  edges: CallEdges,
  label: (frame: number) => string,
): number[] {
  const { into, outOf } = edgesByFrame(Array.from(edges.caller.keys()), edges);
  const score = new Map(
    rows.map((frame) => {
      const [own, all] = [toNumber(flat[frame]!), toNumber(cum[frame]!)];
      return [frame, pictureScore(own, all, into.get(frame) ?? [], outOf.get(frame) ?? [], edges)];
    }),
  );
  return rows.toSorted(
    (a, b) =>
      compareMagnitudes(score.get(b)!, score.get(a)!) ||
      compareText(label(a), label(b)) ||
      compareMagnitudes(flat[b]!, flat[a]!),
  );
}

interface ChosenEdges {
  /** Heaviest first. */
  readonly rows: readonly number[];
  readonly dropped: number;
}

/** Edges to and from what is shown; those that enter a shown node must not be lighter than the cutoff. */
function chooseEdges(
  edges: CallEdges,
  nodes: readonly number[],
  frameCount: number,
  cutoff: number,
  { picture }: GraphOptions,
  label: (frame: number) => string,
): ChosenEdges {
  const { caller, callee, weight } = edges;
  const isShown = marked(nodes, frameCount);
  const rows: number[] = [];
  let dropped = 0;
  for (let edge = 0; edge < edges.length; edge++) {
    const isCalleeShown = isShown[callee[edge]!] === 1;
    if (!isCalleeShown && isShown[caller[edge]!] === 0) continue;
    if (isCalleeShown && Math.abs(toNumber(weight[edge]!)) < cutoff) dropped++;
    else rows.push(edge);
  }
  rows.sort(
    (a, b) =>
      compareMagnitudes(weight[b]!, weight[a]!) ||
      compareText(label(caller[a]!), label(caller[b]!)) ||
      compareText(label(callee[a]!), label(callee[b]!)),
  );
  if (!picture) return { rows, dropped };
  const redundant = redundantEdges(nodes, edgesByFrame(rows, edges), edges);
  return { rows: rows.filter((edge) => !redundant.has(edge)), dropped };
}

/** The shown frames, then the others that edges lead to. */
function withNeighbours(
  shown: readonly number[],
  frameCount: number,
  edgeRows: readonly number[],
  edges: CallEdges,
): number[] {
  const rows = [...shown];
  const isThere = marked(shown, frameCount);
  for (const edge of edgeRows) {
    for (const frame of [edges.caller[edge]!, edges.callee[edge]!]) {
      if (isThere[frame] === 1) continue;
      isThere[frame] = 1;
      rows.push(frame);
    }
  }
  return rows;
}

function marked(frames: readonly number[], frameCount: number): Uint8Array {
  const marks = new Uint8Array(frameCount);
  for (const frame of frames) marks[frame] = 1;
  return marks;
}

function labelsOf({ frames }: CallTree, granularity: Granularity): (frame: number) => string {
  const { name, file, line, address } = frames;
  const at = (frame: number) => (address ? hexadecimal(address[frame]!) : '');
  return (frame) => printableName(granularity, name[frame]!, file[frame]!, line[frame]!, at(frame));
}
