import type { CreatorTree } from '../../model/goroutineReport';
import { InternedStrings } from '../../model/internedStrings';
import { PrefixTreeBuilder } from '../../model/prefixTreeBuilder';
import type { StudiedDump } from './studiedDump';

/** Deeper than people nest `go` statements; deeper lines of descent go on beside their creator. */
const mostDepth = 100;

/**
 * Which `go` statements made which goroutines: a node stands below that of its creator, where the dump still has the creator or
 * tells its ancestry (GODEBUG=tracebackancestors). A statement that occurs above itself is not nested again: a goroutine that
 * starts its successor would be a chain as long as the program ran. Children stand behind their parent, most goroutines first.
 */
export function computeCreatorTree(studied: StudiedDump, matching: Uint8Array | null): CreatorTree {
  const tree = new Lineage();
  const nodeOf = placeGoroutines(studied, tree);
  const { parent, frame } = tree.finish();
  const self = new Uint32Array(parent.length);
  const { count } = studied.dump.goroutines;
  for (let i = 0; i < nodeOf.length; i++) {
    if (matching === null || matching[i] === 1) self[nodeOf[i]!]! += count[i]!;
  }
  const total = self.slice();
  for (let node = parent.length - 1; node >= 0; node--) {
    if (parent[node]! >= 0) total[parent[node]!]! += total[node]!;
  }
  const order = orderNodes(parent, total);
  return layOut(studied, { parent, frame, self, total, order, start: startsOf(studied, nodeOf, matching) });
}

/** Nodes by parent and frame of the `go` statement + 1 (0: made by nobody that is known). */
class Lineage {
  readonly #tree = new PrefixTreeBuilder();
  readonly #parents: number[] = [];
  readonly #frames: number[] = [];
  readonly #depths: number[] = [];

  /** The node of a `go` statement (frame, -1 unknown) below `parent` (-1: nothing is known of it). */
  child(parent: number, frame: number): number {
    let below = parent;
    let depth = 0;
    if (parent >= 0) {
      for (let node = parent; node >= 0; node = this.#parents[node]!) {
        if (this.#frames[node]! === frame) return node;
      }
      depth = this.#depths[parent]! + 1;
      if (depth > mostDepth) {
        below = this.#parents[parent]!;
        depth--;
      }
    }
    const node = this.#tree.child(below, frame + 1);
    if (node === this.#parents.length) {
      this.#parents.push(below);
      this.#frames.push(frame);
      this.#depths.push(depth);
    }
    return node;
  }

  finish(): { parent: Int32Array; frame: Int32Array } {
    return { parent: Int32Array.from(this.#parents), frame: Int32Array.from(this.#frames) };
  }
}

const unplaced = -1;
const beingPlaced = -2;

/** The node of each goroutine. Ids that repeat and creators in a circle, which no runtime writes, only end the line of descent. */
function placeGoroutines({ dump }: StudiedDump, tree: Lineage): Int32Array {
  const { length, goid, creator, creatorGoid, ancestry } = dump.goroutines;
  const rowOf = new Map<number, number>();
  for (let i = length - 1; i >= 0; i--) if (goid[i]! >= 0) rowOf.set(goid[i]!, i);
  const nodeOf = new Int32Array(length).fill(unplaced);
  const waiting: number[] = [];
  for (let i = 0; i < length; i++) {
    for (let at = i; nodeOf[at] === unplaced; ) {
      nodeOf[at] = beingPlaced;
      waiting.push(at);
      const above = creatorGoid[at]! < 0 ? undefined : rowOf.get(creatorGoid[at]!);
      if (above === undefined) break;
      at = above;
    }
    while (waiting.length > 0) {
      const at = waiting.pop()!;
      const above = creatorGoid[at]! < 0 ? undefined : rowOf.get(creatorGoid[at]!);
      const known = above !== undefined && nodeOf[above]! >= 0;
      const parent = known ? nodeOf[above]! : placeAncestors(dump.ancestries[ancestry[at]!], tree);
      nodeOf[at] = tree.child(parent, creator[at]!);
    }
  }
  return nodeOf;
}

/** The node of the nearest creator that an ancestry tells; -1 for none. */
function placeAncestors(
  ancestors: StudiedDump['dump']['ancestries'][number] | undefined,
  tree: Lineage,
): number {
  let node = -1;
  for (let at = (ancestors?.length ?? 0) - 1; at >= 0; at--) node = tree.child(node, ancestors![at]!.creator);
  return node;
}

/** Parents first, largest children first; nodes without goroutines are left out. */
function orderNodes(parent: Int32Array, total: Uint32Array): number[] {
  const children: number[][] = Array.from(parent, () => []);
  const roots: number[] = [];
  for (let node = 0; node < parent.length; node++) {
    if (total[node] === 0) continue;
    (parent[node]! < 0 ? roots : children[parent[node]!]!).push(node);
  }
  const smallestFirst = (a: number, b: number) => total[a]! - total[b]! || b - a;
  const order: number[] = [];
  const open = roots.sort(smallestFirst);
  while (open.length > 0) {
    const node = open.pop()!;
    order.push(node);
    for (const child of children[node]!.sort(smallestFirst)) open.push(child);
  }
  return order;
}

/** By node: the function (string of the dump) that most of its goroutines started with. */
function startsOf(
  { dump, shown }: StudiedDump,
  nodeOf: Int32Array,
  matching: Uint8Array | null,
): Map<number, Map<number, number>> {
  const { stack, count } = dump.goroutines;
  const starts = new Map<number, Map<number, number>>();
  for (let i = 0; i < nodeOf.length; i++) {
    if (stack[i]! < 0 || (matching !== null && matching[i] === 0)) continue;
    const end = shown.start[shown.of[stack[i]!]! + 1]!;
    if (end === shown.start[shown.of[stack[i]!]!]) continue;
    const func = dump.frames.func[shown.frame[end - 1]!]!;
    let counts = starts.get(nodeOf[i]!);
    if (!counts) {
      counts = new Map();
      starts.set(nodeOf[i]!, counts);
    }
    counts.set(func, (counts.get(func) ?? 0) + count[i]!);
  }
  return starts;
}

interface Nodes {
  readonly parent: Int32Array;
  readonly frame: Int32Array;
  readonly self: Uint32Array;
  readonly total: Uint32Array;
  readonly order: readonly number[];
  readonly start: ReadonlyMap<number, ReadonlyMap<number, number>>;
}

function layOut({ dump }: StudiedDump, nodes: Nodes): CreatorTree {
  const strings = new InternedStrings();
  const indexOf = strings.indicesOf(dump.strings);
  const { order, frame } = nodes;
  const became = new Int32Array(nodes.parent.length).fill(-1);
  for (const [position, node] of order.entries()) became[node] = position;
  const ofFrame = (node: number, column: Uint32Array) => (frame[node]! < 0 ? 0 : column[frame[node]!]!);
  const mostCommon = (node: number) => {
    const counts = [...(nodes.start.get(node) ?? [])];
    return counts.reduce((most, one) => (one[1] > most[1] ? one : most), [0, 0] as const)[0];
  };
  return {
    length: order.length,
    parent: Int32Array.from(order, (node) => (nodes.parent[node]! < 0 ? -1 : became[nodes.parent[node]!]!)),
    func: Uint32Array.from(order, (node) => indexOf(ofFrame(node, dump.frames.func))),
    file: Uint32Array.from(order, (node) => indexOf(ofFrame(node, dump.frames.file))),
    line: Uint32Array.from(order, (node) => ofFrame(node, dump.frames.line)),
    self: Uint32Array.from(order, (node) => nodes.self[node]!),
    total: Uint32Array.from(order, (node) => nodes.total[node]!),
    start: Uint32Array.from(order, (node) => indexOf(mostCommon(node))),
    strings: Array.from({ length: strings.length }, (_, index) => strings.get(index)),
  };
}
