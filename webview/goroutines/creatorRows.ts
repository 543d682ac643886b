import type { CreatorTree } from '../../src/model/goroutineReport';

export interface CreatorRow {
  /** Position in the tree. */
  readonly node: number;
  /** 1 for roots. */
  readonly level: number;
  /** 1-based among its siblings, and how many there are. */
  readonly position: number;
  readonly siblings: number;
  readonly hasChildren: boolean;
  readonly isOpen: boolean;
}

export interface CreatorChildren {
  readonly roots: readonly number[];
  readonly of: (node: number) => readonly number[];
}

/** Who stands beneath whom, most goroutines first. */
export function childrenOf(tree: CreatorTree): CreatorChildren {
  const below = new Map<number, number[]>();
  for (let node = 0; node < tree.length; node++) {
    const parent = tree.parent[node]!;
    const siblings = below.get(parent);
    if (siblings) siblings.push(node);
    else below.set(parent, [node]);
  }
  for (const siblings of below.values()) siblings.sort((a, b) => tree.total[b]! - tree.total[a]! || a - b);
  return { roots: below.get(-1) ?? [], of: (node) => below.get(node) ?? [] };
}

/** The rows of a tree that is open at these nodes, each parent before its children. */
export function layoutCreators(children: CreatorChildren, open: ReadonlySet<number>): readonly CreatorRow[] {
  const rows: CreatorRow[] = [];
  const pending: { readonly nodes: readonly number[]; at: number; readonly level: number }[] = [
    { nodes: children.roots, at: 0, level: 1 },
  ];
  while (pending.length > 0) {
    const level = pending.at(-1)!;
    const node = level.nodes[level.at];
    if (node === undefined) {
      pending.pop();
      continue;
    }
    level.at++;
    const below = children.of(node);
    const isOpen = below.length > 0 && open.has(node);
    rows.push({
      node,
      level: level.level,
      position: level.at,
      siblings: level.nodes.length,
      hasChildren: below.length > 0,
      isOpen,
    });
    if (isOpen) pending.push({ nodes: below, at: 0, level: level.level + 1 });
  }
  return rows;
}

/** What is open at first: the way down along the most goroutines, and every root while there are few. */
export function openAtFirst(tree: CreatorTree, children: CreatorChildren): Set<number> {
  const open = new Set<number>(
    tree.length <= 60 ? Array.from({ length: tree.length }, (_, node) => node) : [],
  );
  let [node] = children.roots;
  while (node !== undefined) {
    open.add(node);
    node = children.of(node)[0];
  }
  return open;
}

/** Names of nodes that hold for another tree: the `go` statements down to each. */
export function creatorKey(tree: CreatorTree, node: number): string {
  const names: string[] = [];
  for (let at = node; at >= 0; at = tree.parent[at]!) {
    names.push(`${tree.strings[tree.func[at]!]}:${tree.line[at]}`);
  }
  return names.join('\n');
}
