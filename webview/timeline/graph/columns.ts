/** Runs of pixels that a line covers, a column of the picture each. */
export interface ColumnRuns {
  length: number;
  /** Columns, rising. */
  readonly column: Int32Array;
  /** Device pixels from the top; `bottom` is the larger. */
  readonly top: Float64Array;
  readonly bottom: Float64Array;
}

export function columnRunsOf(most: number): ColumnRuns {
  return {
    length: 0,
    column: new Int32Array(most),
    top: new Float64Array(most),
    bottom: new Float64Array(most),
  };
}

/** Where a line runs: device pixels of a moment and of a value. */
export interface LinePlace {
  readonly fromMs: number;
  readonly devicePerMs: number;
  /** deviceY of a value. */
  yOf(value: number): number;
}

/**
 * What a line with more points than pixels covers: of each column the lowest and the highest place that it passes, joined
 * with the column before so that no gap is left where it is steep. The same picture as stroking it, at a cost for each
 * column instead of each point. A value of NaN breaks the line.
 */
export function runsOfLine(
  times: Float64Array,
  values: Float64Array,
  first: number,
  end: number,
  place: LinePlace,
  runs: ColumnRuns,
): void {
  runs.length = 0;
  let lastY = Number.NaN;
  let column = Number.MIN_SAFE_INTEGER;
  let top = 0;
  let bottom = 0;
  const close = () => {
    if (column === Number.MIN_SAFE_INTEGER || runs.length === runs.column.length) return;
    const at = runs.length++;
    runs.column[at] = column;
    runs.top[at] = top;
    runs.bottom[at] = bottom;
  };
  for (let i = first; i < end; i++) {
    const value = values[i]!;
    if (Number.isNaN(value)) {
      close();
      column = Number.MIN_SAFE_INTEGER;
      lastY = Number.NaN;
      continue;
    }
    const y = place.yOf(value);
    const own = Math.floor((times[i]! - place.fromMs) * place.devicePerMs);
    if (own !== column) {
      close();
      const isNew = Number.isNaN(lastY);
      top = isNew ? y : Math.min(y, lastY);
      bottom = isNew ? y : Math.max(y, lastY);
      column = own;
    } else {
      if (y < top) top = y;
      if (y > bottom) bottom = y;
    }
    lastY = y;
  }
  close();
}

/** Whether a dashed line shows at this device pixel. Its dashes run along the axis, so that pieces of it fit together. */
export function isDashOn(devicePixel: number, dash: readonly number[], ratio: number): boolean {
  if (dash.length === 0) return true;
  const period = dash.reduce((sum, part) => sum + part, 0) * ratio;
  let at = ((devicePixel % period) + period) % period;
  for (const [i, part] of dash.entries()) {
    at -= part * ratio;
    if (at < 0) return i % 2 === 0;
  }
  return false;
}
