import type { FlameView } from '../../src/model/views';
import { boxAt, childrenOf, type FlameLayout, heightBelow, layoutFlame } from './layout';

/**
 * Everything that is known of the tree: the view from "all", and inside it views of subtrees that show more boxes.
 *
 *     rows      ┌───────────────all───────────────┐   layer 0: from "all"
 *     0..1      ├──────────A──────────┬─────B─────┤
 *     2..       │ ┊   layer 1: below A ┊                 same boxes as layer 0 has there, and smaller ones
 *
 * Every layer stands inside the one before it. Rows and valueX count from "all" in all of them.
 */
export interface Layer {
  readonly layout: FlameLayout;
  /** valueX of the layer's root. */
  readonly offsetX: number;
  /** Row of the layer's root. */
  readonly rowOffset: number;
  /** Position of the layer's root in the layer before it, -1 in layer 0. */
  readonly outerIndex: number;
  /** Position in this layer's frames by position in the profile's table of functions. */
  readonly localFrame: ReadonlyMap<number, number>;
}

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

export class FlameScene {
  readonly layers: readonly Layer[];

  private constructor(layers: readonly Layer[]) {
    this.layers = layers;
  }

  static readonly empty = new FlameScene([]);

  static from(view: FlameView): FlameScene {
    if (view.length === 0) return FlameScene.empty;
    if (view.root === 0) return new FlameScene([layerOf(layoutFlame(view), 0, 0, -1)]);
    return new FlameScene([layerOf(layoutFlame(ancestorsAsView(view)), 0, 0, -1)]).with(view);
  }

  /** Adds a denser view of a subtree. A view of "all", of another value type or of an unknown node starts anew. */
  with(view: FlameView): FlameScene {
    const at = this.#findOuter(view);
    if (!at) return FlameScene.from(view);
    const outer = this.layers[at.layer]!;
    const layer = layerOf(
      layoutFlame(view),
      outer.offsetX + outer.layout.start[at.index]!,
      outer.rowOffset + outer.layout.view.depth[at.index]!,
      at.index,
    );
    return new FlameScene([...this.layers.slice(0, at.layer + 1), layer]);
  }

  get isEmpty(): boolean {
    return this.layers.length === 0;
  }

  get root(): Box {
    return { layer: 0, index: 0 };
  }

  /** Width of everything, as valueX. */
  get width(): number {
    return this.layers[0]?.layout.view.weight[0] ?? 0;
  }

  /** Which layer draws which rows while `span` is in sight: a layer takes part when it covers all of it. */
  bands(span: Span): Band[] {
    const slack = (span.right - span.left) * 1e-9;
    const covering = this.layers.findIndex(
      ({ offsetX, layout }) =>
        offsetX > span.left + slack || offsetX + layout.view.weight[0]! < span.right - slack,
    );
    // Layer 0 is drawn even when the span reaches beyond it.
    const used = covering < 0 ? this.layers.length : Math.max(covering, Math.min(1, this.layers.length));
    return this.layers.slice(0, used).map((layer, i) => ({
      layer: i,
      fromRow: layer.rowOffset,
      toRow: i + 1 < used ? this.layers[i + 1]!.rowOffset : layer.rowOffset + layer.layout.rows.count,
    }));
  }

  at(row: number, valueX: number, span: Span): Box | null {
    for (const band of this.bands(span)) {
      if (row < band.fromRow || row >= band.toRow) continue;
      const { layout, offsetX, rowOffset } = this.layers[band.layer]!;
      const index = boxAt(layout, row - rowOffset, valueX - offsetX);
      return index < 0 ? null : { layer: band.layer, index };
    }
    return null;
  }

  /** The box of a call node, from the densest view that has it. */
  find(node: number): Box | null {
    for (let layer = this.layers.length - 1; layer >= 0; layer--) {
      const index = this.layers[layer]!.layout.view.node.indexOf(node);
      if (index >= 0) return { layer, index };
    }
    return null;
  }

  node(box: Box): number {
    return this.#view(box).node[box.index]!;
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
    return this.layers[box.layer]!.rowOffset + this.#view(box).depth[box.index]!;
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
    if (box.index > 0) return { layer: box.layer, index: this.layers[box.layer]!.layout.parent[box.index]! };
    if (box.layer === 0) return null;
    return this.parent({ layer: box.layer - 1, index: this.layers[box.layer]!.outerIndex });
  }

  children(box: Box): Box[] {
    const { layer, index } = this.densest(box);
    return childrenOf(this.layers[layer]!.layout, index).map((child) => ({ layer, index: child }));
  }

  hasChildren(box: Box): boolean {
    const { layer, index } = this.densest(box);
    return this.layers[layer]!.layout.subtreeEnd[index]! > index + 1;
  }

  /** "all" first, `box` last. */
  path(box: Box): Box[] {
    const path = [box];
    for (let up = this.parent(box); up; up = this.parent(up)) path.push(up);
    return path.reverse();
  }

  /** Function names below "all" down to `box`. */
  pathNames(box: Box): string[] {
    return this.path(box)
      .slice(1)
      .map((each) => this.name(each));
  }

  /** The box with these function names above it, as far down as they can be followed. */
  follow(names: readonly string[]): Box {
    let box = this.root;
    for (const name of names) {
      const next = this.children(box).find((child) => this.name(child) === name);
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
      if (best >= 0) return { layer, index: best };
    }
    return null;
  }

  /** The same node in the densest layer that has it as its root. */
  densest(box: Box): Box {
    let { layer, index } = box;
    while (layer + 1 < this.layers.length && this.layers[layer + 1]!.outerIndex === index) {
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

  #findOuter(view: FlameView): Box | null {
    if (view.root === 0 || view.length === 0) return null;
    if (this.layers[0]?.layout.view.sampleIndex !== view.sampleIndex) return null;
    const found = this.find(view.root);
    if (!found || found.index > 0 || found.layer === 0) return found?.index ? found : null;
    return { layer: found.layer - 1, index: this.layers[found.layer]!.outerIndex };
  }
}

function layerOf(layout: FlameLayout, offsetX: number, rowOffset: number, outerIndex: number): Layer {
  const localFrame = new Map<number, number>();
  layout.view.frames.id.forEach((id, local) => {
    localFrame.set(id, local);
  });
  return { layout, offsetX, rowOffset, outerIndex, localFrame };
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
    frames: view.frames,
    omitted: 1,
    maxDepth: view.maxDepth + chain.length - 1,
  };
}
