import { scaleValue } from '../../src/base/scaledLabel';
import { formatValue } from '../../src/base/units';

/**
 * How the table writes its values: each in the unit that suits it (`auto`), or all in one: that of the smallest value
 * (`minimum`), or one that was asked for.
 */
export function valueText(
  wanted: string,
  unit: string,
  columns: readonly Float64Array[],
): (value: number) => string {
  if (wanted === 'auto') return (value) => formatValue(value, unit);
  const target = wanted === 'minimum' ? scaleValue(smallest(columns), unit, 'minimum').unit || unit : wanted;
  return (value) => {
    const scaled = scaleValue(value, unit, target);
    const digits = scaled.value.toFixed(2).replace(/\.00$/, '');
    return scaled.unit === '' || scaled.unit === 'count' ? digits : `${digits} ${scaled.unit}`;
  };
}

/** The most characters that a value takes; 0 in `auto`, where three digits fit everywhere. */
export function longestText(
  wanted: string,
  text: (value: number) => string,
  columns: readonly Float64Array[],
): number {
  if (wanted === 'auto') return 0;
  let [least, most] = [0, 0];
  for (const column of columns) {
    for (const value of column) {
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
  }
  // Round numbers come without decimals: there are three characters more beside others.
  return Math.max(text(least).length, text(most).length) + 3;
}

/** The least magnitude that is not 0. */
function smallest(columns: readonly Float64Array[]): number {
  let least = Number.POSITIVE_INFINITY;
  for (const column of columns) {
    for (const value of column) if (value !== 0) least = Math.min(least, Math.abs(value));
  }
  return Number.isFinite(least) ? least : 0;
}
