import { coarseShift, type FlameLayout, type FlameRows, fineShift, firstRankAfter } from './layout';

/*
 * Every row of boxes is painted as one line of pixels, which the canvas then stretches to the height of a row: the cost
 * of a frame depends on its pixels, not on how many boxes there are.
 */

/** Colours of a layer's boxes. Columns are by key plus one (`FlameRows.key`). */
export interface BoxPaint {
  readonly keyPixel: Uint32Array;
  readonly keyMatches: Uint8Array;
  /** Null without a search. */
  readonly blockMatches: BlockMatches | null;
  readonly matchPixel: number;
  readonly gapPixel: number;
  /** Draw a gap also to the left of a box that follows an empty place: in high contrast, gaps are borders. */
  readonly leadingGap: boolean;
}

/** Whether any box of a block matches, by block of `rows.coarse` and `rows.fine`. */
export interface BlockMatches {
  readonly coarse: Uint8Array;
  readonly fine: Uint8Array;
}

/** From a layer's valueX to device pixels. */
export interface PixelScale {
  readonly leftX: number;
  readonly devicePerValue: number;
  readonly deviceWidth: number;
  readonly deviceGap: number;
  /** Narrower boxes are merged with their neighbours, up to `deviceChunk` at a time. */
  readonly deviceSliver: number;
  readonly deviceChunk: number;
}

/** Takes the boxes that are wide enough for a label. */
export interface LabelSink {
  readonly deviceMinWidth: number;
  add(rank: number, deviceLeft: number, deviceRight: number): void;
}

/** Paints one row into `line[at]` to `line[at + deviceWidth]`, which holds the background. */
export function paintRow(
  line: Uint32Array,
  at: number,
  rows: FlameRows,
  row: number,
  paint: BoxPaint,
  scale: PixelScale,
  labels: LabelSink | null,
): void {
  const { leftX, devicePerValue, deviceWidth, deviceGap } = scale;
  const { edges, key } = rows;
  const end = rows.begin[row + 1]!;
  const endX = leftX + deviceWidth / devicePerValue;
  const run = createRun(rows, row, paint, scale);
  let previousPixel = 0;
  // This loop and `mergeSlivers` are what a frame costs: test/bench/flameFrames.ts measures them.
  for (let rank = firstRankAfter(rows, row, leftX); rank < end; ) {
    const left = edges[2 * rank]!;
    const right = edges[2 * rank + 1]!;
    if (left >= endX) break;
    const from = Math.max(0, Math.round((left - leftX) * devicePerValue));
    if (right - left < run.sliverX) {
      rank = mergeSlivers(run, rank, left, right);
      const to = Math.round((run.rightX - leftX) * devicePerValue);
      previousPixel = Math.min(deviceWidth, Math.max(from + 1, to));
      fillPixels(line, at + from, at + previousPixel, run.pixel);
      continue;
    }
    const to = Math.min(deviceWidth, Math.round((right - leftX) * devicePerValue));
    // The gap belongs to the box on its left, unless that leaves nothing of it.
    const gap = to - from > 3 * deviceGap && to < deviceWidth ? deviceGap : 0;
    fillPixels(line, at + from, at + to - gap, paint.keyPixel[key[rank]! + 1]!);
    if (gap > 0) fillPixels(line, at + to - gap, at + to, paint.gapPixel);
    if (paint.leadingGap && from > previousPixel)
      fillPixels(line, at + from, at + from + gap, paint.gapPixel);
    if (labels && to - from >= labels.deviceMinWidth) labels.add(rank, from, to - gap);
    previousPixel = to;
    rank++;
  }
}

/** A call of `fill` costs as much as a dozen pixels. */
function fillPixels(line: Uint32Array, from: number, to: number, pixel: number): void {
  if (to - from > 12) line.fill(pixel, from, to);
  else for (let i = from; i < to; i++) line[i] = pixel;
}

/** What merging slivers needs of a row, gathered once; and the colour and the end of the run that was merged last. */
interface SliverRun {
  readonly rows: FlameRows;
  readonly begin: number;
  readonly end: number;
  readonly paint: BoxPaint;
  readonly sliverX: number;
  readonly chunkX: number;
  pixel: number;
  rightX: number;
}

function createRun(rows: FlameRows, row: number, paint: BoxPaint, scale: PixelScale): SliverRun {
  const sliverX = scale.deviceSliver / scale.devicePerValue;
  const chunkX = scale.deviceChunk / scale.devicePerValue;
  const [begin, end] = [rows.begin[row]!, rows.begin[row + 1]!];
  return { rows, begin, end, paint, sliverX, chunkX, pixel: 0, rightX: 0 };
}

/**
 * Finds the run of slivers from `rank` on that is drawn as one, in the colour of its widest box, or as a match if any
 * of them is one; returns the first rank behind it. Where boxes are dense, a run is made of whole blocks; else it ends
 * at a multiple of the chunk counted from valueX 0. Either way it keeps its shape and colour while the picture moves
 * sideways. Both sizes of blocks are written out: a call for each would be a third of the frame.
 */
function mergeSlivers(run: SliverRun, rank: number, left: number, right: number): number {
  const { begin, end, paint, sliverX, chunkX } = run;
  const { edges, key, coarse, fine } = run.rows;
  const { blockMatches, keyMatches } = paint;
  const endX = (Math.floor(left / chunkX) + 1) * chunkX;
  const farX = endX + chunkX;
  // A hole that can be seen ends the run: painted over, it would pass for calls.
  const holeX = sliverX / 2;
  let widestX = right - left;
  let widestKey = key[rank]!;
  let matches = keyMatches[widestKey + 1]!;
  let rightX = right;
  let i = rank + 1;
  scan: while (i < end) {
    // A block is passed over when it lies within the row, holds only slivers and slits, and does not go too far.
    const large = i >> coarseShift;
    if (
      coarse[4 * large + 2]! < sliverX &&
      coarse[4 * large + 1]! < farX &&
      coarse[4 * large]! < endX &&
      coarse[4 * large]! - rightX < holeX &&
      large << coarseShift >= begin &&
      (large + 1) << coarseShift <= end
    ) {
      if (coarse[4 * large + 2]! > widestX) {
        widestX = coarse[4 * large + 2]!;
        widestKey = coarse[4 * large + 3]!;
      }
      if (blockMatches !== null) matches |= blockMatches.coarse[large]!;
      rightX = coarse[4 * large + 1]!;
      i = (large + 1) << coarseShift;
      continue;
    }
    const small = i >> fineShift;
    if (
      fine[4 * small + 2]! < sliverX &&
      fine[4 * small + 1]! < farX &&
      fine[4 * small]! < endX &&
      fine[4 * small]! - rightX < holeX &&
      small << fineShift >= begin &&
      (small + 1) << fineShift <= end
    ) {
      if (fine[4 * small + 2]! > widestX) {
        widestX = fine[4 * small + 2]!;
        widestKey = fine[4 * small + 3]!;
      }
      if (blockMatches !== null) matches |= blockMatches.fine[small]!;
      rightX = fine[4 * small + 1]!;
      i = (small + 1) << fineShift;
      continue;
    }
    for (const stop = Math.min(end, ((i >> fineShift) + 1) << fineShift); i < stop; i++) {
      const nextLeft = edges[2 * i]!;
      const nextRight = edges[2 * i + 1]!;
      if (nextLeft >= endX || nextLeft - rightX >= holeX || nextRight - nextLeft >= sliverX) break scan;
      if (nextRight - nextLeft > widestX) {
        widestX = nextRight - nextLeft;
        widestKey = key[i]!;
      }
      if (blockMatches !== null) matches |= keyMatches[key[i]! + 1]!;
      rightX = nextRight;
    }
  }
  run.rightX = rightX;
  run.pixel = matches === 1 ? paint.matchPixel : paint.keyPixel[widestKey + 1]!;
  return i;
}

/** Which blocks of ranks hold a box of one of these frames (positions in the view's frames). */
export function findBlockMatches({ rows, byFrame }: FlameLayout, frames: readonly number[]): BlockMatches {
  const found = {
    coarse: new Uint8Array(rows.coarse.length / 4),
    fine: new Uint8Array(rows.fine.length / 4),
  };
  for (const frame of frames) {
    for (let i = byFrame.begin[frame]!; i < byFrame.begin[frame + 1]!; i++) {
      found.coarse[byFrame.rank[i]! >> coarseShift] = 1;
      found.fine[byFrame.rank[i]! >> fineShift] = 1;
    }
  }
  return found;
}
