import type { Brand } from '../base/brand';
import type { DumpFacts, GoroutineReport, ReportOptions } from '../model/goroutineReport';
import type { LeakTrend } from '../model/leakTrend';
import type { Problem } from '../model/problem';
import type { Params, QueryName, Result } from '../model/queries';
import type { MemoryFacts } from '../model/timeline';
import type { ProfileFacts } from '../model/views';

/** What callers name that have no other business with the model. */
export type { CallGraph } from '../model/callGraph';
export type { Params, ProfileQueries, QueryName, Result } from '../model/queries';
export type { Granularity, TopTable } from '../model/views';

export type EvidenceHandle = Brand<'evidence'>;

export interface OpenOptions {
  /** File name, for messages and as a hint where content cannot decide (mutex or block). */
  readonly name: string;
  /** Refuse to inflate to more than this many bytes. */
  readonly maxInflatedBytes?: number;
  /** Where names of the text forms come from: their comment lines (default), or nowhere, as for `go tool pprof`. */
  readonly symbolize?: 'recorded' | 'none';
  readonly signal?: AbortSignal;
}

/** A file's worth of evidence can be several; each kind has its own handle and queries. */
export type Evidence = ProfileEvidence | MemoryEvidence;

/** A profile; of goroutines it may be a dump, which is a profile of its stacks: the handle answers the queries of both. */
export interface ProfileEvidence {
  readonly kind: 'profile';
  readonly handle: EvidenceHandle;
  readonly facts: ProfileFacts;
  /** null where it holds no goroutines. */
  readonly goroutines: DumpFacts | null;
  readonly problems: readonly Problem[];
}

/** What the memory of a process did over time. A heap profile in text form gives one of its MemStats, too. */
export interface MemoryEvidence {
  readonly kind: 'memory';
  readonly handle: EvidenceHandle;
  readonly facts: MemoryFacts;
  readonly problems: readonly Problem[];
}

/** A profile made of open ones; they stay open. Ends as a MessageError where their value types do not fit. */
export type Derivation =
  | { readonly kind: 'merge'; readonly of: readonly EvidenceHandle[] }
  | {
      readonly kind: 'compare';
      readonly base: readonly EvidenceHandle[];
      readonly current: readonly EvidenceHandle[];
      readonly mode: 'base' | 'diffBase';
      /** Scales the base to the total of the current side first. */
      readonly normalize: boolean;
    };

/**
 * The one door to decoding and analysis. Asynchronous everywhere, whether the work happens in a worker or in process.
 * Every failure is a MessageError; an aborted call rejects with an error named AbortError.
 */
export interface Engine {
  /** Takes over `bytes`: the caller must not use them afterwards. */
  open(bytes: Uint8Array, options: OpenOptions): Promise<Evidence[]>;
  /** As `open`, of what is a profile or a dump; a file without any ends as a MessageError that says what it is instead. */
  openProfiles(bytes: Uint8Array, options: OpenOptions): Promise<ProfileEvidence[]>;
  ask<Name extends QueryName>(
    handle: EvidenceHandle,
    query: Name,
    params: Params<Name>,
    signal?: AbortSignal,
  ): Promise<Result<Name>>;
  derive(derivation: Derivation, signal?: AbortSignal): Promise<ProfileEvidence>;
  /** Series of one process put together in time: several heap texts, a GC trace and the files of its control group. */
  joinMemory(of: readonly EvidenceHandle[], signal?: AbortSignal): Promise<MemoryEvidence>;
  /**
   * What a live source has written since: whole lines of the same format. The handle stays; it holds at most the latest
   * `mostSamples` samples and as many cycles, where that is given. Takes over `bytes`.
   */
  append(
    handle: EvidenceHandle,
    bytes: Uint8Array,
    options?: { readonly mostSamples?: number },
  ): Promise<MemoryEvidence>;
  /** Follows allocation sites over heap profiles, in any order. */
  leakTrend(handles: readonly EvidenceHandle[], signal?: AbortSignal): Promise<LeakTrend>;
  /**
   * Judges the last of these dumps (or goroutine profiles) and compares it with the others, which are given oldest first.
   * Groups in later queries to the last handle are those of its latest report.
   */
  goroutineReport(
    handles: readonly EvidenceHandle[],
    options: ReportOptions & { readonly names?: readonly string[] },
    signal?: AbortSignal,
  ): Promise<GoroutineReport>;
  /** Frees the evidence. Unknown handles are ignored. */
  close(handle: EvidenceHandle): Promise<void>;
  dispose(): void;
}
