import { computeCallTree, computeNodeValues, foldIntoParents, sumByStack } from '../analysis/callTree';
import { relativeError, sampleVariance } from '../analysis/confidence';
import { computeCostSplit } from '../analysis/costSplit';
import { computeFlameView } from '../analysis/flameView';
import { fileFrames, functionFrames, lineFrames } from '../analysis/frames';
import { computeFrameValues } from '../analysis/frameValues';
import { computeLineCosts, declaredNames } from '../analysis/lineCosts';
import { computeNeighbours } from '../analysis/neighbours';
import { computeNodeLines, type NodeLines } from '../analysis/nodeLines';
import { sumSubtree } from '../analysis/nodeSums';
import { nameMatcher, searchFrames } from '../analysis/search';
import { computeTop } from '../analysis/top';
import { hasNegative, totalOf } from '../analysis/total';
import { reshapeTree } from '../analysis/treeShape';
import { assertNever } from '../base/assertNever';
import { asNumbers, type Int64Column, toNumber } from '../base/int64';
import { MessageError, message } from '../base/message';
import { exportCollapsed } from '../export/collapsed';
import { exportFlameSvg } from '../export/flameSvg';
import { exportSpeedscope, type SpeedscopeColumn } from '../export/speedscope';
import { exportCsv, exportMarkdown } from '../export/tables';
import type { CallGraph } from '../model/callGraph';
import type { CallTree, FrameTable } from '../model/callTree';
import type { CostSplit } from '../model/costSplit';
import { packageNameOf, withoutTypeArguments } from '../model/goName';
import type { Profile } from '../model/profile';
import type { Params } from '../model/queries';
import type { RawFacts } from '../model/rawFacts';
import type { SourceListing } from '../model/sourceListing';
import type { TagReport } from '../model/tagReport';
import {
  type FlameView,
  type FunctionDetails,
  type Granularity,
  type LineCosts,
  type LineValue,
  type NodeDetails,
  type ProfileFacts,
  type SearchResult,
  type StackFrame,
  type TopTable,
  type TreeShape,
  topDown,
} from '../model/views';
import type { OpenedProfile } from './openEvidence';

/**
 * A profile as one question leaves it, with what has been computed for it so far. Nothing is computed before a query needs
 * it, and what grows with the number of call nodes is kept for one value type, one other granularity and one other shape
 * at a time.
 */
export class AskedProfile {
  readonly facts: ProfileFacts;
  readonly #profile: Profile;
  /** Before the question: what percentages refer to. */
  readonly #whole: Profile;
  readonly #frameValues = new Map<string, FrameValues>();
  #functionTree: CallTree | null = null;
  #shaped: { readonly key: string; readonly tree: CallTree } | null = null;
  #otherTree: { readonly granularity: Granularity; readonly tree: CallTree } | null = null;
  #shown: ShownType | null = null;
  #shownShape: ShownType | null = null;

  constructor(profile: Profile, whole: Profile, facts: ProfileFacts) {
    this.#profile = profile;
    this.#whole = whole;
    this.facts = facts;
  }

  top({ sampleIndex, granularity }: Params<'top'>): TopTable {
    const total = totalOf(this.#whole, this.#whole.samples.values[sampleIndex] ?? this.#column(sampleIndex));
    return computeTop(this.#tree(granularity).frames, this.#valuesByFrame(granularity, sampleIndex), {
      granularity,
      sampleIndex,
      total,
    });
  }

  flame({ shape = topDown, ...query }: Params<'flame'>): FlameView {
    const tree = this.#shape(shape);
    checkNode(tree, query.root);
    return computeFlameView(tree, this.#show(query.sampleIndex, shape), query);
  }

  search({ sampleIndex, text, regex, shape = topDown }: Params<'search'>): SearchResult {
    const { weightSelf } = this.#show(sampleIndex, shape);
    return searchFrames(this.#shape(shape), weightSelf, nameMatcher(text, regex));
  }

  functionDetails({ frame, sampleIndex }: Params<'functionDetails'>): FunctionDetails {
    const tree = this.#tree('functions');
    const { frames } = tree;
    checkFrame(frames, frame);
    const byType = this.facts.sampleTypes.map((_, type) => this.#valuesByFrame('functions', type));
    const flatByType = byType.map(({ flat }) => toNumber(flat[frame]!));
    const cumByType = byType.map(({ cum }) => toNumber(cum[frame]!));
    const shown = this.#show(sampleIndex);
    const variance = this.#variance(shown);
    const spread = variance ? toNumber(computeFrameValues(tree, variance).cum[frame]!) : null;
    const name = frames.name[frame]!;
    return {
      frame,
      name,
      packageName: packageNameOf(name),
      file: frames.file[frame]!,
      startLine: frames.line[frame]!,
      sampleIndex,
      flat: flatByType[sampleIndex]!,
      cum: cumByType[sampleIndex]!,
      flatByType,
      cumByType,
      relativeError: spread === null ? null : relativeError(cumByType[sampleIndex]!, spread),
      lines: this.#linesOf(name, sampleIndex),
      ...computeNeighbours(tree, shown.total, shown.self, frame),
    };
  }

  nodeDetails({ node, sampleIndex, shape = topDown }: Params<'nodeDetails'>): NodeDetails {
    const tree = this.#shape(shape);
    checkNode(tree, node);
    const shown = this.#show(sampleIndex, shape);
    const { self, total } = shown;
    const variance = this.#variance(shown);
    const lines = shape.kind === 'topDown' ? this.#nodeLines(tree, node, sampleIndex) : noLines;
    return {
      node,
      frame: tree.frame[node]!,
      self: self[node]!,
      total: total[node]!,
      ...sumSubtree(this.#profile, tree, node),
      relativeError: variance ? relativeError(total[node]!, variance.total[node]!) : null,
      stack: stackOf(tree, node, lines),
      lines: lines.get(node) ?? [],
    };
  }

  findFunction(name: string): number {
    const { frames } = this.#tree('functions');
    const exact = frames.name.indexOf(name);
    if (exact >= 0) return exact;
    const wanted = withoutTypeArguments(name);
    const loose = frames.name.findIndex((candidate) => withoutTypeArguments(candidate) === wanted);
    return loose >= 0 ? loose : this.#heaviestPartOf(name);
  }

  /** A declared function may have run in its closures alone: the heaviest of them stands for it. */
  #heaviestPartOf(declaredName: string): number {
    const { functions, strings } = this.#profile;
    const parts = new Set<string>();
    for (const [fn, declared] of declaredNames(this.#profile).name.entries()) {
      if (declared === declaredName) parts.add(strings.get(functions.name[fn]!));
    }
    if (parts.size === 0) return -1;
    const { frames } = this.#tree('functions');
    const { cum } = this.#valuesByFrame('functions', this.facts.sampleIndex);
    let heaviest = -1;
    for (let frame = 0; frame < frames.length; frame++) {
      if (!parts.has(frames.name[frame]!)) continue;
      const isHeavier = heaviest < 0 || Math.abs(toNumber(cum[frame]!)) > Math.abs(toNumber(cum[heaviest]!));
      if (isHeavier) heaviest = frame;
    }
    return heaviest;
  }

  callGraph(query: Params<'callGraph'>): CallGraph {
    throw notYet(query);
  }

  sourceListing(query: Params<'sourceListing'>): SourceListing {
    throw notYet(query);
  }

  tags(query: Params<'tags'>): TagReport {
    throw notYet(query);
  }

  costSplit({ sampleIndex, userModules }: Params<'costSplit'>): CostSplit {
    this.#column(sampleIndex);
    const total = toNumber(totalOf(this.#whole, this.#whole.samples.values[sampleIndex]!));
    return computeCostSplit(this.#profile, this.#tree('functions'), { sampleIndex, total, userModules });
  }

  /** A file of that format, whole. */
  export(query: Params<'export'>): Uint8Array {
    const { format, sampleIndex, title } = query;
    const type = this.facts.sampleTypes[sampleIndex];
    if (!type) throw unknownPlace();
    const tree = this.#tree('functions');
    switch (format) {
      case 'collapsed':
        return exportCollapsed(tree, this.#exportedColumns(tree, sampleIndex));
      case 'speedscope':
        return exportSpeedscope(tree, this.#speedscopeColumns(tree, sampleIndex), title);
      case 'svg': {
        const { shape, root = 0 } = query;
        const view = this.flame({ sampleIndex, shape, root, minShare: 0.3 / svgWidth });
        return exportFlameSvg(view, { title, type, width: svgWidth });
      }
      case 'csv':
        return exportCsv(this.#exportedTable(query), type);
      case 'markdown':
        return exportMarkdown(this.#exportedTable(query), type, title);
      case 'pprof':
        throw notYet(query);
      default:
        return assertNever(format);
    }
  }

  #exportedTable({ sampleIndex, granularity = 'functions', report }: Params<'export'>): TopTable {
    return this.top({ sampleIndex, granularity, report });
  }

  #exportedColumns(tree: CallTree, sampleIndex: number): Int64Column[] {
    return [computeNodeValues(tree, this.#profile, this.#column(sampleIndex)).self];
  }

  /** The shown value type first: that is the one which speedscope opens with. */
  #speedscopeColumns(tree: CallTree, sampleIndex: number): SpeedscopeColumn[] {
    const { sampleTypes } = this.#profile;
    const order = [sampleIndex, ...sampleTypes.keys()].filter((type, at) => at === 0 || type !== sampleIndex);
    return order.map((type) => ({
      type: sampleTypes[type]!,
      self: computeNodeValues(tree, this.#profile, this.#column(type)).self,
    }));
  }

  rawFacts(opened: OpenedProfile): RawFacts {
    throw notYet(opened);
  }

  lineCosts(): LineCosts {
    return computeLineCosts(this.#profile, this.facts.sampleTypes, this.facts.sampleIndex);
  }

  #nodeLines(tree: CallTree, node: number, sampleIndex: number): NodeLines {
    const { stackSelf, stackTotal } = this.#stackNumbers(sampleIndex);
    return computeNodeLines(this.#profile, tree, node, stackTotal, stackSelf);
  }

  #column(sampleIndex: number): Int64Column {
    const column = this.#profile.samples.values[sampleIndex];
    if (!column) throw unknownPlace();
    return column;
  }

  #tree(granularity: Granularity): CallTree {
    if (granularity === 'functions') {
      this.#functionTree ??= computeCallTree(this.#profile, functionFrames(this.#profile));
      return this.#functionTree;
    }
    if (this.#otherTree?.granularity !== granularity) {
      this.#otherTree = null;
      const tree = computeCallTree(this.#profile, framesOf(this.#profile, granularity));
      this.#otherTree = { granularity, tree };
    }
    return this.#otherTree.tree;
  }

  #shape(shape: TreeShape): CallTree {
    const tree = this.#tree('functions');
    if (shape.kind === 'topDown') return tree;
    const key = shapeKey(shape);
    if (this.#shaped?.key !== key) {
      this.#shaped = null;
      if ('frame' in shape) checkFrame(tree.frames, shape.frame);
      this.#shaped = { key, tree: reshapeTree(tree, shape) };
    }
    return this.#shaped.tree;
  }

  #valuesByFrame(granularity: Granularity, sampleIndex: number): FrameValues {
    const key = `${granularity} ${sampleIndex}`;
    let values = this.#frameValues.get(key);
    if (!values) {
      const tree = this.#tree(granularity);
      values = computeFrameValues(tree, computeNodeValues(tree, this.#profile, this.#column(sampleIndex)));
      this.#frameValues.set(key, values);
    }
    return values;
  }

  #show(sampleIndex: number, shape: TreeShape = topDown): ShownType {
    const key = `${shapeKey(shape)} ${sampleIndex}`;
    const isWhole = shape.kind === 'topDown';
    const kept = isWhole ? this.#shown : this.#shownShape;
    if (kept?.key === key) return kept;
    const shown = showType(this.#profile, this.#shape(shape), this.#column(sampleIndex), key, sampleIndex);
    if (isWhole) this.#shown = shown;
    else this.#shownShape = shown;
    return shown;
  }

  #variance(shown: ShownType): ShownType['variance'] {
    if (shown.variance === undefined) {
      const perSample = sampleVariance(this.#profile, shown.sampleIndex);
      shown.variance = perSample && sumNumbers(shown.tree, this.#profile, perSample);
    }
    return shown.variance;
  }

  #stackNumbers(sampleIndex: number): { stackSelf: Float64Array; stackTotal: Float64Array } {
    const stackSelf = asNumbers(sumByStack(this.#profile, this.#column(sampleIndex)));
    const stackTotal = stackSelf.slice();
    foldIntoParents(stackTotal, this.#profile.stacks.parent);
    return { stackSelf, stackTotal };
  }

  #linesOf(name: string, sampleIndex: number): FunctionDetails['lines'] {
    const { frames } = this.#tree('lines');
    const { flat, cum } = this.#valuesByFrame('lines', sampleIndex);
    const lines: LineValue[] = [];
    for (let frame = 0; frame < frames.length; frame++) {
      if (frames.name[frame] !== name) continue;
      const row = { flat: toNumber(flat[frame]!), cum: toNumber(cum[frame]!) };
      if (row.flat === 0 && row.cum === 0) continue;
      lines.push({ file: frames.file[frame]!, line: frames.line[frame]!, ...row });
    }
    return lines.sort((a, b) => Math.abs(b.cum) - Math.abs(a.cum) || a.line - b.line);
  }
}

interface FrameValues {
  readonly flat: Int64Column;
  readonly cum: Int64Column;
}

/** One value type over a tree of functions as plain numbers. */
interface ShownType {
  readonly key: string;
  readonly sampleIndex: number;
  readonly tree: CallTree;
  readonly self: Float64Array;
  readonly total: Float64Array;
  /** Sums of magnitudes; the same arrays as self and total where nothing is negative. */
  readonly weightSelf: Float64Array;
  readonly weight: Float64Array;
  /** Not computed yet while undefined; null where the numbers are exact or the sampling is unknown. */
  variance: NumberValues | null | undefined;
}

interface NumberValues {
  readonly self: Float64Array;
  readonly total: Float64Array;
}

function sumNumbers(tree: CallTree, profile: Profile, column: Int64Column): NumberValues {
  const { self, total } = computeNodeValues(tree, profile, column);
  return { self: asNumbers(self), total: asNumbers(total) };
}

function showType(
  profile: Profile,
  tree: CallTree,
  column: Int64Column,
  key: string,
  sampleIndex: number,
): ShownType {
  const values = sumNumbers(tree, profile, column);
  const weights = hasNegative(column) ? sumNumbers(tree, profile, asNumbers(column).map(Math.abs)) : values;
  return {
    key,
    sampleIndex,
    tree,
    ...values,
    weightSelf: weights.self,
    weight: weights.total,
    variance: undefined,
  };
}

function stackOf(tree: CallTree, node: number, lines: NodeLines): StackFrame[] {
  const stack: StackFrame[] = [];
  for (let at = node; at >= 0; at = tree.parent[at]!) {
    const frame = tree.frame[at]!;
    if (frame < 0) break;
    const heaviest = lines.get(at)?.[0];
    stack.push({
      node: at,
      frame,
      name: tree.frames.name[frame]!,
      file: heaviest?.file ?? tree.frames.file[frame]!,
      line: heaviest?.line ?? tree.frames.line[frame]!,
    });
  }
  return stack.reverse();
}

function framesOf(profile: Profile, granularity: Granularity) {
  switch (granularity) {
    case 'functions':
      return functionFrames(profile);
    case 'lines':
      return lineFrames(profile);
    case 'files':
      return fileFrames(profile);
    case 'filefunctions':
    case 'addresses':
      throw notYet(granularity);
    default:
      return assertNever(granularity);
  }
}

/** CSS pixels of an exported picture. */
const svgWidth = 1600;

const noLines: NodeLines = new Map();

function shapeKey(shape: TreeShape): string {
  return 'frame' in shape ? `${shape.kind} ${shape.frame}` : shape.kind;
}

function checkNode(tree: CallTree, node: number): void {
  if (!(Number.isInteger(node) && node >= 0 && node < tree.length)) throw unknownPlace();
}

function checkFrame(frames: FrameTable, frame: number): void {
  if (!(Number.isInteger(frame) && frame >= 0 && frame < frames.length)) throw unknownPlace();
}

function notYet(query: unknown): Error {
  return new Error(`${JSON.stringify(query)}: comes with its own change`);
}

function unknownPlace(): MessageError {
  return new MessageError(
    message('engine.unknownPlace', 'This place does not exist in the profile any more. Reload the view.'),
  );
}
