/** A capture as far as it tells what it can be compared with. */
export interface ComparableCapture {
  readonly path: string;
  /** What the file's name says; null where it is not ours. */
  readonly name: { readonly host: string; readonly kind: string } | null;
  readonly timeMs: number;
}

/** The latest capture before this one of the same kind from the same program; null where there is none. */
export function previousCapture<Capture extends ComparableCapture>(
  captures: readonly Capture[],
  path: string,
): Capture | null {
  const own = captures.find((capture) => capture.path === path);
  if (!own?.name) return null;
  const { host, kind } = own.name;
  const earlier = captures.filter(
    ({ name, timeMs }) => name?.host === host && name.kind === kind && timeMs < own.timeMs,
  );
  return earlier.sort((a, b) => b.timeMs - a.timeMs)[0] ?? null;
}

/** All heap captures from the program that was captured last, oldest first: what a leak trend follows. */
export function latestHeapSeries<Capture extends ComparableCapture>(captures: readonly Capture[]): Capture[] {
  const heaps = captures
    .filter(({ name }) => name?.kind === 'heap' || name?.kind === 'allocs')
    .sort((a, b) => a.timeMs - b.timeMs);
  const host = heaps.at(-1)?.name?.host;
  return heaps.filter(({ name }) => name?.host === host);
}
