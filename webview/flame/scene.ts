import type { FlameView } from '../../src/model/views';
import type { Sides } from '../change';
import { boxAt, childrenOf, type FlameLayout, heightBelow, layoutFlame } from './layout';

/**
 * Everything that is known of the tree: the view from "all", and inside it views of subtrees that show more boxes.
 *
 *     rows      ┌───────────────all───────────────┐   layer 0: from "all"
 *     0..1      ├──────────A──────────┬─────B─────┤
 *     2..       │ ┊   layer 1: below A ┊                 same boxes as layer 0 has there, and smaller ones
 *
 * Every layer stands inside the one before it. Rows and valueX count from "all" in all of them.
 *
 * A scene around one function has its callers as well. Their layers grow upwards and come after the others; the function
 * itself belongs to layer 0 alone.
 *
 *     rows      ├────main─────┐                layers of callers, side -1
 *     0..1      ├────serve────┼──main──┤
 *     2         ├─────────load─────────┤       layer 0: root
 *     3..       ├──read──┬─parse─┤             layers of callees, side 1
 */
export interface Layer {
  readonly layout: FlameLayout;
  readonly side: Side;
  /** valueX of the layer's root. */
  readonly offsetX: number;
  /** Row of the layer's root. */
  readonly rowOffset: number;
  /** Depth of the layer's root below the scene's. */
  readonly depthOffset: number;
  /** Position of the layer's root in the layer before it, -1 in the first of its side. */
  readonly outerIndex: number;
  /** Position in this layer's frames by position in the profile's table of functions. */
  readonly localFrame: ReadonlyMap<number, number>;
}

/** Rows of callees follow their root downwards (1), rows of callers upwards (-1). */
export type Side = 1 | -1;

/** A box: its layer, and its position in that layer's view. */
export interface Box {
  readonly layer: number;
  readonly index: number;
}

/** Rows `fromRow` up to `toRow` (exclusive) are drawn from this layer. */
export interface Band {
  readonly layer: number;
  readonly fromRow: number;
  readonly toRow: number;
}

export interface Span {
  readonly left: number;
  readonly right: number;
}

export const allFrame = -1;

/** Begins the path of names to a caller: no function has this name. */
const callersMark = '↑';

/** The row of a layer's own layout that is drawn in `row`. */
export function rowInLayer({ rowOffset, side }: Layer, row: number): number {
  return (row - rowOffset) * side;
}

export class FlameScene {
  /** Callees first. */
  readonly layers: readonly Layer[];
  /** Layers before this one hold callees, the others callers. */
  readonly #callees: number;

  private constructor(callees: readonly Layer[], callers: readonly Layer[] = []) {
    const rootRow = Math.max(0, ...callers.map((layer) => layer.depthOffset + layer.layout.rows.count - 1));
    this.layers = [...callees, ...callers].map((layer) => withRoot(layer, rootRow));
    this.#callees = callees.length;
  }

  static readonly empty = new FlameScene([]);

  static from(view: FlameView): FlameScene {
    if (view.length === 0) return FlameScene.empty;
    if (view.root === 0) return new FlameScene([layerOf(layoutFlame(view), 1, 0, 0, -1)]);
    return new FlameScene([layerOf(layoutFlame(ancestorsAsView(view)), 1, 0, 0, -1)]).with(view);
  }

  /** One function with its callees below and its callers above; both views start at the function. */
  static around(callees: FlameView, callers: FlameView): FlameScene {
    if (callees.length === 0 || callers.length === 0) return FlameScene.empty;
    return new FlameScene(
      [layerOf(layoutFlame(callees), 1, 0, 0, -1)],
      [layerOf(layoutFlame(callers), -1, 0, 0, -1)],
    );
  }

  /** Adds a denser view of a subtree. A view of "all", of another value type or of an unknown node starts anew. */
  with(view: FlameView, side: Side = 1): FlameScene {
    const at = this.#findOuter(view, side);
    if (!at) return side < 0 ? this : FlameScene.from(view);
    const outer = this.layers[at.layer]!;
    const layer = layerOf(
      layoutFlame(view),
      side,
      outer.offsetX + outer.layout.start[at.index]!,
      outer.depthOffset + outer.layout.view.depth[at.index]!,
      at.index,
    );
    const callees = this.layers.slice(0, this.#callees);
    const callers = this.layers.slice(this.#callees);
    if (side > 0) return new FlameScene([...callees.slice(0, at.layer + 1), layer], callers);
    return new FlameScene(callees, [...callers.slice(0, at.layer - this.#callees + 1), layer]);
  }

  get isEmpty(): boolean {
    return this.layers.length === 0;
  }

  /** Has callers above its root. */
  get isAround(): boolean {
    return this.#callees < this.layers.length;
  }

  /** Its values are differences, and its boxes as wide as both sides of them together. */
  get isComparison(): boolean {
    return this.layers.some(({ layout }) => layout.view.compared !== null);
  }

  get root(): Box {
    return { layer: 0, index: 0 };
  }

  /** Positions of the layers that show all of their side. */
  get outermost(): readonly number[] {
    return this.isAround ? [0, this.#callees] : [0];
  }

  /** Rows of the outermost layers. */
  get rowCount(): number {
    const first = this.layers[0];
    return first ? first.rowOffset + first.layout.rows.count : 0;
  }

  /** Width of everything, as valueX. */
  get width(): number {
    return this.layers[0]?.layout.view.weight[0] ?? 0;
  }

  /** Which layer draws which rows while `span` is in sight: a layer takes part when it covers all of it. */
  bands(span: Span): Band[] {
    const bands = this.#bandsOf(0, this.#callees, span);
    return this.isAround ? [...bands, ...this.#bandsOf(this.#callees, this.layers.length, span)] : bands;
  }

  /** The densest layer of each side that takes part while `span` is in sight. */
  densestLayers(span: Span): number[] {
    const bands = this.bands(span).map(({ layer }) => layer);
    const callees = bands.filter((layer) => layer < this.#callees).at(-1);
    const callers = bands.filter((layer) => layer >= this.#callees).at(-1);
    return [callees, callers].filter((layer) => layer !== undefined);
  }

  #bandsOf(first: number, end: number, span: Span): Band[] {
    // The outermost layer is drawn even when the span reaches beyond it.
    let used = Math.min(first + 1, end);
    while (used < end && this.#covers(used, span)) used++;
    const bands: Band[] = [];
    for (let i = first; i < used; i++) {
      const { rowOffset, side, layout } = this.layers[i]!;
      const inner = i + 1 < used ? this.layers[i + 1]!.rowOffset : null;
      if (side > 0) {
        bands.push({ layer: i, fromRow: rowOffset, toRow: inner ?? rowOffset + layout.rows.count });
      } else {
        const fromRow = inner === null ? rowOffset - layout.rows.count + 1 : inner + 1;
        bands.push({ layer: i, fromRow, toRow: i === first ? rowOffset : rowOffset + 1 });
      }
    }
    return bands;
  }

  #covers(layer: number, span: Span): boolean {
    const { offsetX, layout } = this.layers[layer]!;
    const slack = (span.right - span.left) * 1e-9;
    return offsetX <= span.left + slack && offsetX + layout.view.weight[0]! >= span.right - slack;
  }

  at(row: number, valueX: number, span: Span): Box | null {
    for (const band of this.bands(span)) {
      if (row < band.fromRow || row >= band.toRow) continue;
      const layer = this.layers[band.layer]!;
      const index = boxAt(layer.layout, rowInLayer(layer, row), valueX - layer.offsetX);
      return index < 0 ? null : { layer: band.layer, index };
    }
    return null;
  }

  /** The box of a node, from the densest view that has it. */
  find(node: number): Box | null {
    const [first, end] = node < 0 ? [this.#callees, this.layers.length] : [0, this.#callees];
    const id = node < 0 ? ~node : node;
    for (let layer = end - 1; layer >= first; layer--) {
      const index = this.layers[layer]!.layout.view.node.indexOf(id);
      if (index >= 0) return this.#orRoot({ layer, index });
    }
    return null;
  }

  /** Call node of the box; callers, whose ids are those of another tree, have the complement (`~id`, negative). */
  node(box: Box): number {
    const id = this.#view(box).node[box.index]!;
    return this.isCaller(box) ? ~id : id;
  }

  isCaller(box: Box): boolean {
    return box.layer >= this.#callees;
  }

  /** Position in the profile's table of functions, `allFrame` for "all". */
  frame(box: Box): number {
    const { frame, frames } = this.#view(box);
    const local = frame[box.index]!;
    return local < 0 ? allFrame : frames.id[local]!;
  }

  total(box: Box): number {
    return this.#view(box).total[box.index]!;
  }

  self(box: Box): number {
    return this.#view(box).self[box.index]!;
  }

  /** What the total is the difference of; null in a profile that is no comparison, or where the view does not tell. */
  sides(box: Box): Sides | null {
    const { compared } = this.#view(box);
    return compared && { base: compared.base[box.index]!, current: compared.current[box.index]! };
  }

  weight(box: Box): number {
    return this.#view(box).weight[box.index]!;
  }

  left(box: Box): number {
    const { layout, offsetX } = this.layers[box.layer]!;
    return offsetX + layout.start[box.index]!;
  }

  span(box: Box): Span {
    const left = this.left(box);
    return { left, right: left + this.weight(box) };
  }

  row(box: Box): number {
    const { rowOffset, side, layout } = this.layers[box.layer]!;
    return rowOffset + side * layout.view.depth[box.index]!;
  }

  /** Calls between the root and the box, itself included. */
  depth(box: Box): number {
    return this.layers[box.layer]!.depthOffset + this.#view(box).depth[box.index]!;
  }

  /** '' for "all". */
  name(box: Box): string {
    const { frame, frames } = this.#view(box);
    return frames.name[frame[box.index]!] ?? '';
  }

  packageName(box: Box): string {
    const { frame, frames } = this.#view(box);
    return frames.packageName[frame[box.index]!] ?? '';
  }

  file(box: Box): string {
    const { frame, frames } = this.#view(box);
    return frames.file[frame[box.index]!] ?? '';
  }

  startLine(box: Box): number {
    const { frame, frames } = this.#view(box);
    return frames.startLine[frame[box.index]!] ?? 0;
  }

  parent(box: Box): Box | null {
    const { layout, outerIndex } = this.layers[box.layer]!;
    if (box.index > 0) return this.#orRoot({ layer: box.layer, index: layout.parent[box.index]! });
    if (outerIndex < 0) return null;
    return this.parent({ layer: box.layer - 1, index: outerIndex });
  }

  /** Callees of the root, then its callers; of other boxes what grows from them. */
  children(box: Box): Box[] {
    const own = this.#childrenIn(box);
    return this.#isRoot(box) && this.isAround ? [...own, ...this.callersOfRoot()] : own;
  }

  callersOfRoot(): Box[] {
    return this.isAround ? this.#childrenIn({ layer: this.#callees, index: 0 }) : [];
  }

  hasChildren(box: Box): boolean {
    const { layer, index } = this.densest(box);
    if (this.layers[layer]!.layout.subtreeEnd[index]! > index + 1) return true;
    return this.#isRoot(box) && this.callersOfRoot().length > 0;
  }

  /** "all" first, `box` last. */
  path(box: Box): Box[] {
    const path = [box];
    for (let up = this.parent(box); up; up = this.parent(up)) path.push(up);
    return path.reverse();
  }

  /** Function names below the root down to `box`; to a caller, up to it behind a mark. */
  pathNames(box: Box): string[] {
    const names = this.path(box)
      .slice(1)
      .map((each) => this.name(each));
    return this.isCaller(box) ? [callersMark, ...names] : names;
  }

  /** The box with these function names above it, as far down as they can be followed. */
  follow(names: readonly string[]): Box {
    const toCaller = names[0] === callersMark;
    let box = this.root;
    for (const name of toCaller ? names.slice(1) : names) {
      const next = this.children(box).find(
        (child) => this.name(child) === name && this.isCaller(child) === toCaller,
      );
      if (!next) break;
      box = next;
    }
    return box;
  }

  heightBelow(box: Box): number {
    const { layer, index } = this.densest(box);
    return heightBelow(this.layers[layer]!.layout, index);
  }

  /** The heaviest box of a function, null when the scene has none. */
  heaviest(frame: number): Box | null {
    for (let layer = 0; layer < this.layers.length; layer++) {
      const { layout, localFrame } = this.layers[layer]!;
      const local = localFrame.get(frame);
      if (local === undefined) continue;
      const { begin, rank } = layout.byFrame;
      let best = -1;
      for (let i = begin[local]!; i < begin[local + 1]!; i++) {
        const index = layout.rows.box[rank[i]!]!;
        if (best < 0 || layout.view.weight[index]! > layout.view.weight[best]!) best = index;
      }
      if (best >= 0) return this.#orRoot({ layer, index: best });
    }
    return null;
  }

  /** The same node in the densest layer that has it as its root. */
  densest(box: Box): Box {
    let { layer, index } = box;
    while (this.layers[layer + 1]?.outerIndex === index) {
      layer++;
      index = 0;
    }
    return { layer, index };
  }

  /** The deepest box below `from` that covers all of `span`; `from` itself when it just fills it. */
  covering(from: Box, span: Span): Box {
    const slack = (span.right - span.left) * 1e-6;
    let box = from;
    for (;;) {
      const own = this.span(box);
      if (own.left >= span.left - slack && own.right <= span.right + slack) return box;
      const next = this.children(box).find((child) => {
        const { left, right } = this.span(child);
        return left <= span.left + slack && right >= span.right - slack;
      });
      if (!next) return box;
      box = next;
    }
  }

  /** `box`, or the nearest of its ancestors that covers all of `span`. */
  nearestCovering(box: Box, span: Span): Box {
    const slack = (span.right - span.left) * 1e-6;
    for (let up: Box | null = box; up; up = this.parent(up)) {
      const { left, right } = this.span(up);
      if (left <= span.left + slack && right >= span.right - slack) return up;
    }
    return this.root;
  }

  #view(box: Box): FlameView {
    return this.layers[box.layer]!.layout.view;
  }

  #isRoot({ layer, index }: Box): boolean {
    return layer === 0 && index === 0;
  }

  /** The root of the callers is the same function as the root of everything. */
  #orRoot(box: Box): Box {
    return box.layer === this.#callees && box.index === 0 ? this.root : box;
  }

  #childrenIn(box: Box): Box[] {
    const { layer, index } = this.densest(box);
    return childrenOf(this.layers[layer]!.layout, index).map((child) => ({ layer, index: child }));
  }

  #findOuter(view: FlameView, side: Side): Box | null {
    if (view.root === 0 || view.length === 0) return null;
    if (this.layers[0]?.layout.view.sampleIndex !== view.sampleIndex) return null;
    const found = this.find(side < 0 ? ~view.root : view.root);
    if (!found || found.index > 0) return found;
    const { outerIndex } = this.layers[found.layer]!;
    return outerIndex < 0 ? null : { layer: found.layer - 1, index: outerIndex };
  }
}

/** The layer where the scene's root stands in `rootRow`; the same object where it stands there already. */
function withRoot(layer: Layer, rootRow: number): Layer {
  const rowOffset = rootRow + layer.side * layer.depthOffset;
  return rowOffset === layer.rowOffset ? layer : { ...layer, rowOffset };
}

function layerOf(
  layout: FlameLayout,
  side: Side,
  offsetX: number,
  depthOffset: number,
  outerIndex: number,
): Layer {
  const localFrame = new Map<number, number>();
  layout.view.frames.id.forEach((id, local) => {
    localFrame.set(id, local);
  });
  return { layout, side, offsetX, rowOffset: depthOffset, depthOffset, outerIndex, localFrame };
}

/** What a view of a subtree tells of the tree around it: its ancestors, each as wide as it is, one below the other. */
function ancestorsAsView(view: FlameView): FlameView {
  const chain = [
    ...view.ancestors.map(({ node, frame, total }) => ({ node, frame, total, weight: Math.abs(total) })),
    { node: view.root, frame: view.frame[0]!, total: view.total[0]!, weight: view.weight[0]! },
  ];
  // A parent is at least as wide as its child, also where values of both signs make its total smaller.
  for (let i = chain.length - 2; i >= 0; i--) {
    chain[i]!.weight = Math.max(chain[i]!.weight, chain[i + 1]!.weight);
  }
  return {
    sampleIndex: view.sampleIndex,
    root: 0,
    ancestors: [],
    length: chain.length,
    node: Uint32Array.from(chain, ({ node }) => node),
    frame: Int32Array.from(chain, ({ frame }) => frame),
    depth: Uint16Array.from(chain.keys()),
    weight: Float64Array.from(chain, ({ weight }) => weight),
    total: Float64Array.from(chain, ({ total }) => total),
    self: new Float64Array(chain.length),
    compared: null,
    frames: view.frames,
    omitted: 1,
    maxDepth: view.maxDepth + chain.length - 1,
  };
}
