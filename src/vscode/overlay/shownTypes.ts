import type { ProfileKind } from '../../model/profile';
import type { SampleTypeFacts } from '../../model/views';

/** Types that Go's own profiles have: leaving one of these out of the setting hides it. */
const goTypes: ReadonlySet<string> = new Set([
  'inuse_space',
  'inuse_objects',
  'alloc_space',
  'alloc_objects',
  'cpu',
  'samples',
  'goroutine',
  'delay',
  'contentions',
  'threadcreate',
]);

/**
 * Positions in `types` that a CodeLens shows, in the order of the setting; types without data are left out. A profile of
 * another producer, whose names nobody could have put into the setting, shows its first type.
 */
export function shownTypes(
  types: readonly SampleTypeFacts[],
  configured: readonly string[],
  sampleIndex: number,
): number[] {
  const shown: number[] = [];
  for (const name of configured) {
    const at = types.findIndex((type) => type.type === name);
    if (at >= 0 && types[at].total !== 0 && !shown.includes(at)) shown.push(at);
  }
  if (shown.length > 0 || types.some((type) => goTypes.has(type.type) || configured.includes(type.type))) {
    return shown;
  }
  return types[sampleIndex] && types[sampleIndex].total !== 0 ? [sampleIndex] : [];
}

/** The type that line marks and Problems speak of: the first one shown, else the profile's own first. */
export function firstShownType(
  types: readonly SampleTypeFacts[],
  configured: readonly string[],
  sampleIndex: number,
): number {
  return shownTypes(types, configured, sampleIndex)[0] ?? sampleIndex;
}

/** Share of the total as Go counts it, 0 where there is no total. */
export function shareOf(value: number, type: SampleTypeFacts): number {
  return type.total === 0 ? 0 : value / type.total;
}

/** The order in which kinds stand beside each other. */
export const kindOrder: readonly ProfileKind[] = [
  'heap',
  'cpu',
  'goroutine',
  'block',
  'mutex',
  'threadcreate',
  'other',
];
