import type { DumpFacts } from '../../model/goroutineReport';
import { goroutineFlags, stateClasses } from '../../model/goroutines';
import type { StudiedDump } from './studiedDump';

/** `knownTotal`: goroutines that somebody else counted at that time; it counts where the dump itself was cut. */
export function computeDumpFacts(
  { dump, shown }: StudiedDump,
  timeMs: number | null,
  knownTotal: number | null = null,
): DumpFacts {
  const { goroutines } = dump;
  const byClass = stateClasses.map(() => 0);
  const used = new Uint8Array(shown.length);
  let parsed = 0;
  for (let i = 0; i < goroutines.length; i++) {
    const count = goroutines.count[i]!;
    parsed += count;
    byClass[goroutines.stateClass[i]!]! += count;
    if (goroutines.stack[i]! >= 0) used[shown.of[goroutines.stack[i]!]!] = 1;
  }
  const total = totalOf(dump, parsed, knownTotal);
  return {
    form: dump.form,
    crash: dump.crash,
    parsed,
    total,
    isTruncated: dump.isTruncated,
    missing: total === null ? null : total - parsed,
    onlyLeaked: dump.onlyLeaked,
    skippedLines: dump.skippedLines,
    distinctStacks: used.reduce((sum, one) => sum + one, 0),
    byClass,
    line: dump.line,
    bytes: dump.end - dump.start,
    timeMs,
  };
}

/**
 * What the dump states; a dump that is whole is its own count, because goroutines come and go between two requests. A total
 * below what was read counts another moment: never fewer than were read. null where the text was cut and nobody counted.
 */
function totalOf(
  { statedTotal, isTruncated, goroutines }: StudiedDump['dump'],
  parsed: number,
  knownTotal: number | null,
): number | null {
  if (statedTotal !== null) return Math.max(statedTotal, parsed);
  const endsInside = ((goroutines.flags.at(-1) ?? 0) & goroutineFlags.cut) !== 0;
  if (!isTruncated && !endsInside) return parsed;
  return knownTotal === null ? null : Math.max(knownTotal, parsed);
}
