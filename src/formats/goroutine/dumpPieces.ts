import type { DumpMark } from './dumpBoundaries';
import type { DumpReader } from './dumpReader';

/** A dump's rows, and where the next dump or the end is. */
export interface DumpPiece {
  readonly mark: DumpMark;
  readonly lastRow: number;
  readonly nextStart: number;
}

/** A server that recovers from panics writes a stack for each: that many are one piece of evidence, not that many. */
const fewPieces = 50;

/**
 * The dumps of a text that have goroutines. Where there are many, single stacks that were written one after the other, by
 * goroutines that went on, are taken for one dump: an id can occur in it more than once then.
 */
export function piecesOf({ marks, tables }: DumpReader, end: number): DumpPiece[] {
  const pieces = marks
    .map((mark, position) => ({
      mark,
      lastRow: marks[position + 1]?.firstRow ?? tables.columns.length,
      nextStart: marks[position + 1]?.start ?? end,
    }))
    .filter(({ mark, lastRow }) => lastRow > mark.firstRow);
  return pieces.length > fewPieces ? mergeSingles(pieces) : pieces;
}

function mergeSingles(pieces: readonly DumpPiece[]): DumpPiece[] {
  const merged: DumpPiece[] = [];
  let canTakeMore = false;
  for (const piece of pieces) {
    const last = merged[merged.length - 1];
    const isSingle = piece.mark.crash === null && piece.lastRow - piece.mark.firstRow === 1;
    if (last && isSingle && canTakeMore) {
      const skippedLines = last.mark.skippedLines + piece.mark.skippedLines;
      const mark = { ...last.mark, end: piece.mark.end, skippedLines };
      merged[merged.length - 1] = { ...piece, mark };
    } else {
      merged.push(piece);
    }
    canTakeMore = isSingle;
  }
  return merged;
}
