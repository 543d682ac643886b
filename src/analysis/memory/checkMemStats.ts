import type { MemoryField } from '../../model/memoryFields';
import type { MemoryRow } from '../../model/sampleTable';

/** What of runtime.MemStats is always so (runtime/mstats.go): the left side against what stands on the right. */
export type MemStatsIdentity = 'heapSys' | 'released' | 'sys' | 'alloc';

export type IdentityCheck =
  | { readonly identity: MemStatsIdentity; readonly outcome: 'holds' }
  /** Fields that the sample does not have. */
  | {
      readonly identity: MemStatsIdentity;
      readonly outcome: 'unknown';
      readonly lacks: readonly (MemoryField | 'Alloc')[];
    }
  | {
      readonly identity: MemStatsIdentity;
      readonly outcome: 'fails';
      readonly left: number;
      readonly right: number;
    };

/**
 *     Alloc = HeapAlloc               HeapSys = HeapInuse + HeapIdle               HeapReleased ≤ HeapIdle
 *     Sys = HeapSys + StackSys + MSpanSys + MCacheSys + BuckHashSys + GCSys + OtherSys
 *
 * They hold for what one call of ReadMemStats gave, so numbers of a sample that was not taken at once, or was changed, break
 * them. Samples keep Alloc as HeapAlloc: whoever has both gives `alloc`. Go 1.2 and before have no GCSys and OtherSys.
 */
export function checkMemStats(sample: MemoryRow, alloc?: number): IdentityCheck[] {
  const numbers = { ...sample, ...(alloc === undefined ? {} : { Alloc: alloc }) };
  return [
    ...(alloc === undefined ? [] : [check('alloc', numbers, ['Alloc'], ['HeapAlloc'], equal)]),
    check('heapSys', numbers, ['HeapSys'], ['HeapInuse', 'HeapIdle'], equal),
    check('released', numbers, ['HeapReleased'], ['HeapIdle'], atMost),
    check('sys', numbers, ['Sys'], partsOfSys, equal),
  ];
}

type Name = MemoryField | 'Alloc';

const partsOfSys = [
  'HeapSys',
  'StackSys',
  'MSpanSys',
  'MCacheSys',
  'BuckHashSys',
  'GCSys',
  'OtherSys',
] as const satisfies readonly MemoryField[];

const equal = (left: number, right: number) => left === right;
const atMost = (left: number, right: number) => left <= right;

function check(
  identity: MemStatsIdentity,
  numbers: Readonly<Partial<Record<Name, number>>>,
  leftNames: readonly Name[],
  rightNames: readonly Name[],
  holds: (left: number, right: number) => boolean,
): IdentityCheck {
  const lacks = [...leftNames, ...rightNames].filter((name) => !Number.isFinite(numbers[name]));
  if (lacks.length > 0) return { identity, outcome: 'unknown', lacks };
  const sum = (names: readonly Name[]) => names.reduce((before, name) => before + numbers[name]!, 0);
  const left = sum(leftNames);
  const right = sum(rightNames);
  return holds(left, right) ? { identity, outcome: 'holds' } : { identity, outcome: 'fails', left, right };
}
