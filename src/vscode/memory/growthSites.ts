import type { LeakTrend } from '../../model/leakTrend';
import type { GrowthSite } from '../../model/memoryReport';

const mostSites = 10;

/** Allocation sites that hold more at the end than at the start. */
export function growthSites({ sites, timesMs }: Pick<LeakTrend, 'sites' | 'timesMs'>): GrowthSite[] {
  const minutes = ((timesMs.at(-1) ?? 0) - (timesMs[0] ?? 0)) / 60_000;
  return sites
    .map(({ name, file, line, inuseBytes }) => {
      const grownBytes = (inuseBytes.at(-1) ?? 0) - (inuseBytes[0] ?? 0);
      return { name, file, line, grownBytes, bytesPerMinute: minutes > 0 ? grownBytes / minutes : null };
    })
    .filter(({ grownBytes }) => grownBytes > 0)
    .sort((a, b) => b.grownBytes - a.grownBytes)
    .slice(0, mostSites);
}

/** At most so many, evenly: the first and the last among them. */
export function spread<T>(all: readonly T[], most: number): readonly T[] {
  if (all.length <= most) return all;
  return Array.from({ length: most }, (_, i) => all[Math.round((i * (all.length - 1)) / (most - 1))]!);
}
