/*
 * Units that convert into each other, and all their names, as google/pprof knows them (internal/measurement).
 */

/** A unit: how it is printed, what producers call it (lower case, singular), how many base units it is. */
export interface Unit {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly factor: number;
}

export interface UnitFamily {
  readonly units: readonly Unit[];
  /** What values are printed in that fit no unit, or were asked for in a foreign one. */
  readonly fallback: Unit;
}

const bytes: Unit = { name: 'B', aliases: ['b', 'byte'], factor: 1 };
const seconds: Unit = { name: 's', aliases: ['s', 'sec', 'second'], factor: 1e9 };
const computeUnit: Unit = { name: 'GCU', aliases: ['gcu'], factor: 1 };

export const byteFamily: UnitFamily = {
  units: [
    bytes,
    { name: 'kB', aliases: ['kb', 'kbyte', 'kilobyte'], factor: 2 ** 10 },
    { name: 'MB', aliases: ['mb', 'mbyte', 'megabyte'], factor: 2 ** 20 },
    { name: 'GB', aliases: ['gb', 'gbyte', 'gigabyte'], factor: 2 ** 30 },
    { name: 'TB', aliases: ['tb', 'tbyte', 'terabyte'], factor: 2 ** 40 },
    { name: 'PB', aliases: ['pb', 'pbyte', 'petabyte'], factor: 2 ** 50 },
  ],
  fallback: bytes,
};

export const timeFamily: UnitFamily = {
  units: [
    { name: 'ns', aliases: ['ns', 'nanosecond'], factor: 1 },
    { name: 'us', aliases: ['μs', 'us', 'microsecond'], factor: 1e3 },
    { name: 'ms', aliases: ['ms', 'millisecond'], factor: 1e6 },
    seconds,
    { name: 'hrs', aliases: ['hour', 'hr'], factor: 3600e9 },
  ],
  fallback: seconds,
};

const computeFamily: UnitFamily = {
  units: [
    { name: 'n*GCU', aliases: ['nanogcu'], factor: 1e-9 },
    { name: 'u*GCU', aliases: ['microgcu'], factor: 1e-6 },
    { name: 'm*GCU', aliases: ['milligcu'], factor: 1e-3 },
    computeUnit,
    { name: 'k*GCU', aliases: ['kilogcu'], factor: 1e3 },
    { name: 'M*GCU', aliases: ['megagcu'], factor: 1e6 },
    { name: 'G*GCU', aliases: ['gigagcu'], factor: 1e9 },
    { name: 'T*GCU', aliases: ['teragcu'], factor: 1e12 },
    { name: 'P*GCU', aliases: ['petagcu'], factor: 1e15 },
  ],
  fallback: computeUnit,
};

export const unitFamilies: readonly UnitFamily[] = [byteFamily, timeFamily, computeFamily];

/** Undefined for a unit that stands alone, like `count`. The micro sign, which pprof does not know, is taken for the letter. */
export function knownUnit(
  name: string,
): { readonly family: UnitFamily; readonly factor: number } | undefined {
  const plain = name.replace('\u00b5', '\u03bc');
  for (const family of unitFamilies) {
    const unit = unitNamed(family.units, plain);
    if (unit) return { family, factor: unit.factor };
  }
  return undefined;
}

export function unitNamed(units: readonly Unit[], name: string): Unit | undefined {
  const lower = name.toLowerCase();
  const singular = lower.length > 2 ? lower.replace(/s$/, '') : lower;
  return units.find(({ aliases }) => aliases.includes(singular));
}
