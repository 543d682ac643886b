import type { TimeSpan } from '../../model/finding';
import { isLimit, type MemoryField } from '../../model/memoryFields';
import type { KnownLimits } from '../../model/memoryReport';
import type { MemorySeries } from '../../model/memorySeries';
import { lastKnown, rowsWithin } from './windows';

/** What bounds a process: from its evidence where that says, else from what people know. */
export interface Limits {
  /** Bytes; null where none is set, or nobody knows. */
  readonly memoryLimit: number | null;
  readonly containerLimit: number | null;
  /** Percent; -1 is off; null unknown. */
  readonly gogc: number | null;
}

/** The last limits that samples within `range` tell; those of `known` where they tell none. */
export function limitsOf(series: MemorySeries, known: KnownLimits, range: TimeSpan | null): Limits {
  const { memoryLimit, containerLimit, gogc } = knownLimitsOf(series, known, range);
  return { memoryLimit: limitOf(memoryLimit), containerLimit: limitOf(containerLimit), gogc };
}

/** Likewise where it matters whether none is set or nobody knows: Infinity is the one, null the other. */
export function knownLimitsOf(series: MemorySeries, known: KnownLimits, range: TimeSpan | null): KnownLimits {
  // What is written is what is: people are asked where nothing is written, or where what is written limits nothing.
  const limit = (field: MemoryField, said: number | null) => {
    const written = lastValue(series, field, range);
    if (isLimit(written)) return written;
    return said ?? (written === null ? null : Number.POSITIVE_INFINITY);
  };
  return {
    memoryLimit: limit('GOMEMLIMIT', known.memoryLimit),
    containerLimit: limit('CgroupLimit', known.containerLimit),
    gogc: lastValue(series, 'GOGC', range) ?? known.gogc,
  };
}

/** The last value of a field that was written within `range`; null where none was. */
export function lastValue(
  { samples }: MemorySeries,
  field: MemoryField,
  range: TimeSpan | null,
): number | null {
  return lastKnown(samples.fields[field], rowsWithin(samples.timeMs, range));
}

function limitOf(bytes: number | null): number | null {
  return isLimit(bytes) ? bytes : null;
}
