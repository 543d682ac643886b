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
  /** Of each level the blocks that lie within the range of a `find`; as many as Uint32 rows can have. */
  readonly #lows = new Int32Array(8);
  readonly #highs = new Int32Array(8);

  /** Rows that have been taken in. */
  get length(): number {
    return this.#values.length;
  }

  get byteLength(): number {
    return this.#levels.reduce((sum, { bounds, rows }) => sum + bounds.byteLength + rows.byteLength, 0);
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

  /**
   * Sets `lowest` and `highest` to rows of the lowest and the highest value of rows `start` to before `end`. Whole blocks of the
   * highest level that fits come first; what is left at both ends is looked at only where the block around it could hold a
   * lower or a higher value, which is seldom: memory that is not touched is what makes this fast.
   */
  find(start: number, end: number): void {
    this.lowest = -1;
    this.highest = -1;
    this.#min = Number.POSITIVE_INFINITY;
    this.#max = Number.NEGATIVE_INFINITY;
    const lows = this.#lows;
    const highs = this.#highs;
    let low = (start + blockMask) >> blockBits;
    let high = end >> blockBits;
    let top = -1;
    while (low < high) {
      top++;
      lows[top] = low;
      highs[top] = high;
      low = (low + blockMask) >> blockBits;
      high >>= blockBits;
    }
    if (top < 0) {
      this.#lookAtRows(start, end);
      return;
    }
    this.#lookAtBlocks(this.#levels[top]!, lows[top]!, highs[top]!);
    for (let at = top; at > 0; at--) {
      const above = this.#levels[at]!;
      const level = this.#levels[at - 1]!;
      const [from, to] = [lows[at]!, highs[at]!];
      if (this.#mayImprove(above, from - 1)) this.#lookAtBlocks(level, lows[at - 1]!, from << blockBits);
      if (this.#mayImprove(above, to)) this.#lookAtBlocks(level, to << blockBits, highs[at - 1]!);
    }
    const [first] = this.#levels as [Level];
    const [from, to] = [lows[0]!, highs[0]!];
    if (this.#mayImprove(first, from - 1)) this.#lookAtRows(start, from << blockBits);
    if (this.#mayImprove(first, to)) this.#lookAtRows(to << blockBits, end);
  }

  /** First row of `start` to before `end` with a value; -1 where none has. */
  firstKnown(start: number, end: number): number {
    for (let row = start; row < end; ) {
      if (!Number.isNaN(this.#values[row]!)) return row;
      let size = 1;
      for (const level of this.#levels) {
        const larger = size * blockSize;
        if (row % larger !== 0 || row + larger > end || hasValue(level, row / larger)) break;
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
        if (row % larger !== 0 || row - larger < start || hasValue(level, row / larger - 1)) break;
        size = larger;
      }
      row -= size;
    }
    return -1;
  }

  #lookAtRows(start: number, end: number): void {
    const values = this.#values;
    let { lowest, highest } = this;
    let min = this.#min;
    let max = this.#max;
    for (let row = start; row < end; row++) {
      const value = values[row]!;
      if (value < min) {
        min = value;
        lowest = row;
      }
      if (value > max) {
        max = value;
        highest = row;
      }
    }
    this.#keep(lowest, highest, min, max);
  }

  /** Where the rows are is read once, at the end: they lie elsewhere. */
  #lookAtBlocks({ bounds, rows }: Level, start: number, end: number): void {
    let lowest = -1;
    let highest = -1;
    let min = this.#min;
    let max = this.#max;
    for (let at = 2 * start; at < 2 * end; at += 2) {
      if (bounds[at]! < min) {
        min = bounds[at]!;
        lowest = at;
      }
      if (bounds[at + 1]! > max) {
        max = bounds[at + 1]!;
        highest = at + 1;
      }
    }
    this.#keep(
      lowest < 0 ? this.lowest : rows[lowest]!,
      highest < 0 ? this.highest : rows[highest]!,
      min,
      max,
    );
  }

  /** Blocks that are not whole are not known. */
  #mayImprove({ length, bounds }: Level, block: number): boolean {
    if (block < 0) return false;
    if (block >= length) return true;
    return bounds[2 * block]! < this.#min || bounds[2 * block + 1]! > this.#max;
  }

  #keep(lowest: number, highest: number, min: number, max: number): void {
    this.lowest = lowest;
    this.highest = highest;
    this.#min = min;
    this.#max = max;
  }
}

/** Two entries a block, for its lowest and its highest: what is read together lies together. */
interface Level {
  /** Blocks that are filled. */
  length: number;
  /** Infinity and -Infinity of a block without a value. */
  bounds: Float64Array;
  rows: Uint32Array;
}

const blockBits = 4;
const blockSize = 1 << blockBits;
const blockMask = blockSize - 1;

function hasValue({ bounds }: Level, block: number): boolean {
  return bounds[2 * block] !== Number.POSITIVE_INFINITY;
}

function emptyLevel(): Level {
  return { length: 0, bounds: new Float64Array(0), rows: new Uint32Array(0) };
}

/** Exactly as much as is needed at first, by half more each time afterwards: most series never grow. */
function makeRoom(level: Level, blocks: number): void {
  const room = level.rows.length / 2;
  if (blocks <= room) return;
  const wanted = room === 0 ? blocks : Math.max(blocks, Math.ceil(room * 1.5));
  const { bounds, rows } = level;
  level.bounds = new Float64Array(2 * wanted);
  level.bounds.set(bounds);
  level.rows = new Uint32Array(2 * wanted);
  level.rows.set(rows);
}

function fillFromRows(level: Level, values: Float64Array, blocks: number): void {
  for (let block = level.length; block < blocks; block++) {
    let min = Number.POSITIVE_INFINITY;
    let max = Number.NEGATIVE_INFINITY;
    let lowest = 0;
    let highest = 0;
    const end = (block + 1) << blockBits;
    for (let row = block << blockBits; row < end; row++) {
      const value = values[row]!;
      if (value < min) {
        min = value;
        lowest = row;
      }
      if (value > max) {
        max = value;
        highest = row;
      }
    }
    setBlock(level, block, min, max, lowest, highest);
  }
}

function fillFromLevel(level: Level, { bounds, rows }: Level, blocks: number): void {
  for (let block = level.length; block < blocks; block++) {
    const start = (2 * block) << blockBits;
    let lowest = start;
    let highest = start + 1;
    for (let at = start + 2; at < start + 2 * blockSize; at += 2) {
      if (bounds[at]! < bounds[lowest]!) lowest = at;
      if (bounds[at + 1]! > bounds[highest]!) highest = at + 1;
    }
    setBlock(level, block, bounds[lowest]!, bounds[highest]!, rows[lowest]!, rows[highest]!);
  }
}

function setBlock(
  { bounds, rows }: Level,
  block: number,
  min: number,
  max: number,
  lowest: number,
  highest: number,
): void {
  bounds[2 * block] = min;
  bounds[2 * block + 1] = max;
  rows[2 * block] = lowest;
  rows[2 * block + 1] = highest;
}
