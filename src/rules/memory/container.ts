import { limitsOf } from '../../analysis/memory/limits';
import { type ExpectedPeak, expectedPeak } from '../../analysis/memory/peak';
import { nonGoOf, peakOutlookOf } from '../../analysis/memory/peakOutlook';
import type { EvidenceNumber } from '../../model/finding';
import { evidence } from './conclude';
import { latest, latestOfCycles, type MemoryContext } from './context';

/** Resident memory outside of the runtime that the kernel cannot take back; null where RSS or MemStats are not known. */
export function nonGoBytes({ series, options }: MemoryContext): number | null {
  return nonGoOf(series, options.range);
}

export function stackBytes(context: MemoryContext): number | null {
  return latest(context, 'StackInuse') ?? latestOfCycles(context, 'stacks');
}

/** What the process is to come to, by Go's pacing, as the advice works it out; null where no live heap is known. */
export function peakOf({ series, options }: MemoryContext): ExpectedPeak | null {
  const outlook = peakOutlookOf(series, options, limitsOf(series, options.known, options.range));
  return outlook && expectedPeak(outlook.inputs);
}

/** Every step of the arithmetic, as evidence. */
export function peakEvidence({ steps }: ExpectedPeak): EvidenceNumber[] {
  return steps.map(({ name, value, unit }) => evidence(name, value, unit));
}
