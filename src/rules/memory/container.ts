import { type ExpectedPeak, expectedPeak } from '../../analysis/memory/peak';
import type { EvidenceNumber } from '../../model/finding';
import { evidence } from './conclude';
import { latest, latestLive, latestOfCycles, type MemoryContext } from './context';

/** Resident memory outside of the runtime at the end; null where RSS or what the runtime has mapped is not known. */
export function nonGoBytes(context: MemoryContext): number | null {
  const rss = latest(context, 'RSS');
  const sys = latest(context, 'Sys');
  const released = latest(context, 'HeapReleased');
  return rss === null || sys === null || released === null ? null : Math.max(0, rss - (sys - released));
}

export function stackBytes(context: MemoryContext): number | null {
  return latest(context, 'StackInuse') ?? latestOfCycles(context, 'stacks');
}

/** What the process is to come to, by Go's pacing; null where no live heap is known. */
export function peakOf(context: MemoryContext): ExpectedPeak | null {
  const live = latestLive(context);
  if (live === null) return null;
  const { gogc, memoryLimit, containerLimit } = context.limits;
  return expectedPeak({
    live,
    gogc,
    memoryLimit,
    stacks: stackBytes(context),
    globals: latest(context, 'GlobalsScan') ?? latestOfCycles(context, 'globals'),
    runtimeRest: runtimeRest(context),
    nonGo: nonGoBytes(context),
    containerLimit,
  });
}

/** Spans, caches, the profiler's tables and the collector's own; null where any of it is not known. */
function runtimeRest(context: MemoryContext): number | null {
  const parts = (['MSpanSys', 'MCacheSys', 'BuckHashSys', 'GCSys', 'OtherSys'] as const).map((field) =>
    latest(context, field),
  );
  return parts.reduce<number | null>((sum, part) => (sum === null || part === null ? null : sum + part), 0);
}

/** Every step of the arithmetic, as evidence. */
export function peakEvidence({ steps }: ExpectedPeak): EvidenceNumber[] {
  return steps.map(({ name, value, unit }) => evidence(name, value, unit));
}
