import { isLimit, type MemoryField } from '../../model/memoryFields';
import type { KnownLimits } from '../../model/memoryReport';
import type { MemorySeries } from '../../model/memorySeries';

/** What bounds a process: from its evidence where that says, else from what people know. */
export interface Limits {
  /** Bytes; null where none is set, or nobody knows. */
  readonly memoryLimit: number | null;
  readonly containerLimit: number | null;
  /** Percent; -1 is off; null unknown. */
  readonly gogc: number | null;
}

/** The last limits that a series tells, else those of `known`. */
export function limitsOf(series: MemorySeries, known: KnownLimits): Limits {
  return {
    memoryLimit: limitOf(lastValue(series, 'GOMEMLIMIT') ?? known.memoryLimit),
    containerLimit: limitOf(lastValue(series, 'CgroupLimit') ?? known.containerLimit),
    gogc: lastValue(series, 'GOGC') ?? known.gogc,
  };
}

/** The last value of a field that was written; null where none was. */
export function lastValue({ samples }: MemorySeries, field: MemoryField): number | null {
  return samples.fields[field]?.findLast((value) => !Number.isNaN(value)) ?? null;
}

/** The smaller of GOMEMLIMIT and the container's limit, with its name; null where neither is known. */
export function nearestLimit({
  memoryLimit,
  containerLimit,
}: Limits): { readonly name: 'GOMEMLIMIT' | 'container'; readonly bytes: number } | null {
  if (memoryLimit !== null && (containerLimit === null || memoryLimit <= containerLimit)) {
    return { name: 'GOMEMLIMIT', bytes: memoryLimit };
  }
  return containerLimit === null ? null : { name: 'container', bytes: containerLimit };
}

function limitOf(bytes: number | null): number | null {
  return isLimit(bytes) ? bytes : null;
}
