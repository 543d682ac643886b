import { formatBytes, formatCount, formatNanos } from '../../../src/base/units';
import { roundStep } from './axis';

/** Values of a lane and where they stand: 0 at its bottom, 1 at its top. */
export interface Scale {
  readonly kind: 'linear' | 'log';
  readonly min: number;
  readonly max: number;
  readonly ticks: readonly ValueTick[];
}

export interface ValueTick {
  readonly value: number;
  readonly label: string;
}

export type ScaleUnit = 'bytes' | 'count' | 'share';

export function shareOf({ kind, min, max }: Scale, value: number): number {
  if (kind === 'linear') return (value - min) / (max - min);
  return Math.log(Math.max(value, min / 10) / min) / Math.log(max / min);
}

/** A scale of values is kept while its largest fills at least this much of it: a picture that moves does not jump. */
const leastFill = 0.45;
/** Room above the largest value: the name of the lane stands there. */
const cssHeadroom = 18;
const cssTickApart = 34;

/** From zero to above `largest`. `before` is kept where it still fits. */
export function linearScale(
  largest: number,
  unit: ScaleUnit,
  cssHeight: number,
  before: Scale | null = null,
): Scale {
  const usable = largest > 0 && Number.isFinite(largest) ? largest : unit === 'share' ? 0.01 : 1;
  const fill = before === null ? 0 : usable / before.max;
  const room = cssHeight > 2 * cssHeadroom ? cssHeight / (cssHeight - cssHeadroom) : 2;
  const isKept = before?.kind === 'linear' && fill >= leastFill && fill <= 1.001 / room;
  const max = isKept ? before.max : usable * room;
  const count = Math.max(1, Math.floor(cssHeight / cssTickApart));
  const least = stepOf(max / count, unit);
  // A lane with nothing but its zero could not be read.
  const fits = least <= max / room;
  const step = fits ? least : roundBelow(max / room, unit);
  const highest = fits ? max : step;
  const ticks: ValueTick[] = [];
  for (let k = 0; k * step <= highest * (1 + 1e-9); k++) {
    ticks.push({ value: k * step, label: tickLabel(k * step, unit) });
  }
  return { kind: 'linear', min: 0, max, ticks };
}

/** All of a share: 0 to 100 %. */
export function wholeShareScale(cssHeight: number): Scale {
  const steps =
    cssHeight >= 4 * cssTickApart ? [0, 0.25, 0.5, 0.75, 1] : cssHeight >= 46 ? [0, 0.5, 1] : [0, 1];
  return {
    kind: 'linear',
    min: 0,
    max: 1,
    ticks: steps.map((value) => ({ value, label: tickLabel(value, 'share') })),
  };
}

/** Pauses from 1 µs to 1 s, a tick for each power of a thousand that there is room for. */
export function pauseScale(cssHeight: number): Scale {
  const powers = cssHeight >= 110 ? [3, 4, 5, 6, 7, 8, 9] : cssHeight >= 34 ? [3, 6, 9] : [3, 9];
  return {
    kind: 'log',
    min: 1e3,
    max: 1e9,
    ticks: powers.map((power) => ({
      value: 10 ** power,
      label: formatNanos(10 ** power).replace(/\.0+(?= )/, ''),
    })),
  };
}

/** Bytes step by powers of two of their unit, so that 512 MB is a line and 500 MB is none. */
function stepOf(least: number, unit: ScaleUnit): number {
  if (unit !== 'bytes') return unit === 'count' ? Math.max(1, roundStep(least)) : roundStep(least);
  return 2 ** Math.ceil(Math.log2(Math.max(1, least)) - 1e-9);
}

const roundParts = [8, 6, 5, 4, 3, 2.5, 2, 1.5, 1.2, 1];

/** The largest round value that is not above this one, and at least three quarters of it but for small counts. */
function roundBelow(value: number, unit: ScaleUnit): number {
  if (unit === 'count' && value < 10) return Math.max(1, Math.floor(value));
  const power = unit === 'bytes' ? 1024 ** Math.floor(Math.log2(value) / 10) : 1;
  const ten = 10 ** Math.floor(Math.log10(value / power) + 1e-9);
  const part = roundParts.find((each) => each * ten * power <= value * (1 + 1e-9)) ?? 1;
  return part * ten * power;
}

export function tickLabel(value: number, unit: ScaleUnit): string {
  if (unit === 'bytes') return value === 0 ? '0' : withoutZeros(formatBytes(value));
  if (unit === 'count') return withoutZeros(formatCount(value));
  const percent = value * 100;
  return `${Number(percent.toPrecision(3))} %`;
}

/** `1.50 MB` → `1.5 MB`, `160 MB` as it is: labels of an axis are round. */
function withoutZeros(text: string): string {
  return text.replace(/(\.\d*?)0+(?= |$)/, '$1').replace(/\.(?= |$)/, '');
}
