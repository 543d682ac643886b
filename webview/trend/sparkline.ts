/** Where a small chart's line runs, in CSS pixels from its top left corner. */
export interface Sparkline {
  /** `d` of the line through the values. */
  readonly line: string;
  /** `d` of the surface below it. */
  readonly area: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

/** Room for the line's width and the last point. */
const inset = 3;

/** The values over time, from 0 at the bottom to `largest` at the top; times need not be evenly apart. */
export function layoutSparkline(
  times: readonly number[],
  values: readonly number[],
  size: { readonly width: number; readonly height: number; readonly largest: number },
): Sparkline {
  const span = (times[times.length - 1] ?? 0) - (times[0] ?? 0);
  const largest = size.largest > 0 ? size.largest : 1;
  const points = values.map((value, at) => {
    const share =
      span > 0 ? (times[at]! - times[0]!) / span : values.length > 1 ? at / (values.length - 1) : 0;
    return {
      x: round(inset + share * (size.width - 2 * inset)),
      y: round(size.height - inset - (Math.max(0, value) / largest) * (size.height - 2 * inset)),
    };
  });
  const line = points.map(({ x, y }, at) => `${at === 0 ? 'M' : 'L'}${x} ${y}`).join('');
  const bottom = size.height - inset;
  const first = points[0];
  const last = points[points.length - 1];
  const area = first && last ? `${line}L${last.x} ${bottom}L${first.x} ${bottom}Z` : '';
  return { line, area, points };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
