import { MessageError } from '../../base/message';
import type { Engine, MemoryEvidence } from '../../engine/engine';
import { isLimit, type MemoryField } from '../../model/memoryFields';
import type { ProcessIdentity } from '../../model/memorySeries';

/** What one reply says of memory. */
export interface DecodedMemory {
  readonly fields: MemoryValues;
  readonly process: ProcessIdentity;
  /** Names of metrics of a Prometheus text; else none. */
  readonly metrics: readonly string[];
}

/** Finite, or Infinity where "none is set" is known. */
export type MemoryValues = Readonly<Partial<Record<MemoryField, number>>>;

/** Decodes a reply, or a file of the system. `name` is a hint where content cannot decide. null: it tells nothing of memory. */
export type DecodeMemory = (
  bytes: Uint8Array,
  name: string,
  signal?: AbortSignal,
) => Promise<DecodedMemory | null>;

/** Decodes with the engine, which takes over the bytes; the last sample counts. */
export function decodeWith(engine: Engine, maxInflatedBytes: number): DecodeMemory {
  return async (bytes, name, signal) => {
    const evidence = await engine.open(bytes, { name, maxInflatedBytes, signal }).catch((error: unknown) => {
      if (error instanceof MessageError) return [];
      throw error;
    });
    try {
      const memory = evidence.findLast((one): one is MemoryEvidence => one.kind === 'memory');
      if (memory === undefined) return null;
      const { samples, process, metrics } = await engine.ask(memory.handle, 'memorySeries', null, signal);
      if (samples.length === 0) return null;
      const last = Object.entries(samples.fields).map(([name, column]) => [
        name,
        column[samples.length - 1]!,
      ]);
      const fields = Object.fromEntries(last.filter(([, value]) => !Number.isNaN(value))) as MemoryValues;
      return { fields, process, metrics };
    } finally {
      for (const { handle } of evidence) await engine.close(handle);
    }
  };
}

/** Whether it is Go's memory: an exporter may tell of processes that are none of Go's. */
export function isGoMemory({ fields }: DecodedMemory): boolean {
  return goFields.some((name) => fields[name] !== undefined);
}

const goFields = ['HeapAlloc', 'HeapInuse', 'HeapLive', 'HeapSys', 'NextGC'] as const;

/** What the memory must fit in: the lower of GOMEMLIMIT and the container's limit; null where neither limits. */
export function limitOf({ GOMEMLIMIT, CgroupLimit }: MemoryValues): number | null {
  const limits = [GOMEMLIMIT, CgroupLimit].filter(isLimit);
  return limits.length === 0 ? null : Math.min(...limits);
}
