import type { EvidenceUnit } from '../model/finding';
import { isLimit, type MemoryField } from '../model/memoryFields';

type Fields = Readonly<Partial<Record<MemoryField, number>>>;

/** What follows from a sample: its name in JSON, what it is, and how it is made; null where a field is missing. */
interface Derived {
  readonly name: string;
  readonly title: string;
  readonly unit: EvidenceUnit;
  readonly of: (fields: Fields) => number | null;
}

/** Calls with numbers that are all there; null else. */
function from(names: readonly MemoryField[], make: (...values: number[]) => number | null) {
  return (fields: Fields): number | null => {
    const values = names.map((name) => fields[name]);
    const result = values.some((value) => value === undefined) ? null : make(...(values as number[]));
    return result === null || !Number.isFinite(result) ? null : result;
  };
}

const share = (part: number, whole: number) => (whole > 0 ? part / whole : null);

const table: readonly Derived[] = [
  {
    name: 'goMemory',
    title: 'held by Go (Sys − HeapReleased), which GOMEMLIMIT compares',
    unit: 'bytes',
    of: from(['Sys', 'HeapReleased'], (sys, released) => sys - released),
  },
  {
    name: 'memoryLimitUsed',
    title: 'of GOMEMLIMIT',
    unit: 'share',
    of: from(['Sys', 'HeapReleased', 'GOMEMLIMIT'], (sys, released, limit) =>
      isLimit(limit) ? share(sys - released, limit) : null,
    ),
  },
  {
    name: 'containerLimitUsed',
    title: "of the container's limit, without file pages that it can drop",
    unit: 'share',
    of: (fields) => {
      const { CgroupCurrent, CgroupLimit, CgroupInactiveFile = 0 } = fields;
      if (CgroupCurrent === undefined || !isLimit(CgroupLimit)) return null;
      return share(CgroupCurrent - CgroupInactiveFile, CgroupLimit);
    },
  },
  {
    name: 'spanWaste',
    title: 'in spans but not in objects (HeapInuse − HeapAlloc)',
    unit: 'bytes',
    of: from(['HeapInuse', 'HeapAlloc'], (inuse, alloc) => inuse - alloc),
  },
  {
    name: 'idleKept',
    title: 'idle and not given back (HeapIdle − HeapReleased)',
    unit: 'bytes',
    of: from(['HeapIdle', 'HeapReleased'], (idle, released) => idle - released),
  },
  {
    name: 'heapUtilization',
    title: 'of the heap that is kept is in objects (HeapAlloc ÷ (HeapSys − HeapReleased))',
    unit: 'share',
    of: from(['HeapAlloc', 'HeapSys', 'HeapReleased'], (alloc, sys, released) =>
      share(alloc, sys - released),
    ),
  },
  {
    name: 'meanObjectBytes',
    title: 'a heap object on average',
    unit: 'bytes',
    of: from(['HeapAlloc', 'HeapObjects'], share),
  },
  {
    name: 'meanAllocationBytes',
    title: 'an allocation on average since the start',
    unit: 'bytes',
    of: from(['TotalAlloc', 'Mallocs'], share),
  },
  {
    name: 'meanPauseNs',
    title: 'a pause per collection on average since the start',
    unit: 'ns',
    of: from(['PauseTotalNs', 'NumGC'], share),
  },
  {
    name: 'bytesBeforeNextGC',
    title: 'may be allocated before the next collection (NextGC − HeapAlloc)',
    unit: 'bytes',
    of: from(['NextGC', 'HeapAlloc'], (next, alloc) => Math.max(0, next - alloc)),
  },
  {
    name: 'stackBytesPerGoroutine',
    title: 'of stack a goroutine',
    unit: 'bytes',
    of: from(['StackInuse', 'Goroutines'], share),
  },
  {
    name: 'nonGoBytes',
    title: 'resident beyond what Go holds (RSS − (Sys − HeapReleased))',
    unit: 'bytes',
    of: from(['RSS', 'Sys', 'HeapReleased'], (rss, sys, released) => Math.max(0, rss - (sys - released))),
  },
];

export interface DerivedNumber extends Pick<Derived, 'name' | 'title' | 'unit'> {
  readonly value: number;
}

/** What the fields of one sample say together; numbers that cannot be made are left out. */
export function deriveMemory(fields: Fields): DerivedNumber[] {
  return table.flatMap(({ name, title, unit, of }) => {
    const value = of(fields);
    return value === null ? [] : [{ name, title, unit, value }];
  });
}
