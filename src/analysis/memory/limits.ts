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
  const told = (field: MemoryField) => limitOf(lastValue(series, field, range));
  return {
    memoryLimit: told('GOMEMLIMIT') ?? limitOf(known.memoryLimit),
    containerLimit: told('CgroupLimit') ?? limitOf(known.containerLimit),
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
