import { formatShare, formatValue } from '../../base/units';

/*
 * Numbers between lines of code: as short as a glance needs. Tables and hovers have all three digits.
 */

/** `1.2 GB`, `1.25 GB`, `40 MB`: three significant digits without zeros at the end. */
export function shortValue(value: number, unit: string): string {
  return formatValue(value, unit).replace(/(\.\d*?)0+(?!\d)/, (_, kept: string) =>
    kept === '.' ? '' : kept,
  );
}

/** A difference: `+310 MB`, `−12 MB`, `±0`. */
export function shortChange(value: number, unit: string): string {
  if (value === 0) return '±0';
  return `${value > 0 ? '+' : '−'}${shortValue(Math.abs(value), unit)}`;
}

/** `+38 %`, `−5.2 %`. */
export function shortShareChange(share: number): string {
  return `${share < 0 ? '−' : '+'}${shortShare(Math.abs(share))}`;
}

/** `38 %`, `5.2 %`, `0.31 %`: two significant digits. */
export function shortShare(share: number): string {
  const percent = share * 100;
  const magnitude = Math.abs(percent);
  if (magnitude >= 9.95) return `${percent.toFixed(0)} %`;
  return magnitude >= 0.995 ? `${Number(percent.toFixed(1))} %` : formatShare(share);
}
