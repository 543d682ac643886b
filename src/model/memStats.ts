/**
 * What runtime.ReadMemStats said, under the names of Go's runtime.MemStats. A field that was not written is absent, never
 * zero. Sizes are bytes, times are nanoseconds; integers beyond 2^53 are rounded, which `LastGC` and `PauseEnd` are (to 256 ns).
 *
 *     Alloc = HeapAlloc           HeapSys = HeapInuse + HeapIdle           HeapReleased ≤ HeapIdle
 *     Sys = HeapSys + StackSys + MSpanSys + MCacheSys + BuckHashSys + GCSys + OtherSys
 */
export interface MemStats {
  /** Bytes of reachable objects and of unreachable ones that were not swept yet: the same as HeapAlloc. */
  readonly Alloc?: number;
  /** Bytes of heap objects allocated since the start; only grows. */
  readonly TotalAlloc?: number;
  /** Address space taken from the system; does not shrink when memory is given back. */
  readonly Sys?: number;
  /** Always 0 in recent versions. */
  readonly Lookups?: number;
  /** Heap objects allocated and freed since the start. */
  readonly Mallocs?: number;
  readonly Frees?: number;
  readonly HeapAlloc?: number;
  /** Address space of the heap, also where it was given back. */
  readonly HeapSys?: number;
  /** Spans without objects, and of these what was given back to the system. */
  readonly HeapIdle?: number;
  readonly HeapReleased?: number;
  /** Spans with at least one object. */
  readonly HeapInuse?: number;
  readonly HeapObjects?: number;
  readonly StackInuse?: number;
  readonly StackSys?: number;
  readonly MSpanInuse?: number;
  readonly MSpanSys?: number;
  readonly MCacheInuse?: number;
  readonly MCacheSys?: number;
  /** Tables of the profiler itself. */
  readonly BuckHashSys?: number;
  /** Since Go 1.3, as OtherSys. */
  readonly GCSys?: number;
  readonly OtherSys?: number;
  /** HeapAlloc at which the next collection is due. */
  readonly NextGC?: number;
  /** End of the last collection, since 1970: the only clock time in a heap profile in text form. 0 before the first. */
  readonly LastGC?: number;
  /** Pauses of the last collections, a ring of 256: the last one stands at (NumGC + 255) % 256. */
  readonly PauseNs?: readonly number[];
  /** When these pauses ended, since 1970. */
  readonly PauseEnd?: readonly number[];
  readonly NumGC?: number;
  readonly NumForcedGC?: number;
  /** Share of the processors' time that collecting took since the start. */
  readonly GCCPUFraction?: number;
  /** Written up to Go 1.7; always true. */
  readonly EnableGC?: boolean;
  readonly DebugGC?: boolean;
  /** Largest resident set of the process so far, from the system. Not a field of MemStats; in the text since Go 1.16. */
  readonly MaxRSS?: number;
}
