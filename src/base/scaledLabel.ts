import { type Unit, unitFamilies, unitNamed } from './unitFamilies';

/**
 * Numbers as `go tool pprof` writes them (google/pprof internal/measurement), for the texts of the command line: eyes and
 * scripts that know pprof's read them. What people see elsewhere comes from `units.ts`.
 */

/** `1536` bytes in `auto` → `1.50kB`; in `MB` → `0.00MB`, which is told as `0`. Units that are no family's are appended as they are. */
export function scaledLabel(value: number, fromUnit: string, toUnit: string): string {
  const scaled = scaleValue(value, fromUnit, toUnit);
  const digits = fixed2(scaled.value).replace(/\.00$/, '');
  return digits === '0' || digits === '-0' ? '0' : `${digits}${scaled.unit}`;
}

/** `toUnit` may be `auto` or `minimum`: the largest unit of which the value is at least one. `unit` is '' for plain counts. */
export function scaleValue(
  value: number,
  fromUnit: string,
  toUnit: string,
): { readonly value: number; readonly unit: string } {
  if (value < 0) {
    const scaled = scaleValue(-value, fromUnit, toUnit);
    return { value: -scaled.value, unit: scaled.unit };
  }
  const isFree = toUnit === 'minimum' || toUnit === 'auto';
  for (const { units, fallback } of unitFamilies) {
    const from = unitNamed(units, fromUnit);
    if (!from) continue;
    const inBase = value * from.factor;
    const fitting = isFree ? largestFitting(units, inBase) : unitNamed(units, toUnit);
    const to = fitting ?? fallback;
    return { value: inBase / to.factor, unit: to.name };
  }
  const isPlain = isFree || toUnit === 'count' || toUnit === 'sample' || toUnit === 'unit';
  return { value, unit: isPlain ? '' : toUnit };
}

/**
 * The one unit in which pprof prints a report that was asked for in `minimum`: that of the smallest value which is not 0; where
 * that is far below `largest`, the one of a hundred times the smallest, which then still has two decimals.
 */
export function commonUnit(smallest: number, largest: number, unit: string): string {
  const least = smallest === 0 ? largest : smallest;
  const low = scaleValue(least, unit, 'minimum').unit;
  const high = scaleValue(largest, unit, 'minimum').unit;
  const isFarApart = low !== high && least * 100 < largest;
  return (isFarApart ? scaleValue(100 * least, unit, 'minimum').unit : low) || unit;
}

/** Six characters: `  100%`, `38.12%`, ` 0.5%`, `0.012%`. The sign is dropped, as pprof does. */
export function percentageLabel(value: number, total: number): string {
  const percent = total === 0 ? 0 : Math.abs(value / total) * 100;
  if (percent >= 99.95 && percent <= 100.05) return '  100%';
  if (percent >= 1) return `${fixed2(percent).padStart(5)}%`;
  return `${twoDigits(percent).padStart(5)}%`;
}

function largestFitting(units: readonly Unit[], inBase: number): Unit | undefined {
  return units.findLast(({ factor }) => inBase / factor >= 1);
}

/** As Go's %.2f. JavaScript rounds exact ties up, Go to the even digit; ties are odd eighths: common among parts of 1024. */
function fixed2(value: number): string {
  const eighths = value * 8;
  if (!Number.isInteger(eighths) || eighths % 2 === 0) return value.toFixed(2);
  const below = Math.floor(value * 100);
  return ((below % 2 === 0 ? below : below + 1) / 100).toFixed(2);
}

/** As Go's %.2g below 1: no zeros at the end, an exponent where the rounded number is below 0.0001. */
function twoDigits(value: number): string {
  if (value === 0) return '0';
  if (value >= 0.1) return fixed2(value).replace(/\.?0+$/, '');
  const [digits = '', exponent = ''] = value.toExponential(1).split('e-');
  if (Number(exponent) <= 4) return value.toPrecision(2).replace(/\.?0+$/, '');
  return `${digits.replace(/\.0$/, '')}e-${exponent.padStart(2, '0')}`;
}
