import type { FlameView } from '../../src/model/views';

/** Which of a call's numbers orders its siblings. Everything descends except names. */
export type TreeSort = 'total' | 'self' | 'name';

/** A call in the table. */
export interface TreeRow {
  /** Call node id. */
  readonly node: number;
  /** The view that knows it best, and its position there. */
  readonly view: FlameView;
  readonly index: number;
  /** 1 for the root. */
  readonly level: number;
  readonly position: number;
  readonly siblings: number;
}

/**
 * A tree of calls as the rows that are open, from top to bottom. It starts with a view of the whole; a call whose callees
 * that view left out as too small gets them from a view of its own (`missing` says when).
 */
export class TreeRows {
  readonly rows: TreeRow[] = [];
  readonly #views = new Map<number, FlameView>();
  readonly #open = new Set<number>();
  readonly #sort: TreeSort;

  constructor(view: FlameView, sort: TreeSort) {
    this.#sort = sort;
    if (view.length === 0) return;
    this.#views.set(0, view);
    this.rows.push({ node: view.node[0]!, view, index: 0, level: 1, position: 1, siblings: 1 });
  }

  /** The same calls in another order, as far as their views are there. */
  sorted(sort: TreeSort): TreeRows {
    const whole = this.#views.get(0);
    if (!whole) return this;
    const next = new TreeRows(whole, sort);
    for (const [node, view] of this.#views) next.#views.set(node, view);
    for (const node of this.#open) next.#open.add(node);
    next.#reopen();
    return next;
  }

  get sort(): TreeSort {
    return this.#sort;
  }

  isOpen(row: TreeRow): boolean {
    return this.#open.has(row.node);
  }

  /** Whether anything was called there, in sight or not. */
  hasChildren({ view, index, node }: TreeRow): boolean {
    if (hasChildIn(view, index)) return true;
    const own = this.#views.get(node);
    return own === undefined ? leftOut(view, index) > 0 : own.length > 1;
  }

  /** The view of this call has to be asked for and added before it can be opened. */
  missing(row: TreeRow): boolean {
    return !this.#views.has(row.node) && leftOut(row.view, row.index) > 0;
  }

  /** A view that starts at a call. */
  add(view: FlameView): void {
    this.#views.set(view.root, view);
  }

  /** Inserts the row's children; returns how many rows came. */
  expand(at: number): number {
    const row = this.rows[at];
    if (!row || this.#open.has(row.node) || !this.hasChildren(row)) return 0;
    this.#open.add(row.node);
    return this.#insert(at, this.#below(row));
  }

  /** Removes what stands below the row; returns how many rows went. What was open below stays known. */
  collapse(at: number): number {
    const row = this.rows[at];
    if (!row || !this.#open.delete(row.node)) return 0;
    const end = this.endOf(at);
    this.rows.splice(at + 1, end - at - 1);
    return end - at - 1;
  }

  /** Position behind the last row below this one. */
  endOf(at: number): number {
    const { level } = this.rows[at]!;
    let end = at + 1;
    while (end < this.rows.length && this.rows[end]!.level > level) end++;
    return end;
  }

  parentOf(at: number): number {
    const { level } = this.rows[at]!;
    let up = at;
    while (up > 0 && this.rows[up]!.level >= level) up--;
    return up;
  }

  /** Opens from the root along calls that hold at least half of what is above them. */
  openHeaviest(most = 16): void {
    let at = 0;
    for (let step = 0; step < most; step++) {
      const row = this.rows[at];
      if (!row || this.missing(row)) return;
      this.expand(at);
      const child = this.rows[at + 1];
      if (!child || child.level <= row.level || weightOf(child) < weightOf(row) / 2) return;
      at++;
    }
  }

  /** Not spliced: a call with many callees has more of them than a function takes arguments. */
  #insert(at: number, below: readonly TreeRow[]): number {
    const after = this.rows.slice(at + 1);
    this.rows.length = at + 1;
    for (const row of below) this.rows.push(row);
    for (const row of after) this.rows.push(row);
    return below.length;
  }

  /** Rows below one, with everything that is open there. */
  #below(row: TreeRow): TreeRow[] {
    const below: TreeRow[] = [];
    const waiting = this.#children(row).reverse();
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      below.push(next);
      if (!this.#open.has(next.node)) continue;
      for (const child of this.#children(next).reverse()) waiting.push(child);
    }
    return below;
  }

  #reopen(): void {
    const root = this.rows[0];
    if (!root) return;
    this.rows.length = 1;
    if (this.#open.has(root.node)) for (const row of this.#below(root)) this.rows.push(row);
  }

  #children({ view, index, node, level }: TreeRow): TreeRow[] {
    const own = this.#views.get(node);
    const from = own ?? view;
    const positions = childrenOf(from, own ? 0 : index);
    sortPositions(from, positions, this.#sort);
    return positions.map((position, i) => ({
      node: from.node[position]!,
      view: from,
      index: position,
      level: level + 1,
      position: i + 1,
      siblings: positions.length,
    }));
  }
}

export function nameOf({ view, index }: TreeRow): string {
  return view.frames.name[view.frame[index]!] ?? '';
}

export function weightOf({ view, index }: TreeRow): number {
  return view.weight[index]!;
}

function hasChildIn({ depth, length }: FlameView, index: number): boolean {
  return index + 1 < length && depth[index + 1]! > depth[index]!;
}

/** Weight of callees that the view does not show. Sums of doubles may differ in their last digits. */
function leftOut(view: FlameView, index: number): number {
  if (view.omitted === 0) return 0;
  let rest = view.weight[index]! - Math.abs(view.self[index]!);
  for (const child of childrenOf(view, index)) rest -= view.weight[child]!;
  return rest > view.weight[index]! * 1e-9 ? rest : 0;
}

/** Positions one level below, heaviest first, as views have them. */
function childrenOf({ depth, length }: FlameView, index: number): number[] {
  const level = depth[index]! + 1;
  const children: number[] = [];
  for (let at = index + 1; at < length && depth[at]! >= level; at++)
    if (depth[at] === level) children.push(at);
  return children;
}

function sortPositions({ self, frame, frames }: FlameView, positions: number[], sort: TreeSort): void {
  if (sort === 'self') positions.sort((a, b) => Math.abs(self[b]!) - Math.abs(self[a]!) || a - b);
  if (sort !== 'name') return;
  const key = (position: number) => (frames.name[frame[position]!] ?? '').toLowerCase();
  positions.sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : a - b));
}
