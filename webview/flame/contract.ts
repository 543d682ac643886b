/** How values of the shown type are written, and what a percentage is of. */
export interface ValueFormat {
  /** `inuse_space`: named where the graph describes itself. */
  readonly type: string;
  /** The unit as the profile writes it: `bytes`, `nanoseconds`, `count`. */
  readonly unit: string;
  /** Total of the whole profile for this value type: 100 %. */
  readonly total: number;
  /** Of a comparison: what `total` is the sum of. */
  readonly totalOf?: 'base' | 'difference';
}

/**
 * What the graph tells its owner. `node` is a call node id, `frame` the function's position in the profile's table of
 * functions (`FrameNames.id`), -1 for "all". Around one function, a negative `node` is the complement (`~node`) of a call
 * node in the tree of callers.
 */
export interface FlameCallbacks {
  onSelect(node: number, frame: number, source: 'mouse' | 'keyboard'): void;
  onClearSelection?(): void;
  onOpenSource(node: number, frame: number, beside: boolean): void;
  /**
   * Boxes too small for the current view have become wide enough to see: answer with `setView` of a view rooted at
   * `node` (`addCallers` where it is negative). The graph keeps the outer view and its viewport; it draws the new boxes
   * where they belong.
   */
  onZoomRequest(node: number): void;
  /** The pointer is over another function, or over none (null, null). */
  onHover?(node: number | null, frame: number | null): void;
  /** Coordinates are CSS pixels of the page. */
  onContextMenu?(node: number, frame: number, clientX: number, clientY: number): void;
  onCopy?(node: number, frame: number, what: 'name' | 'stack'): void;
  /** From the picture around one function back to the whole. */
  onLeave?(): void;
  /** The viewport has come to rest somewhere else: time to save state. */
  onViewport?(viewport: FlameViewport): void;
  /** English text with `{name}` placeholders, translated and filled in. */
  t(english: string, args?: Readonly<Record<string, string | number>>): string;
}

/** Where the graph looks. Serialisable; survives another value type, a denser view and a reloaded file. */
export interface FlameViewport {
  /** The call node that is zoomed into, 0 for "all". */
  readonly rootNode: number;
  /** Names from the outermost frame down to `rootNode`: finds it again when node ids have changed. */
  readonly rootPath: readonly string[];
  /** Left and right edge as shares of the box of `rootNode`: 0 and 1 show exactly that box. */
  readonly leftShare: number;
  readonly rightShare: number;
  /** Rows scrolled off at the top, may be a fraction. */
  readonly topRow: number;
}

export interface FlameSelection {
  readonly node: number | null;
  readonly frame: number | null;
}
