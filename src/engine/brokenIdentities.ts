import { checkMemStats, type MemStatsIdentity } from '../analysis/memory/checkMemStats';
import { message } from '../base/message';
import { formatExact } from '../base/units';
import type { MemorySeries, MemorySource } from '../model/memorySeries';
import type { Problem } from '../model/problem';
import { rowOf } from '../model/sampleTable';

/** Written by one call of ReadMemStats; other sources read field by field. */
const writtenAtOnce: readonly MemorySource[] = ['memStats', 'expvar', 'gops'];

const written: Readonly<Record<MemStatsIdentity, string>> = {
  alloc: 'Alloc = HeapAlloc',
  heapSys: 'HeapSys = HeapInuse + HeapIdle',
  released: 'HeapReleased ≤ HeapIdle',
  sys: 'Sys = HeapSys + StackSys + MSpanSys + MCacheSys + BuckHashSys + GCSys + OtherSys',
};

/** What holds for all MemStats and does not for this one: somebody has changed its text, or put two together. */
export function brokenIdentities({ source, samples }: MemorySeries, line: number): Problem[] {
  if (!writtenAtOnce.includes(source) || samples.length !== 1) return [];
  return checkMemStats(rowOf(samples, 0)).flatMap((check) =>
    check.outcome === 'fails'
      ? [
          {
            at: `line ${line}`,
            message: message(
              'memory.identity',
              'These MemStats were not written by one call of Go: {identity} does not hold, {left} against {right}. Trust none of their sums.',
              {
                identity: written[check.identity],
                left: formatExact(check.left, 'bytes'),
                right: formatExact(check.right, 'bytes'),
              },
            ),
          },
        ]
      : [],
  );
}
