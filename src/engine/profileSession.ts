import { computeCallTree, computeNodeValues, foldIntoParents, sumByStack } from '../analysis/callTree';
import { relativeError, sampleVariance } from '../analysis/confidence';
import { computeFlameView } from '../analysis/flameView';
import { fileFrames, functionFrames, lineFrames } from '../analysis/frames';
import { computeFrameValues } from '../analysis/frameValues';
import { computeLineCosts } from '../analysis/lineCosts';
import { computeNeighbours } from '../analysis/neighbours';
import { computeNodeLines } from '../analysis/nodeLines';
import { computeProfileFacts } from '../analysis/profileFacts';
import { nameMatcher, searchFrames } from '../analysis/search';
import { computeTop } from '../analysis/top';
import { hasNegative, totalOf } from '../analysis/total';
import { assertNever } from '../base/assertNever';
import { type Int64Column, isWide, toNumber } from '../base/int64';
import { MessageError, message } from '../base/message';
import type { CallTree, NodeValues } from '../model/callTree';
import { packageNameOf, withoutTypeArguments } from '../model/goName';
import type { Profile } from '../model/profile';
import type {
  FlameView,
  FunctionDetails,
  Granularity,
  LineCosts,
  NodeDetails,
  ProfileFacts,
  SearchResult,
  StackFrame,
  TopTable,
} from '../model/views';
import type { FlameQuery, SearchQuery, TopQuery } from './engine';
import type { OpenedProfile } from './openEvidence';

/** An open profile with what has been computed for it so far. Nothing is computed before a query needs it. */
export class ProfileSession {
  readonly facts: ProfileFacts;
  readonly #profile: Profile;
  readonly #trees = new Map<Granularity, CallTree>();
  readonly #nodeValues = new Map<string, NodeValues>();
  readonly #numbers = new Map<number, TypeNumbers>();

  constructor(opened: OpenedProfile) {
    this.#profile = opened.profile;
    this.facts = computeProfileFacts(opened.profile, opened.inflatedBytes);
  }

  top({ sampleIndex, granularity }: TopQuery): TopTable {
    const tree = this.#tree(granularity);
    const column = this.#column(sampleIndex);
    return computeTop(tree, this.#values(granularity, sampleIndex), {
      granularity,
      sampleIndex,
      total: totalOf(this.#profile, column),
    });
  }

  flame(query: FlameQuery): FlameView {
    const tree = this.#tree('functions');
    this.#checkNode(tree, query.root);
    const numbers = this.#typeNumbers(query.sampleIndex);
    return computeFlameView(tree, { ...numbers, weight: numbers.weightTotal }, query);
  }

  search({ sampleIndex, text, regex }: SearchQuery): SearchResult {
    return searchFrames(
      this.#tree('functions'),
      this.#typeNumbers(sampleIndex).weightSelf,
      nameMatcher(text, regex),
    );
  }

  functionDetails(frame: number, sampleIndex: number): FunctionDetails {
    const tree = this.#tree('functions');
    if (!(frame >= 0 && frame < tree.frames.length)) throw unknownPlace();
    const { frames } = tree;
    const byType = this.facts.sampleTypes.map((_, type) =>
      computeFrameValues(tree, this.#values('functions', type)),
    );
    const flatByType = byType.map(({ flat }) => toNumber(flat[frame]!));
    const cumByType = byType.map(({ cum }) => toNumber(cum[frame]!));
    const numbers = this.#typeNumbers(sampleIndex);
    const variance = numbers.variance;
    const spread =
      variance && computeFrameValues(tree, { self: variance.self, total: variance.total }).cum[frame]!;
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
      relativeError: spread === null ? null : relativeError(cumByType[sampleIndex]!, toNumber(spread)),
      lines: this.#linesOf(name, sampleIndex),
      ...computeNeighbours(tree, numbers.total, numbers.self, frame),
    };
  }

  nodeDetails(node: number, sampleIndex: number): NodeDetails {
    const tree = this.#tree('functions');
    this.#checkNode(tree, node);
    const numbers = this.#typeNumbers(sampleIndex);
    const { stackSelf, stackTotal } = this.#stackNumbers(sampleIndex);
    const lines = computeNodeLines(this.#profile, tree, node, stackTotal, stackSelf);
    const stack: StackFrame[] = [];
    for (let at = node; at > 0; at = tree.parent[at]!) {
      const frame = tree.frame[at]!;
      const heaviest = lines.get(at)?.[0];
      stack.push({
        node: at,
        frame,
        name: tree.frames.name[frame]!,
        file: heaviest?.file ?? tree.frames.file[frame]!,
        line: heaviest?.line ?? tree.frames.line[frame]!,
      });
    }
    const perType = this.facts.sampleTypes.map((_, type) => this.#values('functions', type));
    const { variance } = numbers;
    return {
      node,
      frame: tree.frame[node]!,
      self: numbers.self[node]!,
      total: numbers.total[node]!,
      selfByType: perType.map(({ self }) => toNumber(self[node]!)),
      totalByType: perType.map(({ total }) => toNumber(total[node]!)),
      relativeError: variance ? relativeError(numbers.total[node]!, variance.total[node]!) : null,
      stack: stack.reverse(),
      lines: lines.get(node) ?? [],
    };
  }

  findFunction(name: string): number {
    const { frames } = this.#tree('functions');
    const exact = frames.name.indexOf(name);
    if (exact >= 0) return exact;
    const wanted = withoutTypeArguments(name);
    return frames.name.findIndex((candidate) => withoutTypeArguments(candidate) === wanted);
  }

  lineCosts(): LineCosts {
    return computeLineCosts(this.#profile, this.facts.sampleTypes, this.facts.sampleIndex);
  }

  #column(sampleIndex: number): Int64Column {
    const column = this.#profile.samples.values[sampleIndex];
    if (!column) throw unknownPlace();
    return column;
  }

  #tree(granularity: Granularity): CallTree {
    let tree = this.#trees.get(granularity);
    if (!tree) {
      tree = computeCallTree(this.#profile, framesOf(this.#profile, granularity));
      this.#trees.set(granularity, tree);
    }
    return tree;
  }

  #values(granularity: Granularity, sampleIndex: number): NodeValues {
    const key = `${granularity} ${sampleIndex}`;
    let values = this.#nodeValues.get(key);
    if (!values) {
      values = computeNodeValues(this.#tree(granularity), this.#profile, this.#column(sampleIndex));
      this.#nodeValues.set(key, values);
    }
    return values;
  }

  #typeNumbers(sampleIndex: number): TypeNumbers {
    let numbers = this.#numbers.get(sampleIndex);
    if (!numbers) {
      numbers = typeNumbers(
        this.#profile,
        this.#tree('functions'),
        this.#values('functions', sampleIndex),
        sampleIndex,
      );
      this.#numbers.set(sampleIndex, numbers);
    }
    return numbers;
  }

  #stackNumbers(sampleIndex: number): { stackSelf: Float64Array; stackTotal: Float64Array } {
    const stackSelf = asNumbers(sumByStack(this.#profile, this.#column(sampleIndex)));
    const stackTotal = stackSelf.slice();
    foldIntoParents(stackTotal, this.#profile.stacks.parent);
    return { stackSelf, stackTotal };
  }

  #linesOf(name: string, sampleIndex: number): FunctionDetails['lines'] {
    const tree = this.#tree('lines');
    const { flat, cum } = computeFrameValues(tree, this.#values('lines', sampleIndex));
    const lines: { file: string; line: number; flat: number; cum: number }[] = [];
    for (let frame = 0; frame < tree.frames.length; frame++) {
      if (tree.frames.name[frame] !== name) continue;
      const row = { flat: toNumber(flat[frame]!), cum: toNumber(cum[frame]!) };
      if (row.flat === 0 && row.cum === 0) continue;
      lines.push({ file: tree.frames.file[frame]!, line: tree.frames.line[frame]!, ...row });
    }
    return lines.sort((a, b) => Math.abs(b.cum) - Math.abs(a.cum) || a.line - b.line);
  }

  #checkNode(tree: CallTree, node: number): void {
    if (!(Number.isInteger(node) && node >= 0 && node < tree.length)) throw unknownPlace();
  }
}

/** One value type over the tree of functions as plain numbers. */
interface TypeNumbers {
  readonly self: Float64Array;
  readonly total: Float64Array;
  /** Sums of magnitudes; the same arrays as self and total where nothing is negative. */
  readonly weightSelf: Float64Array;
  readonly weightTotal: Float64Array;
  readonly variance: { readonly self: Float64Array; readonly total: Float64Array } | null;
}

function typeNumbers(profile: Profile, tree: CallTree, values: NodeValues, sampleIndex: number): TypeNumbers {
  const self = asNumbers(values.self);
  const total = asNumbers(values.total);
  const column = profile.samples.values[sampleIndex]!;
  let weight = { self, total };
  if (hasNegative(column)) {
    const magnitudes = Float64Array.from(column as Float64Array, (value) => Math.abs(toNumber(value)));
    weight = computeNodeValues(tree, profile, magnitudes) as typeof weight;
  }
  const perSample = sampleVariance(profile, sampleIndex);
  const variance =
    perSample && (computeNodeValues(tree, profile, perSample) as { self: Float64Array; total: Float64Array });
  return { self, total, weightSelf: weight.self, weightTotal: weight.total, variance };
}

function asNumbers(column: Int64Column): Float64Array {
  return isWide(column) ? Float64Array.from(column, Number) : column;
}

function framesOf(profile: Profile, granularity: Granularity) {
  switch (granularity) {
    case 'functions':
      return functionFrames(profile);
    case 'lines':
      return lineFrames(profile);
    case 'files':
      return fileFrames(profile);
    default:
      return assertNever(granularity);
  }
}

function unknownPlace(): MessageError {
  return new MessageError(
    message('engine.unknownPlace', 'This place does not exist in the profile any more. Reload the view.'),
  );
}
