import { blockShift, type FlameRows, firstRankAfter } from './layout';

/*
 * Every row of boxes is painted as one line of pixels, which the canvas then stretches to the height of a row: the cost
 * of a frame depends on its pixels, not on how many boxes there are.
 */

/** Colours of a layer's boxes. Columns are by position in the view's frames plus one; 0 is "all". */
export interface BoxPaint {
  readonly framePixel: Uint32Array;
  readonly frameMatches: Uint8Array;
  /** Per block of ranks: whether any box in it matches the search; null without a search. */
  readonly blockMatches: Uint8Array | null;
  readonly matchPixel: number;
  readonly gapPixel: number;
  /** Draw a gap also to the left of a box that follows an empty place: in high contrast, gaps are borders. */
  readonly leadingGap: boolean;
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
  const { leftX, devicePerValue, deviceWidth, deviceGap, deviceSliver } = scale;
  const { left, right, frame } = rows;
  const end = rows.begin[row + 1]!;
  const endX = leftX + deviceWidth / devicePerValue;
  const chunk: Chunk = { end: 0, pixel: 0 };
  let previousPixel = 0;
  // Measured by `npm run bench -- flame`: this loop is what a frame costs.
  for (let rank = firstRankAfter(rows, row, leftX); rank < end && left[rank]! < endX; ) {
    const width = (right[rank]! - left[rank]!) * devicePerValue;
    const from = Math.max(0, Math.round((left[rank]! - leftX) * devicePerValue));
    if (width < deviceSliver) {
      mergeSlivers(rows, rank, end, paint, scale, chunk);
      const to = Math.round((right[chunk.end - 1]! - leftX) * devicePerValue);
      previousPixel = Math.min(deviceWidth, Math.max(from + 1, to));
      fillPixels(line, at + from, at + previousPixel, chunk.pixel);
      rank = chunk.end;
      continue;
    }
    const to = Math.min(deviceWidth, Math.round((right[rank]! - leftX) * devicePerValue));
    // The gap belongs to the box on its left, unless that leaves nothing of it.
    const gap = width > 3 * deviceGap && to < deviceWidth ? deviceGap : 0;
    fillPixels(line, at + from, at + to - gap, paint.framePixel[frame[rank]! + 1]!);
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

interface Chunk {
  /** First rank behind the chunk. */
  end: number;
  pixel: number;
}

/**
 * Finds the run of slivers from `rank` on that is drawn as one, in the colour of its widest box, or as a match if any
 * of them is one. Where boxes are dense, a run is made of whole blocks; else it ends at a multiple of `deviceChunk`
 * counted from valueX 0. Either way it keeps its shape and colour while the picture moves sideways.
 */
function mergeSlivers(
  rows: FlameRows,
  rank: number,
  rowEnd: number,
  paint: BoxPaint,
  scale: PixelScale,
  chunk: Chunk,
): void {
  const { left, right, frame, blockWidest, blockWidestRank } = rows;
  const sliverX = scale.deviceSliver / scale.devicePerValue;
  const chunkX = scale.deviceChunk / scale.devicePerValue;
  const endX = (Math.floor(left[rank]! / chunkX) + 1) * chunkX;
  let widest = rank;
  let widestX = 0;
  let matches = false;
  let i = rank;
  while (i < rowEnd && left[i]! < endX) {
    const block = i >> blockShift;
    const blockEnd = Math.min(rowEnd, (block + 1) << blockShift);
    if (blockWidest[block]! < sliverX && right[blockEnd - 1]! < endX + chunkX) {
      if (blockWidest[block]! > widestX && blockWidestRank[block]! < rowEnd) {
        widestX = blockWidest[block]!;
        widest = blockWidestRank[block]!;
      }
      if (paint.blockMatches?.[block]) matches = true;
      i = blockEnd;
      continue;
    }
    const width = right[i]! - left[i]!;
    if (width >= sliverX) break;
    if (width > widestX) {
      widestX = width;
      widest = i;
    }
    if (paint.frameMatches[frame[i]! + 1]) matches = true;
    i++;
  }
  chunk.end = Math.max(rank + 1, i);
  chunk.pixel = matches ? paint.matchPixel : paint.framePixel[frame[widest]! + 1]!;
}

/** Which blocks of ranks hold a matching box. */
export function findBlockMatches(rows: FlameRows, frameMatches: Uint8Array): Uint8Array {
  const matches = new Uint8Array(rows.blockWidest.length);
  const { frame } = rows;
  for (let rank = 0; rank < frame.length; rank++) {
    if (frameMatches[frame[rank]! + 1]) matches[rank >> blockShift] = 1;
  }
  return matches;
}
