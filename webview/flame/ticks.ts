import { byteFamily, knownUnit, timeFamily } from '../../src/base/unitFamilies';

export interface Tick {
  readonly value: number;
  readonly label: string;
}

/**
 * Round values between `from` and `to` (in `unit`), at most `most` of them, with labels that tell neighbours apart.
 * Bytes step by powers of two, times by 1-2-5 (by 15 and 30 above seconds), everything else by 1-2-5 in whole numbers.
 */
export function computeTicks(from: number, to: number, unit: string, most: number): Tick[] {
  const span = to - from;
  if (!(span > 0) || !Number.isFinite(span) || most < 1) return [];
  const scale = scaleOf(unit);
  const step = scale.step((span / most) * scale.perUnit) / scale.perUnit;
  const ticks: Tick[] = [];
  for (let k = Math.ceil(from / step - 1e-9); k * step <= to + step * 1e-9; k++) {
    const value = k * step;
    ticks.push({ value, label: scale.label(value * scale.perUnit, step * scale.perUnit) });
    if (ticks.length > most + 1) break;
  }
  return ticks;
}

interface Scale {
  /** What the scale counts in (bytes, nanoseconds, ones) per unit of the profile. */
  readonly perUnit: number;
  /** The smallest round step of at least this size. */
  readonly step: (atLeast: number) => number;
  readonly label: (value: number, step: number) => string;
}

function scaleOf(unit: string): Scale {
  const known = knownUnit(unit);
  if (known?.family === byteFamily) return { perUnit: known.factor, step: powerOfTwo, label: labelBytes };
  if (known?.family === timeFamily) return { perUnit: known.factor, step: timeStep, label: labelNanos };
  const suffix = unit === '' || unit === 'count' ? '' : ` ${unit}`;
  return {
    perUnit: 1,
    step: (atLeast) => decimalStep(Math.max(1, atLeast)),
    label: (value, step) => labelCount(value, step) + suffix,
  };
}

function powerOfTwo(atLeast: number): number {
  return 2 ** Math.max(0, Math.ceil(Math.log2(atLeast) - 1e-9));
}

function decimalStep(atLeast: number): number {
  const power = 10 ** Math.floor(Math.log10(atLeast) + 1e-9);
  const factor = [1, 2, 5, 10].find((each) => each * power >= atLeast * (1 - 1e-9)) ?? 10;
  return factor * power;
}

const second = 1e9;
const longSteps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 18_000, 36_000];

function timeStep(atLeastNanos: number): number {
  if (atLeastNanos <= 0.5 * second) return decimalStep(atLeastNanos);
  const seconds = longSteps.find((each) => each * second >= atLeastNanos * (1 - 1e-9));
  return seconds === undefined
    ? decimalStep(atLeastNanos / (3600 * second)) * 3600 * second
    : seconds * second;
}

const byteUnits = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

function labelBytes(bytes: number, step: number): string {
  if (bytes === 0) return '0 B';
  const power = Math.min(byteUnits.length - 1, Math.floor(Math.log2(Math.abs(bytes)) / 10));
  const size = 1024 ** power;
  return `${trimmed(bytes / size, step / size)} ${byteUnits[power]}`;
}

function labelNanos(nanos: number, step: number): string {
  if (nanos === 0) return '0 s';
  const [size, name] = timeUnits.find(([each]) => Math.abs(nanos) >= each * (1 - 1e-9)) ?? [1, 'ns'];
  return `${trimmed(nanos / size, step / size)} ${name}`;
}

const timeUnits: readonly (readonly [number, string])[] = [
  [3600 * second, 'h'],
  [60 * second, 'min'],
  [second, 's'],
  [1e6, 'ms'],
  [1e3, 'µs'],
  [1, 'ns'],
];

function labelCount(value: number, step: number): string {
  if (Math.abs(value) < 10_000) return trimmed(value, step);
  const power = Math.min(4, Math.floor(Math.log10(Math.abs(value)) / 3 + 1e-9));
  return `${trimmed(value / 1000 ** power, step / 1000 ** power)} ${['', 'k', 'M', 'G', 'T'][power]}`.trim();
}

/** As many decimals as the step needs, and no zeros behind them. */
function trimmed(value: number, step: number): string {
  const needed = Math.ceil(-Math.log10(step) - 1e-9) + (isDecimal(step) ? 0 : 2);
  return String(Number(value.toFixed(Math.min(6, Math.max(0, needed)))));
}

/** 1, 2 or 5 times a power of ten: such a step needs no digit beyond its own. */
function isDecimal(step: number): boolean {
  const digit = step / 10 ** Math.floor(Math.log10(step) + 1e-9);
  return [1, 2, 5, 10].some((each) => Math.abs(digit - each) < 1e-6);
}
