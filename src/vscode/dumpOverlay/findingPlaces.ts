import type { Finding, FindingLocation } from '../../model/finding';
import type { GoroutineIndex } from './goroutineIndex';

/** A line that a finding names, as the index of its dump knows it. */
export interface FindingPlace {
  readonly file: number;
  readonly row: number;
  readonly role: FindingLocation['role'];
}

/** The lines of a finding, where it happens first; a line that it names twice stands where it is named first. */
export function findingPlaces({ locations }: Finding, index: GoroutineIndex): FindingPlace[] {
  const known = new Set<number>();
  return locations.flatMap((location) => {
    const spot = index.spotOf(location);
    if (!spot || known.has(spot.row)) return [];
    known.add(spot.row);
    return [{ file: spot.file, row: spot.row, role: location.role }];
  });
}

/** For the order among all problems: before every cost (their shares end at 2), the surest first, else as the report has them. */
export function findingRank({ confidence }: Finding, position: number, count: number): number {
  return 3 + surety[confidence] - position / count;
}

const surety = { suspicious: 0, likely: 1, certain: 2 } as const;

/** What is proven is an error of the program; what is only worth a look is as loud as the settings make costs (null). */
export function problemLevel({ severity, confidence }: Finding): 'error' | 'warning' | null {
  if (severity === 'info' || confidence === 'suspicious') return null;
  return severity === 'error' && confidence === 'certain' ? 'error' : 'warning';
}
