import type { MemoryField } from '../../model/memoryFields';
import type { DecodedMemory } from './memoryReply';

/** Counters that never go back while a process lives. Those of runtime/metrics that are estimates are not among them. */
const counters = [
  'TotalAlloc',
  'Mallocs',
  'Frees',
  'NumGC',
  'ProcessCPUSeconds',
] as const satisfies readonly MemoryField[];

/** The kernel counts starts in ticks of 10 ms. */
const sameStartMs = 100;

/** Whether another process answered than before: it was started anew, or there are several behind the address. */
export function isAnotherProcess(before: DecodedMemory, after: DecodedMemory): boolean {
  return (
    counters.some((name) => goesBack(before.fields[name], after.fields[name])) ||
    differ(before.process.pid, after.process.pid) ||
    differ(before.process.name || null, after.process.name || null) ||
    isFar(before.process.startMs, after.process.startMs)
  );
}

function goesBack(before: number | undefined, after: number | undefined): boolean {
  return before !== undefined && after !== undefined && after < before;
}

function differ<T>(before: T | null, after: T | null): boolean {
  return before !== null && after !== null && before !== after;
}

function isFar(before: number | null, after: number | null): boolean {
  return before !== null && after !== null && Math.abs(after - before) > sameStartMs;
}
