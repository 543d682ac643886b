import { findSampledNodes } from '../analysis/callEdges';
import { computeCallGraph } from '../analysis/callGraph';
import { computeCallTree, computeNodeValues, foldIntoParents, sumByStack } from '../analysis/callTree';
import { computeComparedLineCosts } from '../analysis/comparedLineCosts';
import { relativeError, sampleVariance } from '../analysis/confidence';
import { computeCostSplit } from '../analysis/costSplit';
import { computeFlameView } from '../analysis/flameView';
import { framesOf } from '../analysis/frames';
import { computeFrameValues } from '../analysis/frameValues';
import { computeLineCosts, declaredNames } from '../analysis/lineCosts';
import { computeNeighbours } from '../analysis/neighbours';
import { computeNodeLines, type NodeLines } from '../analysis/nodeLines';
import { sumSubtree } from '../analysis/nodeSums';
import type { Answer } from '../analysis/question/applyQuestion';
import { computeRawFacts } from '../analysis/rawFacts';
import { reportedTotal } from '../analysis/reportValues';
import { nameMatcher, searchFrames } from '../analysis/search';
import { computeSourceListing } from '../analysis/sourceListing';
import { computeLabelUnits, computeTagReport } from '../analysis/tagReport';
import { computeTop } from '../analysis/top';
import { divisorOf, totalOf } from '../analysis/total';
import { reshapeTree } from '../analysis/treeShape';
import { trimTop } from '../analysis/trimTop';
import { asNumbers, type Int64, type Int64Column, toNumber } from '../base/int64';
import { MessageError, message } from '../base/message';
import { remembered } from '../base/remembered';
import type { CallGraph } from '../model/callGraph';
import type { CallTree, FrameTable } from '../model/callTree';
import type { CostSplit } from '../model/costSplit';
import { packageNameOf, withoutTypeArguments } from '../model/goName';
import type { Profile } from '../model/profile';
import type { Params } from '../model/queries';
import { plainReport, type QuestionEffect, type ReportOptions } from '../model/question';
import type { RawFacts } from '../model/rawFacts';
import type { SourceListing } from '../model/sourceListing';
import type { TagReport } from '../model/tagReport';
import {
  type ComparedByType,
  type ComparedColumns,
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
import { exportProfile } from './exportProfile';
import { type ComparedFrameValues, FrameColumns } from './frameColumns';
import type { OpenedProfile } from './openEvidence';
import { type NumberValues, type ShownType, showType, varianceOf } from './shownType';

/**
 * A profile as one question leaves it, with what has been computed for it so far. Nothing is computed before a query needs
 * it, and what grows with the number of call nodes is kept for one value type, one other granularity and one other shape
 * at a time.
 */
export class AskedProfile {
  readonly facts: ProfileFacts;
  readonly #answer: Answer;
  readonly #profile: Profile;
  /** Before the question: what percentages refer to. */
  readonly #whole: Profile;
  readonly #columns: FrameColumns;
  readonly #costSplits = new Map<string, CostSplit>();
  #functionTree: CallTree | null = null;
  #shaped: { readonly key: string; readonly tree: CallTree } | null = null;
  #otherTree: { readonly granularity: Granularity; readonly tree: CallTree } | null = null;
  #shown: ShownType | null = null;
  #shownShape: ShownType | null = null;

  constructor(answer: Answer, whole: Profile, facts: ProfileFacts) {
    this.#answer = answer;
    this.#profile = answer.profile;
    this.#whole = whole;
    this.facts = facts;
    this.#columns = new FrameColumns(answer.profile, (granularity) => this.#tree(granularity));
  }

  top({ sampleIndex, granularity, report, errors = true }: Params<'top'>): TopTable {
    const total = this.#reportTotal(sampleIndex, report ?? plainReport);
    const values = this.#columns.valuesOf(granularity, sampleIndex);
    const table = computeTop(this.#tree(granularity).frames, values, {
      granularity,
      sampleIndex,
      total,
      variance: errors ? this.#columns.varianceOf(granularity, sampleIndex) : null,
      compared: values.compared,
    });
    if (!report) return table;
    const divisors = report.mean ? this.#columns.valuesOf(granularity, 0) : null;
    return trimTop(table, report, total, divisors);
  }

  effect({ sampleIndex }: Params<'questionEffect'>): QuestionEffect {
    const { unmatched, ranges } = this.#answer;
    return {
      samples: this.#whole.samples.length,
      samplesLeft: this.#profile.samples.length,
      total: toNumber(this.#total(sampleIndex, false)),
      totalLeft: toNumber(this.#total(sampleIndex, true)),
      unmatched,
      ranges,
    };
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
    const byType = this.facts.sampleTypes.map((_, type) => this.#columns.valuesOf('functions', type));
    const flatByType = byType.map(({ flat }) => toNumber(flat[frame]!));
    const cumByType = byType.map(({ cum }) => toNumber(cum[frame]!));
    const shown = this.#show(sampleIndex);
    const variance = this.#variance(shown);
    const spread = variance ? computeFrameValues(tree, variance) : null;
    const errorOf = (value: number, of: 'flat' | 'cum') =>
      spread ? relativeError(value, toNumber(spread[of][frame]!)) : null;
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
      compared: comparedAt(byType, frame),
      relativeError: errorOf(cumByType[sampleIndex]!, 'cum'),
      flatRelativeError: errorOf(flatByType[sampleIndex]!, 'flat'),
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
      selfRelativeError: variance ? relativeError(self[node]!, variance.self[node]!) : null,
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
    const { cum } = this.#columns.valuesOf('functions', this.facts.sampleIndex);
    let heaviest = -1;
    for (let frame = 0; frame < frames.length; frame++) {
      if (!parts.has(frames.name[frame]!)) continue;
      const isHeavier = heaviest < 0 || Math.abs(toNumber(cum[frame]!)) > Math.abs(toNumber(cum[heaviest]!));
      if (isHeavier) heaviest = frame;
    }
    return heaviest;
  }

  callGraph({ sampleIndex, granularity, report, peek, picture = false }: Params<'callGraph'>): CallGraph {
    const matcher = peek === undefined ? null : nameMatcher(peek, true);
    const tree = this.#tree(granularity);
    const columns = [this.#column(sampleIndex), ...(report.mean ? [this.#column(0)] : [])];
    const [values, divisors = null] = columns.map((column) => computeNodeValues(tree, this.#profile, column));
    const sampled = findSampledNodes(this.#profile, tree, columns);
    const total = this.#reportTotal(sampleIndex, report);
    return computeCallGraph(
      // The error of a mean is another one, which nobody has counted.
      {
        tree,
        values: values!,
        divisors,
        sampled,
        variance: report.mean ? null : this.#columns.varianceOf(granularity, sampleIndex),
      },
      { granularity, sampleIndex, total, report, peek: matcher, picture },
    );
  }

  sourceListing({ sampleIndex, expression, relativePercentages }: Params<'sourceListing'>): SourceListing {
    const matcher = nameMatcher(expression, true);
    const { stackSelf, stackTotal } = this.#stackNumbers(sampleIndex);
    const variances = sampleVariance(this.#profile, sampleIndex);
    const variance = variances && asNumbers(sumByStack(this.#profile, variances));
    if (variance) foldIntoParents(variance, this.#profile.stacks.parent);
    const total = this.#reportTotal(sampleIndex, {
      ...plainReport,
      relativePercentages: relativePercentages ?? false,
    });
    const numbers = { self: stackSelf, total: stackTotal, variance };
    return computeSourceListing(this.#profile, numbers, matcher, { sampleIndex, total });
  }

  tags({ sampleIndex, unit, relativePercentages, mostValues }: Params<'tags'>): TagReport {
    this.#column(sampleIndex);
    const total = this.#reportTotal(sampleIndex, {
      ...plainReport,
      relativePercentages: relativePercentages ?? false,
    });
    const units = computeLabelUnits(this.#whole);
    return computeTagReport(this.#profile, sampleIndex, total, units, unit, mostValues);
  }

  costSplit({ sampleIndex, userModules }: Params<'costSplit'>): CostSplit {
    this.#column(sampleIndex);
    const total = toNumber(totalOf(this.#whole, this.#whole.samples.values[sampleIndex]!));
    // A view asks again whenever something beside it may have changed.
    return remembered(this.#costSplits, JSON.stringify([sampleIndex, userModules]), () =>
      computeCostSplit(this.#profile, this.#tree('functions'), { sampleIndex, total, userModules }),
    );
  }

  export(query: Params<'export'>): Uint8Array {
    this.#column(query.sampleIndex);
    return exportProfile(
      {
        profile: this.#profile,
        facts: this.facts,
        functionTree: () => this.#tree('functions'),
        top: (params) => this.top(params),
        flame: (params) => this.flame(params),
      },
      query,
    );
  }

  rawFacts(opened: OpenedProfile): RawFacts {
    return computeRawFacts(opened.profile, opened.inflatedBytes);
  }

  lineCosts(): LineCosts {
    const compute = this.#profile.samples.compared ? computeComparedLineCosts : computeLineCosts;
    return compute(this.#profile, this.facts.sampleTypes, this.facts.sampleIndex);
  }

  #nodeLines(tree: CallTree, node: number, sampleIndex: number): NodeLines {
    const { stackSelf, stackTotal } = this.#stackNumbers(sampleIndex);
    return computeNodeLines(this.#profile, tree, node, stackTotal, stackSelf);
  }

  /** What shares of a report refer to. */
  #reportTotal(sampleIndex: number, report: ReportOptions): number {
    const profile = report.relativePercentages ? this.#profile : this.#whole;
    const total = this.#total(sampleIndex, report.relativePercentages);
    const divisor = report.mean ? divisorOf(profile, profile.samples.values[sampleIndex]!) : null;
    return reportedTotal(total, divisor, report);
  }

  #column(sampleIndex: number): Int64Column {
    const column = this.#profile.samples.values[sampleIndex];
    if (!column) throw unknownPlace();
    return column;
  }

  /** What percentages refer to: the whole profile, or (`relative`) what the question left of it. */
  #total(sampleIndex: number, relative: boolean): Int64 {
    const profile = relative ? this.#profile : this.#whole;
    const column = profile.samples.values[sampleIndex];
    if (!column) throw unknownPlace();
    return totalOf(profile, column);
  }

  #tree(granularity: Granularity): CallTree {
    if (granularity === 'functions') {
      this.#functionTree ??= computeCallTree(this.#profile, framesOf(this.#profile, 'functions'));
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
      this.#shaped = { key, tree: reshapeTree(tree, shape, this.#profile.samples.stack) };
    }
    return this.#shaped.tree;
  }

  #show(sampleIndex: number, shape: TreeShape = topDown): ShownType {
    const key = `${shapeKey(shape)} ${sampleIndex}`;
    const isWhole = shape.kind === 'topDown';
    const kept = isWhole ? this.#shown : this.#shownShape;
    if (kept?.key === key) return kept;
    this.#column(sampleIndex);
    const shown = showType(this.#profile, this.#shape(shape), sampleIndex, key);
    if (isWhole) this.#shown = shown;
    else this.#shownShape = shown;
    return shown;
  }

  #variance(shown: ShownType): NumberValues | null {
    return varianceOf(shown, this.#profile);
  }

  #stackNumbers(sampleIndex: number): { stackSelf: Float64Array; stackTotal: Float64Array } {
    const stackSelf = asNumbers(sumByStack(this.#profile, this.#column(sampleIndex)));
    const stackTotal = stackSelf.slice();
    foldIntoParents(stackTotal, this.#profile.stacks.parent);
    return { stackSelf, stackTotal };
  }

  #linesOf(name: string, sampleIndex: number): FunctionDetails['lines'] {
    const { frames } = this.#tree('lines');
    const { flat, cum } = this.#columns.valuesOf('lines', sampleIndex);
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

function comparedAt(byType: readonly ComparedFrameValues[], frame: number): ComparedByType | null {
  if (!byType[0]?.compared) return null;
  const numbers = (column: keyof ComparedColumns) =>
    byType.map(({ compared }) => toNumber(compared![column][frame]!));
  return {
    baseFlat: numbers('baseFlat'),
    currentFlat: numbers('currentFlat'),
    baseCum: numbers('baseCum'),
    currentCum: numbers('currentCum'),
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

function unknownPlace(): MessageError {
  return new MessageError(
    message('engine.unknownPlace', 'This place does not exist in the profile any more. Reload the view.'),
  );
}
