/** Units that convert into each other, with google/pprof's names (internal/measurement UnitTypes) and sizes. */

export type UnitFamily = 'bytes' | 'time' | 'gcu';

export interface KnownUnit {
  readonly family: UnitFamily;
  /** How many bytes, nanoseconds or GCUs it is. */
  readonly size: number;
}

const families: readonly (readonly [UnitFamily, readonly (readonly [names: string, size: number])[]])[] = [
  [
    'bytes',
    [
      ['b byte', 1],
      ['kb kbyte kilobyte', 2 ** 10],
      ['mb mbyte megabyte', 2 ** 20],
      ['gb gbyte gigabyte', 2 ** 30],
      ['tb tbyte terabyte', 2 ** 40],
      ['pb pbyte petabyte', 2 ** 50],
    ],
  ],
  [
    'time',
    [
      ['ns nanosecond', 1],
      ['μs us microsecond', 1e3],
      ['ms millisecond', 1e6],
      ['s sec second', 1e9],
      ['hour hr', 3600e9],
    ],
  ],
  [
    'gcu',
    [
      ['nanogcu', 1e-9],
      ['microgcu', 1e-6],
      ['milligcu', 1e-3],
      ['gcu', 1],
      ['kilogcu', 1e3],
      ['megagcu', 1e6],
      ['gigagcu', 1e9],
      ['teragcu', 1e12],
      ['petagcu', 1e15],
    ],
  ],
];

const byName: ReadonlyMap<string, KnownUnit> = new Map(
  families.flatMap(([family, units]) =>
    units.flatMap(([names, size]) => names.split(' ').map((name) => [name, { family, size }] as const)),
  ),
);

/** In any case, singular or plural; undefined for a unit that stands alone, like `count`. */
export function knownUnit(unit: string): KnownUnit | undefined {
  const lower = unit.toLowerCase();
  return byName.get(lower.length > 2 ? lower.replace(/s$/, '') : lower);
}
