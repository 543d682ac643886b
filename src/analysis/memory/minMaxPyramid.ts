/**
 * Lowest and highest values of a column by blocks: of 16 rows, of 16 such blocks, and so on, so that those of any range are
 * found in a few dozen steps. NaN is no value. Costs a fifth of the column; `extend` takes time by the rows that are new.
 *
 *     level 1   [ 0 … 255 ]                              position and value of its lowest and highest
 *     level 0   [ 0 … 15 ] [ 16 … 31 ] … [ 240 … 255 ]
 *     rows      0 1 2 …                          … 255 256 257      whole blocks alone; the rest is looked at itself
 */
export class MinMaxPyramid {
  #values: Float64Array = new Float64Array(0);
  readonly #levels: Level[] = [];
  /** What the latest `find` found; -1 where no row of its range has a value. */
  lowest = -1;
  highest = -1;
  #min = 0;
  #max = 0;

  /** Rows that have been taken in. */
  get length(): number {
    return this.#values.length;
  }

  get byteLength(): number {
    return this.#levels.reduce((sum, { min, max, minAt, maxAt }) => {
      return sum + min.byteLength + max.byteLength + minAt.byteLength + maxAt.byteLength;
    }, 0);
  }

  /** The column with more rows than before; those so far are the same. */
  extend(values: Float64Array): void {
    this.#values = values;
    let blocks = values.length >> blockBits;
    for (let at = 0; blocks > 0; at++) {
      const level = this.#levels[at] ?? emptyLevel();
      this.#levels[at] = level;
      makeRoom(level, blocks);
      if (at === 0) fillFromRows(level, values, blocks);
      else fillFromLevel(level, this.#levels[at - 1]!, blocks);
      level.length = blocks;
      blocks >>= blockBits;
    }
  }

  /** Sets `lowest` and `highest` to the rows of the first lowest and first highest value of rows `start` to before `end`. */
  find(start: number, end: number): void {
    this.lowest = -1;
    this.highest = -1;
    this.#min = Number.POSITIVE_INFINITY;
    this.#max = Number.NEGATIVE_INFINITY;
    let low = start;
    let high = end;
    const firstBlock = (low + blockMask) >> blockBits;
    const lastBlock = high >> blockBits;
    if (firstBlock >= lastBlock) {
      this.#lookAtRows(low, high);
      return;
    }
    this.#lookAtRows(low, firstBlock << blockBits);
    low = firstBlock;
    high = lastBlock;
    for (let at = 0; low < high; at++) {
      const level = this.#levels[at]!;
      const nextLow = (low + blockMask) >> blockBits;
      const nextHigh = high >> blockBits;
      if (at === this.#levels.length - 1 || nextLow >= nextHigh) {
        this.#lookAtBlocks(level, low, high);
        break;
      }
      this.#lookAtBlocks(level, low, nextLow << blockBits);
      this.#lookAtBlocks(level, nextHigh << blockBits, high);
      low = nextLow;
      high = nextHigh;
    }
    this.#lookAtRows(lastBlock << blockBits, end);
  }

  /** First row of `start` to before `end` with a value; -1 where none has. */
  firstKnown(start: number, end: number): number {
    for (let row = start; row < end; ) {
      if (!Number.isNaN(this.#values[row]!)) return row;
      let size = 1;
      for (const level of this.#levels) {
        const larger = size * blockSize;
        if (row % larger !== 0 || row + larger > end || level.min[row / larger] !== Number.POSITIVE_INFINITY)
          break;
        size = larger;
      }
      row += size;
    }
    return -1;
  }

  /** Last row of `start` to before `end` with a value; -1 where none has. */
  lastKnown(start: number, end: number): number {
    for (let row = end; row > start; ) {
      if (!Number.isNaN(this.#values[row - 1]!)) return row - 1;
      let size = 1;
      for (const level of this.#levels) {
        const larger = size * blockSize;
        const isEmpty =
          row % larger === 0 &&
          row - larger >= start &&
          level.min[row / larger - 1] === Number.POSITIVE_INFINITY;
        if (!isEmpty) break;
        size = larger;
      }
      row -= size;
    }
    return -1;
  }

  #lookAtRows(start: number, end: number): void {
    const values = this.#values;
    for (let row = start; row < end; row++) {
      const value = values[row]!;
      this.#take(value, row, value, row);
    }
  }

  #lookAtBlocks({ min, max, minAt, maxAt }: Level, start: number, end: number): void {
    for (let block = start; block < end; block++) {
      this.#take(min[block]!, minAt[block]!, max[block]!, maxAt[block]!);
    }
  }

  /** Blocks come out of order: of the same values the first row counts. */
  #take(min: number, minAt: number, max: number, maxAt: number): void {
    if (min < this.#min || (min === this.#min && minAt < this.lowest)) {
      this.#min = min;
      this.lowest = minAt;
    }
    if (max > this.#max || (max === this.#max && maxAt < this.highest)) {
      this.#max = max;
      this.highest = maxAt;
    }
  }
}

/** Blocks without a value have Infinity and -Infinity. */
interface Level {
  /** Blocks that are filled. */
  length: number;
  min: Float64Array;
  max: Float64Array;
  minAt: Uint32Array;
  maxAt: Uint32Array;
}

const blockBits = 4;
const blockSize = 1 << blockBits;
const blockMask = blockSize - 1;

function emptyLevel(): Level {
  return {
    length: 0,
    min: new Float64Array(0),
    max: new Float64Array(0),
    minAt: new Uint32Array(0),
    maxAt: new Uint32Array(0),
  };
}

/** Exactly as much as is needed at first, by half more each time afterwards: most series never grow. */
function makeRoom(level: Level, blocks: number): void {
  const room = level.min.length;
  if (blocks <= room) return;
  const wanted = room === 0 ? blocks : Math.max(blocks, Math.ceil(room * 1.5));
  level.min = grown(level.min, new Float64Array(wanted));
  level.max = grown(level.max, new Float64Array(wanted));
  level.minAt = grown(level.minAt, new Uint32Array(wanted));
  level.maxAt = grown(level.maxAt, new Uint32Array(wanted));
}

function grown<Column extends Float64Array | Uint32Array>(from: Column, to: Column): Column {
  to.set(from);
  return to;
}

function fillFromRows(level: Level, values: Float64Array, blocks: number): void {
  for (let block = level.length; block < blocks; block++) {
    let min = Number.POSITIVE_INFINITY;
    let max = Number.NEGATIVE_INFINITY;
    let minAt = 0;
    let maxAt = 0;
    const end = (block + 1) << blockBits;
    for (let row = block << blockBits; row < end; row++) {
      const value = values[row]!;
      if (value < min) {
        min = value;
        minAt = row;
      }
      if (value > max) {
        max = value;
        maxAt = row;
      }
    }
    level.min[block] = min;
    level.max[block] = max;
    level.minAt[block] = minAt;
    level.maxAt[block] = maxAt;
  }
}

function fillFromLevel(level: Level, below: Level, blocks: number): void {
  for (let block = level.length; block < blocks; block++) {
    let lowest = block << blockBits;
    let highest = lowest;
    const end = (block + 1) << blockBits;
    for (let at = lowest + 1; at < end; at++) {
      if (below.min[at]! < below.min[lowest]!) lowest = at;
      if (below.max[at]! > below.max[highest]!) highest = at;
    }
    level.min[block] = below.min[lowest]!;
    level.max[block] = below.max[highest]!;
    level.minAt[block] = below.minAt[lowest]!;
    level.maxAt[block] = below.maxAt[highest]!;
  }
}
