import { byteFamily, knownUnit, timeFamily } from './unitFamilies';

/** Numbers for people: three significant digits, binary multiples for bytes as pprof prints them, exact text on request. */

/** A unit, how much of the smallest one it is, and up to which of its own values it is used. */
interface Step {
  readonly unit: string;
  readonly size: number;
  readonly below: number;
}

/** 999.5 of a unit would print as 1000, and 59.95 s as 60.0 s: from there on the next unit says it shorter. */
const threeDigitsEnd = 999.5;
const sixtyEnd = 59.95;

const byteSteps = stepsOf(['B', 'kB', 'MB', 'GB', 'TB', 'PB'], 1024);
const countSteps = stepsOf(['', 'k', 'M', 'G', 'T'], 1000);
const nanoSteps: readonly Step[] = [
  ...stepsOf(['ns', 'µs', 'ms'], 1000),
  { unit: 's', size: 1e9, below: sixtyEnd },
  { unit: 'min', size: 60e9, below: sixtyEnd },
  { unit: 'h', size: 3600e9, below: Number.POSITIVE_INFINITY },
];

/** `1258291` bytes → `1.20 MB`. Multiples of 1024, named as `go tool pprof` names them. */
export function formatBytes(bytes: number): string {
  return formatScaled(bytes, byteSteps);
}

/** `3100000` → `3.10 M`; whole numbers below 10,000 stay as they are. */
export function formatCount(count: number): string {
  return Math.abs(count) < 9_999.995 ? atMostTwoDecimals(count) : formatScaled(count, countSteps);
}

/** `1500000` ns → `1.50 ms`. */
export function formatNanos(nanos: number): string {
  return formatScaled(nanos, nanoSteps);
}

/** Whole minutes: `37 min`, `5 h 12 min`, `3 d 4 h`. */
export function formatMinutes(minutes: number): string {
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return withRest(`${hours} h`, minutes % 60, 'min');
  return withRest(`${Math.floor(hours / 24)} d`, hours % 24, 'h');
}

function withRest(text: string, rest: number, unit: string): string {
  return rest === 0 ? text : `${text} ${rest} ${unit}`;
}

/** A value of a profile in its unit: of bytes, a time, `count`, or any other word, which is appended. */
export function formatValue(value: number, unit: string): string {
  const known = knownUnit(unit);
  if (known?.family === byteFamily) return formatBytes(value * known.factor);
  if (known?.family === timeFamily) return formatNanos(value * known.factor);
  if (unit === 'count' || unit === '') return formatCount(value);
  return `${formatCount(value)} ${unit}`;
}

/** A difference: `+1.20 MB`, `−3`, `±0`. */
export function formatChange(value: number, unit: string): string {
  return value === 0 ? '±0' : `${signOf(value)}${formatValue(Math.abs(value), unit)}`;
}

/** A difference as a share: `+38.1 %`, `−0.52 %`, `±0 %`. */
export function formatShareChange(share: number): string {
  return share === 0 ? '±0 %' : `${signOf(share)}${formatShare(Math.abs(share))}`;
}

/** A difference with every digit: `+1,258,291 bytes`. */
export function formatExactChange(value: number | bigint, unit: string): string {
  const digits = formatExact(value, unit).replace('-', '');
  return Number(value) === 0 ? `±${digits}` : `${signOf(Number(value))}${digits}`;
}

function signOf(value: number): string {
  return value < 0 ? '−' : '+';
}

/** Made once: a report's numbers are formatted by the hundred thousand. Not before the first: it takes 10 ms. */
let exactDigits: Intl.NumberFormat | undefined;

/** Every digit with its unit: `1,258,291 bytes`. */
export function formatExact(value: number | bigint, unit: string): string {
  exactDigits ??= new Intl.NumberFormat('en-US', { maximumFractionDigits: 3 });
  const digits = exactDigits.format(value);
  return unit === '' || unit === 'count' ? digits : `${digits} ${unit}`;
}

/** `0.3812` → `38.1 %`; `0` → `0 %`; tiny shares as `< 0.01 %`, or `> -0.01 %` where they are negative. */
export function formatShare(share: number): string {
  const percent = share * 100;
  const magnitude = Math.abs(percent);
  if (magnitude === 0) return '0 %';
  if (magnitude < 0.01) return share > 0 ? '< 0.01 %' : '> -0.01 %';
  return `${magnitude < 1 ? percent.toFixed(2) : threeDigits(percent)} %`;
}

function stepsOf(units: readonly string[], base: number): Step[] {
  return units.map((unit, power) => ({ unit, size: base ** power, below: threeDigitsEnd }));
}

function formatScaled(value: number, steps: readonly Step[]): string {
  const step = steps.find(({ size, below }) => Math.abs(value) / size < below) ?? steps[steps.length - 1]!;
  const digits = step === steps[0] ? atMostTwoDecimals(value) : threeDigits(value / step.size);
  return step.unit === '' ? digits : `${digits} ${step.unit}`;
}

function atMostTwoDecimals(value: number): string {
  return String(Math.round(value * 100) / 100);
}

function threeDigits(value: number): string {
  const magnitude = Math.abs(value);
  if (magnitude === 0) return '0';
  if (magnitude >= 99.95) return value.toFixed(0);
  if (magnitude >= 9.995) return value.toFixed(1);
  return value.toFixed(2);
}
