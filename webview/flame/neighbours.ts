import type { FlameCommand } from './keyboard';
import { firstRankAfter } from './layout';
import type { Box, FlameScene, Span } from './scene';

/** The box that a key leads to, within `span` in a row; null where there is none, or the key leads nowhere. */
export function boxToward(scene: FlameScene, command: FlameCommand, box: Box, span: Span): Box | null {
  switch (command) {
    case 'parent':
      return above(scene, box);
    case 'firstChild':
      return below(scene, box);
    case 'previous':
      return besideInRow(scene, box, -1, span);
    case 'next':
      return besideInRow(scene, box, 1, span);
    case 'firstInRow':
      return endOfRow(scene, box, 'first', span);
    case 'lastInRow':
      return endOfRow(scene, box, 'last', span);
    default:
      return null;
  }
}

/** Its caller; above a caller, and above the root of callers, the heaviest of their own. */
function above(scene: FlameScene, box: Box): Box | null {
  if (scene.isCaller(box)) return scene.children(box)[0] ?? null;
  return scene.parent(box) ?? scene.callersOfRoot()[0] ?? null;
}

function below(scene: FlameScene, box: Box): Box | null {
  if (scene.isCaller(box)) return scene.parent(box);
  return scene.children(box).find((child) => !scene.isCaller(child)) ?? null;
}

/**
 * The box beside `box` in its row, within `span`: first the siblings, then their cousins, as they stand on the screen.
 * Null at the end of the row.
 */
export function besideInRow(scene: FlameScene, box: Box, by: 1 | -1, span: Span): Box | null {
  const place = placeOf(scene, box);
  if (!place) return null;
  const rank = place.rank + by;
  return rank < place.begin || rank >= place.end ? null : within(scene, place, rank, span);
}

/** The first or last box of the row of `box` that reaches into `span`. */
export function endOfRow(scene: FlameScene, box: Box, end: 'first' | 'last', span: Span): Box {
  const place = placeOf(scene, box);
  if (!place) return box;
  const { layout, offsetX } = scene.layers[place.layer]!;
  const slack = (span.right - span.left) * 1e-9;
  if (end === 'first') {
    const rank = firstRankAfter(layout.rows, place.row, span.left - offsetX + slack);
    return within(scene, place, rank, span) ?? box;
  }
  const behind = firstRankAfter(layout.rows, place.row, span.right - offsetX - slack);
  // The row may end, or leave an empty place, before the span does.
  return within(scene, place, behind, span) ?? within(scene, place, behind - 1, span) ?? box;
}

interface Place {
  readonly layer: number;
  readonly row: number;
  readonly rank: number;
  readonly begin: number;
  readonly end: number;
}

function placeOf(scene: FlameScene, { layer, index }: Box): Place | null {
  const { layout } = scene.layers[layer]!;
  const row = layout.view.depth[index]!;
  const begin = layout.rows.begin[row]!;
  const end = layout.rows.begin[row + 1]!;
  // Boxes without width share their left edge with others: from the first candidate on, look for the box itself.
  let rank = firstRankFrom(layout.rows.edges, begin, end, layout.start[index]!);
  while (rank < end && layout.rows.box[rank] !== index) rank++;
  return rank < end ? { layer, row, rank, begin, end } : null;
}

function within(scene: FlameScene, place: Place, rank: number, span: Span): Box | null {
  if (rank < place.begin || rank >= place.end) return null;
  const box = { layer: place.layer, index: scene.layers[place.layer]!.layout.rows.box[rank]! };
  const { left, right } = scene.span(box);
  const slack = (span.right - span.left) * 1e-9;
  return right > span.left + slack && left < span.right - slack ? box : null;
}

/** First rank whose left edge is at valueX or behind it. */
function firstRankFrom(edges: Float64Array, low: number, high: number, valueX: number): number {
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (edges[2 * middle]! < valueX) low = middle + 1;
    else high = middle;
  }
  return low;
}
